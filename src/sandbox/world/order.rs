//! Orders: as much of them as carts, claims and the last cart need (contract 10.6).

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::foundation::random_token;

use super::super::seed::{ORDER_STATUSES, OrderSeed};
use super::record::{Record, Schema, Stem, maybe_time};

/// An order of one environment.
#[derive(Clone)]
pub struct Order {
    pub stem: Stem,
    /// One of contract 10.17.
    pub status: String,
    pub guest: bool,
    /// Id of the customer.
    pub customer: Option<String>,
    pub customer_email: Option<String>,
    /// Id of the market.
    pub market: Option<String>,
    pub language_code: Option<String>,
    pub cart_url: Option<String>,
    pub return_url: Option<String>,
    pub autorefresh: bool,
    pub placed_at: Option<DateTime<Utc>>,
    token: String,
}

const ORDERS: Schema = Schema {
    kind: "orders",
    attributes: &[
        "status",
        "guest",
        "editable",
        "customer_email",
        "language_code",
        "cart_url",
        "return_url",
        "autorefresh",
        "token",
        "placed_at",
        "expires_at",
    ],
    to_one: &[("market", "markets"), ("customer", "customers")],
    to_many: &[
        "line_items",
        "available_payment_methods",
        "transactions",
        "shipments",
        "events",
        "event_stores",
    ],
};

impl Order {
    /// An empty draft of a guest.
    pub fn new(market: Option<String>, now: DateTime<Utc>) -> Self {
        Self {
            stem: Stem::new(now),
            status: "draft".to_owned(),
            guest: true,
            customer: None,
            customer_email: None,
            market,
            language_code: None,
            cart_url: None,
            return_url: None,
            autorefresh: true,
            placed_at: None,
            token: random_token(),
        }
    }

    /// An order of the seed; `customer` is id and address of the customer it names.
    pub fn seeded(
        seed: &OrderSeed,
        market: String,
        customer: Option<(String, String)>,
        now: DateTime<Utc>,
    ) -> Self {
        let mut order = Self {
            stem: Stem::with_id(&*seed.id, now),
            status: seed.status.clone(),
            placed_at: matches!(&*seed.status, "placed" | "approved").then_some(now),
            ..Self::new(Some(market), now)
        };
        if let Some((id, email)) = customer {
            order.guest = false;
            order.customer = Some(id);
            order.customer_email = Some(email);
        }
        order
    }

    /// Gives the order to a customer: no guest's any more, and a draft becomes a cart (contract 10.18, 10.19).
    pub fn belong_to(&mut self, customer: &str, email: &str) {
        self.guest = false;
        self.name_customer(customer, email);
    }

    /// Notes whose address was given, which leaves a guest's order a guest's.
    pub fn name_customer(&mut self, customer: &str, email: &str) {
        self.customer = Some(customer.to_owned());
        self.customer_email = Some(email.to_owned());
        if self.status == "draft" {
            "pending".clone_into(&mut self.status);
        }
    }

    /// Moves the order to a status, and says whether there is such a one.
    pub fn move_to(&mut self, status: &str, now: DateTime<Utc>) -> bool {
        let known = ORDER_STATUSES.contains(&status);
        if known {
            status.clone_into(&mut self.status);
            self.stem.updated_at = now;
            self.placed_at = self.placed_at.or((status == "placed").then_some(now));
        }
        known
    }

    /// Whether the cart is still open.
    pub fn editable(&self) -> bool {
        matches!(&*self.status, "draft" | "pending" | "editing")
    }

    /// The shape of orders.
    pub fn schema() -> &'static Schema {
        &ORDERS
    }
}

impl Record for Order {
    fn schema(&self) -> &'static Schema {
        &ORDERS
    }

    fn stem(&self) -> &Stem {
        &self.stem
    }

    fn own_attribute(&self, name: &str) -> Value {
        match name {
            "status" => self.status.clone().into(),
            "guest" => self.guest.into(),
            "editable" => self.editable().into(),
            "customer_email" => self.customer_email.clone().into(),
            "language_code" => self.language_code.clone().into(),
            "cart_url" => self.cart_url.clone().into(),
            "return_url" => self.return_url.clone().into(),
            "autorefresh" => self.autorefresh.into(),
            "token" => self.token.clone().into(),
            "placed_at" => maybe_time(self.placed_at),
            _ => Value::Null,
        }
    }

    fn related(&self, name: &str) -> Option<&str> {
        match name {
            "market" => self.market.as_deref(),
            "customer" => self.customer.as_deref(),
            _ => None,
        }
    }
}
