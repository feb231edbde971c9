//! Hashes that do not say what they are: the file, or the command line, describes them.

use super::HashProblem::{self, Damaged, Unknown};
use super::digest::{Digest, Kind, Salt};
use super::firebase::Firebase;
use super::pbkdf2::{Inner, Pbkdf2};
use super::scrypt::{Cost, Scrypt};
use super::{ForeignHash, LONGEST, text};

/// What is known of a hash besides itself.
#[derive(Clone, Copy, Default)]
pub struct Description<'a> {
    /// `firebase-scrypt:…`, `scrypt:n=16384,r=8,p=1`, `pbkdf2-sha256:i=29000`, `sha256:before`, `md5:after` …; empty
    /// where the hash says it itself.
    pub algorithm: &'a str,
    /// The salt, where it does not stand in the hash: text, or `hex:…`, or `base64:…`; Firebase's is base64.
    pub salt: &'a str,
}

impl ForeignHash {
    /// Reads a hash that is described.
    pub fn described(hash: &str, description: Description<'_>) -> Result<Self, HashProblem> {
        let Description { algorithm, salt } = description;
        let (hash, algorithm) = (hash.trim(), algorithm.trim());
        let (name, list) = algorithm.split_once(':').unwrap_or((algorithm, ""));
        let plain = ["", "bcrypt", "argon2", "argon2i", "argon2d", "argon2id", "phc", "crypt"];
        if plain.contains(&name) || hash.starts_with(['$', '{']) {
            return Self::parse(hash);
        }
        if hash.len() > LONGEST || salt.len() > LONGEST {
            return Err(Damaged("it is too long"));
        }
        match name {
            "firebase-scrypt" => Ok(Self::Firebase(Firebase::described(list, salt, hash)?)),
            "scrypt" => scrypt(hash, list, salt),
            _ => match name.strip_prefix("pbkdf2-") {
                Some(inner) => pbkdf2(hash, inner, list, salt),
                None => digest(hash, name, list, salt),
            },
        }
    }
}

fn scrypt(hash: &str, list: &str, salt: &str) -> Result<ForeignHash, HashProblem> {
    // Node's habit: `salt:hash`, in one column.
    let (salt, hash) =
        if salt.is_empty() { hash.split_once(':').unwrap_or((salt, hash)) } else { (salt, hash) };
    let cost = Cost::of(
        text::number(list, "n").unwrap_or(16_384),
        text::number(list, "r").unwrap_or(8),
        text::number(list, "p").unwrap_or(1),
    )?;
    let output =
        text::bytes_of(hash, &[16, 24, 32, 48, 64, 128]).ok_or(Damaged("it is neither hex nor base64"))?;
    Ok(ForeignHash::Scrypt(Scrypt::new(cost, salt_bytes(salt)?, output)?))
}

fn pbkdf2(hash: &str, inner: &str, list: &str, salt: &str) -> Result<ForeignHash, HashProblem> {
    let inner = Inner::named(inner).ok_or(Unknown)?;
    let iterations = text::number(list, "i").ok_or(Damaged("its iterations i=… are not described"))?;
    let output =
        text::bytes_of(hash, &[16, 20, 24, 32, 64]).ok_or(Damaged("it is neither hex nor base64"))?;
    Ok(ForeignHash::Pbkdf2(Pbkdf2::new(inner, iterations, salt_bytes(salt)?, output)?))
}

fn digest(hash: &str, name: &str, place: &str, salt: &str) -> Result<ForeignHash, HashProblem> {
    let kind = Kind::named(name).ok_or(Unknown)?;
    let place =
        Salt::named(place).ok_or(Damaged("whether the salt stands before or after is not described"))?;
    let output = text::bytes_of(hash, &[kind.length()]).ok_or(Damaged("it is neither hex nor base64"))?;
    Ok(ForeignHash::Digest(Digest::new(kind, place, salt_bytes(salt)?, output)?))
}

fn salt_bytes(salt: &str) -> Result<Vec<u8>, HashProblem> {
    let bytes = match salt.split_once(':') {
        Some(("hex", rest)) => text::hex(rest),
        Some(("base64", rest)) => text::base64(rest),
        _ => Some(salt.as_bytes().to_vec()),
    };
    bytes.ok_or(Damaged("its salt is not what is said of it"))
}
