//! The key with which we prove who we are to providers that ask for `private_key_jwt`. RS256, because it is the one
//! algorithm that every provider takes.

use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, PublicKeyComponents};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rcgen::{KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use serde::Serialize;
use serde_json::{Value, json};

use super::ProviderError;
use crate::foundation::Secret;

/// A private RSA key of ours.
pub struct ClientKey {
    id: String,
    pem: Secret,
    public: Value,
}

impl ClientKey {
    /// A new key, as the text to be sealed (PKCS #8 in PEM). Takes some tenths of a second of one core.
    ///
    /// # Errors
    /// When the system cannot make one.
    pub fn generate() -> Result<Secret, ProviderError> {
        let made = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048);
        made.map(|key| Secret::new(key.serialize_pem())).map_err(|_| unusable())
    }

    /// Reads what [`ClientKey::generate`] gave; `id` names the key in the published set.
    ///
    /// # Errors
    /// When the text is no key.
    pub fn read(id: String, pem: Secret) -> Result<Self, ProviderError> {
        let key = KeyPair::from_pkcs8_pem_and_sign_algo(pem.expose(), &PKCS_RSA_SHA256);
        let key = key.map_err(|_| unusable())?;
        let pair = RsaKeyPair::from_pkcs8(key.serialized_der()).map_err(|_| unusable())?;
        let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(pair.public_key());
        let [n, e] = [n, e].map(|number| URL_SAFE_NO_PAD.encode(number));
        let public = json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": id, "n": n, "e": e });
        Ok(Self { id, pem, public })
    }

    /// The public half, as an element of a key set (RFC 7517).
    pub fn public(&self) -> &Value {
        &self.public
    }

    pub(super) fn sign(&self, statement: &impl Serialize) -> Result<Secret, ProviderError> {
        let key = EncodingKey::from_rsa_pem(self.pem.expose().as_bytes()).map_err(|_| unusable())?;
        let header = Header { kid: Some(self.id.clone()), ..Header::new(Algorithm::RS256) };
        encode(&header, statement, &key).map(Secret::new).map_err(|_| unusable())
    }
}

impl std::fmt::Debug for ClientKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientKey").field("id", &self.id).finish_non_exhaustive()
    }
}

fn unusable() -> ProviderError {
    ProviderError::Unusable("our client key cannot be made, read or used".into())
}
