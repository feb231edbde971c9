//! Values that the database must hold but not understand: AES-256-GCM with a random nonce, the first key of
//! the settings seals, every key opens. A context (table and owner) is bound in, so that a sealed value
//! copied to another row does not open there.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::digest::{SHA256, digest};
use zeroize::Zeroizing;

use super::Secret;

const KEY_ID_LEN: usize = 4;

/// 256 bits that seal. Known by the first bytes of its hash, which stand before every value it sealed.
#[derive(Clone)]
pub struct SealingKey {
    id: [u8; KEY_ID_LEN],
    bytes: Zeroizing<[u8; 32]>,
}

impl SealingKey {
    /// A key from its 32 bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        let mut id = [0; KEY_ID_LEN];
        id.copy_from_slice(&digest(&SHA256, &bytes).as_ref()[..KEY_ID_LEN]);
        Self { id, bytes: Zeroizing::new(bytes) }
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey(…)")
    }
}

/// A sealed value as the database keeps it: key id, nonce, ciphertext, tag.
pub type Sealed = Vec<u8>;

/// An opened value.
pub type Opened = Secret;

/// Why a value could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The value was sealed with a key that the settings no longer list.
    #[error("sealed with an encryption key that is not among the configured ones")]
    UnknownKey,
    /// The value is damaged, or belongs to another row.
    #[error("the sealed value does not open: it is damaged or was moved")]
    Damaged,
}

/// Seals with the first key, opens with any.
#[derive(Clone, Debug)]
pub struct Sealer {
    first: SealingKey,
    others: Vec<SealingKey>,
}

impl Sealer {
    /// `first` seals; `first` and `others` open.
    pub fn new(first: SealingKey, others: Vec<SealingKey>) -> Self {
        Self { first, others }
    }

    /// Seals `text` for `context`, a constant name of the place and the owner's id.
    pub fn seal(&self, context: &str, text: &str) -> Result<Sealed, SealError> {
        let mut body = text.as_bytes().to_vec();
        let key = cipher(&self.first)?;
        let nonce =
            key.seal_in_place_append_tag(Aad::from(context), &mut body).map_err(|_| SealError::Damaged)?;
        let mut sealed = Vec::with_capacity(KEY_ID_LEN + NONCE_LEN + body.len());
        sealed.extend_from_slice(&self.first.id);
        sealed.extend_from_slice(nonce.as_ref());
        sealed.extend_from_slice(&body);
        Ok(sealed)
    }

    /// Opens what [`Sealer::seal`] made for the same context.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Opened, SealError> {
        let (id, rest) = sealed.split_at_checked(KEY_ID_LEN).ok_or(SealError::Damaged)?;
        let (nonce, body) = rest.split_at_checked(NONCE_LEN).ok_or(SealError::Damaged)?;
        let key = std::iter::once(&self.first).chain(&self.others).find(|key| key.id == id);
        let key = cipher(key.ok_or(SealError::UnknownKey)?)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError::Damaged)?;
        let mut body = Zeroizing::new(body.to_vec());
        let text = key.open_in_place(nonce, Aad::from(context), &mut body).map_err(|_| SealError::Damaged)?;
        let text = std::str::from_utf8(text).map_err(|_| SealError::Damaged)?;
        Ok(Secret::new(text))
    }
}

fn cipher(key: &SealingKey) -> Result<RandomizedNonceKey, SealError> {
    RandomizedNonceKey::new(&AES_256_GCM, key.bytes.as_ref()).map_err(|_| SealError::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> SealingKey {
        SealingKey::from_bytes([byte; 32])
    }

    #[test]
    fn a_value_opens_with_any_listed_key_and_only_in_its_own_place() {
        let sealed = Sealer::new(key(1), vec![]).seal("tokens/a", "grüezi").unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains("gr"));
        let rotated = Sealer::new(key(2), vec![key(1)]);
        assert_eq!(rotated.open("tokens/a", &sealed).unwrap().expose(), "grüezi");
        assert!(matches!(rotated.open("tokens/b", &sealed), Err(SealError::Damaged)));
        assert!(matches!(Sealer::new(key(2), vec![]).open("tokens/a", &sealed), Err(SealError::UnknownKey)));
        assert!(rotated.open("tokens/a", &sealed[..10]).is_err());
    }
}
