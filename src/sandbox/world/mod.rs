//! Everything the sandbox remembers, in memory, behind the one lock of [`super::shared::Shared`].

mod customer;
mod events;
mod market;
mod order;
mod organization;
mod password;
mod record;
mod reset;
mod tokens;
mod webhook;

use chrono::{DateTime, Utc};

use super::keys::KeyRing;
use super::limits::Limits;
use super::seed::{CredentialSeed, Seed};

pub use customer::{Anonymization, AnonymizationEnd, Customer, Group, canonical};
pub use events::Delivery;
pub use market::Market;
pub use order::Order;
pub use organization::{Environment, MOST_RECORDS, Organization};
pub use password::{LENGTHS, PasswordHash};
pub use record::{Record, Schema, Stem};
pub use reset::PasswordReset;
pub use tokens::{Origin, TokenRecord, Tokens};
pub use webhook::Webhook;

/// The state of a sandbox.
pub struct World {
    pub organizations: Vec<Organization>,
    pub tokens: Tokens,
    pub keys: KeyRing,
    pub limits: Limits,
    /// Webhook deliveries that wait to be sent.
    pub outbox: Vec<Delivery>,
}

impl World {
    /// The world as the seed describes it.
    pub fn seeded(seed: &Seed, keys: KeyRing, now: DateTime<Utc>) -> Self {
        Self {
            organizations: seed.organizations.iter().map(|it| Organization::seeded(it, now)).collect(),
            tokens: Tokens::default(),
            keys,
            limits: Limits::default(),
            outbox: Vec::new(),
        }
    }

    /// The organization with this slug.
    pub fn organization(&self, slug: &str) -> Option<&Organization> {
        self.organizations.iter().find(|it| it.profile.slug == slug)
    }

    /// The organization with this slug, to be changed.
    pub fn organization_mut(&mut self, slug: &str) -> Option<&mut Organization> {
        self.organizations.iter_mut().find(|it| it.profile.slug == slug)
    }

    /// The credential with this client id, and whose it is.
    pub fn client(&self, client_id: &str) -> Option<(&Organization, &CredentialSeed)> {
        self.organizations.iter().find_map(|it| it.credential(client_id).map(|credential| (it, credential)))
    }
}
