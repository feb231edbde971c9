//! The published keys: whether one of them can have signed an ID token that we would believe.

use std::collections::BTreeSet;

use serde_json::Value;
use url::Url;

use super::super::Provider;
use super::super::keys::Keys;
use super::document::Document;
use super::methods::{accepted, kind_of_key};
use crate::foundation::{Report, quoted};

impl Provider {
    pub(super) async fn look_at_keys(&self, document: &Document, report: &mut Report) {
        let Some(address) = document.text("jwks_uri").and_then(|text| Url::parse(text).ok()) else { return };
        if self.client().check(&address).is_err() {
            return;
        }
        match self.client().get_json(&address).await {
            Ok(fetched) => {
                let needed = accepted(&self.settings, document).into_iter().filter_map(kind_of_key).collect();
                read(&fetched.body, &needed, report);
            }
            Err(error) => report.obstacle(format!(
                "Its keys cannot be had: {error}. No ID token can be checked without them ({}).",
                quoted(address.as_str())
            )),
        }
    }
}

/// `needed`: the kinds of key that the accepted algorithms work with.
pub(super) fn read(document: &Value, needed: &BTreeSet<&str>, report: &mut Report) {
    let Some(all) = document.get("keys").and_then(Value::as_array) else {
        return report.obstacle("Its key set is no key set: `keys` is missing there.");
    };
    let usable = Keys::of(all.clone()).kinds();
    let passed_over = all.len() - usable.len();
    let kinds: BTreeSet<&str> = usable.iter().map(String::as_str).collect();
    let names = kinds.iter().copied().collect::<Vec<_>>().join(", ");
    let others = if passed_over == 0 { String::new() } else { format!("; {passed_over} passed over") };
    report.line("keys", format!("{} that can sign ({names}){others}", usable.len()).replace(" ()", ""));
    let shared = all.iter().filter(|key| key["kty"] == "oct").count();
    if shared > 0 {
        report.warning(
            "It publishes a shared secret (a key of kind oct). We never use it; its makers should know.",
        );
    }
    // A MAC needs no published key.
    if needed.contains("oct") || !needed.is_disjoint(&kinds) {
        return;
    }
    let why = if all.is_empty() {
        "It publishes no key".to_owned()
    } else if kinds.is_empty() {
        format!("None of the {} keys that it publishes is one that we can use", all.len())
    } else {
        format!("It publishes keys of kind {names}, and none that fits the algorithms that count")
    };
    report.obstacle(format!("{why}: no ID token can be checked. The provider has to publish a signing key."));
}
