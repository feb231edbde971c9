//! Markets (contract 10.4).

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::super::seed::{MarketSeed, PlaceSeed};
use super::record::{Record, Schema, Stem, maybe_time};

/// A market of one environment.
pub struct Market {
    pub stem: Stem,
    pub number: u32,
    pub code: String,
    pub name: String,
    /// Id of the customer group it is private to.
    pub group: Option<String>,
    pub disabled_at: Option<DateTime<Utc>>,
    pub stock_locations: Vec<PlaceSeed>,
    pub stores: Vec<PlaceSeed>,
}

const MARKETS: Schema = Schema {
    kind: "markets",
    attributes: &["number", "name", "code", "private", "checkout_url", "disabled_at", "shared_secret"],
    to_one: &[("customer_group", "customer_groups")],
    to_many: &["stores", "price_list_schedulers", "attachments", "event_stores"],
};

impl Market {
    /// A market of the seed; `group` is the id of the group it names.
    pub fn seeded(seed: &MarketSeed, number: u32, group: Option<String>, now: DateTime<Utc>) -> Self {
        Self {
            stem: Stem::with_id(&*seed.id, now),
            number,
            code: seed.code.clone(),
            name: seed.name.clone(),
            group,
            disabled_at: seed.disabled.then_some(now),
            stock_locations: seed.stock_locations.clone(),
            stores: seed.stores.clone(),
        }
    }

    /// The shape of markets.
    pub fn schema() -> &'static Schema {
        &MARKETS
    }
}

impl Record for Market {
    fn schema(&self) -> &'static Schema {
        &MARKETS
    }

    fn stem(&self) -> &Stem {
        &self.stem
    }

    fn own_attribute(&self, name: &str) -> Value {
        match name {
            "number" => self.number.into(),
            "name" => self.name.clone().into(),
            "code" => self.code.clone().into(),
            "private" => self.group.is_some().into(),
            "disabled_at" => maybe_time(self.disabled_at),
            _ => Value::Null,
        }
    }

    fn related(&self, name: &str) -> Option<&str> {
        (name == "customer_group").then_some(self.group.as_deref()).flatten()
    }
}
