//! `[providers.claims]`: under which names a provider tells of people. A name is one key of the ID token or of
//! userinfo, compared as a whole; it may look like an address, as Auth0 asks of claims of one's own.

use crate::config::kinds;
use crate::config::reader::{Read, Section};

/// `[providers.claims]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimNames {
    /// `subject`: who it is, never given to anybody else; default `sub`.
    pub subject: String,
    /// `email`: default `email`.
    pub email: String,
    /// `email_verified`: default `email_verified`.
    pub email_verified: String,
    /// `name`: default `name`.
    pub name: String,
    /// `groups`: a list of texts, or one text; by default none.
    pub groups: Option<String>,
}

/// Reads `[providers.claims]`.
pub(super) fn read(section: &mut Section<'_>) -> Read<ClaimNames> {
    let email = section.or("email", "email", of_a_person);
    let subject = section.or("subject", "sub", of_a_person);
    let email_verified = section.or("email_verified", "email_verified", of_a_person);
    let name = section.or("name", "name", of_a_person);
    let groups = section.maybe("groups", of_a_person);
    let (subject, email) = (subject?, email?);
    if subject == email {
        let why =
            "an e-mail address does not say who it is: it may change hands; expected a name such as \"sub\"";
        return Err(section.problem("subject", why));
    }
    Ok(ClaimNames { subject, email, email_verified: email_verified?, name: name?, groups: groups? })
}

/// What a token says of itself, not of the person (RFC 7519, 4.1; OpenID Connect Core 1.0, 2).
const OF_THE_TOKEN: [&str; 13] = [
    "iss",
    "aud",
    "azp",
    "exp",
    "nbf",
    "iat",
    "jti",
    "nonce",
    "sid",
    "at_hash",
    "c_hash",
    "auth_time",
    "amr",
];

fn of_a_person(text: &str) -> Result<String, String> {
    if OF_THE_TOKEN.contains(&text) {
        return Err("this claim is about the token, not about the person".to_owned());
    }
    claim_name(text)
}

/// The name of a claim.
pub(super) fn claim_name(text: &str) -> Result<String, String> {
    kinds::identifier(text)
        .map_err(|_| "expected the name of a claim: 1 to 200 signs without spaces".to_owned())
}
