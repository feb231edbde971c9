//! The address at the provider to which a person is sent: authorization code with PKCE S256, state and nonce,
//! always (RFC 9700, 2.1.1).

use openidconnect::core::{CoreAuthenticationFlow, CoreClient};
use openidconnect::{
    AuthUrl, ClientId, CsrfToken, IssuerUrl, JsonWebKeySet, Nonce, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, Scope,
};
use url::Url;

use super::{Metadata, Provider, ProviderError};
use crate::config::ResponseMode;
use crate::foundation::{Email, PlainToken, Secret, random_token};

/// What one departure asks for beyond the settings.
#[derive(Clone, Debug, Default)]
pub struct RequestParameters<'a> {
    /// Who it will probably be.
    pub login_hint: Option<&'a Email>,
    /// The language of the pages, as a tag.
    pub language: Option<&'a str>,
    /// Whether the provider shall ask who is there, whatever the settings say of `prompt`.
    pub asks_anew: bool,
}

/// A request to be sent to the provider, and what must be remembered of it.
#[derive(Debug)]
pub struct Request {
    /// Where the browser goes.
    pub address: Url,
    /// Comes back in the answer; the database keeps its hash.
    pub state: PlainToken,
    /// Comes back in the ID token.
    pub nonce: Secret,
    /// Proves at the exchange that the code is ours.
    pub verifier: Secret,
}

impl Provider {
    /// Makes a request whose answer comes to `redirect_uri`.
    ///
    /// # Errors
    /// When an address of the provider cannot be used.
    pub fn request(
        &self,
        metadata: &Metadata,
        redirect_uri: &str,
        parameters: &RequestParameters<'_>,
    ) -> Result<Request, ProviderError> {
        let (state, nonce) = (PlainToken::generate(), Secret::new(random_token()));
        let verifier = Secret::new(random_token());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(
            verifier.expose().to_owned(),
        ));
        let client = CoreClient::new(
            ClientId::new(self.settings.client_id.clone()),
            IssuerUrl::new(metadata.issuer.clone()).map_err(unusable)?,
            JsonWebKeySet::default(),
        )
        .set_auth_uri(AuthUrl::from_url(metadata.authorization_endpoint.clone()))
        .set_redirect_uri(RedirectUrl::new(redirect_uri.to_owned()).map_err(unusable)?);
        let sent_state = CsrfToken::new(state.expose().to_owned());
        let sent_nonce = Nonce::new(nonce.expose().to_owned());
        let mut request = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || sent_state, move || sent_nonce)
            .set_pkce_challenge(challenge);
        // `openid` is asked for by the library itself.
        for scope in self.settings.scopes.iter().filter(|scope| *scope != "openid") {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        for (name, value) in self.parameters(parameters) {
            request = request.add_extra_param(name, value);
        }
        let (address, ..) = request.url();
        Ok(Request { address, state, nonce, verifier })
    }

    /// The operator's own parameters, and what this departure adds.
    fn parameters(&self, asked: &RequestParameters<'_>) -> Vec<(String, String)> {
        let settings = &self.settings;
        let acr = (!settings.acr_values.is_empty()).then(|| settings.acr_values.join(" "));
        let hint = asked.login_hint.filter(|_| settings.forward_login_hint);
        let posted = settings.response_mode == ResponseMode::FormPost;
        let named = [
            ("response_mode", posted.then(|| "form_post".to_owned())),
            ("prompt", if asked.asks_anew { Some("login".to_owned()) } else { settings.prompt.clone() }),
            ("acr_values", acr),
            ("login_hint", hint.map(|email| email.typed().to_owned())),
            ("ui_locales", asked.language.map(str::to_owned)),
        ];
        let named = named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        let fixed = settings.extra_parameters.iter().map(|(name, value)| (name.clone(), value.clone()));
        named.chain(fixed).collect()
    }
}

fn unusable(error: url::ParseError) -> ProviderError {
    ProviderError::Unusable(error.to_string())
}
