//! `domains`: whose people are sent to a provider from the sign-in form. In the form in which addresses are
//! compared: lower case, ASCII.

use crate::config::kinds;
use crate::config::reader::{Read, Section};

pub(super) fn read(section: &mut Section<'_>) -> Read<Vec<String>> {
    let domains = section.list("domains", kinds::mail_domain)?.unwrap_or_default();
    if domains.is_empty() { Ok(domains) } else { section.distinct("domains", domains) }
}
