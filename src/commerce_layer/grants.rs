//! The token endpoint (contract 2, 5, 8): what we ask for, and what we accept as an answer.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::{Value, json};

use super::claims::Expected;
use super::{
    Claims, CommerceLayer, CommerceLayerError, Customer, CustomerId, GuestToken, IntegrationToken, assertion,
};
use crate::config::ClientCredential;
use crate::foundation::{Email, Scope, Secret};

const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// The network address of the shopper for whom a call is made: with `backend_auth` the call is counted on it
/// (contract 6.9). Only ever taken from the connection or a trusted proxy, never from what a browser says.
pub type Shopper = Option<IpAddr>;

/// A token that acts for one customer, checked to be that customer's.
#[derive(Clone, Debug)]
pub struct CustomerToken {
    /// The access token.
    pub access_token: Secret,
    /// Buys the next one; single use (contract 2.2).
    pub refresh_token: Option<Secret>,
    /// Whose it is.
    pub customer: CustomerId,
    /// The scope as the answer said it.
    pub scope: String,
    /// From the token itself.
    pub expires_at: DateTime<Utc>,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: Secret,
    token_type: String,
    scope: String,
    #[serde(default)]
    refresh_token: Option<Secret>,
}

impl CommerceLayer {
    /// A customer token by the JWT bearer grant. The caller has proved that the shopper is `customer`.
    /// `custom_claim` is copied into the token, where the shopper can read it (contract 5.7);
    /// [`CommerceLayerError::Assertion`] where it is too large.
    pub async fn exchange(
        &self,
        client: &ClientCredential,
        scope: &Scope,
        customer: &CustomerId,
        custom_claim: Option<&Value>,
        shopper: Shopper,
    ) -> Result<CustomerToken, CommerceLayerError> {
        let assertion = assertion(customer, custom_claim, self.clock.now())?;
        let body = json!({
            "grant_type": JWT_BEARER,
            "client_id": client.client_id,
            "client_secret": client.client_secret.expose(),
            "scope": scope.as_str(),
            "assertion": assertion.expose(),
        });
        self.customer_token(&body, client, scope, customer, shopper).await
    }

    /// A customer token for a refresh token, which is used up by it (contract 2.2). [`CommerceLayerError::GrantRefused`]
    /// where it was used before, or ran out. What the token said in `custom_claim` is lost (contract 5.13).
    pub async fn refresh(
        &self,
        client: &ClientCredential,
        scope: &Scope,
        customer: &CustomerId,
        refresh_token: &Secret,
        shopper: Shopper,
    ) -> Result<CustomerToken, CommerceLayerError> {
        // Without the secret, as the official helper does it (contract 5.12).
        let body = json!({
            "grant_type": "refresh_token",
            "client_id": client.client_id,
            "refresh_token": refresh_token.expose(),
            "scope": scope.as_str(),
        });
        self.customer_token(&body, client, scope, customer, shopper).await
    }

    /// A customer token for address and password (contract 14). [`CommerceLayerError::GrantRefused`] where they do
    /// not fit; [`CommerceLayerError::Untrusted`] where they are somebody else's than `customer`'s.
    pub async fn password(
        &self,
        client: &ClientCredential,
        scope: &Scope,
        customer: &Customer,
        password: &Secret,
        shopper: Shopper,
    ) -> Result<CustomerToken, CommerceLayerError> {
        let body = json!({
            "grant_type": "password",
            "client_id": client.client_id,
            "username": customer.email,
            "password": password.expose(),
            "scope": scope.as_str(),
        });
        self.customer_token(&body, client, scope, &customer.id, shopper).await
    }

    /// Which customer has this address and password (contract 14.3). [`CommerceLayerError::GrantRefused`] where they do
    /// not belong together. The token of the answer is checked, and dropped.
    pub async fn sign_in(
        &self,
        client: &ClientCredential,
        scope: &Scope,
        email: &Email,
        password: &Secret,
        shopper: Shopper,
    ) -> Result<CustomerId, CommerceLayerError> {
        let body = json!({
            "grant_type": "password",
            "client_id": client.client_id,
            "username": email.canonical(),
            "password": password.expose(),
            "scope": scope.as_str(),
        });
        let answer = self.token(&body, shopper).await?;
        let claims = self.verify(&answer.access_token).await?;
        let owner = claims.owner.as_ref().and_then(|owner| owner.id.clone());
        let customer = owner.map(CustomerId::new).filter(CustomerId::is_plain);
        let customer = customer.ok_or(CommerceLayerError::Untrusted("owner"))?;
        claims.check(&Expected {
            kind: "sales_channel",
            client_id: &client.client_id,
            owner: Some(customer.as_str()),
            scope: Some(scope.as_str()),
            ..self.expected()
        })?;
        Ok(customer)
    }

