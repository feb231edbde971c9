//! Policy `ask`: the shopper chooses on a page, or in the shop.

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::{Value, json};
use vestibule::config::CartPolicy;

use crate::bench::{Browser, PASSWORD, Page, Shelf, TestApp, legacy, policy, web};

const ADA: &str = "ada@example.com";
const TAKE: &str = "Take it along";
const KEEP: &str = "Use my account’s cart";

async fn start() -> TestApp {
    TestApp::with_carts(|settings| policy(settings, CartPolicy::Ask)).await
}

/// Ada, whose last cart is `AcmeOrdTwo`, has put something into a guest's cart and signs in.
async fn asked(app: &TestApp) -> (Browser, String, Page) {
    app.browser().sign_up(app, &web(), ADA).await.landing();
    let browser = app.browser();
    let order = browser.fill_cart(app).await;
    let page = browser.sign_in(&web(), ADA, PASSWORD).await;
    (browser, order, page)
}

#[tokio::test]
async fn who_has_a_guest_s_cart_is_asked_and_may_take_it_along() {
    let app = start().await;
    let (browser, order, page) = asked(&app).await;
    assert_eq!(page.heading(), "Take this cart along?");
    assert!(!page.answer.body.contains(&order), "no order's id stands in the page");
    let landing = page.press(TAKE).await.landing();
    assert_eq!(landing.url.as_str(), "https://shop.acme.example/cart");
    assert_eq!(browser.cart_at(Shelf::default()).await, json!({"order_id": order, "source": "pointer"}));
    assert_eq!(app.order(&order).customer, app.customer_id(ADA));
    assert_eq!(app.order_calls("PATCH"), 1);
}

#[tokio::test]
async fn who_takes_it_along_has_it_by_the_background_too() {
    let app = start().await;
    let (_, order, page) = asked(&app).await;
    app.tick().await;
    assert!(app.order(&order).guest, "nothing happens before the choice");
    page.press(TAKE).await.landing();
    app.tick().await;
    assert_eq!(app.order(&order).customer, app.customer_id(ADA));
}

#[tokio::test]
async fn who_keeps_the_one_from_before_has_it() {
    let app = start().await;
    let (browser, order, page) = asked(&app).await;
    page.press(KEEP).await.landing();
    app.tick().await;
    assert_eq!(
        browser.cart_at(Shelf::default()).await,
        json!({"order_id": "AcmeOrdTwo", "source": "last_cart"})
    );
    assert_eq!((app.order(&order).guest, app.count("cart_handovers").await), (true, 0));
}

#[tokio::test]
async fn who_has_no_cart_is_not_asked() {
    let app = start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), ADA).await.landing();
    browser.sign_out(&web()).await;
    browser.sign_in(&web(), ADA, PASSWORD).await.landing();
}

#[tokio::test]
async fn who_has_bought_the_cart_meanwhile_is_not_asked() {
    let app = start().await;
    app.browser().sign_up(&app, &web(), ADA).await.landing();
    let browser = app.browser();
    let order = browser.fill_cart(&app).await;
    app.place(&order).await;
    browser.sign_in(&web(), ADA, PASSWORD).await.landing();
    assert_eq!(app.count("cart_handovers").await, 0);
}

#[tokio::test]
async fn the_undecided_cart_is_told_to_the_shop_until_it_is_chosen_there() {
    let app = start().await;
    for (take, count) in [(true, 1), (false, 1)] {
        let browser = app.browser();
        let link = web();
        let email = if take { "grace@example.com" } else { "ida@example.com" };
        let order = browser.fill_cart(&app).await;
        assert_eq!(browser.sign_up(&app, &link, email).await.heading(), "Take this cart along?");
        let undecided = json!({"order_id": null, "source": null, "guest_order_id": order});
        assert_eq!(browser.cart_at(Shelf::default()).await, undecided);
        assert_eq!(browser.cart_at(Shelf::default()).await, undecided);
        let own = browser.make_order(&app, "market:code:usa").await;
        let chosen = if take { &order } else { &own };
        browser.put_cart(chosen).await;
        assert_eq!(browser.cart_at(Shelf::default()).await, json!({"order_id": chosen, "source": "pointer"}));
        assert_eq!((app.order(&order).guest, app.order_calls("PATCH")), (!take, count));
    }
}

