//! Catalogue M11 and A: which customer an account is, and what may happen to the customer behind our back.

use chrono::TimeDelta;
use reqwest::StatusCode;

use crate::bench::{PASSWORD, TestApp, WEB, at_once, legacy, web};

const SHOP: &str = "https://shop.acme.example";
const USA: &str = "market:code:usa";

#[tokio::test]
async fn m11_a_customer_deleted_at_commerce_layer_is_made_anew() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let landing = browser.sign_up(&app, &legacy(), "grace@example.com").await.landing();
    let old = app.sandbox.customer("acme", "grace@example.com").unwrap().id;
    assert!(app.sandbox.remove_customer("acme", "grace@example.com"));
    app.pass_a_minute();
    let page = app.browser().sign_in(&legacy(), "grace@example.com", PASSWORD).await;
    let token = page.landing().parameter("accessToken").unwrap();
    let new = app.sandbox.customer("acme", "grace@example.com").unwrap().id;
    assert_ne!(new, old);
    assert_eq!(app.claims("acme", &token).await["owner"]["id"], new);
    assert_ne!(landing.parameter("accessToken").unwrap(), token);
    assert_eq!(app.count("customers where customer_id is not null and next_attempt_at is null").await, 1);
}

#[tokio::test]
async fn m11_a_customer_deleted_and_made_again_elsewhere_is_found() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    app.sandbox.remove_customer("acme", "grace@example.com");
    let made = app.sandbox.create_customer("acme", "grace@example.com", None).unwrap();
    assert_eq!(browser.token(WEB, USA, SHOP).await.json()["customer_id"], made);
    let answers = at_once(5, async |_| browser.token(WEB, "market:code:europe", SHOP).await.json()).await;
    assert!(answers.iter().all(|answer| answer["customer_id"] == *made));
    assert_eq!(app.sandbox.customers("acme").iter().filter(|it| it.email == "grace@example.com").count(), 1);
}

#[tokio::test]
async fn m11_an_address_changed_at_commerce_layer_changes_neither_account_nor_customer() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    let id = app.sandbox.customer("acme", "grace@example.com").unwrap().id;
    app.change_customer_email(&id, "hopper@example.com").await;
    assert_eq!(browser.token(WEB, USA, SHOP).await.json()["customer_id"], id);
    let answer = app.browser().post_login(&web(), "hopper@example.com", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody has signed up with it");
    app.browser().sign_in(&web(), "grace@example.com", PASSWORD).await.landing();
}

#[tokio::test]
async fn m11_a_customer_of_one_account_is_never_given_to_another() {
    let app = TestApp::start().await;
    let grace = app.browser();
    grace.sign_up(&app, &web(), "grace@example.com").await.landing();
    let id = app.sandbox.customer("acme", "grace@example.com").unwrap().id;
    app.change_customer_email(&id, "hopper@example.com").await;
    // Somebody who really reads hopper@example.com signs up: the customer with that address is Grace's.
    let hopper = app.browser();
    hopper.sign_up(&app, &web(), "hopper@example.com").await.landing();
    let answer = hopper.token(WEB, USA, SHOP).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(!answer.header("retry-after").is_empty());
    assert_eq!(hopper.visit("/account").await.heading(), "Your account", "and is signed in all the same");
    let page = app.browser().sign_in(&legacy(), "hopper@example.com", PASSWORD).await;
    assert_eq!(page.heading(), "Almost there");
    assert_eq!(grace.token(WEB, USA, SHOP).await.json()["customer_id"], id);
    for _ in 0..5 {
        app.pass(TimeDelta::minutes(40));
        app.tick().await;
    }
    assert_eq!(app.count("customers where customer_id is null and next_attempt_at is not null").await, 1);
    // The shop puts it right, and nobody has to do anything here.
    app.change_customer_email(&id, "grace@example.com").await;
    app.pass(TimeDelta::minutes(40));
    app.tick().await;
    let own = app.sandbox.customer("acme", "hopper@example.com").unwrap().id;
    assert_eq!(hopper.token(WEB, USA, SHOP).await.json()["customer_id"], own);
}

#[tokio::test]
async fn m11_an_address_that_differs_by_case_at_commerce_layer_is_the_same_customer() {
    let app = TestApp::start().await;
    let id = app.sandbox.create_customer("acme", "Grace.Hopper@Example.COM", None).unwrap();
    let browser = app.browser();
    browser.sign_up(&app, &web(), "gRACE.hopper@example.com").await.landing();
    assert_eq!(browser.token(WEB, USA, SHOP).await.json()["customer_id"], id);
    app.browser().sign_in(&web(), "grace.HOPPER@example.com", PASSWORD).await.landing();
}

#[tokio::test]
async fn a01_nothing_of_a_customer_is_touched_before_the_address_is_proven() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.begin_sign_up(&legacy(), "ada@example.com").await;
    app.code_for("ada@example.com").await;
    for _ in 0..3 {
        app.pass(TimeDelta::minutes(1));
        app.tick().await;
    }
    assert!(app.sandbox.journal().iter().all(|call| !call.path.contains("customers")), "not even looked for");
    assert_eq!(browser.token(WEB, USA, SHOP).await.json()["kind"], "guest");
    assert!(app.sandbox.password_matches("acme", "ada@example.com", "correct horse battery"));
}

#[tokio::test]
async fn a03_a_squatters_password_opens_nothing_once_the_owner_has_signed_up() {
    let app = TestApp::start().await;
    let squatter = app.browser();
    let page = squatter.visit(web().signup().address()).await;
    page.sign_up_as("grace@example.com", "the squatter was here first").await;
    app.pass(TimeDelta::minutes(2));
    let owner = app.browser();
    owner.sign_up(&app, &web(), "grace@example.com").await.landing();
    let answer = app.browser().post_login(&web(), "grace@example.com", "the squatter was here first").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(squatter.token(WEB, USA, SHOP).await.json()["kind"], "guest");
    app.browser().sign_in(&web(), "grace@example.com", PASSWORD).await.landing();
}

#[tokio::test]
async fn a03_the_code_of_the_squatters_sign_up_does_not_confirm_the_owners() {
    let app = TestApp::start().await;
    let squatter = app.browser();
    let page = squatter.visit(web().signup().address()).await;
    page.sign_up_as("grace@example.com", "the squatter was here first").await;
    let code = app.code_for("grace@example.com").await;
    app.pass(TimeDelta::minutes(2));
    // Two letters lie in the mailbox, and the owner types the older code.
    let owner = app.browser();
    owner.begin_sign_up(&web(), "grace@example.com").await;
    let newer = app.code_for("grace@example.com").await;
    assert!(newer == code || owner.post_code(&code).await.status.is_client_error());
    assert_eq!(app.count("accounts").await, 0);
    owner.post_code(&newer).await;
    app.browser().sign_in(&web(), "grace@example.com", PASSWORD).await.landing();
}
