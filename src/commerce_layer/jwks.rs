//! The published signing keys (contract 4.3, 4.4): fetched from the configured Auth API, never from an
//! address that a token names, kept for the life of the process, and fetched again for an unknown key id at
//! most once a minute, so that forged key ids cannot make us hammer the service.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::Mutex;

use super::{Claims, CommerceLayer, CommerceLayerError};
use crate::foundation::Secret;

const REFETCH_AFTER: TimeDelta = TimeDelta::minutes(1);
/// After a failure everybody who waited would ask again, one after the other.
const REST_AFTER_FAILURE: TimeDelta = TimeDelta::seconds(5);
const MOST_KEYS: usize = 16;

#[derive(Default)]
pub(super) struct KeySet(Mutex<Fetched>);

#[derive(Default)]
struct Fetched {
    keys: HashMap<String, DecodingKey>,
    at: Option<DateTime<Utc>>,
    failed: Option<(DateTime<Utc>, CommerceLayerError)>,
}

#[derive(Deserialize)]
struct PublishedKey {
    kid: String,
    kty: String,
    n: String,
    e: String,
}

impl CommerceLayer {
    /// The claims of `token`, if its RS512 signature is one of the published keys'. Says nothing yet of whether
    /// it is the token that was asked for: see [`Claims::check`].
    pub(super) async fn verify(&self, token: &Secret) -> Result<Claims, CommerceLayerError> {
        let header = decode_header(token.expose()).map_err(|_| CommerceLayerError::Untrusted("form"))?;
        let kid = header.kid.ok_or(CommerceLayerError::Untrusted("key id"))?;
        let key = self.signing_key(&kid).await?;
        // The algorithm is ours to say, not the header's. The clock is checked with the other claims, by the
        // clock that the rest of the service goes by.
        let mut rules = Validation::new(Algorithm::RS512);
        rules.validate_exp = false;
        rules.validate_aud = false;
        rules.required_spec_claims.clear();
        let token = decode::<Claims>(token.expose(), &key, &rules);
        token.map(|token| token.claims).map_err(|_| CommerceLayerError::Untrusted("signature"))
    }

    async fn signing_key(&self, kid: &str) -> Result<DecodingKey, CommerceLayerError> {
        let mut fetched = self.keys.0.lock().await;
        if let Some(key) = fetched.keys.get(kid) {
            return Ok(key.clone());
        }
        let now = self.clock.now();
        if fetched.at.is_some_and(|at| now - at < REFETCH_AFTER && at <= now) {
            return Err(CommerceLayerError::Untrusted("key id"));
        }
        if let Some((at, error)) = &fetched.failed
            && now - *at < REST_AFTER_FAILURE
        {
            return Err(error.clone());
        }
        match self.get_auth("/.well-known/jwks.json").await {
            Ok(document) => {
                *fetched = Fetched { keys: read_keys(&document), at: Some(now), failed: None };
            }
            Err(error) => {
                fetched.failed = Some((self.clock.now(), error.clone()));
                return Err(error);
            }
        }
        fetched.keys.get(kid).cloned().ok_or(CommerceLayerError::Untrusted("key id"))
    }
}

fn read_keys(document: &Value) -> HashMap<String, DecodingKey> {
    let items = document.get("keys").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    items.iter().take(MOST_KEYS).filter_map(read_key).collect()
}

fn read_key(item: &Value) -> Option<(String, DecodingKey)> {
    let key = PublishedKey::deserialize(item).ok().filter(|key| key.kty == "RSA")?;
    Some((key.kid, DecodingKey::from_rsa_components(&key.n, &key.e).ok()?))
}
