//! Sign-up, from the shop's link to the shop.

use chrono::TimeDelta;
use reqwest::StatusCode;
use vestibule::sandbox::Api;

use crate::bench::{GLOBEX, PASSWORD, TestApp, WEB, globex, legacy, web};

const SHOP: &str = "https://shop.acme.example";

#[tokio::test]
async fn a_shopper_signs_up_confirms_the_address_and_is_back_in_the_shop() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let page = browser.visit(web().address()).await;
    assert_eq!(page.heading(), "Login");
    let page = page.click("Sign up for free").await;
    assert_eq!(page.heading(), "Sign up");
    let page = page.sign_up_as("grace@example.com", PASSWORD).await;
    assert_eq!(page.heading(), "Check your email");
    assert!(page.text().contains("grace@example.com"));
    assert_eq!(app.count("accounts").await, 0);
    assert!(app.sandbox.customer("acme", "grace@example.com").is_none());

    let code = app.code_for("grace@example.com").await;
    let landing = page.fill("Code", &code).press("Confirm").await.landing();
    assert_eq!(landing.url.as_str(), "https://shop.acme.example/cart");
    app.tick().await;

    let customer = app.sandbox.customer("acme", "grace@example.com").unwrap();
    let answer = browser.token(WEB, "market:code:usa", SHOP).await.json();
    assert_eq!((&answer["kind"], &answer["customer_id"]), (&"customer".into(), &customer.id.clone().into()));
    let claims = app.claims("acme", answer["access_token"].as_str().unwrap()).await;
    assert_eq!(claims["owner"]["id"], customer.id);
    assert_eq!(claims["owner"]["type"], "Customer");
    assert_eq!(claims["application"]["kind"], "sales_channel");
    assert_eq!(claims["organization"]["slug"], "acme");
}

#[tokio::test]
async fn the_shop_that_wants_it_gets_its_token_at_the_end_of_the_sign_up() {
    let app = TestApp::start().await;
    let landing = app.browser().sign_up(&app, &legacy(), "grace@example.com").await.landing();
    let claims = app.claims("acme", &landing.parameter("accessToken").unwrap()).await;
    assert_eq!(claims["owner"]["id"], app.sandbox.customer("acme", "grace@example.com").unwrap().id);
}

#[tokio::test]
async fn an_unconfirmed_sign_up_opens_nothing_but_its_own_browser_finds_the_way_back_to_the_code() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.begin_sign_up(&web(), "grace@example.com").await;
    let stranger = app.browser().sign_in(&web(), "grace@example.com", PASSWORD).await;
    assert!(stranger.alert().unwrap().contains("don’t belong together"));
    assert!(!stranger.text().contains("You began to sign up"));
    let other = browser.sign_in(&web(), "ada@example.com", PASSWORD).await;
    assert!(!other.text().contains("You began to sign up"));

    let page = browser.sign_in(&web(), "grace@example.com", PASSWORD).await;
    assert!(page.alert().unwrap().contains("don’t belong together"));
    let page = page.click("Enter the code").await;
    assert_eq!(page.heading(), "Check your email");
    let code = app.code_for("grace@example.com").await;
    page.fill("Code", &code).press("Confirm").await.landing();
    app.browser().sign_in(&web(), "grace@example.com", PASSWORD).await.landing();
}

#[tokio::test]
async fn a_customer_of_commerce_layer_is_linked_only_once_the_address_is_proven() {
    let app = TestApp::start().await;
    let page = app.browser().begin_sign_up(&legacy(), "Bob@Example.com").await;
    app.tick().await;
    let asked = |app: &TestApp| {
        app.sandbox.journal().iter().filter(|e| e.api == Api::Core && e.path.contains("customers")).count()
    };
    assert_eq!(asked(&app), 0, "nobody asked for a customer yet");
    let before = app.sandbox.customers("acme").len();
    let code = app.code_for("Bob@Example.com").await;
    let landing = page.fill("Code", &code).press("Confirm").await.landing();
    let claims = app.claims("acme", &landing.parameter("accessToken").unwrap()).await;
    assert_eq!(claims["owner"]["id"], "AcmeCusBob");
    assert_eq!(app.sandbox.customers("acme").len(), before, "no second customer was made");
}

