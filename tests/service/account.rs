//! The account page.

use chrono::TimeDelta;
use reqwest::StatusCode;

use crate::bench::{GLOBEX, PASSWORD, TestApp, WEB, globex, web};

#[tokio::test]
async fn the_account_page_shows_who_is_signed_in_since_when_and_where() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.always("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0");
    browser.sign_up(&app, &web(), "Grace@example.com").await;
    app.pass(TimeDelta::days(3));
    let page = browser.visit("/account").await;
    assert_eq!(page.heading(), "Your account");
    for words in ["Grace@example.com", "Confirmed", "1 March 2027", "Firefox on Linux", "This browser"] {
        assert!(page.text().contains(words), "{words} in: {}", page.text());
    }
    assert_eq!(page.press("Sign out").await.heading(), "You’re signed out");
    assert_eq!(app.count("sessions").await, 0);
    app.tick().await;
}

#[tokio::test]
async fn whoever_is_signed_out_signs_in_and_then_sees_the_account() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "grace@example.com").await;
    let browser = app.browser();
    let page = browser.visit(format!("/account?clientId={WEB}")).await;
    assert_eq!(page.heading(), "Login");
    let page = page.sign_in_as("grace@example.com", PASSWORD).await;
    assert_eq!(page.heading(), "Your account");
    assert!(page.text().contains("grace@example.com"));
}

#[tokio::test]
async fn the_account_of_one_organization_is_not_shown_at_the_other() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    browser.sign_up(&app, &globex(), "hopper@example.com").await;
    let acme = browser.visit(format!("/account?clientId={WEB}")).await.text();
    let other = browser.visit(format!("/account?clientId={GLOBEX}")).await.text();
    assert!(acme.contains("grace@example.com") && !acme.contains("hopper"), "{acme}");
    assert!(other.contains("hopper@example.com") && !other.contains("grace"), "{other}");
}

#[tokio::test]
async fn an_account_link_without_a_known_shop_is_told_so() {
    let app = TestApp::start().await;
    let page = app.browser().visit("/account").await;
    assert_eq!(
        (page.status(), page.heading()),
        (StatusCode::BAD_REQUEST, "Missing required parameter.".into())
    );
    let page = app.browser().visit("/account?clientId=nobody").await;
    assert_eq!(page.heading(), "We don’t know this shop");
}
