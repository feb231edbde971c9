//! Policies `keep` and `none`, and shops of one organization that differ.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vestibule::config::CartPolicy;

use crate::bench::{LEGACY, PASSWORD, Shelf, TestApp, WEB, policy, web};

const COOKIE: &str = "__Host-vestibule-cart-acme";
const ADA: &str = "ada@example.com";

async fn of_ada(app: &TestApp) -> (crate::bench::Browser, String) {
    app.browser().sign_up(app, &web(), ADA).await.landing();
    let browser = app.browser();
    let order = browser.fill_cart(app).await;
    browser.sign_in(&web(), ADA, PASSWORD).await.landing();
    (browser, order)
}

#[tokio::test]
async fn keep_goes_on_with_the_customer_s_last_cart() {
    let app = TestApp::with_carts(|settings| policy(settings, CartPolicy::Keep)).await;
    let (browser, order) = of_ada(&app).await;
    app.tick().await;
    let last = json!({"order_id": "AcmeOrdTwo", "source": "last_cart"});
    assert_eq!(browser.cart_at(Shelf::default()).await, last);
    assert_eq!((browser.cookie(COOKIE), app.count("cart_browsers").await), (None, 0));
    assert!(app.order(&order).guest);
}

#[tokio::test]
async fn none_leaves_the_guest_s_cart_alone() {
    let app = TestApp::with_carts(|settings| policy(settings, CartPolicy::None)).await;
    let (browser, order) = of_ada(&app).await;
    app.tick().await;
    assert_eq!(browser.cart().await, "AcmeOrdTwo");
    assert_eq!((app.order(&order).guest, app.count("cart_handovers").await), (true, 0));
    assert!(browser.cookie(COOKIE).is_some());
}

#[tokio::test]
async fn none_gives_the_cart_back_when_the_session_has_run_out() {
    let app = TestApp::with_carts(|settings| policy(settings, CartPolicy::None)).await;
    let (browser, order) = of_ada(&app).await;
    app.pass(TimeDelta::days(15));
    assert_eq!(browser.cart().await, Value::Null, "the session is not cleared away yet");
    app.tick().await;
    assert_eq!(browser.cart().await, order);
}

#[tokio::test]
async fn each_shop_of_an_organization_has_its_own_policy() {
    let app = TestApp::with_carts(|settings| {
        for shop in &mut settings.storefronts {
            shop.cart = if shop.client.client_id == WEB { CartPolicy::Adopt } else { CartPolicy::None };
        }
    })
    .await;
    app.browser().sign_up(&app, &web(), ADA).await.landing();
    let browser = app.browser();
    let legacy = Shelf { client_id: LEGACY, origin: "https://legacy.acme.example", ..Shelf::default() };
    let left = browser.make_order(&app, "market:code:usa").await;
    browser.put_cart_at(legacy, &left).await;
    let taken = browser.fill_cart(&app).await;
    browser.sign_in(&web(), ADA, PASSWORD).await.landing();
    assert_eq!(browser.cart().await, taken);
    assert!(browser.cookie(COOKIE).is_some(), "one cart has stayed behind");
    assert_eq!(browser.cart_at(legacy).await["order_id"], "AcmeOrdTwo");
    assert!(app.order(&left).guest);
    assert_eq!(app.count("carts where browser_hash is not null").await, 1);
}
