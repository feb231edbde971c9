//! Floor 1: `vestibule.toml` and the `VESTIBULE_…` environment, read once into checked settings. One small
//! file per concern; every problem is reported at once, with its place.

mod accounts;
mod address_rule;
mod database;
mod environment;
mod kinds;
mod load;
mod mail;
mod organizations;
mod overlay;
mod passwords;
mod problems;
mod providers;
mod reader;
mod secrets;
mod server;
mod sessions;
mod spelling;
mod storefronts;
mod tokens;
mod tree;

#[cfg(test)]
mod example;
#[cfg(test)]
mod tests;

pub use accounts::{AccountSettings, RefusedDomains};
pub use address_rule::AddressRule;
pub use database::DatabaseSettings;
pub use environment::Environment;
pub use kinds::duration;
pub use mail::{MailSettings, MailTransport, SmtpEncryption, SmtpSettings};
pub use organizations::{
    BackendAuth, ClientCredential, CustomerPasswords, OrganizationName, OrganizationSettings,
};
pub use passwords::PasswordSettings;
pub use problems::{Problem, Problems};
pub use providers::{
    ClaimNames, ClientAuth, Icon, LogoutBehaviour, Preset, ProviderId, ProviderSettings, ResponseMode, Usage,
};
pub use secrets::SecretsSettings;
pub use server::{Network, ServerSettings};
pub use sessions::SessionSettings;
pub use storefronts::{CartPolicy, Exchange, Handover, StorefrontSettings};
pub use tokens::TokenSettings;

use std::collections::BTreeMap;

pub use crate::i18n::Language;

/// Everything Vestibule was told, checked and complete.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `[server]`
    pub server: ServerSettings,
    /// `[database]`
    pub database: DatabaseSettings,
    /// `[secrets]`
    pub secrets: SecretsSettings,
    /// `[mail]`
    pub mail: MailSettings,
    /// `[sessions]`
    pub sessions: SessionSettings,
    /// `[accounts]`
    pub accounts: AccountSettings,
    /// `[passwords]`
    pub passwords: PasswordSettings,
    /// `[tokens]`
    pub tokens: TokenSettings,
    /// `[organizations.<name>]`
    pub organizations: BTreeMap<OrganizationName, OrganizationSettings>,
    /// `[[storefronts]]`; every one names an organization that exists, and no `client_id` stands twice.
    pub storefronts: Vec<StorefrontSettings>,
    /// `[[providers]]`, in the order of the file; no `id` stands twice.
    pub providers: Vec<ProviderSettings>,
}

impl Settings {
    /// The provider with this id.
    pub fn provider(&self, id: &str) -> Option<&ProviderSettings> {
        self.providers.iter().find(|provider| provider.id.as_str() == id)
    }
}
