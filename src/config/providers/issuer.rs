//! `issuer`: what a provider calls itself. Kept exactly as it is written, because every ID token is compared with
//! it letter by letter (OpenID Connect Core 1.0, 3.1.3.7).

use url::{Host, Url};

use super::given_or;
use super::presets::Defaults;
use crate::config::kinds;
use crate::config::reader::{Read, Section};

pub(super) fn read(
    section: &mut Section<'_>,
    usual: &Defaults,
    private_addresses: Read<bool>,
) -> Read<String> {
    let expected = format!("what the provider calls itself, such as {}", usual.issuer_example);
    // Where that flag cannot be read, its problem is enough.
    let private = private_addresses.unwrap_or(true);
    given_or(section, "issuer", usual.issuer, &expected, |text| parse(text, usual, private))
}

fn parse(text: &str, usual: &Defaults, private_addresses: bool) -> Result<String, String> {
    let url = kinds::address_with(text, private_addresses)?;
    if url.query().is_some() {
        return Err("an issuer has no query (?…): leave it off".to_owned());
    }
    if url.path().contains("/.well-known/") {
        return Err("leave off /.well-known/… at the end: the issuer is what stands before it".to_owned());
    }
    if !private_addresses && is_private(&url) {
        let why =
            "is on this machine or on a private network; where that is right, set private_addresses = true";
        return Err(why.to_owned());
    }
    if !url.path().contains(usual.issuer_part) {
        return Err(format!("expected an address such as {}", usual.issuer_example));
    }
    let slash = if usual.issuer_ends_in_slash && !text.ends_with('/') { "/" } else { "" };
    Ok(format!("{text}{slash}"))
}

/// What can be seen without asking anybody; the rest shows when the provider is called (catalogue K18).
fn is_private(url: &Url) -> bool {
    let private = match url.host() {
        Some(Host::Ipv4(address)) => address.is_private() || address.is_link_local(),
        Some(Host::Ipv6(address)) => address.is_unique_local() || address.is_unicast_link_local(),
        _ => false,
    };
    private || kinds::is_loopback(url)
}

/// Whether accounts of every tenant of Microsoft Entra come from it. Its e-mail addresses are what each tenant's
/// own administrators wrote.
pub(super) fn is_of_many_tenants(issuer: &str) -> bool {
    let rest = issuer.strip_prefix("https://login.microsoftonline.com/").unwrap_or_default();
    ["common", "organizations", "consumers"].contains(&rest.split('/').next().unwrap_or_default())
}
