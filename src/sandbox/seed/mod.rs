//! What exists when a sandbox starts: organizations with their credentials, markets, groups, customers and
//! orders, written in TOML. Reading is strict (an unknown key is an error), so that a typing mistake does not
//! end as a customer who is not there.

mod check;
mod kinds;
mod read;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::foundation::Secret;

use super::ids::new_id;

pub use check::{ORDER_STATUSES, REAL_BITS};
pub use kinds::{Kind, Mode};
pub use read::SeedError;

/// The seed that is used where none is named.
const BUILT_IN: &str = include_str!("seed.toml");

/// Everything a sandbox starts with. Read by [`Seed::parse`] or taken from `Seed::default()` and changed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seed {
    /// The value of `x-backend-auth` that makes `x-true-client-ip` count (contract 6.9).
    pub backend_auth_key: Option<Secret>,
    /// Bits of the signing key: 4096 as the real one has (4.2), or 3072 or 2048, which sign several times as fast,
    /// for a simulation that mints tens of thousands of tokens.
    #[serde(default = "real_bits")]
    pub rsa_bits: u16,
    /// At least one, with distinct slugs.
    pub organizations: Vec<OrganizationSeed>,
}

fn real_bits() -> u16 {
    REAL_BITS
}

/// One organization.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganizationSeed {
    /// The subdomain: lower-case letters, digits and hyphens.
    pub slug: String,
    /// Resource id.
    #[serde(default = "new_id")]
    pub id: String,
    /// The shown name.
    pub name: String,
    /// Whether the plan has the JWT bearer grant (contract 1.17).
    #[serde(default)]
    pub enterprise: bool,
    /// The region in token claims.
    #[serde(default = "default_region")]
    pub region: String,
    /// E-mail address of customer support.
    pub support_email: Option<String>,
    /// Telephone number of customer support.
    pub support_phone: Option<String>,
    /// `#rrggbb`.
    pub primary_color: Option<String>,
    /// Where the logo is; without one the sandbox serves a drawing of its own.
    pub logo_url: Option<String>,
    /// Where the icon is; without one the sandbox serves a drawing of its own.
    pub favicon_url: Option<String>,
    /// Guest tokens see guest orders only (contract 10.3).
    #[serde(default)]
    pub orders_sales_channel_guest_only: bool,
    /// The validated `config` object of the organization (contract 10.3).
    #[serde(default)]
    pub config: Map<String, Value>,
    /// API credentials.
    #[serde(default)]
    pub credentials: Vec<CredentialSeed>,
    /// Customer groups.
    #[serde(default)]
    pub groups: Vec<GroupSeed>,
    /// Markets.
    #[serde(default)]
    pub markets: Vec<MarketSeed>,
    /// Customers.
    #[serde(default)]
    pub customers: Vec<CustomerSeed>,
    /// Orders.
    #[serde(default)]
    pub orders: Vec<OrderSeed>,
}

/// One API credential.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CredentialSeed {
    /// Resource id.
    #[serde(default = "new_id")]
    pub id: String,
    /// The shown name, unique in the organization.
    pub name: String,
    /// What it is for.
    pub kind: Kind,
    /// Unique in the whole sandbox.
    pub client_id: String,
    /// The secret; every kind has one (contract 1.13).
    pub client_secret: Secret,
    /// Which environment its tokens open.
    #[serde(default)]
    pub mode: Mode,
    /// Seconds its tokens live, 7,200 to 31,536,000; without one the default of the kind.
    pub expires_in: Option<i64>,
    /// The scopes it may ask for, separated by spaces; `market:all` allows every one.
    #[serde(default = "default_scopes")]
    pub scopes: String,
    /// Whether it may ask for the anonymization of a customer (contract 10.1).
    #[serde(default)]
    pub may_anonymize: bool,
}

impl CredentialSeed {
    /// Seconds a token of this credential lives.
    pub fn lifetime(&self) -> i64 {
        self.expires_in.unwrap_or_else(|| self.kind.default_lifetime())
    }
}

/// A customer group.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupSeed {
    /// Resource id.
    #[serde(default = "new_id")]
    pub id: String,
    /// Unique in its environment.
    pub code: String,
    /// The shown name.
    pub name: String,
    /// Its environment.
    #[serde(default)]
    pub mode: Mode,
}

/// A market.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarketSeed {
    /// Resource id.
    #[serde(default = "new_id")]
    pub id: String,
    /// Unique in its environment.
    pub code: String,
    /// The shown name.
    pub name: String,
    /// Its environment.
    #[serde(default)]
    pub mode: Mode,
    /// The code of the customer group to which the market is private (contract 7.6).
    pub group: Option<String>,
    /// A disabled market gives no tokens.
    #[serde(default)]
    pub disabled: bool,
    /// Where it sells from.
    #[serde(default)]
    pub stock_locations: Vec<PlaceSeed>,
    /// Its stores.
    #[serde(default)]
    pub stores: Vec<PlaceSeed>,
}

/// A stock location or a store: something a scope can name.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceSeed {
    /// Resource id.
    #[serde(default = "new_id")]
    pub id: String,
    /// Unique in its environment.
    pub code: String,
}

/// A customer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomerSeed {
    /// Resource id.
    #[serde(default = "new_id")]
    pub id: String,
    /// Unique in its environment, whatever the case.
    pub email: String,
    /// Without one the customer cannot use the password grant.
    pub password: Option<Secret>,
    /// Code of the customer group.
    pub group: Option<String>,
    /// Its environment.
    #[serde(default)]
    pub mode: Mode,
    /// External reference.
    pub reference: Option<String>,
    /// Where the reference is from.
    pub reference_origin: Option<String>,
    /// The customer's id at an external service.
    pub profile_id: Option<String>,
    /// Free data.
    #[serde(default)]
    pub metadata: Map<String, Value>,
}

/// An order.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderSeed {
    /// Resource id.
    #[serde(default = "new_id")]
    pub id: String,
    /// E-mail of its customer; without one it is a guest's.
    pub customer: Option<String>,
    /// Code of its market.
    pub market: String,
    /// One of the statuses of contract 10.17.
    #[serde(default = "default_status")]
    pub status: String,
    /// Its environment.
    #[serde(default)]
    pub mode: Mode,
}

fn default_region() -> String {
    "eu-west-1".to_owned()
}

fn default_scopes() -> String {
    "market:all".to_owned()
}

fn default_status() -> String {
    "draft".to_owned()
}
