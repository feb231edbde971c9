//! What a shop tells us and asks: this cart, which cart, none.

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::bench::{GLOBEX, LEGACY, PASSWORD, Shelf, TestApp, web};

const COOKIE: &str = "__Host-vestibule-cart-acme";

#[tokio::test]
async fn a_guest_without_a_cart_gets_null_and_no_cookie() {
    let app = TestApp::start().await;
    let browser = app.browser();
    assert_eq!(browser.cart_at(Shelf::default()).await, json!({"order_id": null, "source": null}));
    assert_eq!(browser.cookie(COOKIE), None);
    assert_eq!(app.count("cart_browsers").await, 0);
}

#[tokio::test]
async fn a_guest_s_cart_is_told_again_to_the_same_browser_and_to_no_other() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let order = browser.fill_cart(&app).await;
    assert_eq!(browser.cart_at(Shelf::default()).await, json!({"order_id": order, "source": "pointer"}));
    assert_eq!(app.browser().cart().await, Value::Null);
}

#[tokio::test]
async fn putting_says_what_getting_would() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let order = browser.make_order(&app, "market:code:usa").await;
    let shelf = Shelf { variant: "gifts", ..Shelf::default() };
    let put = browser.put_cart_at(shelf, &order).await;
    assert_eq!(put.json(), json!({"order_id": order, "source": "pointer", "variant": "gifts"}));
    assert_eq!(put.json(), browser.cart_at(shelf).await);
}

#[tokio::test]
async fn another_cart_takes_the_place_of_the_one_before() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.fill_cart(&app).await;
    let second = browser.fill_cart(&app).await;
    assert_eq!(browser.cart().await, second);
    assert_eq!((app.count("carts").await, app.count("cart_browsers").await), (1, 1));
}

#[tokio::test]
async fn every_shop_scope_and_variant_has_a_cart_of_its_own() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let origin = "https://legacy.acme.example";
    let usual = Shelf::default();
    let shelves = [
        usual,
        Shelf { variant: "gifts", ..usual },
        Shelf { scope: "market:code:europe", ..usual },
        Shelf { client_id: LEGACY, origin, ..usual },
    ];
    let mut orders = Vec::new();
    for shelf in shelves {
        let order = browser.make_order(&app, shelf.scope).await;
        assert_eq!(browser.put_cart_at(shelf, &order).await.status, StatusCode::OK);
        orders.push(order);
    }
    for (shelf, order) in shelves.into_iter().zip(orders) {
        assert_eq!(browser.cart_at(shelf).await["order_id"], order, "{shelf:?}");
    }
}

#[tokio::test]
async fn a_cart_follows_the_account_to_another_device() {
    let app = TestApp::start().await;
    let first = app.browser();
    first.sign_up(&app, &web(), "grace@example.com").await;
    let order = first.fill_cart(&app).await;
    assert_eq!(first.cookie(COOKIE), None, "an account needs no cookie for its cart");
    let second = app.browser();
    second.sign_in(&web(), "grace@example.com", PASSWORD).await.landing();
    assert_eq!(second.cart_at(Shelf::default()).await, json!({"order_id": order, "source": "pointer"}));
}

#[tokio::test]
async fn a_forgotten_cart_is_gone_and_may_be_forgotten_again() {
    let app = TestApp::start().await;
    let (guest, member) = (app.browser(), app.browser());
    member.sign_up(&app, &web(), "grace@example.com").await;
    for browser in [guest, member] {
        assert_eq!(browser.forget_cart().await.status, StatusCode::NO_CONTENT);
        browser.fill_cart(&app).await;
        for _ in 0..2 {
            let answer = browser.forget_cart().await;
            assert_eq!((answer.status, answer.body.as_str()), (StatusCode::NO_CONTENT, ""));
            assert_eq!(browser.cart().await, Value::Null);
        }
    }
}

#[tokio::test]
async fn forgetting_one_variant_leaves_the_others() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let order = browser.make_order(&app, "market:code:usa").await;
    let gifts = Shelf { variant: "gifts", ..Shelf::default() };
    browser.put_cart_at(gifts, &order).await;
    browser.fill_cart(&app).await;
    browser.forget_cart().await;
    assert_eq!(browser.cart_at(gifts).await["order_id"], order);
}

#[tokio::test]
async fn a_guest_s_cart_lives_for_a_month_from_the_last_visit() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let order = browser.fill_cart(&app).await;
    for _ in 0..3 {
        app.pass(TimeDelta::days(29));
        assert_eq!(browser.cart().await, order);
    }
    let value = browser.cookie(COOKIE).unwrap();
    app.pass(TimeDelta::days(31));
    browser.set_cookie(COOKIE, &value);
    assert_eq!(browser.cart().await, Value::Null, "the database has the last word");
    app.tick().await;
    assert_eq!((app.count("carts").await, app.count("cart_browsers").await), (0, 0));
}

#[tokio::test]
async fn a_browser_that_was_forgotten_gets_a_new_cookie_with_its_next_cart() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.fill_cart(&app).await;
    let old = browser.cookie(COOKIE).unwrap();
    sqlx::query("delete from cart_browsers").execute(app.db()).await.unwrap();
    let order = browser.fill_cart(&app).await;
    assert_ne!(browser.cookie(COOKIE).unwrap(), old);
    assert_eq!(browser.cart().await, order);
}

#[tokio::test]
async fn of_more_than_fifty_carts_the_oldest_are_forgotten() {
    let app = TestApp::start().await;
    let (guest, member) = (app.browser(), app.browser());
    member.sign_up(&app, &web(), "grace@example.com").await;
    for browser in [guest, member] {
        let order = browser.make_order(&app, "market:code:usa").await;
        for number in 0..52 {
            let variant: &'static str = format!("v{number}").leak();
            browser.put_cart_at(Shelf { variant, ..Shelf::default() }, &order).await;
            app.pass(TimeDelta::seconds(1));
        }
        let found =
            async |variant| browser.cart_at(Shelf { variant, ..Shelf::default() }).await["order_id"].take();
        assert_eq!((found("v1").await, found("v2").await), (Value::Null, order.into()));
    }
    assert_eq!(app.count("carts").await, 100);
}

#[tokio::test]
async fn the_carts_of_two_organizations_have_nothing_to_do_with_each_other() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let order = browser.fill_cart(&app).await;
    let globex = Shelf {
        client_id: GLOBEX,
        scope: "market:code:world",
        origin: "https://globex.example",
        ..Shelf::default()
    };
    assert_eq!(browser.cart_at(globex).await["order_id"], Value::Null);
    let value = browser.cookie(COOKIE).unwrap();
    browser.set_cookie("__Host-vestibule-cart-globex", &value);
    assert_eq!(browser.cart_at(globex).await["order_id"], Value::Null);
    assert_eq!(browser.cart().await, order);
}

#[tokio::test]
async fn g16_the_cookie_of_a_guest_s_cart_is_not_in_the_database() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let order = browser.fill_cart(&app).await;
    let dump = app.dump().await;
    assert!(dump.contains(&order), "the dump is one");
    let value = browser.cookie(COOKIE).unwrap();
    assert_eq!(crate::bench::found_in(&dump, value.trim_start_matches("vst_")), None);
}