#[tokio::test]
async fn undecided_stays_undecided_over_days_and_sign_ins() {
    let app = start().await;
    let (browser, order, _) = asked(&app).await;
    app.pass(TimeDelta::days(3));
    app.tick().await;
    assert_eq!(browser.cart_at(Shelf::default()).await["guest_order_id"], order);
    browser.sign_out(&web()).await;
    assert_eq!(browser.cart_at(Shelf::default()).await, json!({"order_id": null, "source": null}));
    let page = app.browser().sign_in(&web(), ADA, PASSWORD).await;
    page.press(TAKE).await.landing();
    app.tick().await;
    assert_eq!(app.order(&order).customer, app.customer_id(ADA));
}

#[tokio::test]
async fn the_question_is_of_the_shop_whose_cart_it_is() {
    let app = start().await;
    let (browser, _, _) = asked(&app).await;
    let page = browser.visit(legacy().address()).await;
    page.press("Continue as a…@example.com").await.landing();
    app.browser().sign_in(&legacy(), ADA, PASSWORD).await.landing();
}

#[tokio::test]
async fn a_cart_chosen_in_the_shop_that_was_bought_is_closed() {
    let app = start().await;
    let (browser, order, _) = asked(&app).await;
    app.place(&order).await;
    let answer = browser.put_cart_at(Shelf::default(), &order).await;
    assert_eq!(
        (answer.status, &answer.json()["error"]["code"]),
        (StatusCode::CONFLICT, &"order_closed".into())
    );
    assert_eq!(browser.cart().await, "AcmeOrdTwo");
}

#[tokio::test]
async fn the_page_of_yesterday_changes_nothing() {
    let app = start().await;
    let (browser, order, page) = asked(&app).await;
    page.press(KEEP).await.landing();
    page.press(TAKE).await.landing();
    app.tick().await;
    assert!(app.order(&order).guest, "decided once");
    let again = browser.visit(web().to("/cart").address()).await;
    assert_eq!(again.heading(), "Welcome back", "a link alone hands no account to a shop");
    browser.sign_out(&web()).await;
    assert_eq!(page.press(TAKE).await.heading(), "Login");
    assert_eq!(browser.visit(web().to("/cart").address()).await.heading(), "Login");
}

#[tokio::test]
async fn a_choice_that_is_none_is_refused() {
    let app = start().await;
    let (browser, _, _) = asked(&app).await;
    for choice in ["", "both"] {
        let answer = browser.post(&web().to("/cart").address(), &[("choice", choice)]).send().await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    }
    assert_eq!(app.count("cart_handovers").await, 1);
}

#[tokio::test]
async fn k07_only_our_own_page_chooses() {
    let app = start().await;
    let (browser, order, _) = asked(&app).await;
    let request = browser.request(reqwest::Method::POST, &web().to("/cart").address());
    let request = request.header("origin", "https://shop.acme.example");
    let request = request.header("content-type", "application/x-www-form-urlencoded").body("choice=take");
    assert_eq!(request.send().await.status, StatusCode::FORBIDDEN);
    app.tick().await;
    assert!(app.order(&order).guest);
}

#[tokio::test]
async fn while_commerce_layer_is_away_the_question_is_asked_all_the_same() {
    let app = start().await;
    app.browser().sign_up(&app, &web(), ADA).await.landing();
    let browser = app.browser();
    let order = browser.fill_cart(&app).await;
    app.switches().set(|switches| switches.unreachable = true);
    let page = browser.sign_in(&web(), ADA, PASSWORD).await;
    page.press(TAKE).await.landing();
    assert_eq!(browser.cart().await, order);
    app.switches().reset();
    app.pass(TimeDelta::minutes(2));
    app.tick().await;
    assert_eq!(app.order(&order).customer, app.customer_id(ADA));
    assert_ne!(browser.cart().await, Value::Null);
}

#[tokio::test]
async fn the_question_is_asked_in_the_language_of_the_link() {
    let app = start().await;
    app.browser().sign_up(&app, &web(), ADA).await.landing();
    let browser = app.browser();
    browser.fill_cart(&app).await;
    let page = browser.visit(web().with("lang", "it").address()).await;
    let page = page.fill("Email", ADA).fill("Password", PASSWORD).press("Accedi").await;
    assert_eq!(page.heading(), "Vuoi portare con te questo carrello?");
    let page = page.browser().visit(page.url().as_str().replace("lang=it", "lang=en")).await;
    assert_eq!(page.heading(), "Take this cart along?");
    page.press(TAKE).await.landing();
}
