//! Carts: what a shop's pages ask us about them, and orders as they are made and bought at Commerce Layer.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use url::form_urlencoded;
use vestibule::config::{CartPolicy, Settings};
use vestibule::sandbox::{Api, OrderView};

use super::browser::Request;
use super::{Answer, Browser, Plan, TestApp, WEB, client, shop_seed};

const SHOP: &str = "https://shop.acme.example";
const USA: &str = "market:code:usa";
const JSON_API: &str = "application/vnd.api+json";

/// A place where a cart may be.
#[derive(Clone, Copy, Debug)]
pub struct Shelf {
    pub client_id: &'static str,
    pub scope: &'static str,
    pub variant: &'static str,
    pub origin: &'static str,
}

impl Default for Shelf {
    fn default() -> Self {
        Self { client_id: WEB, scope: USA, variant: "", origin: SHOP }
    }
}

impl Shelf {
    /// Path and query.
    pub fn address(&self) -> String {
        let pairs = [("client_id", self.client_id), ("scope", self.scope), ("variant", self.variant)];
        let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        let query: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        format!("/api/order?{query}")
    }
}

impl Plan {
    /// An organization that lets customers see guests' orders (contract 10.21), and shops with this policy.
    pub fn with_carts(adjust: fn(&mut Settings)) -> Self {
        let mut seed = shop_seed();
        let guest_orders = json!({"auth": {"guest_orders": true}});
        seed.organizations[0].config.insert("api".to_owned(), guest_orders);
        Self { seed, adjust, ..Self::default() }
    }
}

/// Every shop has this policy.
pub fn policy(settings: &mut Settings, policy: CartPolicy) {
    for storefront in &mut settings.storefronts {
        storefront.cart = policy;
    }
}

impl Browser {
    /// A request about the cart at a place, as a script of the shop's page makes it.
    pub fn cart_request(&self, method: Method, place: Shelf) -> Request {
        self.request(method, &place.address()).header("origin", place.origin)
    }

    /// `GET /api/order`
    pub async fn cart_at(&self, place: Shelf) -> Value {
        let answer = self.cart_request(Method::GET, place).send().await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.json()
    }

    /// The id of the cart in the usual place.
    pub async fn cart(&self) -> Value {
        self.cart_at(Shelf::default()).await["order_id"].take()
    }

    /// `PUT /api/order`
    pub async fn put_cart_at(&self, place: Shelf, order: &str) -> Answer {
        let request = self.cart_request(Method::PUT, place).header("content-type", "application/json");
        request.body(json!({ "order_id": order }).to_string()).send().await
    }

    /// The same in the usual place, where it must succeed.
    #[track_caller]
    pub fn put_cart(&self, order: &str) -> impl Future<Output = ()> {
        let (browser, order) = (self.clone(), order.to_owned());
        async move {
            let answer = browser.put_cart_at(Shelf::default(), &order).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        }
    }

    /// `DELETE /api/order` in the usual place.
    pub async fn forget_cart(&self) -> Answer {
        self.cart_request(Method::DELETE, Shelf::default()).send().await
    }

    /// A cart of this browser, made at Commerce Layer with the visitor's own token, and told to us.
    pub async fn fill_cart(&self, app: &TestApp) -> String {
        let order = self.make_order(app, USA).await;
        self.put_cart(&order).await;
        order
    }

    /// An order made at Commerce Layer with the visitor's own token.
    pub async fn make_order(&self, app: &TestApp, scope: &str) -> String {
        let token = self.token(WEB, scope, SHOP).await.json();
        let (status, body) = app.core(Method::POST, "/orders", &token, &json!({"type": "orders"})).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        body["data"]["id"].as_str().unwrap().to_owned()
    }
}

impl TestApp {
    /// With carts of guests that may be adopted, and this policy.
    pub async fn with_carts(adjust: fn(&mut Settings)) -> Self {
        Self::planned(Plan::with_carts(adjust)).await
    }

    /// An order as Commerce Layer has it.
    #[track_caller]
    pub fn order(&self, id: &str) -> OrderView {
        self.sandbox.orders("acme").into_iter().find(|order| order.id == id).expect("an order")
    }

    /// The id of the customer of `email`.
    pub fn customer_id(&self, email: &str) -> Option<String> {
        self.sandbox.customer("acme", email).map(|customer| customer.id)
    }

    /// Buys an order, as a checkout page does with a guest's token.
    pub async fn place(&self, id: &str) {
        let token = self.browser().token(WEB, USA, SHOP).await.json();
        for attributes in [json!({"customer_email": "buyer@example.com"}), json!({"_place": true})] {
            let data = json!({"type": "orders", "id": id, "attributes": attributes});
            let (status, body) = self.core(Method::PATCH, &format!("/orders/{id}"), &token, &data).await;
            assert_eq!(status, StatusCode::OK, "{body}");
        }
        assert_eq!(self.order(id).status, "placed");
    }

    /// A call of the Core API with a token as `GET /api/token` gives it.
    pub async fn core(&self, method: Method, path: &str, token: &Value, data: &Value) -> (StatusCode, Value) {
        let url = format!("{}/api{path}", self.sandbox.api_url("acme"));
        let request = client().request(method, url).bearer_auth(token["access_token"].as_str().unwrap());
        let request = request.header("accept", JSON_API).header("content-type", JSON_API);
        let answer = request.body(json!({ "data": data }).to_string()).send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }

    /// How often orders were called with this method.
    pub fn order_calls(&self, method: &str) -> usize {
        let journal = self.sandbox.journal();
        let of_orders = journal.iter().filter(|it| it.api == Api::Core && it.path.contains("/orders"));
        of_orders.filter(|it| it.method == method).count()
    }
}
