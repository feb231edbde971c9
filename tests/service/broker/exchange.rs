//! The `password` way of exchange, for plans without the JWT bearer grant: the rest of the product does not notice.

use chrono::TimeDelta;
use reqwest::StatusCode;
use vestibule::config::{Exchange, Settings};

use super::{EUROPE, SHOP, USA, access_token};
use crate::bench::{PASSWORD, Plan, TestApp, WEB, at_once, found_in, legacy, web};

const ASSERTION: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

fn by(settings: &mut Settings, exchange: Exchange) {
    settings.storefronts.iter_mut().for_each(|storefront| storefront.exchange = exchange);
}

async fn any_plan() -> TestApp {
    let adjust: fn(&mut Settings) = |settings| by(settings, Exchange::Password);
    let app = TestApp::planned(Plan { adjust, ..Plan::default() }).await;
    app.switches().set(|switches| switches.enterprise.extend([("acme".to_owned(), false)]));
    app
}

#[tokio::test]
async fn a_plan_without_the_assertion_gets_customer_tokens_by_a_password_that_nobody_knows() {
    let app = any_plan().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    let answer = browser.token(WEB, USA, SHOP).await.json();
    assert_eq!(answer["kind"], "customer", "{answer}");
    assert_eq!(app.owner_of(answer["access_token"].as_str().unwrap()).await, answer["customer_id"]);
    assert_eq!((app.calls_of("password"), app.calls_of(ASSERTION)), (1, 0));
    access_token(&browser, EUROPE).await;
    assert_eq!(app.calls_of("password"), 2, "the same password for another market");
    app.pass(TimeDelta::minutes(231));
    access_token(&browser, USA).await;
    assert_eq!((app.calls_of("password"), app.calls_of("refresh_token")), (2, 1));
}

#[tokio::test]
async fn the_hand_over_in_the_address_works_as_well() {
    let app = any_plan().await;
    let landing = app.browser().sign_up(&app, &legacy(), "grace@example.com").await.landing();
    let token = landing.parameter("accessToken").unwrap();
    let customer = app.sandbox.customer("acme", "grace@example.com").unwrap();
    assert_eq!(app.owner_of(&token).await, customer.id);
    assert!(customer.has_password);
}

#[tokio::test]
async fn the_random_password_is_sealed_and_the_person_s_own_opens_nothing_at_commerce_layer() {
    let app = any_plan().await;
    app.sandbox.create_customer("acme", "grace@example.com", Some(PASSWORD)).unwrap();
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    access_token(&browser, USA).await;
    assert!(!app.sandbox.password_matches("acme", "grace@example.com", PASSWORD));
    let sealed: Vec<u8> = sqlx::query_scalar("select exchange_password_sealed from customers")
        .fetch_one(app.db())
        .await
        .unwrap();
    let account: uuid::Uuid =
        sqlx::query_scalar("select account_id from customers").fetch_one(app.db()).await.unwrap();
    let context = format!("exchange_passwords/{}", vestibule::foundation::AccountId::from(account));
    let opened = app.inner().sealer.open(&context, &sealed).unwrap();
    let (password, email) = opened.expose().split_once('\n').unwrap();
    assert!(app.sandbox.password_matches("acme", email, password));
    assert_eq!(found_in(&app.dump().await, password), None);
    assert!(password.len() >= 40);
}

#[tokio::test]
async fn a_password_that_somebody_changed_there_is_set_again_once() {
    let app = any_plan().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    access_token(&browser, USA).await;
    app.sandbox.set_password("acme", "grace@example.com", "changed in the dashboard");
    let before = app.calls_of("password");
    let token = access_token(&browser, EUROPE).await;
    assert_eq!(app.calls_of("password") - before, 2, "one refused, one granted");
    app.claims("acme", &token).await;
    assert!(!app.sandbox.password_matches("acme", "grace@example.com", "changed in the dashboard"));
}

#[tokio::test]
async fn m11_a_customer_who_is_gone_there_is_made_anew() {
    let app = any_plan().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    let first = browser.token(WEB, USA, SHOP).await.json();
    assert!(app.sandbox.remove_customer("acme", "grace@example.com"));
    let second = browser.token(WEB, EUROPE, SHOP).await.json();
    assert_eq!(second["kind"], "customer", "{second}");
    assert_ne!(second["customer_id"], first["customer_id"]);
}

#[tokio::test]
async fn many_at_once_set_one_password() {
    let app = any_plan().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    let answers = at_once(30, async |number| {
        browser.token(WEB, if number % 2 == 0 { USA } else { EUROPE }, SHOP).await
    });
    for answer in answers.await {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }
    assert_eq!(app.calls_of("password"), 2);
    let patches = app.sandbox.journal().iter().filter(|call| call.method == "PATCH").count();
    assert_eq!(patches, 1);
}

#[tokio::test]
async fn switching_back_and_forth_works_and_nobody_is_signed_out() {
    let mut app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    access_token(&browser, USA).await;
    for (exchange, scope) in
        [(Exchange::Password, EUROPE), (Exchange::JwtBearer, USA), (Exchange::Password, EUROPE)]
    {
        app.restart_with(|settings| by(settings, exchange)).await;
        app.pass(TimeDelta::days(13));
        let token = access_token(&browser, scope).await;
        app.claims("acme", &token).await;
    }
    assert_eq!(app.count("sessions").await, 1);
}

#[tokio::test]
async fn a_storefront_whose_plan_has_no_assertion_says_so_without_signing_anybody_out() {
    let app = TestApp::start().await;
    app.switches().set(|switches| switches.enterprise.extend([("acme".to_owned(), false)]));
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    assert_eq!(browser.token(WEB, USA, SHOP).await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(app.count("sessions").await, 1);
}
