//! Policy `adopt`: the guest's cart becomes the customer's, once, and refusals are harmless.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use vestibule::config::CartPolicy;
use vestibule::sandbox::Api;

use crate::bench::{Browser, PASSWORD, Plan, Shelf, TestApp, web};

const COOKIE: &str = "__Host-vestibule-cart-acme";
const GRACE: &str = "grace@example.com";

/// Grace has an account, and a new browser with a guest's cart.
async fn grace_comes_back(app: &TestApp) -> (Browser, String) {
    app.browser().sign_up(app, &web(), GRACE).await.landing();
    let browser = app.browser();
    let order = browser.fill_cart(app).await;
    (browser, order)
}

async fn sign_in(browser: &Browser, email: &str) {
    browser.sign_in(&web(), email, PASSWORD).await.landing();
}

#[tokio::test]
async fn the_first_page_that_asks_makes_the_cart_the_customer_s() {
    let app = TestApp::with_carts(|_| {}).await;
    let (browser, order) = grace_comes_back(&app).await;
    sign_in(&browser, GRACE).await;
    assert_eq!(browser.cookie(COOKIE), None, "the guest's cookie is gone with the answer");
    assert_eq!(browser.cart_at(Shelf::default()).await, json!({"order_id": order, "source": "pointer"}));
    let adopted = app.order(&order);
    assert_eq!((adopted.customer, adopted.guest), (app.customer_id(GRACE), false));
    assert_eq!(adopted.status, "pending");
    assert_eq!(app.order_calls("PATCH"), 1);
    assert_eq!(app.count("events where kind = 'cart_adopted' and account_id is not null").await, 1);
    assert_eq!((app.count("cart_handovers").await, app.count("cart_browsers").await), (0, 0));
}

#[tokio::test]
async fn the_background_does_it_where_no_page_asks() {
    let app = TestApp::with_carts(|_| {}).await;
    let (browser, order) = grace_comes_back(&app).await;
    sign_in(&browser, GRACE).await;
    app.tick().await;
    assert_eq!(app.order(&order).customer, app.customer_id(GRACE));
    assert_eq!(browser.cart().await, order);
    app.tick().await;
    assert_eq!(app.order_calls("PATCH"), 1);
}

#[tokio::test]
async fn a_cart_comes_along_when_a_guest_signs_up() {
    let app = TestApp::with_carts(|_| {}).await;
    let browser = app.browser();
    let order = browser.fill_cart(&app).await;
    browser.sign_up(&app, &web(), GRACE).await.landing();
    assert_eq!(browser.cart().await, order);
    assert_eq!(app.order(&order).customer, app.customer_id(GRACE));
}

#[tokio::test]
async fn the_cart_of_a_moment_ago_takes_the_place_of_the_account_s() {
    let app = TestApp::with_carts(|_| {}).await;
    let first = app.browser();
    first.sign_up(&app, &web(), GRACE).await.landing();
    let old = first.fill_cart(&app).await;
    let second = app.browser();
    let new = second.fill_cart(&app).await;
    sign_in(&second, GRACE).await;
    for browser in [first, second] {
        assert_eq!(browser.cart().await, new);
    }
    assert_eq!(app.order(&old).status, "pending", "both orders go on existing");
}

#[tokio::test]
async fn every_cart_of_the_browser_comes_along() {
    let app = TestApp::with_carts(|_| {}).await;
    let (browser, order) = grace_comes_back(&app).await;
    let shelves = ["gifts", "it"].map(|variant| Shelf { variant, ..Shelf::default() });
    let europe = Shelf { scope: "market:code:europe", ..Shelf::default() };
    let mut orders = Vec::new();
    for shelf in shelves.into_iter().chain([europe]) {
        let order = browser.make_order(&app, shelf.scope).await;
        browser.put_cart_at(shelf, &order).await;
        orders.push((shelf, order));
    }
    orders.push((Shelf::default(), order));
    sign_in(&browser, GRACE).await;
    app.tick().await;
    for (shelf, order) in orders {
        assert_eq!(app.order(&order).customer, app.customer_id(GRACE), "{shelf:?}");
        assert_eq!(browser.cart_at(shelf).await["order_id"], order, "{shelf:?}");
    }
}

#[tokio::test]
async fn m05_an_organization_that_shows_guests_orders_to_nobody_refuses_harmlessly() {
    // The configuration of the organization says nothing of guests' orders.
    let app = TestApp::planned(Plan::default()).await;
    let browser = app.browser();
    let order = browser.fill_cart(&app).await;
    browser.sign_up(&app, &web(), "ada@example.com").await.landing();
    assert_eq!(browser.cart().await, "AcmeOrdTwo", "the account's own last cart counts");
    assert_eq!((app.order_calls("PATCH"), app.order(&order).guest), (0, true));
    assert_eq!(app.count("events where kind = 'cart_refused'").await, 1);
    assert_eq!(app.count("cart_handovers").await, 0, "and it is not tried again");
}

