//! Passwords of invented customers: salted and hashed so that none is kept, with a fast hash because these
//! open nothing and a slow one would only make tests wait. Not an example for real passwords.

use aws_lc_rs::{constant_time, hmac};

use crate::foundation::random_bytes;

/// The shortest and the longest password taken, in characters (contract U11).
pub const LENGTHS: std::ops::RangeInclusive<usize> = 6..=128;

/// A salt and the HMAC-SHA-256 of the password under it.
#[derive(Clone)]
pub struct PasswordHash {
    salt: [u8; 16],
    hash: Vec<u8>,
}

impl PasswordHash {
    /// Hashes under a new salt.
    pub fn of(password: &str) -> Self {
        let salt = random_bytes::<16>();
        Self { salt, hash: digest(salt, password) }
    }

    /// Whether this is the password.
    pub fn matches(&self, password: &str) -> bool {
        constant_time::verify_slices_are_equal(&self.hash, &digest(self.salt, password)).is_ok()
    }
}

fn digest(salt: [u8; 16], password: &str) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &salt), password.as_bytes()).as_ref().to_vec()
}
