//! How we prove who we are at a token endpoint: by secret, by a statement signed with our published key (RFC 7523),
//! or by Apple's signed stand-in for a secret.

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use openidconnect::AuthType;
use serde::Serialize;

use super::{ClientKey, Metadata, Provider, ProviderError};
use crate::config::ClientAuth;
use crate::foundation::{Secret, random_token};

const LIFETIME: TimeDelta = TimeDelta::minutes(1);
const APPLE: &str = "https://appleid.apple.com";
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What goes along with a token request.
pub(super) struct Proof {
    pub secret: Option<Secret>,
    pub place: AuthType,
    pub parameters: Vec<(&'static str, String)>,
}

#[derive(Serialize)]
struct Statement<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    jti: String,
    iat: i64,
    exp: i64,
}

impl Provider {
    pub(super) fn proof(&self, metadata: &Metadata, key: Option<&ClientKey>) -> Result<Proof, ProviderError> {
        let with_secret =
            |secret: &Secret, place| Proof { secret: Some(secret.clone()), place, parameters: Vec::new() };
        Ok(match &self.settings.client_auth {
            ClientAuth::Basic(secret) => with_secret(secret, AuthType::BasicAuth),
            ClientAuth::Post(secret) => with_secret(secret, AuthType::RequestBody),
            ClientAuth::Discovered(secret) => with_secret(secret, usual_place(metadata)),
            ClientAuth::Apple { team_id, key_id, private_key } => {
                let secret = self.apple_secret(team_id, key_id, private_key)?;
                with_secret(&secret, AuthType::RequestBody)
            }
            ClientAuth::PrivateKeyJwt => {
                let key = key.ok_or_else(|| ProviderError::Unusable("there is no client key".into()))?;
                let client_id = &self.settings.client_id;
                let statement = statement(client_id, client_id, audience(metadata), self.clock.now());
                let assertion = key.sign(&statement)?;
                let parameters = vec![
                    ("client_assertion_type", ASSERTION_TYPE.to_owned()),
                    ("client_assertion", assertion.expose().to_owned()),
                ];
                Proof { secret: None, place: AuthType::RequestBody, parameters }
            }
            ClientAuth::None => Proof { secret: None, place: AuthType::RequestBody, parameters: Vec::new() },
        })
    }

    /// Apple's client secret: issued by the team, for the client, signed with the team's key.
    fn apple_secret(&self, team: &str, key_id: &str, key: &Secret) -> Result<Secret, ProviderError> {
        let unusable = |_| ProviderError::Unusable("the Apple key does not sign".into());
        let key = EncodingKey::from_ec_pem(key.expose().as_bytes()).map_err(unusable)?;
        let header = Header { kid: Some(key_id.to_owned()), ..Header::new(Algorithm::ES256) };
        let statement = statement(team, &self.settings.client_id, APPLE, self.clock.now());
        encode(&header, &statement, &key).map(Secret::new).map_err(unusable)
    }
}

fn statement<'a>(iss: &'a str, sub: &'a str, aud: &'a str, now: DateTime<Utc>) -> Statement<'a> {
    let (iat, exp) = (now.timestamp(), (now + LIFETIME).timestamp());
    Statement { iss, sub, aud, jti: random_token(), iat, exp }
}

/// The token endpoint, and not the issuer: every provider takes it (Core 9), and it can only be this provider's,
/// because the endpoint came with the issuer's own document.
fn audience(metadata: &Metadata) -> &str {
    metadata.token_endpoint.as_str()
}

/// In the header, as OpenID Connect has it where nothing is said (Discovery 1.0, 3).
fn usual_place(metadata: &Metadata) -> AuthType {
    let offers = |method: &str| metadata.client_auth_methods.iter().any(|offered| offered == method);
    if offers("client_secret_post") && !offers("client_secret_basic") {
        AuthType::RequestBody
    } else {
        AuthType::BasicAuth
    }
}
