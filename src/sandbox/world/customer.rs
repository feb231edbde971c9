//! Customers (contract 10.1) and customer groups (10.5).

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::foundation::random_token;

use super::super::seed::{CustomerSeed, GroupSeed};
use super::password::PasswordHash;
use super::record::{Record, Schema, Stem};

/// A customer of one environment.
#[derive(Clone)]
pub struct Customer {
    pub stem: Stem,
    /// Kept in lower case; unique in its environment.
    pub email: String,
    pub password: Option<PasswordHash>,
    /// Id of the customer group.
    pub group: Option<String>,
    pub shopper_reference: String,
    pub profile_id: Option<String>,
    pub tax_exemption_code: Option<String>,
    /// Placed orders.
    pub orders_count: u32,
    pub anonymization: Option<Anonymization>,
}

/// A request to make a customer unrecognisable.
#[derive(Clone)]
pub struct Anonymization {
    pub requested_at: DateTime<Utc>,
    pub cancelled_at: Option<DateTime<Utc>>,
    /// How it ended, and when; the sandbox ends none by itself.
    pub ended: Option<(AnonymizationEnd, DateTime<Utc>)>,
}

/// How a request ends that nobody took back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnonymizationEnd {
    /// The customer is unrecognisable.
    Completed,
    /// It could not be done.
    Failed,
}

impl Anonymization {
    fn status(&self) -> &'static str {
        match self.ended {
            _ if self.cancelled_at.is_some() => "cancelled",
            Some((AnonymizationEnd::Completed, _)) => "completed",
            Some((AnonymizationEnd::Failed, _)) => "failed",
            None => "requested",
        }
    }

    fn ended_as(&self, end: AnonymizationEnd) -> Option<String> {
        self.ended.filter(|(how, _)| *how == end).map(|(_, at)| plain_time(at))
    }
}

const CUSTOMERS: Schema = Schema {
    kind: "customers",
    attributes: &[
        "email",
        "status",
        "has_password",
        "total_orders_count",
        "shopper_reference",
        "profile_id",
        "tax_exemption_code",
        "jwt_custom_claim",
        "anonymization_status",
        "anonymization_info",
    ],
    to_one: &[("customer_group", "customer_groups")],
    to_many: &[
        "customer_addresses",
        "customer_payment_sources",
        "customer_subscriptions",
        "orders",
        "order_subscriptions",
        "returns",
        "sku_lists",
        "attachments",
        "events",
        "event_stores",
        "tags",
        "jwt_markets",
        "jwt_stock_locations",
    ],
};

impl Customer {
    /// A customer with an address and nothing else.
    pub fn new(email: &str, now: DateTime<Utc>) -> Self {
        Self {
            stem: Stem::new(now),
            email: canonical(email),
            password: None,
            group: None,
            shopper_reference: random_token(),
            profile_id: None,
            tax_exemption_code: None,
            orders_count: 0,
            anonymization: None,
        }
    }

    /// A customer of the seed; `group` is the id of the group it names.
    pub fn seeded(seed: &CustomerSeed, group: Option<String>, now: DateTime<Utc>) -> Self {
        let stem = Stem {
            reference: seed.reference.clone(),
            reference_origin: seed.reference_origin.clone(),
            metadata: seed.metadata.clone(),
            ..Stem::with_id(&*seed.id, now)
        };
        Self {
            stem,
            password: seed.password.as_ref().map(|password| PasswordHash::of(password.expose())),
            group,
            profile_id: seed.profile_id.clone(),
            ..Self::new(&seed.email, now)
        }
    }

    /// The shape of customers.
    pub fn schema() -> &'static Schema {
        &CUSTOMERS
    }

    fn status(&self) -> &'static str {
        match self.orders_count {
            0 => "prospect",
            1 => "acquired",
            _ => "repeat",
        }
    }

    fn anonymization_info(&self) -> Value {
        self.anonymization.as_ref().map_or(Value::Null, |it| {
            json!({
                "status": it.status(),
                "requested_at": plain_time(it.requested_at),
                "completed_at": it.ended_as(AnonymizationEnd::Completed),
                "failed_at": it.ended_as(AnonymizationEnd::Failed),
                "cancelled_at": it.cancelled_at.map(plain_time),
            })
        })
    }
}

impl Record for Customer {
    fn schema(&self) -> &'static Schema {
        &CUSTOMERS
    }

    fn stem(&self) -> &Stem {
        &self.stem
    }

    fn own_attribute(&self, name: &str) -> Value {
        match name {
            "email" => self.email.clone().into(),
            "status" => self.status().into(),
            "has_password" => self.password.is_some().into(),
            "total_orders_count" => self.orders_count.into(),
            "shopper_reference" => self.shopper_reference.clone().into(),
            "profile_id" => self.profile_id.clone().into(),
            "tax_exemption_code" => self.tax_exemption_code.clone().into(),
            "anonymization_status" => self.anonymization.as_ref().map(Anonymization::status).into(),
            "anonymization_info" => self.anonymization_info(),
            _ => Value::Null,
        }
    }

    fn related(&self, name: &str) -> Option<&str> {
        (name == "customer_group").then_some(self.group.as_deref()).flatten()
    }
}

/// A customer group.
pub struct Group {
    pub stem: Stem,
    pub code: String,
    pub name: String,
}

const GROUPS: Schema = Schema {
    kind: "customer_groups",
    attributes: &["name", "code"],
    to_one: &[],
    to_many: &["customers", "markets", "attachments", "event_stores"],
};

impl Group {
    /// A group of the seed.
    pub fn seeded(seed: &GroupSeed, now: DateTime<Utc>) -> Self {
        Self { stem: Stem::with_id(&*seed.id, now), code: seed.code.clone(), name: seed.name.clone() }
    }

    /// The shape of groups.
    pub fn schema() -> &'static Schema {
        &GROUPS
    }
}

impl Record for Group {
    fn schema(&self) -> &'static Schema {
        &GROUPS
    }

    fn stem(&self) -> &Stem {
        &self.stem
    }

    fn own_attribute(&self, name: &str) -> Value {
        match name {
            "name" => self.name.clone().into(),
            "code" => self.code.clone().into(),
            _ => Value::Null,
        }
    }

    fn related(&self, _name: &str) -> Option<&str> {
        None
    }
}

/// The form in which addresses are kept and compared (contract 10.5).
pub fn canonical(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Times inside `anonymization_info` are written unlike all others (contract 10.1).
fn plain_time(moment: DateTime<Utc>) -> String {
    moment.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}
