//! `[secrets]`: the keys that seal what the database must not be able to read.

use crate::foundation::SealingKey;

/// `[secrets]`
#[derive(Clone, Debug)]
pub struct SecretsSettings {
    /// `encryption_keys` (list), or `encryption_keys_file` (one a line): 32 bytes each in base64; at least
    /// one. The first seals, all open: to rotate, put the new one first.
    pub encryption_keys: Vec<SealingKey>,
}
