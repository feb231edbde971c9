//! JWTs in compact form, made by hand: a library would refuse to make the wrong ones.

use aws_lc_rs::hmac;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::Value;

use super::super::encoding::base64url;
use super::keys::Generation;

/// What signs a token.
#[derive(Clone, Copy)]
pub enum Signer<'a> {
    Rs256(&'a Generation),
    Es256(&'a Generation),
    /// A shared secret.
    Hs256(&'a [u8]),
    /// `alg: none`
    Nobody,
}

impl Signer<'_> {
    /// The `alg` header.
    pub fn algorithm(&self) -> &'static str {
        match self {
            Self::Rs256(_) => "RS256",
            Self::Es256(_) => "ES256",
            Self::Hs256(_) => "HS256",
            Self::Nobody => "none",
        }
    }

    /// The `kid` header, where there is one.
    pub fn kid(&self) -> Option<&str> {
        match self {
            Self::Rs256(keys) => Some(&keys.rsa.kid),
            Self::Es256(keys) => Some(&keys.ec.kid),
            Self::Hs256(_) | Self::Nobody => None,
        }
    }

    fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Rs256(keys) => keys.rsa.sign(message),
            Self::Es256(keys) => keys.ec.sign(message),
            Self::Hs256(secret) => {
                Some(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message).as_ref().to_vec())
            }
            Self::Nobody => Some(Vec::new()),
        }
    }
}

/// `header.payload.signature`
pub fn compact(header: &Value, payload: &Value, signer: Signer<'_>) -> Option<String> {
    let part = |value: &Value| base64url(value.to_string().as_bytes());
    let content = format!("{}.{}", part(header), part(payload));
    let signature = signer.sign(content.as_bytes())?;
    Some(format!("{content}.{}", base64url(&signature)))
}

/// The claims of a token that one of these JWKs signed. Times and audience are for the caller to check.
pub fn verified(jwt: &str, keys: &[Value], algorithms: &[Algorithm]) -> Option<Value> {
    let header = decode_header(jwt).ok().filter(|header| algorithms.contains(&header.alg))?;
    let fits = |key: &&Value| header.kid.is_none() || key["kid"].as_str() == header.kid.as_deref();
    keys.iter().filter(fits).find_map(|key| {
        let key: Jwk = serde_json::from_value(key.clone()).ok()?;
        verified_by(jwt, &DecodingKey::from_jwk(&key).ok()?, header.alg)
    })
}

/// A `NumericDate`, which may have a fraction (RFC 7519, 2).
#[expect(clippy::cast_possible_truncation, reason = "whole seconds are enough to compare")]
pub fn seconds(claim: &Value) -> Option<i64> {
    claim.as_f64().map(|seconds| seconds as i64)
}

/// The claims of a token that this key signed.
pub fn verified_by(jwt: &str, key: &DecodingKey, algorithm: Algorithm) -> Option<Value> {
    let mut validation = Validation::new(algorithm);
    validation.required_spec_claims.clear();
    (validation.validate_exp, validation.validate_aud) = (false, false);
    decode::<Value>(jwt, key, &validation).ok().map(|token| token.claims)
}
