//! What a provider says of a person, in the words of the settings, as Commerce Layer is to know it.

use serde_json::{Map, Value};

use crate::config::ProviderSettings;
use crate::customers::{Attributes, GroupWish};
use crate::federation::Identity;

/// Reads the mapped claims. A person in several mapped groups gets that which the provider names first: a customer
/// has one group.
pub(super) fn attributes(settings: &ProviderSettings, identity: &Identity) -> Attributes {
    Attributes {
        group: group(settings, identity),
        metadata: mapped(settings.metadata.iter(), |claim| {
            Some(identity.mapped.get(claim).cloned().unwrap_or_default())
        }),
        custom_claim: (!settings.custom_claims.is_empty()).then(|| {
            Value::Object(mapped(settings.custom_claims.iter(), |claim| identity.mapped.get(claim).cloned()))
        }),
    }
}

fn group(settings: &ProviderSettings, identity: &Identity) -> GroupWish {
    let (Some(claim), false) = (&settings.claims.groups, settings.customer_groups.is_empty()) else {
        return GroupWish::Unsaid;
    };
    let mut groups = identity.texts(claim).into_iter();
    let known = groups.find_map(|group| settings.customer_groups.get(group));
    known.map_or(GroupWish::None, |group| GroupWish::Member(group.clone()))
}

fn mapped<'a>(
    names: impl Iterator<Item = (&'a String, &'a String)>,
    value: impl Fn(&str) -> Option<Value>,
) -> Map<String, Value> {
    names.filter_map(|(key, claim)| Some((key.clone(), value(claim)?))).collect()
}
