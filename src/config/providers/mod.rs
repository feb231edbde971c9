//! `[[providers]]`: the OpenID providers at which people may sign in. What differs between them is data: a
//! preset fills in what is usual, and every setting may be given all the same. Which storefront offers which
//! provider is settled in `offers`, because both sides have a word in it.

mod algorithms;
mod apple;
mod behaviour;
mod claims;
mod client_auth;
mod domains;
mod id;
mod issuer;
mod offers;
mod presets;
mod request;
mod together;

pub use behaviour::{Icon, LogoutBehaviour, ResponseMode, Usage};
pub use claims::ClaimNames;
pub use client_auth::ClientAuth;
pub use id::ProviderId;
pub use presets::Preset;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use offers::{Offers, offered};

use super::kinds;
use super::reader::{Read, Section, bounded};

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

/// What a provider is checked against.
pub(super) struct Others {
    /// The client ids of every storefront.
    pub(super) client_ids: BTreeSet<String>,
    /// What the providers so far are to storefronts.
    pub(super) offers: Offers,
}

/// Reads one `[[providers]]` table.
pub(super) fn read(section: &mut Section<'_>, others: &mut Others) -> Read<ProviderSettings> {
    let preset = section.or("preset", "generic", Preset::parse);
    let usual = preset.map_or(presets::MISSPELT, Preset::defaults);
    let id = section.or("id", usual.name, ProviderId::parse);
    let label = given_or(section, "label", usual.label, "what \"Continue with …\" says", kinds::line(40));
    let icon = section.maybe("icon", Icon::parse);
    let private_addresses = section.flag("private_addresses", false);
    let issuer = issuer::read(section, &usual, private_addresses);
    let client_id = section.require("client_id", "ours at the provider", kinds::identifier);
    let client_auth = client_auth::read(section, preset);
    let request = request::read(section, &usual);
    let claims = section.within("claims", claims::read);
    let trust_email = section.flag("trust_email", usual.trust_email);
    let storefronts = offers::storefronts(section, &others.client_ids);
    let usage = section.or("use", "sign_up", Usage::parse);
    let logout = section.maybe("logout", LogoutBehaviour::parse);
    let signing_algorithms = algorithms::read(section);
    let domains = domains::read(section);
    let customer_groups = section.map("customer_groups", bounded(kinds::identifier));
    let metadata = section.map("metadata", bounded(claims::claim_name));
    let custom_claims = section.map("custom_claims", bounded(claims::claim_name));

    // Without a preset, the id is a guess.
    let id = preset.and(id);
    others.offers.add(section, &id, &storefronts, usage, &domains);
    let settings = ProviderSettings {
        id: id?,
        preset: preset?,
        label: label?,
        icon: icon?.unwrap_or(usual.icon),
        issuer: issuer?,
        client_id: client_id?,
        client_auth: client_auth?,
        scopes: request.scopes?,
        claims: claims?,
        trust_email: trust_email?,
        storefronts: storefronts?,
        usage: usage?,
        prompt: request.prompt?,
        acr_values: request.acr_values?,
        forward_login_hint: request.forward_login_hint?,
        extra_parameters: request.extra_parameters?,
        response_mode: request.response_mode?,
        logout: logout?.unwrap_or(usual.logout),
        signing_algorithms: signing_algorithms?,
        private_addresses: private_addresses?,
        domains: domains?,
        customer_groups: customer_groups?,
        metadata: metadata?,
        custom_claims: custom_claims?,
    };
    together::check(section, &settings).map(|()| settings)
}

/// A text that the preset may know; an empty one stands for what only the person can know.
fn given_or<T>(
    section: &mut Section<'_>,
    key: &str,
    usual: &str,
    expected: &str,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Read<T> {
    if usual.is_empty() { section.require(key, expected, parse) } else { section.or(key, usual, parse) }
}
