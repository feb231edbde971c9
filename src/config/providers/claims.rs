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
    let subject = section.or("subject", "sub", claim_name);
    let email = section.or("email", "email", claim_name);
    let email_verified = section.or("email_verified", "email_verified", claim_name);
    let name = section.or("name", "name", claim_name);
    let groups = section.maybe("groups", claim_name);
    Ok(ClaimNames {
        subject: subject?,
        email: email?,
        email_verified: email_verified?,
        name: name?,
        groups: groups?,
    })
}

/// The name of a claim.
pub(super) fn claim_name(text: &str) -> Result<String, String> {
    kinds::identifier(text)
}
