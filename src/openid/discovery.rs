//! What a provider says of itself (OpenID Connect Discovery 1.0). Fetched from the configured issuer alone, and
//! held to it: a document that names another issuer is nobody's (mix-up, catalogue B03). While we run, a token
//! endpoint does not move to another host: our client secret would be sent there (catalogue A16).

use std::sync::Arc;

use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::{Provider, ProviderError};

const FRESH_FOR: TimeDelta = TimeDelta::hours(1);

/// The part of a discovery document that we work with (Discovery 1.0, 3; RFC 9207, 3).
#[derive(Clone, Debug, Deserialize)]
pub struct Metadata {
    /// Who it is; ID tokens name exactly this.
    pub issuer: String,
    /// Where people are sent.
    pub authorization_endpoint: Url,
    /// Where codes are exchanged.
    pub token_endpoint: Url,
    /// Where its keys are.
    pub jwks_uri: Url,
    /// Where more is told about a person.
    pub userinfo_endpoint: Option<Url>,
    /// Where people are sent to sign out.
    pub end_session_endpoint: Option<Url>,
    /// What ID tokens are signed with.
    #[serde(default, rename = "id_token_signing_alg_values_supported")]
    pub signing_algorithms: Vec<String>,
    /// How a client may prove itself; `client_secret_basic` where nothing is said.
    #[serde(default, rename = "token_endpoint_auth_methods_supported")]
    pub client_auth_methods: Vec<String>,
    /// How PKCE challenges may be made; many do not say.
    #[serde(default, rename = "code_challenge_methods_supported")]
    pub challenge_methods: Vec<String>,
    /// How the answer may come back.
    #[serde(default, rename = "response_modes_supported")]
    pub response_modes: Vec<String>,
    /// What may be asked for.
    #[serde(default, rename = "scopes_supported")]
    pub scopes: Vec<String>,
    /// Whether every answer names the issuer (RFC 9207).
    #[serde(default, rename = "authorization_response_iss_parameter_supported")]
    pub promises_iss: bool,
    /// Whether it tells us when somebody signs out there.
    #[serde(default, rename = "backchannel_logout_supported")]
    pub backchannel_logout: bool,
}

impl Provider {
    /// What the provider says of itself: fetched at most once an hour, and kept while it is away.
    ///
    /// # Errors
    /// When it never answered, or says something that cannot be worked with.
    pub async fn metadata(&self) -> Result<Arc<Metadata>, ProviderError> {
        self.metadata.get(self.clock.now(), FRESH_FOR, self.discover()).await
    }

    /// Where the discovery document is (Discovery 1.0, 4).
    pub fn discovery_address(&self) -> String {
        format!("{}/.well-known/openid-configuration", self.settings.issuer.trim_end_matches('/'))
    }

    async fn discover(&self) -> Result<Metadata, ProviderError> {
        let address = Url::parse(&self.discovery_address())
            .map_err(|error| ProviderError::Unusable(format!("the issuer is no address: {error}")))?;
        let document = self.document(&address).await?;
        self.accept(document)
    }

    /// The part of a document that counts, if it is this provider's.
    pub(super) fn accept(&self, document: Value) -> Result<Metadata, ProviderError> {
        let metadata: Metadata = serde_json::from_value(document).map_err(|error| {
            let address = self.discovery_address();
            ProviderError::Unusable(format!("{address} is not a discovery document: {error}"))
        })?;
        self.check_issuer(&metadata)?;
        check_schemes(&metadata, self.settings.private_addresses)?;
        self.check_token_endpoint(&metadata)?;
        Ok(metadata)
    }

    fn check_issuer(&self, metadata: &Metadata) -> Result<(), ProviderError> {
        let expected = &self.settings.issuer;
        if is_issuer(expected, &metadata.issuer) {
            return Ok(());
        }
        Err(ProviderError::Unusable(format!(
            "it calls itself {:?}, the settings say {expected:?}; `issuer` must be exactly what it calls itself",
            metadata.issuer,
        )))
    }

    fn check_token_endpoint(&self, metadata: &Metadata) -> Result<(), ProviderError> {
        let Some(before) = self.metadata.last() else { return Ok(()) };
        if before.token_endpoint.origin() == metadata.token_endpoint.origin() {
            return Ok(());
        }
        Err(ProviderError::Unusable(format!(
            "its token endpoint moved from {} to {}; restart to go along",
            before.token_endpoint.origin().ascii_serialization(),
            metadata.token_endpoint.origin().ascii_serialization(),
        )))
    }
}

/// Exactly what the settings say (Discovery 1.0, 4.3). Entra's documents for many tenants carry a template, and the
/// settings one of three words in its place.
pub(super) fn is_issuer(expected: &str, said: &str) -> bool {
    let many = ["common", "organizations", "consumers"]
        .map(|tenants| format!("https://login.microsoftonline.com/{tenants}/v2.0"));
    let any_tenant = said == "https://login.microsoftonline.com/{tenantid}/v2.0";
    said == expected || (any_tenant && many.iter().any(|issuer| issuer == expected))
}

/// People, codes and secrets are sent to these addresses: by https, or by http where the operator allows it, and
/// never to a script (catalogue K18).
fn check_schemes(metadata: &Metadata, http_too: bool) -> Result<(), ProviderError> {
    let asked = [&metadata.token_endpoint, &metadata.jwks_uri, &metadata.authorization_endpoint];
    let optional = [&metadata.userinfo_endpoint, &metadata.end_session_endpoint];
    let fits = |address: &Url| match address.scheme() {
        "https" => true,
        "http" => http_too,
        _ => false,
    };
    match asked.into_iter().chain(optional.into_iter().flatten()).find(|address| !fits(address)) {
        Some(odd) => Err(ProviderError::Unusable(format!(
            "it names an address that begins with {}: and not with https:",
            odd.scheme()
        ))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn k18_no_address_of_a_provider_is_a_script_or_less_than_https() {
        let described = |name: &str, address: &str| {
            let mut document = json!({ "issuer": "https://id.example.com" });
            for endpoint in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
                document[endpoint] = "https://id.example.com/x".into();
            }
            document[name] = address.into();
            serde_json::from_value::<Metadata>(document).unwrap()
        };
        for name in [
            "authorization_endpoint",
            "token_endpoint",
            "jwks_uri",
            "userinfo_endpoint",
            "end_session_endpoint",
        ] {
            assert!(check_schemes(&described(name, "https://id.example.com/y"), false).is_ok(), "{name}");
            assert!(check_schemes(&described(name, "http://id.example.com/y"), false).is_err(), "{name}");
            assert!(check_schemes(&described(name, "http://id.example.com/y"), true).is_ok(), "{name}");
            for odd in ["javascript:alert(1)//", "data:text/html,x", "file:///etc/passwd", "ftp://x.example/"]
            {
                for http_too in [false, true] {
                    assert!(check_schemes(&described(name, odd), http_too).is_err(), "{name} {odd}");
                }
            }
        }
    }
}
