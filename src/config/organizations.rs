//! `[organizations.<name>]`: the Commerce Layer organizations that Vestibule serves.

use std::fmt;

use url::Url;

use super::kinds;
use super::reader::{Read, Section};
use crate::foundation::Secret;

/// The name that the settings give to an organization: 1 to 40 of `a-z`, `0-9`, `-`; also the name of its
/// session cookie, and what rows of the database belong to.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrganizationName(String);

/// `[organizations.<name>]`
#[derive(Clone, Debug)]
pub struct OrganizationSettings {
    /// `slug`: the organization's subdomain at Commerce Layer; default the name of the table, so that a test
    /// and a live environment of one organization can stand side by side under two names.
    pub slug: String,
    /// `auth_url`: default `https://auth.commercelayer.io` (contract 1.1).
    pub auth_url: Url,
    /// `api_url`: default `https://<slug>.commercelayer.io` (contract 1.2), without `/api`.
    pub api_url: Url,
    /// `issuer`: the `iss` that its tokens must carry; default `auth_url` (contract 4.5).
    pub issuer: String,
    /// `integration`: `{ client_id, client_secret | client_secret_file }`; finds and creates customers.
    pub integration: ClientCredential,
    /// `anonymization`: `{ client_id, client_secret | client_secret_file }`; an integration that may ask for the
    /// anonymization of customers (contract 10.1), for accounts that are erased. Without it nobody asks.
    pub anonymization: Option<ClientCredential>,
    /// `backend_auth` or `backend_auth_file`: the key of enterprise plans with which token calls are counted
    /// per shopper (contract 6.9).
    pub backend_auth: Option<BackendAuth>,
    /// `lazy_passwords`: whether the first sign-in of who has no password here is tried at Commerce Layer; default false.
    pub lazy_passwords: bool,
    /// `passwords`: what becomes of the customers' passwords at Commerce Layer; default `leave`.
    pub passwords: CustomerPasswords,
}

/// What becomes of a customer's own password at Commerce Layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CustomerPasswords {
    /// `leave`: nothing.
    Leave,
    /// `in_step`: a new password here is set there as well, so that the old sign-in pages go on working.
    InStep,
    /// `lock`: it is replaced by a random one that nobody knows, so that only the pages here sign in.
    Lock,
}

impl CustomerPasswords {
    fn parse(text: &str) -> Result<Self, String> {
        kinds::one_of(text, &[("leave", Self::Leave), ("in_step", Self::InStep), ("lock", Self::Lock)])
    }
}

/// A confidential API credential of Commerce Layer.
#[derive(Clone, Debug)]
pub struct ClientCredential {
    /// `client_id`
    pub client_id: String,
    /// `client_secret` or `client_secret_file`
    pub client_secret: Secret,
}

/// The value of `x-backend-auth`.
#[derive(Clone, Debug)]
pub struct BackendAuth(pub Secret);

impl OrganizationName {
    /// Reads a name; `None` where a character or the length is wrong.
    pub fn parse(text: &str) -> Option<Self> {
        let letters = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        ((1..=40).contains(&text.len()) && letters).then(|| Self(text.to_owned()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OrganizationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for OrganizationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reads one `[organizations.<name>]` table.
pub(super) fn read(name: &str, section: &mut Section<'_>) -> Read<(OrganizationName, OrganizationSettings)> {
    let parsed = OrganizationName::parse(name)
        .ok_or_else(|| "the name of an organization is 1 to 40 of a-z, 0-9 and -".to_owned());
    let parsed = section.noted("", parsed);
    let slug = section.or("slug", name, slug);
    let auth_url = section.or("auth_url", "https://auth.commercelayer.io", kinds::base);
    let usual_host = slug.as_deref().unwrap_or("slug");
    let api_url = section.or("api_url", &format!("https://{usual_host}.commercelayer.io"), api_base);
    let issuer = section.maybe("issuer", kinds::line(200));
    let integration = section.within("integration", credential);
    let anonymization = section.within("anonymization", optional_credential);
    let backend_auth = section.secret("backend_auth");
    let lazy_passwords = section.flag("lazy_passwords", false);
    let passwords = section.or("passwords", "leave", CustomerPasswords::parse);

    let auth_url = auth_url?;
    let settings = OrganizationSettings {
        slug: slug?,
        api_url: api_url?,
        issuer: issuer?.unwrap_or_else(|| auth_url.as_str().trim_end_matches('/').to_owned()),
        auth_url,
        integration: integration?,
        anonymization: anonymization?,
        backend_auth: backend_auth?.map(BackendAuth),
        lazy_passwords: lazy_passwords?,
        passwords: passwords?,
    };
    Ok((parsed?, settings))
}

fn credential(section: &mut Section<'_>) -> Read<ClientCredential> {
    let client_id = section.require("client_id", "that of an integration", kinds::identifier);
    let client_secret = section.required_secret("client_secret", "that of the integration");
    Ok(ClientCredential { client_id: client_id?, client_secret: client_secret? })
}

/// Both keys or neither.
fn optional_credential(section: &mut Section<'_>) -> Read<Option<ClientCredential>> {
    let client_id = section.maybe("client_id", kinds::identifier);
    let client_secret = section.secret("client_secret");
    match (client_id?, client_secret?) {
        (Some(client_id), Some(client_secret)) => Ok(Some(ClientCredential { client_id, client_secret })),
        (None, None) => Ok(None),
        (Some(_), None) => Err(section.problem("client_secret", "missing; expected that of the client_id")),
        (None, Some(_)) => Err(section.problem("client_id", "missing; expected that of the client_secret")),
    }
}

/// `/api` is added by us: who copied it along from an example would ask for `/api/api`.
fn api_base(text: &str) -> Result<Url, String> {
    let url = kinds::base(text)?;
    if url.path().trim_end_matches('/').ends_with("/api") {
        return Err("expected the address without /api, such as https://acme.commercelayer.io".to_owned());
    }
    Ok(url)
}

/// A label of a host name (RFC 1123, 2.1), in lower case.
fn slug(text: &str) -> Result<String, String> {
    let letters = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let fits = letters && (1..=63).contains(&text.len()) && !text.starts_with('-') && !text.ends_with('-');
    fits.then(|| text.to_owned())
        .ok_or_else(|| "expected the organization's subdomain at Commerce Layer: a-z, 0-9 and -".to_owned())
}
