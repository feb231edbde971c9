//! Floor 2: the HTTP client of Commerce Layer's Auth API and Core API: grants, assertion, token claims,
//! errors. It knows none of our tables, and believes nothing that it has not checked: every token that comes
//! back is verified against the published keys before anybody sees it.

mod assertion;
mod claims;
mod customers;
mod error;
mod grants;
mod jwks;
mod orders;
mod organization;
mod password_resets;
mod report;
mod shared_tokens;
mod transport;

pub use assertion::{AssertionError, assertion};
pub use claims::{Claims, OwnerClaim};
pub use customers::{Customer, CustomerChange, CustomerDetails, CustomerId, GroupChange};
pub use error::CommerceLayerError;
pub use grants::{CustomerToken, ServiceToken, Shopper};
pub use orders::{Order, OrderId, OrderStage};
pub use organization::Organization;
pub use password_resets::PasswordReset;
pub use report::TokenCalls;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use crate::config::OrganizationSettings;
use crate::foundation::Clock;
use jwks::KeySet;
use organization::Brandings;
use shared_tokens::Slot;

/// One Commerce Layer organization, reached with its configured credentials. Cheap to share; keeps its
/// connections, the published keys, and the tokens that are nobody's in particular (guest, integration).
pub struct CommerceLayer {
    http: reqwest::Client,
    clock: Clock,
    settings: OrganizationSettings,
    keys: KeySet,
    integration: Slot,
    guests: Mutex<HashMap<(String, String), Arc<Slot>>>,
    brandings: Brandings,
}

impl CommerceLayer {
    /// A client for the organization, over a shared HTTP client made by [`http_client`].
    pub fn new(settings: OrganizationSettings, http: reqwest::Client, clock: Clock) -> Self {
        Self {
            http,
            clock,
            settings,
            keys: KeySet::default(),
            integration: Slot::default(),
            guests: Mutex::default(),
            brandings: Brandings::default(),
        }
    }
}

pub use transport::http_client;
