//! `[secrets]`: the keys that seal what the database must not be able to read.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::reader::{Read, Section};
use crate::foundation::SealingKey;

/// `[secrets]`
#[derive(Clone, Debug)]
pub struct SecretsSettings {
    /// `encryption_keys` (list), or `encryption_keys_file` (one a line): 32 bytes each in base64; at least
    /// one. The first seals, all open: to rotate, put the new one first.
    pub encryption_keys: Vec<SealingKey>,
}

/// Reads `[secrets]`.
pub(super) fn read(section: &mut Section<'_>) -> Read<SecretsSettings> {
    let keys = section.secrets("encryption_keys", key)?;
    let Some(encryption_keys) = keys.filter(|keys| !keys.is_empty()) else {
        let expected = "missing; expected a list of keys, here or in the file that encryption_keys_file names; \
                        make one with: openssl rand -base64 32";
        return Err(section.problem("encryption_keys", expected));
    };
    Ok(SecretsSettings { encryption_keys })
}

fn key(text: &str) -> Result<SealingKey, String> {
    let bytes = STANDARD.decode(text.trim()).map(Zeroizing::new).ok();
    let bytes = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
    let expected = || "expected 32 bytes in base64; make a key with: openssl rand -base64 32".to_owned();
    bytes.map(SealingKey::from_bytes).ok_or_else(expected)
}
