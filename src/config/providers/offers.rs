//! Which storefront offers which provider. A provider may name its storefronts, a storefront may name its
//! providers; where both speak they must agree, so that nobody believes a provider to be closed that is open.

use std::collections::BTreeSet;

use super::{ProviderId, Usage};
use crate::config::reader::{Read, Section};
use crate::config::spelling;

/// What the providers are to storefronts, in the order of the file.
#[derive(Default)]
pub(in crate::config) struct Offers {
    list: Vec<Offer>,
    /// An unreadable one may be the very one that a storefront names.
    some_unreadable: bool,
}

struct Offer {
    /// `providers[0]`
    place: String,
    id: ProviderId,
    storefronts: Option<Vec<String>>,
    usage: Usage,
    domains: Vec<String>,
}

/// What a storefront says of its providers.
pub(in crate::config) struct Offered {
    pub(in crate::config) providers: Vec<ProviderId>,
    pub(in crate::config) default_provider: Option<ProviderId>,
    pub(in crate::config) password: bool,
    pub(in crate::config) mailed_code: bool,
}

/// Reads the storefronts that a provider names.
pub(super) fn storefronts(
    section: &mut Section<'_>,
    client_ids: &BTreeSet<String>,
) -> Read<Option<Vec<String>>> {
    let known = |text: &str| {
        let known = client_ids.contains(text).then(|| text.to_owned());
        known.ok_or_else(|| "there is no [[storefronts]] table with this client_id".to_owned())
    };
    let names = section.list("storefronts", known)?;
    names.map(|names| section.distinct("storefronts", names)).transpose()
}

impl Offers {
    /// Adds one more; notes where its id stands twice.
    pub(super) fn add(
        &mut self,
        section: &Section<'_>,
        id: &Read<ProviderId>,
        storefronts: &Read<Option<Vec<String>>>,
        usage: Read<Usage>,
        domains: &Read<Vec<String>>,
    ) {
        if let Ok(id) = id
            && self.find(id).is_some()
        {
            section.problem("id", "another provider above has the same; give each an id of its own");
        }
        let (Ok(id), Ok(storefronts), Ok(usage), Ok(domains)) = (id, storefronts, usage, domains) else {
            self.some_unreadable = true;
            return;
        };
        self.list.push(Offer {
            place: section.own_path().to_owned(),
            id: id.clone(),
            storefronts: storefronts.clone(),
            usage,
            domains: domains.clone(),
        });
    }

    fn find(&self, id: &ProviderId) -> Option<&Offer> {
        self.list.iter().find(|offer| offer.id == *id)
    }

    /// An id that a storefront may name.
    fn named(&self, text: &str, client_id: &str) -> Result<ProviderId, String> {
        let id = ProviderId::parse(text)?;
        match self.find(&id) {
            Some(offer) if offer.admits(client_id) => Ok(id),
            Some(_) => Err("the provider names its storefronts, and this one is not among them".to_owned()),
            None if self.some_unreadable => Ok(id),
            None => Err(self.unknown(text)),
        }
    }

    fn unknown(&self, text: &str) -> String {
        let ids: Vec<&str> = self.list.iter().map(|offer| offer.id.as_str()).collect();
        let guess = spelling::closest(text, &ids).map(|id| format!("; did you mean \"{id}\"?"));
        format!("there is no [[providers]] table with this id{}", guess.unwrap_or_default())
    }
}

impl Offer {
    fn admits(&self, client_id: &str) -> bool {
        self.storefronts.as_ref().is_none_or(|names| names.iter().any(|name| name == client_id))
    }

    fn names(&self, client_id: &str) -> bool {
        self.storefronts.is_some() && self.admits(client_id)
    }
}

/// Reads `providers`, `default_provider`, `password` and `mailed_code` of the storefront with this client id.
pub(in crate::config) fn offered(section: &mut Section<'_>, client_id: &str, all: &Offers) -> Read<Offered> {
    let providers = providers(section, client_id, all);
    let default_provider = section.maybe("default_provider", |text| all.named(text, client_id));
    let password = section.flag("password", true);
    let mailed_code = section.flag("mailed_code", false);
    let (providers, default_provider) = (providers?, default_provider?);
    let (password, mailed_code) = (password?, mailed_code?);
    let offers: Vec<&Offer> = providers.iter().filter_map(|id| all.find(id)).collect();
    one_provider_a_domain(section, &offers)?;
    if let Some(id) = &default_provider {
        let usable = section.noted("default_provider", may_be_default(id, &providers, all));
        usable?;
    }
    let ways_in = offers.iter().any(|offer| offer.usage != Usage::Link);
    if !password && !mailed_code && !ways_in && !all.some_unreadable {
        let why = "without passwords and mailed codes, a provider must be offered that people sign in with";
        return Err(section.problem("password", why));
    }
    Ok(Offered { providers, default_provider, password, mailed_code })
}

fn providers(section: &mut Section<'_>, client_id: &str, all: &Offers) -> Read<Vec<ProviderId>> {
    let Some(named) = section.list("providers", |text| all.named(text, client_id))? else {
        let admitting = all.list.iter().filter(|offer| offer.admits(client_id));
        return Ok(admitting.map(|offer| offer.id.clone()).collect());
    };
    if let Some(offer) = all.list.iter().find(|offer| offer.names(client_id) && !named.contains(&offer.id)) {
        let why = format!("leaves out {}, which names this storefront in its own list", offer.place);
        return Err(section.problem("providers", why));
    }
    if named.is_empty() { Ok(named) } else { section.distinct("providers", named) }
}

fn may_be_default(id: &ProviderId, offered: &[ProviderId], all: &Offers) -> Result<(), String> {
    if !offered.contains(id) {
        return Err("is not among the providers of this storefront".to_owned());
    }
    match all.find(id) {
        Some(offer) if offer.usage == Usage::Link => {
            Err("is for linking only (use = \"link\"): nobody signs in with it".to_owned())
        }
        _ => Ok(()),
    }
}

fn one_provider_a_domain(section: &Section<'_>, offers: &[&Offer]) -> Read<()> {
    for (index, offer) in offers.iter().enumerate() {
        let shares = |other: &&&Offer| other.domains.iter().any(|domain| offer.domains.contains(domain));
        if let Some(other) = offers[..index].iter().find(shares) {
            let why = format!(
                "{} and {} share a domain in domains: its people would not know where to go",
                other.place, offer.place
            );
            return Err(section.problem("providers", why));
        }
    }
    Ok(())
}
