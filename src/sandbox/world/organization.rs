//! An organization and its two environments. Nothing of an environment is visible from the other one.

use chrono::{DateTime, Utc};

use super::super::seed::{CredentialSeed, Mode, OrderSeed, OrganizationSeed};
use super::customer::{Customer, Group, canonical};
use super::market::Market;
use super::order::Order;
use super::record::Record;
use super::reset::PasswordReset;
use super::webhook::Webhook;

/// The most records kept of each type, so that a run-away client cannot eat the machine's memory.
pub const MOST_RECORDS: usize = 100_000;

/// An organization at work.
pub struct Organization {
    /// What the seed says of it; name, branding and credentials do not change while the sandbox runs.
    pub profile: OrganizationSeed,
    /// When the sandbox started.
    pub created_at: DateTime<Utc>,
    test: Environment,
    live: Environment,
}

impl Organization {
    /// An organization as the seed describes it.
    pub fn seeded(seed: &OrganizationSeed, now: DateTime<Utc>) -> Self {
        Self {
            test: Environment::seeded(seed, Mode::Test, now),
            live: Environment::seeded(seed, Mode::Live, now),
            profile: seed.clone(),
            created_at: now,
        }
    }

    /// The environment of this mode.
    pub fn environment(&self, mode: Mode) -> &Environment {
        match mode {
            Mode::Test => &self.test,
            Mode::Live => &self.live,
        }
    }

    /// The environment of this mode, to be changed.
    pub fn environment_mut(&mut self, mode: Mode) -> &mut Environment {
        match mode {
            Mode::Test => &mut self.test,
            Mode::Live => &mut self.live,
        }
    }

    /// The credential with this client id.
    pub fn credential(&self, client_id: &str) -> Option<&CredentialSeed> {
        self.profile.credentials.iter().find(|credential| credential.client_id == client_id)
    }
}

/// All records of one mode.
pub struct Environment {
    pub groups: Vec<Group>,
    pub markets: Vec<Market>,
    pub customers: Vec<Customer>,
    pub orders: Vec<Order>,
    pub resets: Vec<PasswordReset>,
    pub webhooks: Vec<Webhook>,
}

impl Environment {
    fn seeded(seed: &OrganizationSeed, mode: Mode, now: DateTime<Utc>) -> Self {
        let groups: Vec<Group> =
            seed.groups.iter().filter(|it| it.mode == mode).map(|it| Group::seeded(it, now)).collect();
        let group_id = |code: &Option<String>| {
            groups.iter().find(|group| Some(&group.code) == code.as_ref()).map(|group| group.stem.id.clone())
        };
        let markets: Vec<Market> = (1..)
            .zip(seed.markets.iter().filter(|it| it.mode == mode))
            .map(|(number, it)| Market::seeded(it, number, group_id(&it.group), now))
            .collect();
        let customers = seed
            .customers
            .iter()
            .filter(|it| it.mode == mode)
            .map(|it| Customer::seeded(it, group_id(&it.group), now))
            .collect();
        let mut environment =
            Self { groups, markets, customers, orders: Vec::new(), resets: Vec::new(), webhooks: Vec::new() };
        for order in seed.orders.iter().filter(|it| it.mode == mode) {
            environment.add_seeded_order(order, now);
        }
        environment
    }

    fn add_seeded_order(&mut self, seed: &OrderSeed, now: DateTime<Utc>) {
        let Some(market) = self.markets.iter().find(|market| market.code == seed.market) else { return };
        let market = market.stem.id.clone();
        let customer = seed.customer.as_ref().and_then(|email| self.customer_by_email_mut(email));
        let customer = customer.map(|customer| {
            customer.orders_count += u32::from(matches!(&*seed.status, "placed" | "approved"));
            (customer.stem.id.clone(), customer.email.clone())
        });
        self.orders.push(Order::seeded(seed, market, customer, now));
    }

    /// The customer with this id.
    pub fn customer(&self, id: &str) -> Option<&Customer> {
        self.customers.iter().find(|customer| customer.stem.id == id)
    }

    /// The customer with this id, to be changed.
    pub fn customer_mut(&mut self, id: &str) -> Option<&mut Customer> {
        self.customers.iter_mut().find(|customer| customer.stem.id == id)
    }

    /// The customer with this address, whatever its case.
    pub fn customer_by_email(&self, email: &str) -> Option<&Customer> {
        let email = canonical(email);
        self.customers.iter().find(|customer| customer.email == email)
    }

    /// The customer with this address, to be changed.
    pub fn customer_by_email_mut(&mut self, email: &str) -> Option<&mut Customer> {
        let email = canonical(email);
        self.customers.iter_mut().find(|customer| customer.email == email)
    }

    /// The record of this type and id.
    pub fn find(&self, kind: &str, id: &str) -> Option<&dyn Record> {
        match kind {
            "customers" => pick(&self.customers, id),
            "customer_groups" => pick(&self.groups, id),
            "markets" => pick(&self.markets, id),
            "orders" => pick(&self.orders, id),
            "customer_password_resets" => pick(&self.resets, id),
            "webhooks" => pick(&self.webhooks, id),
            _ => None,
        }
    }
}

fn pick<'a, R: Record>(records: &'a [R], id: &str) -> Option<&'a dyn Record> {
    records.iter().find(|record| record.stem().id == id).map(|record| record as &dyn Record)
}