#[tokio::test]
async fn m05_a_cart_that_was_bought_is_never_adopted() {
    for by_the_background in [false, true] {
        let app = TestApp::with_carts(|_| {}).await;
        let (browser, order) = grace_comes_back(&app).await;
        app.place(&order).await;
        let bought = app.order(&order);
        let calls = app.order_calls("PATCH");
        sign_in(&browser, GRACE).await;
        if by_the_background {
            app.tick().await;
        }
        assert_eq!(browser.cart().await, Value::Null);
        assert_eq!(app.order(&order), bought);
        assert_eq!(app.order_calls("PATCH"), calls);
    }
}

#[tokio::test]
async fn m05_no_id_from_a_request_is_ever_adopted() {
    let app = TestApp::with_carts(|_| {}).await;
    let (victim, browser) = (app.browser(), app.browser());
    let order = victim.fill_cart(&app).await;
    // Named in every place where a request could name it.
    let link = web().with("order_id", &order).with("cart", &order).with("orderId", &order);
    browser.sign_up(&app, &link, GRACE).await.landing();
    browser.set_cookie("order_id", &order);
    browser
        .cart_request(Method::GET, Shelf { variant: order.clone().leak(), ..Shelf::default() })
        .send()
        .await;
    let posted = browser.post(&web().to("/cart").address(), &[("choice", "take"), ("order_id", &order)]);
    posted.send().await;
    // Seen by every customer of this organization, it may be pointed at; that makes it nobody's.
    browser.put_cart(&order).await;
    app.tick().await;
    assert_eq!(browser.cart().await, order);
    assert_eq!((app.order_calls("PATCH"), app.order(&order).customer), (0, None));
}

#[tokio::test]
async fn m05_a_cookie_that_was_guessed_or_is_of_another_kind_yields_nothing() {
    let app = TestApp::with_carts(|_| {}).await;
    let victim = app.browser();
    let order = victim.fill_cart(&app).await;
    let other = app.browser();
    other.sign_up(&app, &web(), "ida@example.com").await.landing();
    let session = other.cookie("__Host-vestibule-acme").unwrap();
    app.browser().sign_up(&app, &web(), GRACE).await.landing();
    let guessed = format!("vst_{}", "A".repeat(43));
    for value in [guessed.as_str(), &session, &order, "", "vst_", "' or true --"] {
        let browser = app.browser();
        browser.set_cookie(COOKIE, value);
        assert_eq!(browser.cart().await, Value::Null, "{value:?}");
        sign_in(&browser, GRACE).await;
        assert_eq!(browser.cart().await, Value::Null, "{value:?}");
    }
    assert_eq!((app.order_calls("PATCH"), victim.cart().await), (0, order.into()));
}

#[tokio::test]
async fn m05_a_cookie_is_worth_nothing_once_its_cart_came_along() {
    let app = TestApp::with_carts(|_| {}).await;
    let (browser, order) = grace_comes_back(&app).await;
    let cookie = browser.cookie(COOKIE).unwrap();
    sign_in(&browser, GRACE).await;
    let thief = app.browser();
    thief.set_cookie(COOKIE, &cookie);
    assert_eq!(thief.cart().await, Value::Null);
    thief.sign_up(&app, &web(), "mallory@example.com").await.landing();
    assert_eq!(thief.cart().await, Value::Null);
    assert_eq!(browser.cart().await, order);
    assert_eq!(app.order(&order).customer, app.customer_id(GRACE));
}

#[tokio::test]
async fn while_commerce_layer_is_away_the_cart_is_told_and_adopted_later() {
    let app = TestApp::with_carts(|_| {}).await;
    let (browser, order) = grace_comes_back(&app).await;
    app.switches().set(|switches| switches.core.unreachable = true);
    sign_in(&browser, GRACE).await;
    for _ in 0..3 {
        assert_eq!(browser.cart().await, order);
        app.tick().await;
    }
    assert_eq!(app.order_calls("GET"), 1 + 1, "asked once since, and then left in peace for a while");
    app.switches().reset();
    app.pass(TimeDelta::seconds(21));
    app.tick().await;
    assert_eq!(app.order(&order).customer, app.customer_id(GRACE));
    assert_eq!(browser.cart().await, order);
}

