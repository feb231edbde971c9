//! A code becomes tokens (RFC 6749, 4.1.3), and the tokens become claims.

use http::{Request as HttpRequest, Response};
use openidconnect::core::{CoreClient, CoreErrorResponseType, CoreTokenType};
use openidconnect::{
    AccessToken, AuthorizationCode, ClientId, ClientSecret, IssuerUrl, JsonWebKeySet,
    OAuth2TokenResponse as _, PkceCodeVerifier, RedirectUrl, RequestTokenError, TokenUrl,
};

use super::id_token::unreadable;
use super::{Claims, ClientKey, Metadata, Provider, ProviderError};
use crate::foundation::Secret;
use crate::outbound::OutboundError;

/// A code that came back, and what was remembered of the departure.
#[derive(Clone, Copy, Debug)]
pub struct Code<'a> {
    /// The code.
    pub code: &'a Secret,
    /// The redirect URI of the departure.
    pub redirect_uri: &'a str,
    /// Its PKCE verifier.
    pub verifier: &'a Secret,
    /// Its nonce.
    pub nonce: &'a Secret,
    /// Our own key, where the provider wants us to sign.
    pub client_key: Option<&'a ClientKey>,
}

/// What the exchange gave, checked.
#[derive(Debug)]
pub struct Tokens {
    /// What the provider says of the person.
    pub claims: Claims,
    /// The hint for signing out at the provider.
    pub id_token: Secret,
    /// For the userinfo.
    pub(super) access_token: AccessToken,
}

impl Provider {
    /// Exchanges a code and checks the ID token that comes for it.
    ///
    /// # Errors
    /// When the provider is away, refuses, or says something that is not to be trusted.
    pub async fn exchange(&self, metadata: &Metadata, code: Code<'_>) -> Result<Tokens, ProviderError> {
        let (access_token, id_token) = self.tokens(metadata, code).await?;
        let claims = self.trusted_claims(metadata, &id_token, &access_token, code.nonce).await?;
        Ok(Tokens { claims, id_token, access_token })
    }

    /// The tokens for a code, unchecked.
    pub(super) async fn tokens(
        &self,
        metadata: &Metadata,
        code: Code<'_>,
    ) -> Result<(AccessToken, Secret), ProviderError> {
        let unusable = |error: url::ParseError| ProviderError::Unusable(error.to_string());
        let proof = self.proof(metadata, code.client_key)?;
        let client = CoreClient::new(
            ClientId::new(self.settings.client_id.clone()),
            IssuerUrl::new(metadata.issuer.clone()).map_err(unusable)?,
            JsonWebKeySet::default(),
        )
        .set_auth_type(proof.place)
        .set_token_uri(TokenUrl::from_url(metadata.token_endpoint.clone()))
        .set_redirect_uri(RedirectUrl::new(code.redirect_uri.to_owned()).map_err(unusable)?);
        let client = match proof.secret {
            Some(secret) => client.set_client_secret(ClientSecret::new(secret.expose().to_owned())),
            None => client,
        };
        let mut request = client
            .exchange_code(AuthorizationCode::new(code.code.expose().to_owned()))
            .set_pkce_verifier(PkceCodeVerifier::new(code.verifier.expose().to_owned()));
        for (name, value) in proof.parameters {
            request = request.add_extra_param(name, value);
        }
        let answer = request.request_async(&|request| self.send_to_work(request)).await.map_err(sorted)?;
        // Core 3.1.3.3: whoever holds another kind of token must prove more than we can.
        if *answer.token_type() != CoreTokenType::Bearer {
            return Err(ProviderError::untrusted("token_type is not Bearer"));
        }
        let id_token = answer.extra_fields().id_token();
        let id_token = id_token.ok_or_else(|| ProviderError::untrusted("no ID token came"))?;
        Ok((answer.access_token().clone(), Secret::new(id_token.to_string())))
    }

    /// What fails on the provider's side is no word on the code: it is away, whatever else it says.
    async fn send_to_work(&self, request: HttpRequest<Vec<u8>>) -> Result<Response<Vec<u8>>, OutboundError> {
        let answer = self.send(request).await?;
        let status = answer.status();
        if status.is_server_error() { Err(OutboundError::Status(status.as_u16())) } else { Ok(answer) }
    }

    pub(super) async fn send(
        &self,
        request: HttpRequest<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, OutboundError> {
        self.client().send(request).await
    }
}

type ExchangeError =
    RequestTokenError<OutboundError, openidconnect::StandardErrorResponse<CoreErrorResponseType>>;

fn sorted(error: ExchangeError) -> ProviderError {
    match error {
        // Its description is the provider's text: not even the log repeats it unasked.
        RequestTokenError::ServerResponse(refusal) => {
            ProviderError::Refused(refusal.error().to_string().chars().take(80).collect())
        }
        RequestTokenError::Request(error) => ProviderError::Away(error.to_string()),
        RequestTokenError::Parse(_, answer) => unreadable(&answer)
            .unwrap_or_else(|| ProviderError::Away("its token answer is not one that can be read".into())),
        RequestTokenError::Other(text) => ProviderError::Away(text),
    }
}
