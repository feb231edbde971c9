//! Floor 2: the client of OpenID providers: what they say of themselves, their keys, the address to send people
//! to, the exchange of a code, and what an ID token or a logout token is worth. It knows none of our tables, and
//! believes nothing that it has not checked. The protocol's own steps are `openidconnect`'s; what stands here is
//! what a relying party must decide for itself.

mod authorization;
mod cached;
mod claims;
mod client_auth;
mod client_key;
mod discovery;
mod error;
mod exchange;
mod id_token;
mod keys;
mod logout;
mod logout_token;
mod report;
mod userinfo;

pub use authorization::{Request, RequestParameters};
pub use claims::{Claims, texts};
pub use client_key::ClientKey;
pub use discovery::Metadata;
pub use error::ProviderError;
pub use exchange::{Code, Tokens};
pub use logout::SignOut;
pub use logout_token::LogoutToken;

use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::Value;
use url::Url;

use crate::config::ProviderSettings;
use crate::foundation::Clock;
use crate::outbound::{Outbound, OutboundClient, Reach};
use cached::Cached;
use keys::Keys;

/// How far a provider's clock may be from ours.
const SKEW: TimeDelta = TimeDelta::seconds(60);

/// One provider. Cheap to share; keeps what the provider says of itself and its keys.
pub struct Provider {
    /// What the operator said of it.
    pub settings: ProviderSettings,
    http: Arc<Outbound>,
    clock: Clock,
    metadata: Cached<Metadata>,
    keys: Cached<Keys>,
}

impl Provider {
    /// A client for the provider. Asks it nothing yet.
    pub fn new(settings: ProviderSettings, http: Arc<Outbound>, clock: Clock) -> Self {
        Self { settings, http, clock, metadata: Cached::default(), keys: Cached::default() }
    }

    /// Only as far as the operator said: every address but the issuer's comes from the provider (catalogue K18).
    fn client(&self) -> &OutboundClient {
        self.http.client(if self.settings.private_addresses { Reach::Private } else { Reach::Public })
    }

    async fn document(&self, address: &Url) -> Result<Value, ProviderError> {
        let document = self.client().get_json(address).await;
        document.map(|document| document.body).map_err(|error| ProviderError::Away(error.to_string()))
    }
}
