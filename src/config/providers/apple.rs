//! What Apple wants instead of a client secret: a key with which we sign one ourselves. It is tried once at the
//! start, because the first sign-in would be late to find out.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use jsonwebtoken::EncodingKey;

use super::ClientAuth;
use crate::config::reader::{Read, Section};
use crate::foundation::Secret;

/// The `apple_…` settings, as far as they were given and can be read.
pub(super) struct AppleKeys {
    team_id: Read<Option<String>>,
    key_id: Read<Option<String>>,
    private_key: Read<Option<Secret>>,
}

pub(super) fn read(section: &mut Section<'_>) -> AppleKeys {
    let team_id = section.maybe("apple_team_id", ten_signs);
    let key_id = section.maybe("apple_key_id", ten_signs);
    let in_file = section.has("apple_private_key_file");
    let given_as = if in_file { "apple_private_key_file" } else { "apple_private_key" };
    let private_key = section.secret("apple_private_key").and_then(|key| {
        let checked = key.as_ref().map_or(Ok(()), check);
        section.noted(given_as, checked).map(|()| key)
    });
    AppleKeys { team_id, key_id, private_key }
}

impl AppleKeys {
    /// All of them; notes what is missing.
    pub(super) fn complete(self, section: &Section<'_>) -> Read<ClientAuth> {
        let missing =
            |key: &str, expected: &str| section.problem(key, format!("missing; expected {expected}"));
        let team = || missing("apple_team_id", "the id of your team at Apple");
        let team_id = self.team_id.and_then(|id| id.ok_or_else(team));
        let key_id =
            self.key_id.and_then(|id| id.ok_or_else(|| missing("apple_key_id", "the id of the key")));
        let file = "Apple's .p8 file, here or as apple_private_key_file";
        let key = self.private_key.and_then(|key| key.ok_or_else(|| missing("apple_private_key", file)));
        Ok(ClientAuth::Apple { team_id: team_id?, key_id: key_id?, private_key: key? })
    }
}

/// Team and key ids at Apple.
fn ten_signs(text: &str) -> Result<String, String> {
    let fits = text.len() == 10 && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    fits.then(|| text.to_owned()).ok_or_else(|| "expected ten capital letters and digits".to_owned())
}

/// A private key of the curve P-256, PKCS #8 in PEM.
fn check(pem: &Secret) -> Result<(), String> {
    let key = EncodingKey::from_ec_pem(pem.expose().as_bytes()).ok();
    let signs =
        |key: EncodingKey| EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.as_bytes()).is_ok();
    if key.is_some_and(signs) {
        return Ok(());
    }
    Err("expected Apple's .p8 file as it is: a P-256 key that begins with -----BEGIN PRIVATE KEY-----"
        .to_owned())
}
