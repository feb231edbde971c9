//! What of a provider's settings must fit together, once each is good by itself.

use super::{ClientAuth, LogoutBehaviour, Preset, ProviderSettings, ResponseMode, Usage, algorithms, issuer};
use crate::config::reader::{Noted, Read, Section};

pub(super) fn check(section: &Section<'_>, provider: &ProviderSettings) -> Read<()> {
    let checks = [trust, hmac, logout, apples_answer, groups, domains];
    let misfits: Vec<Noted> = checks
        .into_iter()
        .filter_map(|check| check(provider))
        .map(|(key, message)| section.problem(key, message))
        .collect();
    misfits.first().map_or(Ok(()), |noted| Err(*noted))
}

type Misfit = Option<(&'static str, &'static str)>;

fn misfit(is_one: bool, key: &'static str, message: &'static str) -> Misfit {
    is_one.then_some((key, message))
}

/// Anybody can have a tenant, and write any address into it (catalogue A02).
fn trust(provider: &ProviderSettings) -> Misfit {
    let everybody = provider.trust_email && issuer::is_of_many_tenants(&provider.issuer);
    let why = "the issuer speaks for every tenant of Microsoft, and each of them may write any address; leave \
               trust_email out, or name one tenant in issuer";
    misfit(everybody, "trust_email", why)
}

/// A public client has no secret that could sign; a published key would be one for everybody (catalogue B06).
fn hmac(provider: &ProviderSettings) -> Misfit {
    let mut names = provider.signing_algorithms.iter().flatten();
    let hmac = names.any(|name| algorithms::is_symmetric(name));
    let why = "HS256 to HS512 sign with the client secret, and here is none";
    misfit(hmac && provider.client_auth.secret().is_none(), "signing_algorithms", why)
}

fn logout(provider: &ProviderSettings) -> Misfit {
    match (provider.preset, provider.logout) {
        (Preset::Auth0, _) | (_, LogoutBehaviour::Local) => None,
        (_, LogoutBehaviour::Federated) => {
            Some(("logout", "\"federated\" is Auth0's own way; use \"rp_initiated\" or \"local\""))
        }
        (Preset::Google | Preset::Apple, LogoutBehaviour::RpInitiated) => {
            Some(("logout", "this provider does not sign anybody out for others; use \"local\""))
        }
        _ => None,
    }
}

/// Apple refuses the request otherwise.
fn apples_answer(provider: &ProviderSettings) -> Misfit {
    let query = matches!(provider.client_auth, ClientAuth::Apple { .. })
        && provider.response_mode == ResponseMode::Query
        && provider.scopes.iter().any(|scope| scope != "openid");
    misfit(query, "response_mode", "Apple tells name and e-mail by \"form_post\" only")
}

fn groups(provider: &ProviderSettings) -> Misfit {
    let nameless = !provider.customer_groups.is_empty() && provider.claims.groups.is_none();
    misfit(nameless, "customer_groups", "needs the name of the claim: groups, in [providers.claims]")
}

fn domains(provider: &ProviderSettings) -> Misfit {
    let nowhere = !provider.domains.is_empty() && provider.usage == Usage::Link;
    misfit(nowhere, "domains", "nobody signs in with a provider whose use is \"link\"")
}
