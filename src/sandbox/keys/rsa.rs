//! One RSA key: made, written, read, signing with RS512.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::UnparsedPublicKey;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA512, RSA_PKCS1_SHA512, RsaKeyPair};
use data_encoding::HEXLOWER;
use rcgen::{KeyPair, PKCS_RSA_SHA512, RsaKeySize};
use serde_json::{Value, json};

use super::super::encoding::base64url;

/// A key that signs access tokens.
pub struct SigningKey {
    pair: RsaKeyPair,
    pem: String,
    kid: String,
}

impl SigningKey {
    /// Makes a new key of so many bits. The longest takes some seconds of one processor core.
    pub fn generate(bits: u16) -> Result<Self, String> {
        let size = match bits {
            2048 => RsaKeySize::_2048,
            3072 => RsaKeySize::_3072,
            4096 => RsaKeySize::_4096,
            _ => return Err(format!("no key has {bits} bits")),
        };
        let made = KeyPair::generate_rsa_for(&PKCS_RSA_SHA512, size).map_err(|e| e.to_string())?;
        Self::from_rcgen(&made)
    }

    /// Reads a key written by [`Self::pem`].
    pub fn from_pem(pem: &str) -> Result<Self, String> {
        let read = KeyPair::from_pkcs8_pem_and_sign_algo(pem, &PKCS_RSA_SHA512).map_err(|e| e.to_string())?;
        Self::from_rcgen(&read)
    }

    fn from_rcgen(key: &KeyPair) -> Result<Self, String> {
        let pair = RsaKeyPair::from_pkcs8(key.serialized_der()).map_err(|e| e.to_string())?;
        let kid = HEXLOWER.encode(digest(&SHA256, pair.public_key().as_ref()).as_ref());
        Ok(Self { pair, pem: key.serialize_pem(), kid })
    }

    /// The private key, PKCS#8 in PEM.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// 64 hexadecimal digits: the SHA-256 of the public key.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// An RSASSA-PKCS1-v1_5 signature with SHA-512.
    pub fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair.sign(&RSA_PKCS1_SHA512, &SystemRandom::new(), message, &mut signature).ok()?;
        Some(signature)
    }

    /// Whether this key made `signature` over `message`.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA512, self.pair.public_key().as_ref())
            .verify(message, signature)
            .is_ok()
    }

    /// The public half as a JWK (contract 4.3).
    pub fn jwk(&self) -> Value {
        let (modulus, exponent) = integers(self.pair.public_key().as_ref()).unwrap_or_default();
        json!({
            "kty": "RSA",
            "n": base64url(modulus),
            "e": base64url(exponent),
            "kid": self.kid,
            "alg": "RS512",
            "use": "sig",
        })
    }
}

/// Modulus and exponent of an `RSAPublicKey` (RFC 8017 A.1.1): a SEQUENCE of two INTEGERs.
pub fn integers(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (sequence, _) = element(der, 0x30)?;
    let (modulus, rest) = element(sequence, 0x02)?;
    let (exponent, _) = element(rest, 0x02)?;
    Some((unsigned(modulus), unsigned(exponent)))
}

/// The content of the DER element at the start of `der`, and what follows it.
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&found, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
    };
    if found == tag { rest.split_at_checked(length) } else { None }
}

/// DER puts a zero before a positive integer whose first bit is set; a JWK does not want it.
fn unsigned(integer: &[u8]) -> &[u8] {
    integer.strip_prefix(&[0]).unwrap_or(integer)
}
