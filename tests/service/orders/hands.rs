//! Catalogue M06: a browser that changes hands shows nobody the cart of the one before.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vestibule::accounts;
use vestibule::config::{CartPolicy, Settings};
use vestibule::foundation::{Color, Email, Secret};
use vestibule::i18n::OwnTexts;
use vestibule::sign_in::{Browser, replace_password};
use vestibule::storefronts::Shop;

use crate::bench::{PASSWORD, Shelf, TestApp, web};

const COOKIE: &str = "__Host-vestibule-cart-acme";
const GRACE: &str = "grace@example.com";
const IDA: &str = "ida@example.com";

/// What makes every shop have a policy, and the policy's name.
type Named = (fn(&mut Settings), &'static str);

const POLICIES: [Named; 4] = [
    (|settings| crate::bench::policy(settings, CartPolicy::Adopt), "adopt"),
    (|settings| crate::bench::policy(settings, CartPolicy::Keep), "keep"),
    (|settings| crate::bench::policy(settings, CartPolicy::Ask), "ask"),
    (|settings| crate::bench::policy(settings, CartPolicy::None), "none"),
];

/// Grace had a cart as a guest and one as a member, in the same browser; ida has an account, too.
async fn grace_was_here(app: &TestApp) -> crate::bench::Browser {
    app.browser().sign_up(app, &web(), IDA).await.landing();
    let browser = app.browser();
    browser.fill_cart(app).await;
    browser.sign_up(app, &web(), GRACE).await;
    let gifts = Shelf { variant: "gifts", ..Shelf::default() };
    let order = browser.make_order(app, "market:code:usa").await;
    browser.put_cart_at(gifts, &order).await;
    browser
}

/// Nothing at all of a cart is told in this browser.
async fn assert_nothing(browser: &crate::bench::Browser, when: &str) {
    for variant in ["", "gifts"] {
        let mut cart = browser.cart_at(Shelf { variant, ..Shelf::default() }).await;
        cart.as_object_mut().unwrap().remove("variant");
        assert_eq!(cart, json!({"order_id": null, "source": null}), "{when}");
    }
}

#[tokio::test]
async fn m06_after_signing_out_the_next_visitor_sees_no_cart_of_the_former() {
    for (adjust, name) in POLICIES {
        let app = TestApp::with_carts(adjust).await;
        let browser = grace_was_here(&app).await;
        let cookie = browser.cookie(COOKIE);
        browser.sign_out(&web()).await;
        assert_eq!(browser.cookie(COOKIE), None, "{name}");
        assert_nothing(&browser, name).await;
        if let Some(cookie) = cookie {
            browser.set_cookie(COOKIE, &cookie);
            assert_nothing(&browser, name).await;
        }
        browser.sign_in(&web(), IDA, PASSWORD).await.landing();
        assert_nothing(&browser, name).await;
        app.tick().await;
        assert_nothing(&browser, name).await;
        let ida = app.customer_id(IDA);
        assert!(
            app.sandbox.orders("acme").iter().all(|order| order.customer != ida || ida.is_none()),
            "{name}"
        );
    }
}

#[tokio::test]
async fn m06_using_another_account_shows_nothing_of_the_former() {
    for (adjust, name) in POLICIES {
        let app = TestApp::with_carts(adjust).await;
        let browser = grace_was_here(&app).await;
        let page = browser.visit(web().address()).await.press("Use another account").await;
        assert_nothing(&browser, name).await;
        page.sign_in_as(IDA, PASSWORD).await.landing();
        assert_nothing(&browser, name).await;
    }
}

#[tokio::test]
async fn m06_signing_in_over_somebody_shows_nothing_of_the_former() {
    for (adjust, name) in POLICIES {
        let app = TestApp::with_carts(adjust).await;
        let browser = grace_was_here(&app).await;
        browser.post_login(&web(), IDA, PASSWORD).await;
        app.tick().await;
        assert_nothing(&browser, name).await;
        browser.sign_out(&web()).await;
        assert_nothing(&browser, name).await;
    }
}

#[tokio::test]
async fn m06_a_guest_s_cart_that_came_too_late_is_nobody_s() {
    let app = TestApp::with_carts(|_| {}).await;
    app.browser().sign_up(&app, &web(), IDA).await.landing();
    let browser = app.browser();
    browser.sign_up(&app, &web(), GRACE).await.landing();
    // A page of before the sign-in names its cart only now, and its answer brings a cookie.
    let late = app.browser();
    let order = late.fill_cart(&app).await;
    browser.set_cookie(COOKIE, &late.cookie(COOKIE).unwrap());
    browser.post_login(&web(), IDA, PASSWORD).await;
    app.tick().await;
    assert_nothing(&browser, "ida").await;
    assert!(app.order(&order).guest);
    assert_eq!((browser.cookie(COOKIE), late.cart().await), (None, Value::Null));
}

#[tokio::test]
async fn m06_a_session_that_ended_elsewhere_leaves_no_cart_behind() {
    for (adjust, name) in POLICIES {
        let app = TestApp::with_carts(adjust).await;
        let browser = grace_was_here(&app).await;
        // Another password signs every browser out, and none of them hears of it.
        end_sessions_of(&app, GRACE).await;
        assert_nothing(&browser, name).await;
        browser.sign_in(&web(), IDA, PASSWORD).await.landing();
        assert_nothing(&browser, name).await;
    }
}

async fn end_sessions_of(app: &TestApp, email: &str) {
    let acme = app.inner().settings.organizations.keys().find(|name| name.as_str() == "acme").unwrap();
    let email = Email::parse(email).unwrap();
    let account = accounts::by_email(app.db(), acme, &email).await.unwrap().unwrap();
    let hash = app.inner().hasher.hash(&Secret::new("another quiet lamp")).await.unwrap();
    let shop = Shop { name: "Acme".to_owned(), color: Color::BLACK, own: OwnTexts::default() };
    let browser = Browser {
        address: None,
        user_agent: String::new(),
        previous: None,
        carts: None,
        device: None,
        shop,
        is_told_of: false,
    };
    replace_password(app.inner(), &account, &hash, &browser).await.unwrap();
}

#[tokio::test]
async fn m06_a_guest_who_signs_in_after_the_former_ran_out_gets_no_cart_of_the_account() {
    let app = TestApp::with_carts(|_| {}).await;
    let browser = grace_was_here(&app).await;
    app.tick().await;
    app.pass(TimeDelta::days(15));
    app.tick().await;
    assert_nothing(&browser, "as a guest").await;
    browser.sign_in(&web(), IDA, PASSWORD).await.landing();
    assert_nothing(&browser, "as ida").await;
}
