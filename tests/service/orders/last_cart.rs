//! Who is signed in and has no pointer gets the last pending cart of the market (contract 10.22).

use chrono::TimeDelta;
use serde_json::{Value, json};
use vestibule::sandbox::Api;

use crate::bench::{Browser, PASSWORD, Shelf, TestApp, web};

/// Ada has a pending cart at Commerce Layer from before, in the United States.
async fn ada(app: &TestApp) -> Browser {
    let browser = app.browser();
    browser.sign_up(app, &web(), "ada@example.com").await.landing();
    browser
}

#[tokio::test]
async fn the_last_cart_is_found_and_becomes_the_pointer() {
    let app = TestApp::start().await;
    let browser = ada(&app).await;
    let shelf = Shelf::default();
    assert_eq!(browser.cart_at(shelf).await, json!({"order_id": "AcmeOrdTwo", "source": "last_cart"}));
    assert_eq!(browser.cart_at(shelf).await, json!({"order_id": "AcmeOrdTwo", "source": "pointer"}));
    app.switches().set(|switches| switches.unreachable = true);
    let elsewhere = app.browser();
    elsewhere.sign_in(&web(), "ada@example.com", PASSWORD).await;
    assert_eq!(elsewhere.cart().await, "AcmeOrdTwo");
}

#[tokio::test]
async fn the_last_cart_of_another_market_is_not_found() {
    let app = TestApp::start().await;
    let browser = ada(&app).await;
    let europe = Shelf { scope: "market:code:europe", ..Shelf::default() };
    assert_eq!(browser.cart_at(europe).await, json!({"order_id": null, "source": null}));
}

#[tokio::test]
async fn a_variant_is_nothing_that_commerce_layer_could_look_for() {
    let app = TestApp::start().await;
    let browser = ada(&app).await;
    let gifts = Shelf { variant: "gifts", ..Shelf::default() };
    assert_eq!(browser.cart_at(gifts).await["order_id"], Value::Null);
}

#[tokio::test]
async fn guests_and_customers_without_a_cart_get_none() {
    let app = TestApp::start().await;
    assert_eq!(app.browser().cart().await, Value::Null);
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    assert_eq!(browser.cart().await, Value::Null);
}

#[tokio::test]
async fn that_there_is_none_is_remembered_for_some_minutes() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    browser.cart().await;
    let calls = app.order_calls("GET");
    for _ in 0..5 {
        app.pass(TimeDelta::minutes(1));
        assert_eq!(browser.cart().await, Value::Null);
    }
    assert_eq!(app.order_calls("GET"), calls);
    let order = browser.make_order(&app, "market:code:usa").await;
    app.pass(TimeDelta::minutes(6));
    assert_eq!(browser.cart().await, order, "made with the customer's token, and found");
}

#[tokio::test]
async fn after_the_shop_has_forgotten_it_the_last_cart_does_not_come_back_at_once() {
    let app = TestApp::start().await;
    let browser = ada(&app).await;
    assert_eq!(browser.cart().await, "AcmeOrdTwo");
    browser.forget_cart().await;
    assert_eq!(browser.cart().await, Value::Null);
    app.pass(TimeDelta::minutes(11));
    assert_eq!(browser.cart().await, "AcmeOrdTwo");
}

#[tokio::test]
async fn a_pointer_of_the_shop_s_stands_before_the_last_cart() {
    let app = TestApp::start().await;
    let browser = ada(&app).await;
    let order = browser.fill_cart(&app).await;
    assert_eq!(browser.cart().await, order);
}

#[tokio::test]
async fn e13_a_market_that_is_closed_to_the_customer_is_not_asked_at_every_page() {
    let app = TestApp::start().await;
    let browser = ada(&app).await;
    let vip = Shelf { scope: "market:code:vip", ..Shelf::default() };
    browser.cart_at(vip).await;
    let calls = app.sandbox.token_calls();
    for _ in 0..5 {
        assert_eq!(browser.cart_at(vip).await["order_id"], Value::Null);
    }
    assert_eq!(app.sandbox.token_calls(), calls);
}

#[tokio::test]
async fn while_commerce_layer_is_away_there_is_none_and_the_next_visit_looks_again() {
    let app = TestApp::start().await;
    let browser = ada(&app).await;
    browser.send_token_request("market:code:usa").await;
    app.switches().fail_next_of(Api::Core, 1, 503);
    assert_eq!(browser.cart().await, Value::Null);
    assert_eq!(browser.cart().await, "AcmeOrdTwo");
}
