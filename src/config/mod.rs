//! Floor 1: `vestibule.toml` and the `VESTIBULE_…` environment, read once into checked settings. One small
//! file per concern; every problem is reported at once, with its place.

mod database;
mod mail;
mod organizations;
mod passwords;
mod secrets;
mod server;
mod sessions;
mod storefronts;

pub use database::DatabaseSettings;
pub use mail::{MailSettings, MailTransport, SmtpEncryption, SmtpSettings};
pub use organizations::{BackendAuth, ClientCredential, OrganizationName, OrganizationSettings};
pub use passwords::PasswordSettings;
pub use secrets::SecretsSettings;
pub use server::{Network, ServerSettings};
pub use sessions::SessionSettings;
pub use storefronts::{AddressRule, Handover, Language, StorefrontSettings};

use std::collections::BTreeMap;

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
    /// `[passwords]`
    pub passwords: PasswordSettings,
    /// `[organizations.<name>]`
    pub organizations: BTreeMap<OrganizationName, OrganizationSettings>,
    /// `[[storefronts]]`; every one names an organization that exists, and no `client_id` stands twice.
    pub storefronts: Vec<StorefrontSettings>,
}
