//! Whether a seed makes sense: ids and codes that are distinct, names that exist.

use std::collections::HashSet;

use super::super::ids::is_id;
use super::{CredentialSeed, Mode, OrganizationSeed, Seed, SeedError};

/// The order statuses of contract 10.17.
pub const ORDER_STATUSES: [&str; 7] =
    ["draft", "pending", "editing", "placing", "placed", "approved", "cancelled"];

/// The length of the real signing key (contract 4.2).
pub const REAL_BITS: u16 = 4_096;

/// Lengths that a signing key may have.
const RSA_BITS: [u16; 3] = [2_048, 3_072, REAL_BITS];

impl Seed {
    /// Reports everything that is wrong, all at once.
    pub fn check(&self) -> Result<(), SeedError> {
        let mut problems = Vec::new();
        if self.organizations.is_empty() {
            problems.push("there is no [[organizations]]".to_owned());
        }
        if !RSA_BITS.contains(&self.rsa_bits) {
            problems.push("rsa_bits is 2048, 3072 or 4096".to_owned());
        }
        distinct("the slug", self.organizations.iter().map(|it| &*it.slug), "the seed", &mut problems);
        let clients = self.organizations.iter().flat_map(|it| it.credentials.iter().map(|it| &*it.client_id));
        distinct("the client_id", clients, "the seed", &mut problems);
        for organization in &self.organizations {
            organization.check(&mut problems);
        }
        if problems.is_empty() { Ok(()) } else { Err(SeedError(problems)) }
    }
}

impl OrganizationSeed {
    fn check(&self, problems: &mut Vec<String>) {
        let place = format!("organization `{}`", self.slug);
        let slug_ok = !self.slug.is_empty()
            && self.slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !slug_ok || self.slug == "auth" {
            problems.push(format!(
                "{place}: a slug is made of lower-case letters, digits and hyphens, and is not `auth`"
            ));
        }
        for id in self.ids().filter(|id| !is_id(id)) {
            problems.push(format!("{place}: the id `{id}` is not ten letters"));
        }
        distinct("the id", self.ids(), &place, problems);
        distinct("the credential name", self.credentials.iter().map(|it| &*it.name), &place, problems);
        for credential in &self.credentials {
            credential.check(&place, problems);
        }
        for mode in [Mode::Test, Mode::Live] {
            self.check_environment(mode, &format!("{place}, {} mode", mode.as_str()), problems);
        }
    }

    fn ids(&self) -> impl Iterator<Item = &str> {
        let places = self.markets.iter().flat_map(|it| it.stock_locations.iter().chain(&it.stores));
        std::iter::once(&*self.id)
            .chain(self.credentials.iter().map(|it| &*it.id))
            .chain(self.groups.iter().map(|it| &*it.id))
            .chain(self.markets.iter().map(|it| &*it.id))
            .chain(places.map(|it| &*it.id))
            .chain(self.customers.iter().map(|it| &*it.id))
            .chain(self.orders.iter().map(|it| &*it.id))
    }

    fn check_environment(&self, mode: Mode, place: &str, problems: &mut Vec<String>) {
        let groups: Vec<&str> = self.groups.iter().filter(|it| it.mode == mode).map(|it| &*it.code).collect();
        let markets: Vec<_> = self.markets.iter().filter(|it| it.mode == mode).collect();
        let customers: Vec<_> = self.customers.iter().filter(|it| it.mode == mode).collect();
        let emails: Vec<String> = customers.iter().map(|it| it.email.to_lowercase()).collect();
        distinct("the group code", groups.iter().copied(), place, problems);
        distinct("the market code", markets.iter().map(|it| &*it.code), place, problems);
        distinct("the e-mail", emails.iter().map(String::as_str), place, problems);

        let wanted = markets
            .iter()
            .filter_map(|it| it.group.as_deref().map(|group| (format!("market `{}`", it.code), group)))
            .chain(customers.iter().filter_map(|it| {
                it.group.as_deref().map(|group| (format!("customer `{}`", it.email), group))
            }));
        for (who, group) in wanted.filter(|(_, group)| !groups.contains(group)) {
            problems.push(format!("{place}: {who} names the group `{group}`, which does not exist"));
        }
        for order in self.orders.iter().filter(|it| it.mode == mode) {
            if !markets.iter().any(|it| it.code == order.market) {
                problems.push(format!(
                    "{place}: order `{}` names the market `{}`, which does not exist",
                    order.id, order.market
                ));
            }
            if !ORDER_STATUSES.contains(&&*order.status) {
                problems
                    .push(format!("{place}: order `{}` has the unknown status `{}`", order.id, order.status));
            }
            if let Some(email) = order.customer.as_ref().filter(|it| !emails.contains(&it.to_lowercase())) {
                problems.push(format!(
                    "{place}: order `{}` names the customer `{email}`, who does not exist",
                    order.id
                ));
            }
        }
    }
}

impl CredentialSeed {
    fn check(&self, place: &str, problems: &mut Vec<String>) {
        if self.client_id.is_empty() || self.client_secret.is_empty() {
            problems
                .push(format!("{place}: credential `{}` needs a client_id and a client_secret", self.name));
        }
        if self.expires_in.is_some_and(|seconds| !(7_200..=31_536_000).contains(&seconds)) {
            problems
                .push(format!("{place}: credential `{}`: expires_in is 7200 to 31536000 seconds", self.name));
        }
    }
}

fn distinct<'a>(what: &str, values: impl Iterator<Item = &'a str>, place: &str, problems: &mut Vec<String>) {
    let mut seen = HashSet::new();
    for value in values.filter(|value| !seen.insert(*value)) {
        problems.push(format!("{place}: {what} `{value}` stands twice"));
    }
}