    async fn customer_token(
        &self,
        body: &Value,
        client: &ClientCredential,
        scope: &Scope,
        customer: &CustomerId,
        shopper: Shopper,
    ) -> Result<CustomerToken, CommerceLayerError> {
        let answer = self.token(body, shopper).await?;
        let expected = Expected {
            kind: "sales_channel",
            client_id: &client.client_id,
            owner: Some(customer.as_str()),
            scope: Some(scope.as_str()),
            ..self.expected()
        };
        let claims = self.checked(&answer, &expected).await?;
        Ok(CustomerToken {
            expires_at: expiry(&claims)?,
            access_token: answer.access_token,
            refresh_token: answer.refresh_token,
            customer: customer.clone(),
            scope: answer.scope,
        })
    }

    /// A guest token of the sales channel.
    pub async fn mint_guest(
        &self,
        client: &ClientCredential,
        scope: &Scope,
    ) -> Result<GuestToken, CommerceLayerError> {
        let body = json!({
            "grant_type": "client_credentials",
            "client_id": client.client_id,
            "scope": scope.as_str(),
        });
        let client_id = &client.client_id;
        let expected =
            Expected { kind: "sales_channel", client_id, scope: Some(scope.as_str()), ..self.expected() };
        let (access_token, expires_at) = self.service_token(&body, &expected).await?;
        Ok(GuestToken { access_token, expires_at })
    }

    /// An integration token of the organization.
    pub async fn mint_integration(&self) -> Result<IntegrationToken, CommerceLayerError> {
        self.mint_integration_of(&self.settings.integration).await
    }

    /// An integration token that may ask for the anonymization of customers, where one is configured.
    pub async fn mint_anonymization(&self) -> Result<IntegrationToken, CommerceLayerError> {
        let client = self.settings.anonymization.as_ref().ok_or(CommerceLayerError::NotPermitted)?;
        self.mint_integration_of(client).await
    }

    async fn mint_integration_of(
        &self,
        client: &ClientCredential,
    ) -> Result<IntegrationToken, CommerceLayerError> {
        let body = json!({
            "grant_type": "client_credentials",
            "client_id": client.client_id,
            "client_secret": client.client_secret.expose(),
        });
        let expected = Expected { kind: "integration", client_id: &client.client_id, ..self.expected() };
        let (access_token, expires_at) = self.service_token(&body, &expected).await?;
        Ok(IntegrationToken { access_token, expires_at })
    }

    /// Revokes an access or refresh token of a customer. Done, too, when the service no longer knows it.
    pub async fn revoke(&self, client: &ClientCredential, token: &Secret) -> Result<(), CommerceLayerError> {
        let body = json!({
            "client_id": client.client_id,
            "client_secret": client.client_secret.expose(),
            "token": token.expose(),
        });
        self.post_auth("/oauth/revoke", &body, HeaderMap::new()).await.map(drop)
    }

    async fn service_token(
        &self,
        body: &Value,
        expected: &Expected<'_>,
    ) -> Result<(Secret, DateTime<Utc>), CommerceLayerError> {
        let answer = self.token(body, None).await?;
        let claims = self.checked(&answer, expected).await?;
        Ok((answer.access_token, expiry(&claims)?))
    }

    async fn token(&self, body: &Value, shopper: Shopper) -> Result<TokenAnswer, CommerceLayerError> {
        let answer = self.post_auth("/oauth/token", body, self.shopper_headers(shopper)).await?;
        let answer = TokenAnswer::deserialize(answer)
            .map_err(|_| CommerceLayerError::Unreachable("the token answer is incomplete".into()))?;
        if !answer.token_type.eq_ignore_ascii_case("bearer") {
            return Err(CommerceLayerError::Untrusted("token type"));
        }
        Ok(answer)
    }

    /// Both headers or none: the address is honoured only with the key (contract 6.9).
    fn shopper_headers(&self, shopper: Shopper) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let (Some(key), Some(address)) = (&self.settings.backend_auth, shopper) else { return headers };
        if let (Ok(mut key), Ok(address)) =
            (HeaderValue::from_str(key.0.expose()), HeaderValue::from_str(&address.to_string()))
        {
            key.set_sensitive(true);
            headers.insert(HeaderName::from_static("x-backend-auth"), key);
            headers.insert(HeaderName::from_static("x-true-client-ip"), address);
        }
        headers
    }

    async fn checked(
        &self,
        answer: &TokenAnswer,
        expected: &Expected<'_>,
    ) -> Result<Claims, CommerceLayerError> {
        let claims = self.verify(&answer.access_token).await?;
        claims.check(expected)?;
        Ok(claims)
    }

    fn expected(&self) -> Expected<'_> {
        Expected {
            slug: &self.settings.slug,
            issuer: &self.settings.issuer,
            kind: "",
            client_id: "",
            owner: None,
            scope: None,
            now: self.clock.now().timestamp(),
        }
    }
}

fn expiry(claims: &Claims) -> Result<DateTime<Utc>, CommerceLayerError> {
    DateTime::from_timestamp(claims.exp, 0).ok_or(CommerceLayerError::Untrusted("expiry"))
}
