//! What an ID token is worth (OpenID Connect Core 1.0, 3.1.3.7). `openidconnect` checks form, issuer, audience,
//! algorithm, signature, expiry and nonce; the checks that it leaves to the relying party follow here, each by
//! itself. Keys come from the provider's published set alone: what a header names or carries (`jku`, `x5u`, `jwk`)
//! is never read (catalogue B14).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreIdToken, CoreIdTokenVerifier, CoreJwsSigningAlgorithm};
use openidconnect::{
    AccessToken, AccessTokenHash, ClaimsVerificationError, ClientId, ClientSecret, IssuerUrl, Nonce,
    SignatureVerificationError,
};
use serde_json::{Map, Value};

use super::keys::Keys;
use super::{Claims, Metadata, Provider, ProviderError, SKEW};
use crate::foundation::Secret;

/// Far above what any provider sends: groups make tokens long.
const LONGEST: usize = 32 * 1024;

/// Some reasons repeat what the token says.
const LONGEST_REASON: usize = 300;
/// OpenID Connect Core 1.0, 2.
const NECESSARY: [&str; 5] = ["iss", "sub", "aud", "exp", "iat"];

/// A token, and what it must fit.
struct Presented<'a> {
    token: &'a CoreIdToken,
    claims: &'a Claims,
    access_token: &'a AccessToken,
    nonce: &'a Secret,
}

impl Provider {
    /// The claims of an ID token that came with `access_token`, if it is to be trusted.
    pub(super) async fn trusted_claims(
        &self,
        metadata: &Metadata,
        id_token: &Secret,
        access_token: &AccessToken,
        nonce: &Secret,
    ) -> Result<Claims, ProviderError> {
        if id_token.expose().len() > LONGEST {
            return Err(ProviderError::untrusted("the ID token is endless"));
        }
        let claims = payload(id_token.expose())?;
        let token: CoreIdToken = id_token
            .expose()
            .parse()
            .map_err(|_| ProviderError::untrusted("the ID token is not one that can be read"))?;
        let keys = self.keys(metadata).await?;
        let presented = Presented { token: &token, claims: &claims, access_token, nonce };
        let check = |keys: &Keys| self.verify(metadata, &presented, keys);
        if let Err(error) = check(&keys) {
            // The provider may have changed its keys since we asked: asked again once, and not too often.
            let renewed = if is_about_a_key(&error) { self.renewed_keys(metadata).await? } else { None };
            let keys = renewed.ok_or_else(|| untrusted(&error))?;
            check(&keys).map_err(|error| untrusted(&error))?;
        }
        self.check_authorized_party(&claims)?;
        self.check_times(&claims)?;
        claims.subject("sub")?;
        Ok(claims)
    }

    fn verify(
        &self,
        metadata: &Metadata,
        presented: &Presented<'_>,
        keys: &Keys,
    ) -> Result<(), ClaimsVerificationError> {
        let Presented { token, claims, access_token, nonce } = *presented;
        let other = |text: &str| ClaimsVerificationError::Other(text.to_owned());
        let issuer = expected_issuer(metadata, claims).ok_or_else(|| other("the tenant is not one"))?;
        let issuer = IssuerUrl::new(issuer).map_err(|_| other("the issuer is no address"))?;
        let client = ClientId::new(self.settings.client_id.clone());
        let verifier = match self.settings.client_auth.secret() {
            Some(secret) => CoreIdTokenVerifier::new_confidential_client(
                client,
                ClientSecret::new(secret.expose().to_owned()),
                issuer,
                keys.set(),
            ),
            None => CoreIdTokenVerifier::new_public_client(client, issuer, keys.set()),
        };
        let now = self.clock.now();
        let azp = claims.get("azp").and_then(Value::as_str);
        let verifier = verifier
            .set_allowed_algs(self.algorithms(metadata))
            .set_time_fn(move || now - SKEW)
            // Other audiences are only company to us where the token says that it was made for us.
            .set_other_audience_verifier_fn(|_| azp == Some(&self.settings.client_id));
        token.claims(&verifier, &Nonce::new(nonce.expose().to_owned()))?;
        check_access_token_hash(token, &verifier, access_token, claims.get("at_hash"))
    }

    /// Those of the settings, else those that the provider names: never `none`, and never a MAC that nobody
    /// configured, because then a public key or a leaked secret would sign (catalogue B05, B06).
    pub(super) fn algorithms(&self, metadata: &Metadata) -> Vec<CoreJwsSigningAlgorithm> {
        let configured = self.settings.signing_algorithms.as_ref();
        let names = configured.unwrap_or(&metadata.signing_algorithms).iter();
        let allowed =
            names.filter(|name| *name != "none" && (configured.is_some() || !name.starts_with("HS")));
        let read = allowed.filter_map(|name| serde_json::from_value(Value::String(name.clone())).ok());
        let known: Vec<_> = read.collect();
        if known.is_empty() { vec![CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256] } else { known }
    }

