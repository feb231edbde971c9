//! The assertion of the JWT bearer grant (contract 5). Its signature is not verified, as the real service does
//! not verify it either: trust rests on the client secret alone (5.2).

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::super::encoding::from_base64url;

/// The largest assertion, in bytes (5.4).
const LARGEST: usize = 4_096;

/// The claims namespace (5.5).
const NAMESPACE: &str = "https://commercelayer.io/claims";

/// What an assertion says.
#[derive(Default)]
pub struct Assertion {
    /// Id of the customer to act for.
    pub owner: Option<String>,
    pub custom_claim: Option<Map<String, Value>>,
    /// `exp`, as it stands there.
    expires: Option<Value>,
}

impl Assertion {
    /// Reads an assertion; `None` is every way of being invalid.
    pub fn read(jwt: &str) -> Option<Self> {
        let parts: Vec<&str> = jwt.split('.').collect();
        let [header, payload, signature] = parts[..] else { return None };
        from_base64url(signature).filter(|_| jwt.len() <= LARGEST)?;
        let header = object(header)?;
        header.get("alg").filter(|alg| alg.is_string())?;
        let payload = object(payload)?;
        let claims = payload
            .get(NAMESPACE)?
            .as_object()
            .filter(|claims| claims.contains_key("owner") || claims.contains_key("custom_claim"))?;
        Some(Self {
            owner: match claims.get("owner") {
                Some(owner) => Some(customer_id(owner)?),
                None => None,
            },
            custom_claim: match claims.get("custom_claim") {
                Some(claim) => Some(claim.as_object()?.clone()),
                None => None,
            },
            expires: payload.get("exp").cloned(),
        })
    }

    /// Whether there is an `exp` that has passed, or that is no time at all.
    pub fn has_expired(&self, now: DateTime<Utc>) -> bool {
        #[expect(clippy::cast_possible_truncation, reason = "a NumericDate may have a fraction (RFC 7519 2)")]
        let moment = |exp: &Value| DateTime::from_timestamp(exp.as_f64()? as i64, 0);
        self.expires.as_ref().is_some_and(|exp| moment(exp).is_none_or(|end| end <= now))
    }
}

fn object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&from_base64url(part)?).ok()
}

/// The owner has to be a `Customer`, written so: dashboard users do not exist here, and whether lower case
/// would do is unknown (5.6).
fn customer_id(owner: &Value) -> Option<String> {
    owner["id"].as_str().filter(|_| owner["type"] == "Customer").map(str::to_owned)
}
