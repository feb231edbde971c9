//! bcrypt, of Auth0, Laravel, Rails and most others; and as Django prepares it, over the SHA-256 of the password.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::HEXLOWER;

use super::HashProblem::{self, Damaged, TooExpensive};

/// About a second of a core.
const MOST_COST: u32 = 14;
const PREPARED: &str = "$bcrypt-sha256$";

#[derive(Clone, PartialEq, Eq)]
pub struct Bcrypt {
    hash: String,
    /// Over the SHA-256 of the password, in hex.
    prepared: bool,
}

impl Bcrypt {
    pub(super) fn parse(text: &str) -> Option<Result<Self, HashProblem>> {
        let (hash, prepared) = if let Some(rest) = text.strip_prefix("bcrypt_sha256$") {
            (rest, true)
        } else if let Some(rest) = text.strip_prefix(PREPARED) {
            (rest, true)
        } else {
            (text.strip_prefix("bcrypt$").unwrap_or(text), false)
        };
        let rest = ["$2a$", "$2b$", "$2y$"].iter().find_map(|prefix| hash.strip_prefix(prefix))?;
        Some(check(rest).map(|()| Self { hash: hash.to_owned(), prepared }))
    }

    pub(super) fn fits(&self, password: &[u8]) -> bool {
        let prepared = self.prepared.then(|| HEXLOWER.encode(digest(&SHA256, password).as_ref()));
        let password = prepared.as_deref().map_or(password, str::as_bytes);
        bcrypt::verify(password, &self.hash).unwrap_or(false)
    }
}

fn check(rest: &str) -> Result<(), HashProblem> {
    let (cost, rest) = rest.split_once('$').ok_or(Damaged("it has no cost"))?;
    let cost: u32 = cost.parse().map_err(|_| Damaged("its cost is no number"))?;
    let letters = rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'/');
    if rest.len() != 53 || !letters || cost < 4 {
        return Err(Damaged("salt and hash are not 53 characters"));
    }
    if cost > MOST_COST { Err(TooExpensive("bcrypt is taken up to a cost of 14")) } else { Ok(()) }
}

impl fmt::Display for Bcrypt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.prepared { PREPARED } else { "" }, self.hash)
    }
}
