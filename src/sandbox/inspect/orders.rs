//! The orders of a running sandbox.

use super::super::running::Sandbox;
use super::super::world::{Environment, Order};

/// An order as the sandbox holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderView {
    /// Resource id.
    pub id: String,
    /// One of contract 10.17.
    pub status: String,
    /// Whether it is a guest's.
    pub guest: bool,
    /// Id of the customer.
    pub customer: Option<String>,
    /// Id of the market.
    pub market: Option<String>,
}

impl Sandbox {
    /// All orders of an organization.
    pub fn orders(&self, slug: &str) -> Vec<OrderView> {
        let all = |environment: &Environment| environment.orders.iter().map(order_view).collect();
        self.look(slug, all).unwrap_or_default()
    }

    /// Makes a customer's pending order, or a guest's draft where no customer is named, and returns the id;
    /// `None` where the organization, the market or the customer is unknown.
    pub fn create_order(&self, slug: &str, market_code: &str, customer: Option<&str>) -> Option<String> {
        let now = self.shared.now();
        self.change(slug, |environment| {
            let market = environment.markets.iter().find(|market| market.code == market_code)?;
            let mut order = Order::new(Some(market.stem.id.clone()), now);
            if let Some(id) = customer {
                order.belong_to(id, &environment.customer(id)?.email);
            }
            let id = order.stem.id.clone();
            environment.orders.push(order);
            Some(id)
        })?
    }

    /// Moves an order to a status, and says whether there are both.
    pub fn set_order_status(&self, slug: &str, id: &str, status: &str) -> bool {
        let now = self.shared.now();
        let change = |environment: &mut Environment| {
            let order = environment.orders.iter_mut().find(|order| order.stem.id == id);
            order.is_some_and(|order| order.move_to(status, now))
        };
        self.change(slug, change).unwrap_or_default()
    }

    /// Removes an order, and says whether there was one.
    pub fn remove_order(&self, slug: &str, id: &str) -> bool {
        let remove = |environment: &mut Environment| {
            let before = environment.orders.len();
            environment.orders.retain(|order| order.stem.id != id);
            environment.orders.len() < before
        };
        self.change(slug, remove).unwrap_or_default()
    }
}

fn order_view(order: &Order) -> OrderView {
    OrderView {
        id: order.stem.id.clone(),
        status: order.status.clone(),
        guest: order.guest,
        customer: order.customer.clone(),
        market: order.market.clone(),
    }
}
