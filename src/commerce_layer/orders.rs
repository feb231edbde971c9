//! Orders of the Core API (contract 10.6), by the token of the visitor whose cart it is: what Commerce Layer lets
//! that token see and change is all that we can.

use std::fmt;

use reqwest::Method;
use serde_json::{Value, json};

use super::customers::is_plain_id;
use super::{CommerceLayer, CommerceLayerError, CustomerId};
use crate::foundation::Secret;

/// An order's id at Commerce Layer: an opaque text that can stand in a path as it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct OrderId(String);

impl OrderId {
    /// Reads an id that somebody sent; anything of another shape is `None` and costs no call.
    pub fn parse(text: &str) -> Option<Self> {
        is_plain_id(text).then(|| Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for OrderId {
    fn from(id: String) -> Self {
        Self(id)
    }
}

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How far an order is (contract 10.17).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderStage {
    /// `draft` or `pending`: a cart.
    Cart,
    /// On its way from the one to the other, or something that we do not know.
    Between,
    /// `placed`, `approved` or `cancelled`: a cart no more.
    Closed,
}

/// What we need to know of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// How far it is.
    pub stage: OrderStage,
    /// Whether it is a guest's still.
    pub guest: bool,
}

impl CommerceLayer {
    /// The order, as far as `token` may see it: [`CommerceLayerError::NotFound`] or
    /// [`CommerceLayerError::NotPermitted`] where it may not.
    pub async fn order(&self, id: &OrderId, token: &Secret) -> Result<Order, CommerceLayerError> {
        let query = [("fields[orders]", "status,guest")];
        let answer = self.core(Method::GET, &path(id)?, &query, None, token).await?;
        read_order(&answer, id)
    }

    /// Makes a guest's order that of the customer whose `token` it is: by a change that changes nothing else
    /// (contract 10.19). The caller has seen that it is a guest's cart, and knows whose browser it comes from.
    pub async fn claim_order(&self, id: &OrderId, token: &Secret) -> Result<Order, CommerceLayerError> {
        let body = json!({"data": {"type": "orders", "id": id.as_str(), "attributes": {}}});
        let answer = self.core(Method::PATCH, &path(id)?, &[], Some(&body), token).await?;
        read_order(&answer, id)
    }

    /// The customer's last pending cart in the markets of `token` (contract 10.22). None for a token without a
    /// market.
    pub async fn last_cart(
        &self,
        customer: &CustomerId,
        token: &Secret,
    ) -> Result<Option<OrderId>, CommerceLayerError> {
        let markets = self.verify(token).await?.market_ids();
        if markets.is_empty() || !is_plain_id(customer.as_str()) {
            return Ok(None);
        }
        let markets = markets.join(",");
        let query = [
            ("filter[q][market_id_in]", markets.as_str()),
            ("filter[q][guest_false]", "true"),
            ("filter[q][editable_true]", "true"),
            ("filter[q][status_eq]", "pending"),
            ("sort", "-updated_at"),
            ("page[size]", "1"),
        ];
        let path = format!("/customers/{customer}/orders");
        let answer = self.core(Method::GET, &path, &query, None, token).await?;
        let Some(order) = answer.pointer("/data/0") else { return Ok(None) };
        // The filter is the service's word: one that was ignored would hand us any order of the customer's.
        if order.pointer("/attributes/status").and_then(Value::as_str) != Some("pending") {
            return Err(CommerceLayerError::Untrusted("status"));
        }
        let id = order.get("id").and_then(Value::as_str).and_then(OrderId::parse);
        id.map(Some).ok_or(CommerceLayerError::Untrusted("order id"))
    }
}

/// An id of a row is checked as one of a visitor's was.
fn path(id: &OrderId) -> Result<String, CommerceLayerError> {
    if is_plain_id(id.as_str()) { Ok(format!("/orders/{id}")) } else { Err(CommerceLayerError::NotFound) }
}

fn read_order(answer: &Value, asked: &OrderId) -> Result<Order, CommerceLayerError> {
    let text = |pointer: &str| answer.pointer(pointer).and_then(Value::as_str);
    if text("/data/id") != Some(asked.as_str()) {
        return Err(CommerceLayerError::Untrusted("order id"));
    }
    let incomplete = || CommerceLayerError::Unreachable("the order is incomplete".into());
    let stage = match text("/data/attributes/status").ok_or_else(incomplete)? {
        "draft" | "pending" => OrderStage::Cart,
        "placed" | "approved" | "cancelled" => OrderStage::Closed,
        _ => OrderStage::Between,
    };
    let guest = answer.pointer("/data/attributes/guest").and_then(Value::as_bool).ok_or_else(incomplete)?;
    Ok(Order { stage, guest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m05_only_what_can_stand_in_a_path_is_an_order_id() {
        let longest = "a".repeat(64);
        for id in ["a", "OnVNqFOMJn", "0123456789", &longest] {
            assert_eq!(OrderId::parse(id).unwrap().as_str(), id);
        }
        let too_long = "a".repeat(65);
        for other in ["", ".", "..", "a/b", "a%2fb", "a?b", "a b", "a-b", "é", "a\0", &too_long] {
            assert!(OrderId::parse(other).is_none(), "{other:?}");
        }
    }

    #[test]
    fn an_order_is_read_by_its_stage_and_must_be_the_one_that_was_asked_for() {
        let id = OrderId::parse("OnVNqFOMJn").unwrap();
        let answer = |id: &str, status: &str| json!({"data": {"id": id, "attributes": {"status": status, "guest": true}}});
        for (status, stage) in [
            ("draft", OrderStage::Cart),
            ("pending", OrderStage::Cart),
            ("placing", OrderStage::Between),
            ("something new", OrderStage::Between),
            ("placed", OrderStage::Closed),
            ("approved", OrderStage::Closed),
            ("cancelled", OrderStage::Closed),
        ] {
            assert_eq!(read_order(&answer("OnVNqFOMJn", status), &id), Ok(Order { stage, guest: true }));
        }
        assert_eq!(
            read_order(&answer("other", "draft"), &id),
            Err(CommerceLayerError::Untrusted("order id"))
        );
        assert!(read_order(&json!({"data": {"id": "OnVNqFOMJn"}}), &id).is_err());
    }
}