#[tokio::test]
async fn a_hand_over_is_tried_for_a_day() {
    let app = TestApp::with_carts(|_| {}).await;
    let (browser, _) = grace_comes_back(&app).await;
    app.switches().set(|switches| switches.core.unreachable = true);
    sign_in(&browser, GRACE).await;
    for _ in 0..30 {
        app.tick().await;
        app.pass(TimeDelta::hours(1));
    }
    assert_eq!(app.count("cart_handovers").await, 0);
    app.switches().reset();
    assert_eq!((browser.cart().await, app.order_calls("PATCH")), (Value::Null, 0));
}

#[tokio::test]
async fn a_lost_answer_is_no_second_claim() {
    let app = TestApp::with_carts(|_| {}).await;
    let (browser, order) = grace_comes_back(&app).await;
    sign_in(&browser, GRACE).await;
    // Claimed over there, and never heard of here.
    let token = browser.send_token_request("market:code:usa").await.json();
    let data = json!({"type": "orders", "id": order, "attributes": {}});
    app.core(Method::PATCH, &format!("/orders/{order}"), &token, &data).await;
    let calls = app.order_calls("PATCH");
    assert_eq!(browser.cart().await, order);
    assert_eq!(app.order_calls("PATCH"), calls);
    assert_eq!(app.count("events where kind = 'cart_adopted'").await, 1);
}

#[tokio::test]
async fn a_cart_that_the_shop_names_in_the_meantime_stands() {
    let app = TestApp::with_carts(|_| {}).await;
    let (browser, order) = grace_comes_back(&app).await;
    sign_in(&browser, GRACE).await;
    let other = browser.make_order(&app, "market:code:usa").await;
    browser.put_cart(&other).await;
    app.tick().await;
    assert_eq!((browser.cart().await, app.order(&order).guest), (other.into(), true));
}

#[tokio::test]
async fn a_cart_that_the_shop_forgets_before_it_is_adopted_is_not_adopted() {
    let app = TestApp::with_carts(|_| {}).await;
    let (browser, order) = grace_comes_back(&app).await;
    sign_in(&browser, GRACE).await;
    browser.forget_cart().await;
    app.tick().await;
    assert_eq!((browser.cart().await, app.order(&order).guest), (Value::Null, true));
}

#[tokio::test]
async fn who_signs_out_before_it_is_done_finds_it_done_after_the_next_sign_in() {
    let app = TestApp::with_carts(|_| {}).await;
    let (browser, order) = grace_comes_back(&app).await;
    app.switches().set(|switches| switches.core.unreachable = true);
    sign_in(&browser, GRACE).await;
    app.tick().await;
    browser.sign_out(&web()).await;
    assert_eq!(browser.cart().await, Value::Null, "catalogue M06");
    app.switches().reset();
    app.pass(TimeDelta::minutes(30));
    app.tick().await;
    assert!(app.order(&order).guest, "without a session there is no token");
    let elsewhere = app.browser();
    sign_in(&elsewhere, GRACE).await;
    app.tick().await;
    assert_eq!(app.order(&order).customer, app.customer_id(GRACE));
    assert_eq!(elsewhere.cart().await, order);
}

#[tokio::test]
async fn a_customer_without_a_token_for_the_market_keeps_his_sign_in() {
    let app = TestApp::with_carts(|_| {}).await;
    app.browser().sign_up(&app, &web(), GRACE).await.landing();
    let browser = app.browser();
    let vip = Shelf { scope: "market:code:vip", ..Shelf::default() };
    browser.put_cart_at(vip, "AcmeOrdGst").await;
    sign_in(&browser, GRACE).await;
    assert_eq!(browser.cart_at(vip).await["order_id"], Value::Null);
    assert_eq!(app.count("events where kind = 'cart_refused'").await, 1);
}

#[tokio::test]
async fn a_shop_that_is_gone_from_the_settings_leaves_nothing_to_do() {
    let mut app = TestApp::with_carts(|_| {}).await;
    let (browser, order) = grace_comes_back(&app).await;
    sign_in(&browser, GRACE).await;
    app.restart_with(|settings| settings.storefronts.retain(|shop| shop.cart != CartPolicy::Adopt)).await;
    app.tick().await;
    assert_eq!((app.count("cart_handovers").await, app.order(&order).guest), (0, true));
}

#[tokio::test]
async fn a_failure_in_the_middle_is_made_good() {
    let app = TestApp::with_carts(|_| {}).await;
    let (browser, order) = grace_comes_back(&app).await;
    sign_in(&browser, GRACE).await;
    browser.send_token_request("market:code:usa").await;
    app.switches().fail_next_of(Api::Core, 1, 503);
    app.tick().await;
    assert!(app.order(&order).guest);
    app.pass(TimeDelta::seconds(21));
    app.tick().await;
    assert_eq!(app.order(&order).customer, app.customer_id(GRACE));
}
