//! A cart is looked at before it is told, and a look keeps nobody from it.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::Value;
use vestibule::sandbox::Api;

use crate::bench::{Shelf, TestApp, web};

#[tokio::test]
async fn a_cart_that_was_bought_is_forgotten() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let order = browser.fill_cart(&app).await;
    app.place(&order).await;
    assert_eq!(browser.cart().await, Value::Null);
    assert_eq!(app.count("carts").await, 0);
}

#[tokio::test]
async fn a_cart_of_an_account_that_was_bought_is_forgotten() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    let order = browser.fill_cart(&app).await;
    let token = browser.send_token_request("market:code:usa").await.json();
    let data = serde_json::json!({"type": "orders", "id": order, "attributes": {"_place": true}});
    let placed = app.core(reqwest::Method::PATCH, &format!("/orders/{order}"), &token, &data).await;
    assert_eq!(placed.0, StatusCode::OK);
    assert_eq!(browser.cart().await, Value::Null);
}

#[tokio::test]
async fn a_cart_that_is_gone_is_forgotten() {
    let app = TestApp::start().await;
    let browser = app.browser();
    app.switches().set(|switches| switches.core.unreachable = true);
    browser.put_cart("NoSuchOrdr").await;
    assert_eq!(browser.cart().await, "NoSuchOrdr", "nobody could look");
    app.switches().reset();
    assert_eq!(browser.cart().await, Value::Null);
}

#[tokio::test]
async fn a_cart_that_was_bought_is_not_taken() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let order = browser.make_order(&app, "market:code:usa").await;
    app.place(&order).await;
    let answer = browser.put_cart_at(Shelf::default(), &order).await;
    assert_eq!(
        (answer.status, &answer.json()["error"]["code"]),
        (StatusCode::CONFLICT, &"order_closed".into())
    );
    assert_eq!(app.count("cart_browsers").await, 0);
}

#[tokio::test]
async fn m05_an_order_that_the_visitor_cannot_see_is_not_taken() {
    let app = TestApp::start().await;
    let (guest, member) = (app.browser(), app.browser());
    member.sign_up(&app, &web(), "grace@example.com").await;
    // Nobody's; one that ada has; and a guest's, which this organization shows to no customer.
    let secret = guest.make_order(&app, "market:code:usa").await;
    for order in ["NoSuchOrdr", "AcmeOrdTwo", &secret] {
        let answer = member.put_cart_at(Shelf::default(), order).await;
        let error = answer.json();
        assert_eq!(
            (answer.status, &error["error"]["code"]),
            (StatusCode::NOT_FOUND, &"order_not_found".into())
        );
    }
    assert_eq!(guest.put_cart_at(Shelf::default(), "NoSuchOrdr").await.status, StatusCode::NOT_FOUND);
    assert_eq!(member.cart().await, Value::Null);
}

#[tokio::test]
async fn while_commerce_layer_is_away_the_pointer_is_believed() {
    let app = TestApp::start().await;
    let (guest, member) = (app.browser(), app.browser());
    member.sign_up(&app, &web(), "grace@example.com").await;
    for browser in [guest, member] {
        let order = browser.fill_cart(&app).await;
        for trouble in [400, 429, 500, 503] {
            app.switches().fail_next_of(Api::Core, 1, trouble);
            assert_eq!(browser.cart().await, order, "{trouble}");
        }
        app.switches().set(|switches| switches.unreachable = true);
        assert_eq!(browser.cart().await, order);
        app.switches().reset();
    }
}

#[tokio::test]
async fn a_slow_commerce_layer_makes_nobody_wait_for_long() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let order = browser.fill_cart(&app).await;
    app.switches().set(|switches| switches.core.latency_ms = 20_000);
    let began = Instant::now();
    assert_eq!(browser.cart().await, order);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    app.switches().reset();
}

#[tokio::test]
async fn looks_stay_within_what_commerce_layer_allows() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let order = browser.fill_cart(&app).await;
    let before = app.order_calls("GET");
    for _ in 0..60 {
        for _ in 0..3 {
            assert_eq!(browser.cart().await, order);
        }
        app.pass(TimeDelta::seconds(1));
    }
    let looks = app.order_calls("GET") - before;
    assert!((60..=80).contains(&looks), "{looks}");
}

#[tokio::test]
async fn a_visitor_who_uses_up_the_looks_takes_nobody_s_cart_away() {
    let app = TestApp::start().await;
    let (greedy, other) = (app.browser(), app.browser());
    let order = other.fill_cart(&app).await;
    greedy.fill_cart(&app).await;
    for _ in 0..30 {
        greedy.cart().await;
    }
    let calls = app.order_calls("GET");
    assert_eq!(other.cart().await, order);
    assert_eq!(app.order_calls("GET"), calls, "believed without a look");
}

#[tokio::test]
async fn a_private_market_has_carts_for_members_and_believes_guests() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let vip = Shelf { scope: "market:code:vip", ..Shelf::default() };
    let answer = browser.put_cart_at(vip, "AcmeOrdGst").await;
    assert_eq!(answer.status, StatusCode::OK, "a guest has no token to look with");
    browser.sign_up(&app, &web(), "grace@example.com").await;
    app.tick().await;
    assert_eq!(browser.cart_at(vip).await["order_id"], Value::Null, "the market is closed to grace");
}
