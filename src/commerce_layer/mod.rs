//! Floor 2: the HTTP client of Commerce Layer's Auth API and Core API: grants, assertion, token claims,
//! errors. It knows none of our tables, and believes nothing that it has not checked: every token that comes
//! back is verified against the published keys before anybody sees it.

mod anonymization;
mod assertion;
mod claims;
mod customer_pages;
mod customers;
mod error;
mod grants;
mod jwks;
mod orders;
mod organization;
mod password_resets;
mod report;
mod tokens;
mod transport;

pub use anonymization::Anonymization;
pub use assertion::{AssertionError, assertion};
pub use claims::{Claims, OwnerClaim};
pub use customer_pages::CustomerPage;
pub use customers::{Customer, CustomerChange, CustomerDetails, CustomerId, GroupChange};
pub use error::CommerceLayerError;
pub use grants::{CustomerToken, Shopper};
pub use orders::{Order, OrderId, OrderStage};
pub use organization::Organization;
pub use password_resets::PasswordReset;
pub use report::TokenCalls;
pub use tokens::{GuestToken, IntegrationToken, SharedToken};

use crate::config::OrganizationSettings;
use crate::foundation::Clock;
use jwks::KeySet;

/// One Commerce Layer organization, reached with its configured credentials. Cheap to share; keeps its
/// connections and the published keys, and no token: those are the broker's.
pub struct CommerceLayer {
    http: reqwest::Client,
    clock: Clock,
    settings: OrganizationSettings,
    service: String,
    keys: KeySet,
}

impl CommerceLayer {
    /// A client for the organization, over a shared HTTP client made by [`http_client`].
    pub fn new(settings: OrganizationSettings, http: reqwest::Client, clock: Clock) -> Self {
        let OrganizationSettings { slug, auth_url, issuer, .. } = &settings;
        let service = format!("{auth_url} {issuer} {slug}");
        Self { http, clock, settings, service, keys: KeySet::default() }
    }

    /// Which service gives the tokens, and to whom: tokens of different ones are never mixed up.
    pub fn service(&self) -> &str {
        &self.service
    }

    /// The client id of the integration.
    pub fn integration_client(&self) -> &str {
        &self.settings.integration.client_id
    }

    /// Where token calls are made: calls to one place are counted together (contract 6.1).
    pub fn auth_origin(&self) -> String {
        self.settings.auth_url.origin().ascii_serialization()
    }

    /// Whether Commerce Layer counts calls on the shopper for whom they are made (contract 6.9).
    pub fn counts_shoppers(&self) -> bool {
        self.settings.backend_auth.is_some()
    }
}

pub use transport::http_client;
