//! Password resets (contract 10.2).

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use crate::foundation::{Secret, random_token};

use super::record::{Record, Schema, Stem, maybe_time};

/// How long a reset token is good for; the real figure is unknown (U12).
const LIFE: TimeDelta = TimeDelta::hours(6);

/// A password reset: one token, for one use.
pub struct PasswordReset {
    pub stem: Stem,
    pub customer_email: String,
    /// Id of the customer.
    pub customer: String,
    pub token: Secret,
    pub reset_password_at: Option<DateTime<Utc>>,
}

const RESETS: Schema = Schema {
    kind: "customer_password_resets",
    attributes: &["customer_email", "reset_password_token", "reset_password_at"],
    to_one: &[("customer", "customers")],
    to_many: &["events", "event_stores"],
};

impl PasswordReset {
    /// A reset with a new token of 20 characters.
    pub fn new(customer: &str, email: &str, now: DateTime<Utc>) -> Self {
        Self {
            stem: Stem::new(now),
            customer_email: email.to_owned(),
            customer: customer.to_owned(),
            token: Secret::new(&random_token()[..20]),
            reset_password_at: None,
        }
    }

    /// Whether `token` may set a password now: right, unused, and young enough.
    pub fn accepts(&self, token: &str, now: DateTime<Utc>) -> bool {
        self.reset_password_at.is_none()
            && now < self.stem.created_at + LIFE
            && self.token == Secret::new(token)
    }

    /// The shape of resets.
    pub fn schema() -> &'static Schema {
        &RESETS
    }
}

impl Record for PasswordReset {
    fn schema(&self) -> &'static Schema {
        &RESETS
    }

    fn stem(&self) -> &Stem {
        &self.stem
    }

    fn own_attribute(&self, name: &str) -> Value {
        match name {
            "customer_email" => self.customer_email.clone().into(),
            "reset_password_token" => self.token.expose().into(),
            "reset_password_at" => maybe_time(self.reset_password_at),
            _ => Value::Null,
        }
    }

    fn related(&self, name: &str) -> Option<&str> {
        (name == "customer").then_some(&*self.customer)
    }
}
