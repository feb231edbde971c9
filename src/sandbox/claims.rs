//! The payload of access tokens, in the key order of real ones (contract 4.2).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The claims of an access token.
#[derive(Clone, Serialize, Deserialize)]
pub struct Claims {
    pub organization: OrganizationClaim,
    pub application: ApplicationClaim,
    /// Absent where the scope is `market:all`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub market: Option<MarketClaim>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<OwnerClaim>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_claim: Option<Map<String, Value>>,
    pub scope: String,
    /// Seconds since the epoch.
    pub exp: i64,
    pub test: bool,
    /// Between 0 and 1; makes tokens of the same second distinct.
    pub rand: f64,
    /// Seconds since the epoch.
    pub iat: i64,
    pub iss: String,
}

/// `organization`
#[derive(Clone, Serialize, Deserialize)]
pub struct OrganizationClaim {
    pub id: String,
    pub slug: String,
    pub enterprise: bool,
    pub region: String,
}

/// `application`
#[derive(Clone, Serialize, Deserialize)]
pub struct ApplicationClaim {
    pub id: String,
    pub client_id: String,
    pub kind: String,
    /// Whether the kind may be used without a secret (contract 1.13, 1.14).
    pub public: bool,
    /// Whether a secret was shown.
    pub confidential: bool,
}

/// `market`
#[derive(Clone, Serialize, Deserialize)]
pub struct MarketClaim {
    pub id: Vec<String>,
    pub stock_location_ids: Vec<String>,
    pub geocoder_id: Option<String>,
    pub allows_external_prices: bool,
}

/// `owner`
#[derive(Clone, Serialize, Deserialize)]
pub struct OwnerClaim {
    pub id: String,
    /// `Customer`: capitalised here, unlike in the answer of the token endpoint (contract 2.2).
    #[serde(rename = "type")]
    pub kind: String,
}
