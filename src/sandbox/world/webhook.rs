//! Registered webhooks and their circuits (contract 11).

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::foundation::{Secret, random_token};

use super::record::{Record, Schema, Stem, maybe_time};

/// Consecutive failures, retries included, after which the circuit opens (contract 11.5).
const CIRCUIT_LIMIT: u32 = 30;

/// A webhook of one environment.
#[derive(Clone)]
pub struct Webhook {
    pub stem: Stem,
    pub name: Option<String>,
    pub topic: String,
    pub callback_url: String,
    pub include_resources: Vec<String>,
    pub disabled_at: Option<DateTime<Utc>>,
    pub failures: u32,
    pub shared_secret: Secret,
}

const WEBHOOKS: Schema = Schema {
    kind: "webhooks",
    attributes: &[
        "name",
        "topic",
        "callback_url",
        "include_resources",
        "disabled_at",
        "circuit_state",
        "circuit_failure_count",
        "shared_secret",
    ],
    to_one: &[],
    to_many: &["last_event_callbacks", "event_stores"],
};

impl Webhook {
    /// A webhook with a new shared secret.
    pub fn new(topic: &str, callback_url: &str, now: DateTime<Utc>) -> Self {
        Self {
            stem: Stem::new(now),
            name: None,
            topic: topic.to_owned(),
            callback_url: callback_url.to_owned(),
            include_resources: Vec::new(),
            disabled_at: None,
            failures: 0,
            shared_secret: Secret::new(random_token()),
        }
    }

    /// Whether deliveries are made: neither disabled nor given up.
    pub fn delivers(&self) -> bool {
        self.disabled_at.is_none() && !self.is_open()
    }

    /// Whether the circuit is open.
    pub fn is_open(&self) -> bool {
        self.failures >= CIRCUIT_LIMIT
    }

    /// The shape of webhooks.
    pub fn schema() -> &'static Schema {
        &WEBHOOKS
    }
}

impl Record for Webhook {
    fn schema(&self) -> &'static Schema {
        &WEBHOOKS
    }

    fn stem(&self) -> &Stem {
        &self.stem
    }

    fn own_attribute(&self, name: &str) -> Value {
        match name {
            "name" => self.name.clone().into(),
            "topic" => self.topic.clone().into(),
            "callback_url" => self.callback_url.clone().into(),
            "include_resources" => self.include_resources.clone().into(),
            "disabled_at" => maybe_time(self.disabled_at),
            "circuit_state" => if self.is_open() { "open" } else { "closed" }.into(),
            "circuit_failure_count" => self.failures.into(),
            "shared_secret" => self.shared_secret.expose().into(),
            _ => Value::Null,
        }
    }

    fn related(&self, _name: &str) -> Option<&str> {
        None
    }
}
