//! `domains`: whose people are sent to a provider from the sign-in form. In the form in which addresses are
//! compared: lower case, ASCII.

use crate::config::reader::{Read, Section};
use crate::foundation::Email;

pub(super) fn read(section: &mut Section<'_>) -> Read<Vec<String>> {
    let domains = section.list("domains", domain)?.unwrap_or_default();
    if domains.is_empty() { Ok(domains) } else { section.distinct("domains", domains) }
}

/// The domain of an address as [`Email`] understands it, so that what is written here is what is found later.
fn domain(text: &str) -> Result<String, String> {
    let email = Email::parse(&format!("somebody@{text}")).ok().filter(|_| !text.contains(['@', ' ']));
    let domain = email.and_then(|email| Some(email.canonical().split_once('@')?.1.to_owned()));
    domain.ok_or_else(|| "expected what stands behind the @ of an address, such as acme.example".to_owned())
}
