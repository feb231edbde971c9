//! The settings of the simulated shop, read as an operator's would be.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::plan::SCOPES;
use crate::cli::Problem;
use crate::config::{Environment, OrganizationName, Settings};
use crate::foundation::random_bytes;
use crate::sandbox::{CredentialSeed, Kind, MarketSeed, Mode, Sandbox, Seed};

const ORGANIZATION: &str = "acme";
const WEB_SHOP: &str = "web shop";
/// The least that the sandbox signs with: four times as quick as the real thing.
const RSA_BITS: u16 = 2_048;

/// The built-in seed with a third open market.
pub(super) fn seed() -> Seed {
    let mut seed = Seed { rsa_bits: RSA_BITS, ..Seed::default() };
    if let Some(acme) = seed.organizations.iter_mut().find(|it| it.slug == ORGANIZATION) {
        acme.enterprise = true;
        acme.markets.push(MarketSeed {
            id: "AcmeMktJpn".to_owned(),
            code: "japan".to_owned(),
            name: "Japan".to_owned(),
            mode: Mode::Test,
            group: None,
            disabled: false,
            stock_locations: Vec::new(),
            stores: Vec::new(),
        });
    }
    seed
}

pub(super) fn organization() -> Result<OrganizationName, Problem> {
    Ok(OrganizationName::parse(ORGANIZATION).ok_or("the organization has no name")?)
}

pub(super) fn settings(public_url: &str, sandbox: &Sandbox) -> Result<Settings, Problem> {
    let integration = credential(sandbox.seed(), |it| it.kind == Kind::Integration)?;
    let shop = credential(sandbox.seed(), |it| it.name == WEB_SHOP)?;
    let scopes: Vec<_> = SCOPES.iter().map(|(scope, _)| *scope).collect();
    let secret = |credential: &CredentialSeed| credential.client_secret.expose().to_owned();
    let values = [
        ("SERVER__PUBLIC_URL", public_url.to_owned()),
        ("SECRETS__ENCRYPTION_KEYS", STANDARD.encode(random_bytes::<32>())),
        ("MAIL__FROM", "Acme <hello@acme.example>".to_owned()),
        ("MAIL__TRANSPORT", "memory".to_owned()),
        ("ORGANIZATIONS__ACME__AUTH_URL", sandbox.auth_url()),
        ("ORGANIZATIONS__ACME__API_URL", sandbox.api_url(ORGANIZATION)),
        ("ORGANIZATIONS__ACME__ISSUER", sandbox.issuer()),
        ("ORGANIZATIONS__ACME__INTEGRATION__CLIENT_ID", integration.client_id.clone()),
        ("ORGANIZATIONS__ACME__INTEGRATION__CLIENT_SECRET", secret(integration)),
        ("STOREFRONTS__0__NAME", "Acme".to_owned()),
        ("STOREFRONTS__0__ORGANIZATION", ORGANIZATION.to_owned()),
        ("STOREFRONTS__0__CLIENT_ID", shop.client_id.clone()),
        ("STOREFRONTS__0__CLIENT_SECRET", secret(shop)),
        ("STOREFRONTS__0__SCOPES", scopes.join(",")),
        ("STOREFRONTS__0__HOME", "https://shop.acme.example/".to_owned()),
        ("STOREFRONTS__0__RETURN_ADDRESSES", "https://shop.acme.example".to_owned()),
    ];
    let environment: Environment =
        values.into_iter().map(|(name, value)| (format!("VESTIBULE_{name}"), value)).collect();
    Ok(Settings::load(None, &environment)?)
}

fn credential(seed: &Seed, wanted: impl Fn(&CredentialSeed) -> bool) -> Result<&CredentialSeed, Problem> {
    let organization = seed.organizations.iter().find(|organization| organization.slug == ORGANIZATION);
    let found = organization.and_then(|it| it.credentials.iter().find(|credential| wanted(credential)));
    found.ok_or_else(|| "the sandbox's seed lacks a credential of the simulation".into())
}
