//! The settings of the demonstration: the shops of the sandbox's seed, letters kept in memory, and a sealing
//! key of its own that is made once and kept beside the data.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::PROVIDER;
use crate::cli::Problem;
use crate::config::{Environment, Settings};
use crate::foundation::random_bytes;
use crate::sandbox::upstream::{DEMO_CLIENT_ID, DEMO_CLIENT_SECRET};
use crate::sandbox::{CredentialSeed, Kind, Sandbox, Seed};

pub(super) const ORGANIZATION: &str = "acme";
pub(super) const WEB_SHOP: &str = "web shop";
pub(super) const LEGACY_SHOP: &str = "legacy shop";
pub(super) const SCOPE: &str = "market:code:usa";
const SCOPES: &str = r#"["market:code:usa", "market:code:europe", "market:code:vip"]"#;

/// Where everything is.
pub(super) struct Places {
    pub vestibule: String,
    pub shop: String,
    pub issuer: String,
    pub data: PathBuf,
    pub calls_per_minute: u32,
}

/// Built through the reader that operators use, so that the demonstration shows what a file would do.
pub(super) fn settings(places: &Places, sandbox: &Sandbox) -> Result<Settings, Problem> {
    fs::create_dir_all(&places.data)?;
    let keys = key_file(&places.data)?;
    let file = places.data.join("vestibule.toml");
    write_private(&file, &text(places, &keys, sandbox)?)?;
    Ok(Settings::load(Some(&file), &Environment::default())?)
}

/// The sandbox's own seed, with an organization that shows customers the orders of guests: without it no guest's cart
/// could become a customer's (contract 10.21).
pub(super) fn seed() -> Seed {
    let mut seed = Seed::default();
    for organization in seed.organizations.iter_mut().filter(|it| it.slug == ORGANIZATION) {
        organization.config.insert("api".to_owned(), json!({ "auth": { "guest_orders": true } }));
    }
    seed
}

/// The sales channel of the seed's organization with this name.
pub(super) fn sales_channel<'a>(seed: &'a Seed, name: &str) -> Result<&'a CredentialSeed, Problem> {
    credential(seed, |credential| credential.kind == Kind::SalesChannel && credential.name == name)
}

fn credential(seed: &Seed, wanted: impl Fn(&CredentialSeed) -> bool) -> Result<&CredentialSeed, Problem> {
    let organization = seed.organizations.iter().find(|organization| organization.slug == ORGANIZATION);
    let found = organization.and_then(|o| o.credentials.iter().find(|credential| wanted(credential)));
    found.ok_or_else(|| "the sandbox's seed lacks a credential of the demonstration".into())
}

/// The customer group that may buy in the private market.
fn vip_group(seed: &Seed) -> Result<&str, Problem> {
    let organization = seed.organizations.iter().find(|organization| organization.slug == ORGANIZATION);
    let group = organization.and_then(|o| o.groups.iter().find(|group| group.code == "vip"));
    group
        .map(|group| group.id.as_str())
        .ok_or_else(|| "the sandbox's seed lacks the group of the demonstration".into())
}

fn text(places: &Places, keys: &Path, sandbox: &Sandbox) -> Result<String, Problem> {
    let Places { vestibule, shop, .. } = places;
    let seed = sandbox.seed();
    let integration = credential(seed, |credential| credential.kind == Kind::Integration)?;
    let (auth_url, api_url, issuer) = (sandbox.auth_url(), sandbox.api_url(ORGANIZATION), sandbox.issuer());
    let mut text = format!(
        r#"# Written anew at every start of the demonstration.
[server]
listen = "{listen}"
public_url = "{vestibule}"
# Everybody who tries the demonstration is on this machine.
known_networks = ["127.0.0.0/8", "::1"]

[secrets]
encryption_keys_file = "{keys}"

[mail]
transport = "memory"
from = "Acme Outfitters <hello@acme.example>"

[tokens]
calls_per_minute = {calls_per_minute}

[organizations.{ORGANIZATION}]
auth_url = "{auth_url}"
api_url = "{api_url}"
issuer = "{issuer}"
integration = {{ client_id = "{client_id}", client_secret = "{client_secret}" }}
"#,
        listen = vestibule.trim_start_matches("http://").replace("localhost", "127.0.0.1"),
        keys = keys.display(),
        calls_per_minute = places.calls_per_minute,
        client_id = integration.client_id,
        client_secret = integration.client_secret.expose(),
    );
    write!(
        text,
        r#"
[[providers]]
id = "{PROVIDER}"
label = "Example ID"
issuer = "{issuer}"
client_id = "{DEMO_CLIENT_ID}"
client_secret = "{DEMO_CLIENT_SECRET}"
private_addresses = true
trust_email = true
logout = "rp_initiated"
claims = {{ groups = "groups" }}
customer_groups = {{ vip = "{group}" }}
metadata = {{ full_name = "name" }}
"#,
        issuer = places.issuer,
        group = vip_group(seed)?,
    )?;
    for (name, handover, cart, home) in
        [(WEB_SHOP, "session", "adopt", "/"), (LEGACY_SHOP, "query", "ask", "/legacy")]
    {
        let channel = sales_channel(seed, name)?;
        write!(
            text,
            r#"
[[storefronts]]
name = "Acme Outfitters"
organization = "{ORGANIZATION}"
client_id = "{client_id}"
client_secret = "{client_secret}"
scopes = {SCOPES}
home = "{shop}{home}"
return_addresses = ["{shop}"]
handover = "{handover}"
cart = "{cart}"
mailed_code = true
"#,
            client_id = channel.client_id,
            client_secret = channel.client_secret.expose(),
        )?;
    }
    Ok(text)
}

fn key_file(data: &Path) -> Result<PathBuf, Problem> {
    let file = data.join("encryption.key");
    if !file.exists() {
        write_private(&file, &STANDARD.encode(random_bytes::<32>()))?;
    }
    Ok(file)
}

/// Readable by its owner alone, from the first byte on.
fn write_private(file: &Path, text: &str) -> Result<(), Problem> {
    let mut options = fs::OpenOptions::new();
    let mut opened = options.write(true).create(true).truncate(true).mode(0o600).open(file)?;
    Ok(opened.write_all(text.as_bytes())?)
}
