//! Leaving for good: a day is named, everybody is signed out, and signing in before undoes it.

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};

use crate::bench::{Browser, PASSWORD, Page, TestApp, WEB, web};

const GRACE: &str = "grace@example.com";
const CLOSE: &str = "/account/close";

async fn with_grace() -> (TestApp, Browser) {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), GRACE).await.landing();
    (app, browser)
}

async fn ask(browser: &Browser) -> Page {
    browser.visit(web().to(CLOSE).address()).await
}

#[tokio::test]
async fn whoever_closes_the_account_is_told_what_is_lost_and_when_and_how_to_undo_it() {
    let (app, browser) = with_grace().await;
    let page = ask(&browser).await;
    assert_eq!(page.heading(), "Close your account?");
    for words in [GRACE, "15 March 2027", "14 days", "for good", "sign in again"] {
        assert!(page.text().contains(words), "{words} in: {}", page.text());
    }
    assert_eq!(app.count("accounts where closing_at is not null").await, 0, "a GET closes nothing");
    let page = page.press("Close my account").await;
    assert_eq!((page.status(), page.heading().as_str()), (StatusCode::OK, "Your account will be closed"));
    assert!(page.text().contains("15 March 2027"), "{}", page.text());
    let letter = app.letters_to(GRACE).await.remove(0);
    assert!(letter.subject.contains("will be closed"), "{}", letter.subject);
    assert!(letter.text.contains("15 March 2027"), "{}", letter.text);
    assert_eq!(app.count("events where kind = 'closing_asked' and session_id is not null").await, 1);
}

#[tokio::test]
async fn h02_closing_signs_out_everywhere_at_once_and_revokes_every_token() {
    let (app, browser) = with_grace().await;
    let phone = app.browser();
    phone.sign_in(&web(), GRACE, PASSWORD).await.landing();
    let mut tokens = Vec::new();
    for device in [&browser, &phone] {
        let token = device.send_token_request("market:code:usa").await.json();
        tokens.push(token["access_token"].as_str().unwrap().to_owned());
    }
    ask(&phone).await.press("Close my account").await;
    app.heard().await;
    assert_eq!(app.count("sessions").await, 0);
    for device in [&browser, &phone] {
        let token = device.send_token_request("market:code:usa").await.json();
        assert_eq!(token["kind"], "guest");
        assert_eq!(device.visit(web().address()).await.heading(), "Login");
    }
    app.tick().await;
    let id = serde_json::Value::from(app.sandbox.customer("acme", GRACE).unwrap().id);
    for token in tokens {
        assert_eq!(app.read_customer("acme", &id, &token).await.0, StatusCode::UNAUTHORIZED, "revoked");
    }
}

#[tokio::test]
async fn signing_in_before_the_day_keeps_the_account_and_says_so() {
    let (app, browser) = with_grace().await;
    ask(&browser).await.press("Close my account").await;
    app.tick().await;
    app.pass(TimeDelta::days(14) - TimeDelta::minutes(1));
    app.tick().await;
    let page = app.browser().sign_in(&web(), GRACE, PASSWORD).await;
    assert_eq!(page.heading(), "Your account");
    assert_eq!(page.alert().unwrap(), "Welcome back. Your account stays open.");
    assert_eq!(app.count("accounts where closing_at is null").await, 1);
    assert_eq!(app.count("events where kind = 'closing_undone'").await, 1);
    app.pass(TimeDelta::days(2));
    app.tick().await;
    assert_eq!(app.count("accounts").await, 1);
}

#[tokio::test]
async fn h11_whoever_signed_in_long_ago_signs_in_again_first() {
    let (app, browser) = with_grace().await;
    let asked = ask(&browser).await;
    app.pass(TimeDelta::minutes(31));
    let page = ask(&browser).await;
    assert_eq!((page.status(), page.heading().as_str()), (StatusCode::FORBIDDEN, "Sign in again first"));
    let late = asked.press("Close my account").await;
    assert_eq!((late.status(), late.heading().as_str()), (StatusCode::FORBIDDEN, "Sign in again first"));
    assert_eq!(app.count("accounts where closing_at is not null").await, 0);
    let page = page.press("Sign in again").await.sign_in_as(GRACE, PASSWORD).await;
    assert_eq!(page.heading(), "Your account");
    assert_eq!(ask(&browser).await.press("Close my account").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn whoever_is_signed_out_signs_in_first_and_a_second_press_closes_nothing_more() {
    let (app, browser) = with_grace().await;
    let page = app.browser().visit(web().to(CLOSE).address()).await;
    assert_eq!(page.heading(), "Login");
    let asked = ask(&browser).await;
    let same = ask(&browser).await;
    asked.press("Close my account").await;
    assert_eq!(same.press("Close my account").await.heading(), "Login");
    app.tick().await;
    assert_eq!(app.count("events where kind = 'closing_asked'").await, 1);
}

#[tokio::test]
async fn k16_closing_is_not_framed_and_not_asked_for_by_other_sites() {
    let (app, browser) = with_grace().await;
    let page = ask(&browser).await;
    assert!(page.answer.header("content-security-policy").contains("frame-ancestors 'none'"));
    assert_eq!(page.answer.header("cache-control"), "no-store");
    let foreign = browser.request(Method::POST, &web().to(CLOSE).address());
    let foreign = foreign.header("origin", "https://evil.example").header("sec-fetch-site", "cross-site");
    let answer = foreign.header("content-type", "application/x-www-form-urlencoded").body("").send().await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(app.count("accounts where closing_at is not null").await, 0);
}

#[tokio::test]
async fn k14_the_session_decides_whose_account_is_closed() {
    let (app, browser) = with_grace().await;
    app.browser().sign_up(&app, &web(), "ada@example.com").await;
    let named = web().to(CLOSE).with("account", "ada@example.com").with("customerEmail", "ada@example.com");
    browser.post(&named.address(), &[("email", "ada@example.com"), ("clientId", WEB)]).send().await;
    assert_eq!(app.count("accounts where closing_at is not null and email = 'grace@example.com'").await, 1);
    assert_eq!(app.count("accounts where closing_at is not null").await, 1);
    app.tick().await;
}
