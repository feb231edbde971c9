//! Password hashes that other systems made, as an import brings them. Each family is one file: what it reads, how it
//! is written down in `passwords.hash`, and how a password is checked against it.
//!
//! Such a hash says itself what it costs to check. So costs are bounded, when it is imported and again before every
//! check: no file, and no row, can buy a minute of a core or a gigabyte (catalogue E10).

mod argon2;
mod bcrypt;
mod crypt;
mod described;
mod digest;
mod firebase;
mod pbkdf2;
mod scrypt;
mod text;

#[cfg(test)]
mod tests;

use std::fmt;

use crate::foundation::Secret;

pub use described::Description;

/// A hash above this much memory is checked alone: the memory plan is that of argon2id on every thread (catalogue E15).
const MODEST_MEMORY: usize = 20 << 20;
/// The most that a check may take.
const MOST_MEMORY: usize = 128 << 20;
/// Longer texts are no hash of anybody's.
const LONGEST: usize = 1024;

/// Why a text is no hash that we take. The text itself is in none of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HashProblem {
    /// Nobody we know writes hashes like this.
    #[error("the password hash is of no kind that is known here")]
    Unknown,
    /// The beginning is known, the rest is damaged.
    #[error("the password hash is damaged: {0}")]
    Damaged(&'static str),
    /// A check would cost too much.
    #[error("the password hash is too expensive to check: {0}")]
    TooExpensive(&'static str),
}

/// A hash of another system, within bounds.
#[derive(Clone, PartialEq, Eq)]
pub enum ForeignHash {
    /// `$2a$`, `$2b$`, `$2y$`
    Bcrypt(bcrypt::Bcrypt),
    /// scrypt as everybody has it.
    Scrypt(scrypt::Scrypt),
    /// scrypt as Firebase changed it.
    Firebase(firebase::Firebase),
    /// PBKDF2 with SHA-1, SHA-256 or SHA-512.
    Pbkdf2(pbkdf2::Pbkdf2),
    /// argon2i, argon2d and argon2id.
    Argon2(argon2::Argon2Hash),
    /// One salted MD5, SHA-1, SHA-256 or SHA-512.
    Digest(digest::Digest),
    /// `$1$`, `$apr1$`, `$5$`, `$6$`
    Crypt(crypt::Crypt),
}

impl ForeignHash {
    /// Reads a hash that says itself what it is: as its system wrote it, or as we wrote it down.
    pub fn parse(text: &str) -> Result<Self, HashProblem> {
        let text = text.trim();
        if text.len() > LONGEST || !text.is_ascii() {
            return Err(HashProblem::Unknown);
        }
        // Each says `None` to what is not of its family.
        let found = bcrypt::Bcrypt::parse(text)
            .map(|it| it.map(Self::Bcrypt))
            .or_else(|| argon2::Argon2Hash::parse(text).map(|it| it.map(Self::Argon2)))
            .or_else(|| scrypt::Scrypt::parse(text).map(|it| it.map(Self::Scrypt)))
            .or_else(|| firebase::Firebase::parse(text).map(|it| it.map(Self::Firebase)))
            .or_else(|| pbkdf2::Pbkdf2::parse(text).map(|it| it.map(Self::Pbkdf2)))
            .or_else(|| digest::Digest::parse(text).map(|it| it.map(Self::Digest)))
            .or_else(|| crypt::Crypt::parse(text).map(|it| it.map(Self::Crypt)));
        found.unwrap_or(Err(HashProblem::Unknown))
    }

    /// Whether `password` made it. Takes its time: only ever called on a thread of the hasher.
    pub fn fits(&self, password: &Secret) -> bool {
        let password = password.expose().as_bytes();
        match self {
            Self::Bcrypt(hash) => hash.fits(password),
            Self::Scrypt(hash) => hash.fits(password),
            Self::Firebase(hash) => hash.fits(password),
            Self::Pbkdf2(hash) => hash.fits(password),
            Self::Argon2(hash) => hash.fits(password),
            Self::Digest(hash) => hash.fits(password),
            Self::Crypt(hash) => hash.fits(password),
        }
    }

    /// Whether a check takes so much memory that only one may be under way.
    pub fn is_greedy(&self) -> bool {
        self.memory() > MODEST_MEMORY
    }

    fn memory(&self) -> usize {
        match self {
            Self::Scrypt(hash) => hash.cost.memory(),
            Self::Firebase(hash) => hash.cost.memory(),
            Self::Argon2(hash) => hash.memory(),
            _ => 0,
        }
    }
}

/// As it stands in `passwords.hash`.
impl fmt::Display for ForeignHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bcrypt(hash) => hash.fmt(f),
            Self::Scrypt(hash) => hash.fmt(f),
            Self::Firebase(hash) => hash.fmt(f),
            Self::Pbkdf2(hash) => hash.fmt(f),
            Self::Argon2(hash) => hash.fmt(f),
            Self::Digest(hash) => hash.fmt(f),
            Self::Crypt(hash) => hash.fmt(f),
        }
    }
}

impl fmt::Debug for ForeignHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ForeignHash(…)")
    }
}
