//! A provider's published keys (RFC 7517): kept a quarter of an hour, a day while the provider is away, and
//! fetched anew for a key that we do not know, at most twice a minute. Keys of kinds that we do not read are
//! passed over, so that one odd key does not shut everybody out.

use std::sync::Arc;

use chrono::TimeDelta;
use jsonwebtoken::DecodingKey;
use jsonwebtoken::jwk::Jwk;
use openidconnect::core::CoreJsonWebKeySet;
use serde::Deserialize;
use serde_json::Value;

use super::{Metadata, Provider, ProviderError};

const FRESH_FOR: TimeDelta = TimeDelta::minutes(15);
const MOST_KEYS: usize = 64;

/// The keys, in the two forms that our libraries read.
pub(super) struct Keys {
    set: CoreJsonWebKeySet,
    items: Vec<Value>,
}

impl Provider {
    /// The provider's keys.
    pub(super) async fn keys(&self, metadata: &Metadata) -> Result<Arc<Keys>, ProviderError> {
        self.keys.get(self.clock.now(), FRESH_FOR, self.fetch_keys(metadata)).await
    }

    /// The keys as they are now; `None` where they were asked for a moment ago.
    pub(super) async fn renewed_keys(&self, metadata: &Metadata) -> Result<Option<Arc<Keys>>, ProviderError> {
        self.keys.renewed(self.clock.now(), self.fetch_keys(metadata)).await
    }

    async fn fetch_keys(&self, metadata: &Metadata) -> Result<Keys, ProviderError> {
        #[derive(Deserialize)]
        struct Published {
            keys: Vec<Value>,
        }
        let document = self.document(&metadata.jwks_uri).await?;
        let unreadable = |error| ProviderError::Away(format!("its keys are unreadable: {error}"));
        let Published { keys } = serde_json::from_value(document).map_err(unreadable)?;
        Ok(Keys::of(keys))
    }
}

impl Keys {
    /// Of a published set.
    pub(super) fn of(published: Vec<Value>) -> Self {
        // A shared secret in a public document is nobody's signing key.
        let public = published.into_iter().filter(|key| key.get("kty").is_none_or(|kind| kind != "oct"));
        let items: Vec<Value> = public.take(MOST_KEYS).collect();
        let readable = items.iter().filter_map(|key| serde_json::from_value(key.clone()).ok());
        Self { set: CoreJsonWebKeySet::new(readable.collect()), items }
    }

    /// The kind of each key that can check a signature.
    pub(super) fn kinds(&self) -> Vec<String> {
        let signs =
            |key: &&Value| key.get("use").is_none_or(|usage| usage == "sig") && decoding_key(key).is_some();
        let kind = |key: &Value| key["kty"].as_str().map(str::to_owned);
        self.items.iter().filter(signs).filter_map(kind).collect()
    }

    /// For ID tokens.
    pub(super) fn set(&self) -> CoreJsonWebKeySet {
        self.set.clone()
    }

    /// For logout tokens: the keys that may have made a signature, by key id where the token names one.
    pub(super) fn candidates(&self, key_id: Option<&str>) -> Vec<DecodingKey> {
        let fits = |key: &&Value| {
            key_id.is_none_or(|id| key.get("kid").and_then(Value::as_str) == Some(id))
                && key.get("use").is_none_or(|usage| usage == "sig")
        };
        self.items.iter().filter(fits).filter_map(decoding_key).collect()
    }
}

fn decoding_key(key: &Value) -> Option<DecodingKey> {
    DecodingKey::from_jwk(&Jwk::deserialize(key).ok()?).ok()
}