#[tokio::test]
async fn two_organizations_know_nothing_of_each_other() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    let page = browser.visit(globex().address()).await;
    assert_eq!(page.heading(), "Login", "signed in at acme only");
    let refused = page.sign_in_as("grace@example.com", PASSWORD).await;
    assert!(refused.alert().is_some());
    browser.sign_up(&app, &globex(), "grace@example.com").await.landing();
    let customer = |slug| app.sandbox.customer(slug, "grace@example.com").unwrap().id;
    assert_ne!(customer("acme"), customer("globex"));
    let token = browser.token(GLOBEX, "market:code:world", "https://globex.example").await.json();
    assert_eq!(token["customer_id"], customer("globex"));
    browser.sign_out(&globex()).await;
    let token = browser.token(WEB, "market:code:usa", SHOP).await.json();
    assert_eq!(token["customer_id"], customer("acme"), "still signed in at acme");
}

#[tokio::test]
async fn what_is_wrong_with_the_form_is_said_at_its_fields_and_no_password_comes_back() {
    let app = TestApp::start().await;
    let form = app.browser().visit(web().signup().address()).await;
    let page = form.press("Sign up").await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.problem_of("Email").as_deref(), Some("Enter your email"));
    assert_eq!(page.problem_of("Password").as_deref(), Some("Enter your password"));
    let page = page.fill("Email", "grace@").fill("Password", PASSWORD).fill("Confirm password", "other");
    let page = page.press("Sign up").await;
    assert!(page.problem_of("Email").unwrap().contains("in full"));
    assert_eq!(page.problem_of("Confirm password").as_deref(), Some("The two passwords are not the same"));
    assert_eq!(page.value_of("Email"), "grace@");
    assert!(!page.answer.body.contains(PASSWORD), "a password came back");
    let mut page = page;
    for (password, words) in [
        ("short", "at least 15 characters"),
        ("12345678901234567890", "first that thieves try"),
        ("grace.hopper2026", "contain your email"),
        ("AcmeOutfitters1!", "contain the shop’s name"),
        (&"long ".repeat(60), "at most 256 characters"),
    ] {
        page = page.sign_up_as("grace.hopper@example.com", password).await;
        let problem = page.problem_of("Password").unwrap_or_else(|| panic!("{password} was taken"));
        assert!(problem.contains(words), "{password}: {problem}");
    }
    assert_eq!(app.count("registrations").await, 0);
}

#[tokio::test]
async fn a_mistyped_address_is_no_dead_end() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let page = browser.begin_sign_up(&web(), "grcae@example.com").await;
    let page = page.click("Start again").await.sign_up_as("grace@example.com", PASSWORD).await;
    let code = app.code_for("grace@example.com").await;
    page.fill("Code", &code).press("Confirm").await.landing();
}

#[tokio::test]
async fn whoever_confirms_an_address_second_is_asked_to_sign_in() {
    let app = TestApp::start().await;
    let first = app.browser().begin_sign_up(&web(), "grace@example.com").await;
    let first_code = app.code_for("grace@example.com").await;
    let second = app.browser().begin_sign_up(&web(), "grace@example.com").await;
    let second_code = app.code_for("grace@example.com").await;
    first.fill("Code", &first_code).press("Confirm").await.landing();
    let page = second.fill("Code", &second_code).press("Confirm").await;
    assert_eq!(page.heading(), "Login");
    assert_eq!(page.value_of("Email"), "grace@example.com");
    assert_eq!(app.count("accounts").await, 1);
    app.tick().await;
}

#[tokio::test]
async fn a_sign_up_that_nobody_finished_runs_out_after_a_day() {
    let app = TestApp::start().await;
    let page = app.browser().begin_sign_up(&web(), "grace@example.com").await;
    let code = app.code_for("grace@example.com").await;
    app.pass(TimeDelta::hours(24));
    let page = page.fill("Code", &code).press("Confirm").await;
    assert_eq!(page.heading(), "Sign up");
    assert!(page.alert().unwrap().contains("has run out"));
    app.tick().await;
    assert_eq!(app.count("registrations").await, 0);
}