    /// Core 3.1.3.7, 4 and 5: a token for several audiences names the one that it was made for, and whoever is
    /// named must be us.
    fn check_authorized_party(&self, claims: &Claims) -> Result<(), ProviderError> {
        match claims.get("azp") {
            Some(azp) if azp.as_str() != Some(&self.settings.client_id) => {
                Err(ProviderError::untrusted("azp is somebody else"))
            }
            None if claims.texts("aud").len() > 1 => {
                Err(ProviderError::untrusted("several audiences, no azp"))
            }
            _ => Ok(()),
        }
    }

    fn check_times(&self, claims: &Claims) -> Result<(), ProviderError> {
        #[expect(clippy::cast_precision_loss, reason = "seconds of this age are far below 2^52")]
        let latest = (self.clock.now() + SKEW).timestamp() as f64;
        for name in ["iat", "nbf"] {
            if claims.seconds(name)?.is_some_and(|time| time > latest) {
                return Err(ProviderError::untrusted(format!("{name} is in the future")));
            }
        }
        Ok(())
    }
}

/// Why the library cannot read a token answer, where that is the ID token's fault: what it lacks, or which claim has
/// a type that OpenID Connect does not know. The values are the person's and stay out of the log.
pub(super) fn unreadable(answer: &[u8]) -> Option<ProviderError> {
    let answer: Value = serde_json::from_slice(answer).ok()?;
    let token = answer.get("id_token").filter(|token| !token.is_null())?;
    let Some(token) = token.as_str() else {
        return Some(ProviderError::untrusted("the ID token is not a text"));
    };
    if token.parse::<CoreIdToken>().is_ok() {
        return None;
    }
    let lacks = |claims: &Claims| NECESSARY.into_iter().find(|name| claims.get(name).is_none());
    Some(payload(token).map_or_else(
        |error| error,
        |claims| match lacks(&claims) {
            Some(name) => ProviderError::untrusted(format!("the ID token lacks {name}")),
            None => ProviderError::untrusted(format!(
                "the ID token cannot be read, because of {}",
                claims.names().find(|name| reads_without(token, &claims, name)).unwrap_or("its header"),
            )),
        },
    ))
}

fn reads_without(token: &str, claims: &Claims, name: &str) -> bool {
    let rest = serde_json::to_vec(&claims.without(name)).map(|rest| URL_SAFE_NO_PAD.encode(rest));
    let mut parts = token.split('.');
    let (Ok(rest), Some(header), Some(signature)) = (rest, parts.next(), parts.nth(1)) else { return false };
    format!("{header}.{rest}.{signature}").parse::<CoreIdToken>().is_ok()
}

/// The library's own word for a bad signature says no more than that.
fn untrusted(error: &ClaimsVerificationError) -> ProviderError {
    let said = match error {
        ClaimsVerificationError::SignatureVerification(cause) => cause.to_string(),
        other => other.to_string(),
    };
    ProviderError::untrusted(said.chars().take(LONGEST_REASON).collect::<String>())
}

/// Entra's template for many tenants is filled in with the tenant that the token names.
fn expected_issuer(metadata: &Metadata, claims: &Claims) -> Option<String> {
    const TENANT: &str = "{tenantid}";
    if !metadata.issuer.contains(TENANT) {
        return Some(metadata.issuer.clone());
    }
    let tenant = claims.text("tid").filter(|tenant| uuid::Uuid::parse_str(tenant).is_ok())?;
    Some(metadata.issuer.replace(TENANT, tenant))
}

fn is_about_a_key(error: &ClaimsVerificationError) -> bool {
    let ClaimsVerificationError::SignatureVerification(error) = error else { return false };
    matches!(
        error,
        SignatureVerificationError::NoMatchingKey
            | SignatureVerificationError::AmbiguousKeyId(_)
            | SignatureVerificationError::CryptoError(_)
    )
}

/// Core 3.1.3.6: where the token says which access token belongs to it, it is the one that came along.
fn check_access_token_hash(
    token: &CoreIdToken,
    verifier: &CoreIdTokenVerifier<'_>,
    access_token: &AccessToken,
    expected: Option<&Value>,
) -> Result<(), ClaimsVerificationError> {
    // A MAC has no key of the provider's by which the library could choose the hash.
    let (Some(expected), Ok(key)) = (expected, token.signing_key(verifier)) else { return Ok(()) };
    let signature = ClaimsVerificationError::SignatureVerification;
    let algorithm = token.signing_alg().map_err(signature)?;
    let actual = AccessTokenHash::from_token(access_token, algorithm, key)
        .map_err(|error| ClaimsVerificationError::Other(error.to_string()))?;
    if expected.as_str() == Some(actual.as_str()) {
        return Ok(());
    }
    Err(ClaimsVerificationError::Other("at_hash is of another access token".to_owned()))
}

/// The payload as it came. Standard claims have fixed types in the library; ours are read by configured names,
/// and by strict types. Worth nothing until the token's signature was checked.
fn payload(token: &str) -> Result<Claims, ProviderError> {
    let unreadable = || ProviderError::untrusted("the ID token is not three parts of base64 and JSON");
    let mut parts = token.split('.');
    let (Some(_), Some(body), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(unreadable());
    };
    let body = URL_SAFE_NO_PAD.decode(body).map_err(|_| unreadable())?;
    let claims: Map<String, Value> = serde_json::from_slice(&body).map_err(|_| unreadable())?;
    Ok(Claims::new(claims))
}
