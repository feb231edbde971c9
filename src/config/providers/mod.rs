//! `[[providers]]`: the OpenID providers at which people may sign in. What differs between them is data: a
//! preset fills in what is usual, and every setting may be given all the same. Which storefront offers which
//! provider is settled where storefronts are read, because both sides have a word in it.

mod behaviour;
mod claims;
mod client_auth;
mod id;
mod presets;

pub use behaviour::{Icon, LogoutBehaviour, ResponseMode, Usage};
pub use claims::ClaimNames;
pub use client_auth::ClientAuth;
pub use id::ProviderId;
pub use presets::Preset;

use std::collections::BTreeMap;

use super::kinds;
use super::reader::{Read, Section};

/// `[[providers]]`
#[derive(Clone, Debug)]
pub struct ProviderSettings {
    /// `id`: its name in our addresses; default the name of the preset. No two are the same.
    pub id: ProviderId,
    /// `preset`: whose ways are known; default `generic`.
    pub preset: Preset,
    /// `label`: what "Continue with …" says, 1 to 40 characters; default the preset's.
    pub label: String,
    /// `icon`: the picture beside it; default the preset's.
    pub icon: Icon,
    /// `issuer`: exactly what the provider calls itself (Discovery 1.0, 4.3). An `https` address, or an `http`
    /// one where `private_addresses` is set.
    pub issuer: String,
    /// `client_id`: ours at the provider.
    pub client_id: String,
    /// `client_auth`, `client_secret` (or `client_secret_file`) and the `apple_…` settings.
    pub client_auth: ClientAuth,
    /// `scopes`: what is asked for, `openid` among it; default `openid`, `email`, `profile`.
    pub scopes: Vec<String>,
    /// `[providers.claims]`
    pub claims: ClaimNames,
    /// `trust_email`: whether its `email_verified` is believed; default the preset's.
    pub trust_email: bool,
    /// `storefronts`: client ids of the storefronts that offer it; `None` where every storefront may.
    pub storefronts: Option<Vec<String>>,
    /// `use`: what may be done with it; default `sign_up`.
    pub usage: Usage,
    /// `prompt`: what the provider shall ask for (OpenID Connect Core 1.0, 3.1.2.1).
    pub prompt: Option<String>,
    /// `acr_values`: how strongly people shall sign in there, the preferred way first.
    pub acr_values: Vec<String>,
    /// `forward_login_hint`: whether it is told the address that somebody typed here; default true.
    pub forward_login_hint: bool,
    /// `[providers.extra_parameters]`: fixed parameters of the authorization request; none of the protocol's.
    pub extra_parameters: BTreeMap<String, String>,
    /// `response_mode`: how the answer comes back; default `query`.
    pub response_mode: ResponseMode,
    /// `logout`: what signing out means for the provider; default the preset's.
    pub logout: LogoutBehaviour,
    /// `signing_algorithms`: what ID tokens may be signed with; `None` for what discovery lists, without `none`
    /// and HS*.
    pub signing_algorithms: Option<Vec<String>>,
    /// `private_addresses`: whether it may be on a private network or this machine (catalogue K18); default
    /// false.
    pub private_addresses: bool,
    /// `domains`: e-mail domains, in lower case, whose people are sent there from the sign-in form.
    pub domains: Vec<String>,
    /// `[providers.customer_groups]`: value of the groups claim → id of a Commerce Layer customer group.
    pub customer_groups: BTreeMap<String, String>,
    /// `[providers.metadata]`: key of the customer's metadata ← name of a claim.
    pub metadata: BTreeMap<String, String>,
    /// `[providers.custom_claims]`: key of the token's `custom_claim` ← name of a claim.
    pub custom_claims: BTreeMap<String, String>,
}

/// Reads one `[[providers]]` table.
pub(super) fn read(section: &mut Section<'_>) -> Read<ProviderSettings> {
    let preset = section.or("preset", "generic", Preset::parse)?;
    let usual = preset.defaults();
    let id = section.or("id", usual.name, ProviderId::parse);
    let label = section.or("label", usual.label, kinds::line(40));
    let icon = section.maybe("icon", Icon::parse);
    let issuer = section.or("issuer", usual.issuer, |text| kinds::base(text).map(|_| text.to_owned()));
    let client_id = section.require("client_id", "ours at the provider", kinds::identifier);
    let client_auth = client_auth::read(section, preset);
    let scopes = section.list("scopes", kinds::identifier);
    let claims = section.within("claims", claims::read);
    let trust_email = section.flag("trust_email", usual.trust_email);
    let storefronts = section.list("storefronts", kinds::identifier);
    let usage = section.or("use", "sign_up", Usage::parse);
    let prompt = section.maybe("prompt", kinds::line(100));
    let acr_values = section.list("acr_values", kinds::identifier);
    let forward_login_hint = section.flag("forward_login_hint", true);
    let extra_parameters = section.map("extra_parameters", |_, text| kinds::line(500)(text));
    let response_mode = section.maybe("response_mode", ResponseMode::parse);
    let logout = section.maybe("logout", LogoutBehaviour::parse);
    let signing_algorithms = section.list("signing_algorithms", kinds::identifier);
    let private_addresses = section.flag("private_addresses", false);
    let domains = section.list("domains", kinds::line(253));
    let customer_groups = section.map("customer_groups", |_, text| kinds::identifier(text));
    let metadata = section.map("metadata", |_, text| kinds::identifier(text));
    let custom_claims = section.map("custom_claims", |_, text| kinds::identifier(text));
    Ok(ProviderSettings {
        id: id?,
        preset,
        label: label?,
        icon: icon?.unwrap_or(usual.icon),
        issuer: issuer?,
        client_id: client_id?,
        client_auth: client_auth?,
        scopes: scopes?.unwrap_or_else(|| usual.scopes.iter().map(|scope| (*scope).to_owned()).collect()),
        claims: claims?,
        trust_email: trust_email?,
        storefronts: storefronts?,
        usage: usage?,
        prompt: prompt?,
        acr_values: acr_values?.unwrap_or_default(),
        forward_login_hint: forward_login_hint?,
        extra_parameters: extra_parameters?,
        response_mode: response_mode?.unwrap_or(usual.response_mode),
        logout: logout?.unwrap_or(usual.logout),
        signing_algorithms: signing_algorithms?,
        private_addresses: private_addresses?,
        domains: domains?.unwrap_or_default(),
        customer_groups: customer_groups?,
        metadata: metadata?,
        custom_claims: custom_claims?,
    })
}
