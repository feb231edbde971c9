//! `signing_algorithms`: what ID tokens may be signed with, by the names of RFC 7518, 3.1. What our verifier does
//! not know is no choice: every sign-in would fail.

use crate::config::reader::{Read, Section};
use crate::config::spelling;

const KNOWN: [&str; 12] = [
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA", "HS256", "HS384",
    "HS512",
];

pub(super) fn read(section: &mut Section<'_>) -> Read<Option<Vec<String>>> {
    let names = section.list("signing_algorithms", algorithm)?;
    names.map(|names| section.distinct("signing_algorithms", names)).transpose()
}

/// Whether tokens are signed with the client secret.
pub(super) fn is_symmetric(name: &str) -> bool {
    name.starts_with("HS")
}

fn algorithm(name: &str) -> Result<String, String> {
    if name.eq_ignore_ascii_case("none") {
        // Catalogue B05.
        return Err("\"none\" is refused: anybody could write a token that nobody signed".to_owned());
    }
    if KNOWN.contains(&name) {
        return Ok(name.to_owned());
    }
    let guess = spelling::closest(&name.to_ascii_uppercase(), &KNOWN);
    let guess = guess.map(|known| format!("; did you mean \"{known}\"?")).unwrap_or_default();
    Err(format!("expected one of {}{guess}", KNOWN.join(", ")))
}
