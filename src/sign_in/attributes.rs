//! What a provider says of a person, in the words of the settings, as Commerce Layer is to know it.

use serde_json::{Map, Value};

use crate::config::ProviderSettings;
use crate::customers::{Attributes, GroupWish};
use crate::openid::texts;

/// Reads the mapped claims. A person in several mapped groups gets that which the provider names first: a customer
/// has one group.
pub(super) fn attributes(settings: &ProviderSettings, claims: &Map<String, Value>) -> Attributes {
    Attributes {
        group: group(settings, claims),
        metadata: mapped(settings.metadata.iter(), |claim| {
            Some(claims.get(claim).cloned().unwrap_or_default())
        }),
        custom_claim: (!settings.custom_claims.is_empty()).then(|| {
            Value::Object(mapped(settings.custom_claims.iter(), |claim| claims.get(claim).cloned()))
        }),
    }
}

/// Takes back whatever a provider can say: nobody keeps a customer group by unlinking the provider that gave it. What
/// another provider said of the same comes back with the next sign-in there.
pub(super) fn withdrawn(settings: &ProviderSettings) -> Attributes {
    attributes(settings, &Map::new())
}

fn group(settings: &ProviderSettings, claims: &Map<String, Value>) -> GroupWish {
    let (Some(claim), false) = (&settings.claims.groups, settings.customer_groups.is_empty()) else {
        return GroupWish::Unsaid;
    };
    let mut groups = texts(claims.get(claim)).into_iter();
    let known = groups.find_map(|group| settings.customer_groups.get(group));
    known.map_or(GroupWish::None, |group| GroupWish::Member(group.clone()))
}

fn mapped<'a>(
    names: impl Iterator<Item = (&'a String, &'a String)>,
    value: impl Fn(&str) -> Option<Value>,
) -> Map<String, Value> {
    names.filter_map(|(key, claim)| Some((key.clone(), value(claim)?))).collect()
}
