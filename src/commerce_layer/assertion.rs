//! The assertion of the JWT bearer grant, field for field as the official helper makes it (contract 5.A).
//!
//! Commerce Layer decodes it without checking its signature (contract 5.2): the signing key is the public
//! text `cl`, and all trust rests on the client secret sent beside it. So whoever calls this must have
//! proved who the customer is.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use super::CustomerId;
use crate::foundation::Secret;

/// "At most 4 KB", without saying which (contract 5.4): we stay under both readings.
const LARGEST: usize = 4000;
const HEADER: &str = r#"{"alg":"HS512","typ":"JWT"}"#;
const KEY: &[u8] = b"cl";

/// The assertion would be too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the assertion has {size} bytes, more than the {LARGEST} that Commerce Layer surely accepts: make the custom claim smaller"
)]
pub struct AssertionError {
    /// Its length in bytes.
    pub size: usize,
}

#[derive(Serialize)]
struct Payload<'a> {
    #[serde(rename = "https://commercelayer.io/claims")]
    claims: CommerceLayerClaims<'a>,
    iat: i64,
}

#[derive(Serialize)]
struct CommerceLayerClaims<'a> {
    owner: Owner<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_claim: Option<&'a Value>,
}

#[derive(Serialize)]
struct Owner<'a> {
    r#type: &'static str,
    id: &'a str,
}

/// Says that the bearer acts for `customer`; byte for byte what `createAssertion` of js-auth would say.
pub fn assertion(
    customer: &CustomerId,
    custom_claim: Option<&Value>,
    now: DateTime<Utc>,
) -> Result<Secret, AssertionError> {
    let owner = Owner { r#type: "Customer", id: customer.as_str() };
    let payload = Payload { claims: CommerceLayerClaims { owner, custom_claim }, iat: now.timestamp() };
    let payload = serde_json::to_vec(&payload).unwrap_or_default();
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(HEADER), URL_SAFE_NO_PAD.encode(payload));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA512, KEY), message.as_bytes());
    let assertion = format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag));
    if assertion.len() > LARGEST {
        return Err(AssertionError { size: assertion.len() });
    }
    Ok(Secret::new(assertion))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const VECTOR: &str = "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9.eyJodHRwczovL2NvbW1lcmNlbGF5ZXIuaW8vY2xhaW1zIjp7Im93bmVyIjp7InR5cGUiOiJDdXN0b21lciIsImlkIjoiQWJDZEVmR2hJaiJ9LCJjdXN0b21fY2xhaW0iOnsiaWRwIjoiYXV0aDAiLCJuYW1lIjoiSsO2cmcifX0sImlhdCI6MTcwMDAwMDAwMH0.r3fB62TsnV7fWvcjnMgKYzb1t19UT3KJ6gqBFWrRpY2ALgszqSYiDm6i9T0oh_RBEosx4pFAbJQIyL5KFB562g";

    #[test]
    fn it_equals_the_official_helper_byte_for_byte() {
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let claim = json!({"idp": "auth0", "name": "Jörg"});
        let made = assertion(&CustomerId::new("AbCdEfGhIj"), Some(&claim), now).unwrap();
        assert_eq!(made.expose(), VECTOR);
    }

    #[test]
    fn m13_a_claim_that_is_too_large_is_refused_before_sending() {
        let claim = json!({"note": "x".repeat(3000)});
        let refused = assertion(&CustomerId::new("AbCdEfGhIj"), Some(&claim), DateTime::default());
        assert!(refused.is_err_and(|error| error.size > LARGEST));
    }
}
