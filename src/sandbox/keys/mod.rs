//! The signing keys of the Auth API: which one signs, which ones are published, and where they are kept.

mod rsa;
mod store;

use std::collections::VecDeque;
use std::sync::Arc;

use serde_json::{Value, json};

pub use rsa::{SigningKey, integers};
pub use store::KeyStore;

use super::encoding::{base64url, from_base64url};

/// Published keys, newest first; the newest signs.
pub struct KeyRing(VecDeque<Arc<SigningKey>>);

/// Published keys beyond this many are dropped at the next rotation.
const MOST: usize = 8;

impl KeyRing {
    /// A ring of these keys, newest first.
    pub fn new(keys: impl IntoIterator<Item = Arc<SigningKey>>) -> Self {
        Self(keys.into_iter().collect())
    }

    /// A new key signs from now on; the older ones stay published.
    pub fn rotate_to(&mut self, key: Arc<SigningKey>) {
        self.0.push_front(key);
        self.0.truncate(MOST);
    }

    /// Publishes the signing key only: tokens of older keys stop being valid.
    pub fn drop_old(&mut self) {
        self.0.truncate(1);
    }

    /// A JWT in compact form over `payload`, which is JSON already (contract 4.1).
    pub fn sign(&self, payload: &[u8]) -> Option<String> {
        let key = self.0.front()?;
        let header = format!(r#"{{"alg":"RS512","typ":"JWT","kid":"{}"}}"#, key.kid());
        let signed = format!("{}.{}", base64url(header.as_bytes()), base64url(payload));
        let signature = key.sign(signed.as_bytes())?;
        Some(format!("{signed}.{}", base64url(&signature)))
    }

    /// The payload of a JWT that one of the published keys signed.
    pub fn open(&self, jwt: &str) -> Option<Vec<u8>> {
        let (signed, signature) = jwt.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        let header: Value = serde_json::from_slice(&from_base64url(header)?).ok()?;
        let key = self.0.iter().find(|key| header["kid"] == key.kid())?;
        let genuine =
            header["alg"] == "RS512" && key.verifies(signed.as_bytes(), &from_base64url(signature)?);
        if genuine { from_base64url(payload) } else { None }
    }

    /// The JWK set (contract 4.3).
    pub fn published(&self) -> Value {
        let keys: Vec<Value> = self.0.iter().map(|key| key.jwk()).collect();
        json!({ "keys": keys })
    }
}
