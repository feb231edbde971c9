//! Signing out: here at once, at Commerce Layer as soon as it can be done.

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};
use sqlx::Row as _;
use vestibule::sandbox::Api;

use crate::bench::{PASSWORD, TestApp, WEB, legacy, web};

const SHOP: &str = "https://shop.acme.example";

#[tokio::test]
async fn signing_out_ends_the_session_and_revokes_access_and_refresh_token() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let landing = browser.sign_up(&app, &legacy(), "grace@example.com").await.landing();
    let in_address = landing.parameter("accessToken").unwrap();
    let in_shop = browser.token(WEB, "market:code:usa", SHOP).await.json()["access_token"].clone();
    let tokens = vault(&app).await;
    assert_eq!(tokens.len(), 4, "two pairs");
    let session = browser.cookie("__Host-vestibule-acme").unwrap();

    let page = browser.sign_out(&legacy()).await;
    assert_eq!(page.heading(), "You’re signed out");
    assert_eq!(browser.cookie("__Host-vestibule-acme"), None);
    assert_eq!(app.count("sessions").await, 0);
    app.tick().await;
    for token in tokens.iter().chain([&in_address, &in_shop.as_str().unwrap().to_owned()]) {
        assert!(app.sandbox.is_revoked(token));
    }
    assert_eq!(app.count("revocations").await, 0);
    let id = app.sandbox.customer("acme", "grace@example.com").unwrap().id;
    let (status, _) = app.read_customer("acme", &id.into(), &in_address).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);

    browser.set_cookie("__Host-vestibule-acme", &session);
    assert_eq!(browser.visit(legacy().address()).await.heading(), "Login", "the old cookie is dead");
    assert_eq!(browser.token(WEB, "market:code:usa", SHOP).await.json()["kind"], "guest");
    browser.sign_in(&legacy(), "grace@example.com", PASSWORD).await.landing();
}

/// What the vault holds, opened: access and refresh tokens.
async fn vault(app: &TestApp) -> Vec<String> {
    let rows = sqlx::query("select id, access_sealed, refresh_sealed from customer_tokens");
    let rows = rows.fetch_all(app.db()).await.unwrap();
    let open = |id: uuid::Uuid, sealed: Vec<u8>| {
        let contexts = [format!("customer_tokens/tok_{}", id.simple()), format!("customer_tokens/{id}")];
        let opened = contexts.iter().find_map(|context| app.inner().sealer.open(context, &sealed).ok());
        opened.expect("the context is known").expose().to_owned()
    };
    rows.iter().flat_map(|row| [open(row.get(0), row.get(1)), open(row.get(0), row.get(2))]).collect()
}

#[tokio::test]
async fn a_link_alone_signs_nobody_out() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    let page = browser.visit(web().to("/logout").address()).await;
    assert_eq!(page.heading(), "Sign out?");
    assert!(!page.text().contains("grace@example.com"), "the address is masked");
    assert_eq!(page.link("Stay signed in"), "https://shop.acme.example/cart");
    browser.request(Method::HEAD, &web().to("/logout").address()).send().await;
    assert_eq!(browser.token(WEB, "market:code:usa", SHOP).await.json()["kind"], "customer");
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_told_so_and_can_sign_in() {
    let app = TestApp::start().await;
    let page = app.browser().visit(web().to("/logout").address()).await;
    assert_eq!(page.heading(), "You’re signed out");
    assert!(page.text().contains("You weren’t signed in in this browser"), "{}", page.text());
    assert_eq!(page.link("Back to Acme Outfitters"), "https://shop.acme.example/cart");
    assert_eq!(page.click("Login again").await.heading(), "Login");
}

#[tokio::test]
async fn a_return_address_that_is_not_on_the_list_leads_home() {
    let app = TestApp::start().await;
    let link = web().to("/logout").with("returnUrl", "https://evil.example/");
    let page = app.browser().visit(link.address()).await;
    assert_eq!(page.link("Back to Acme Outfitters"), "https://shop.acme.example/");
    let bare = app.browser().visit(format!("/logout?clientId={WEB}")).await;
    assert_eq!(bare.link("Back to Acme Outfitters"), "https://shop.acme.example/");
}

#[tokio::test]
async fn revoking_waits_until_commerce_layer_is_there_again() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let landing = browser.sign_up(&app, &legacy(), "grace@example.com").await.landing();
    let token = landing.parameter("accessToken").unwrap();
    app.switches().set(|switches| switches.unreachable = true);
    assert_eq!(browser.sign_out(&legacy()).await.heading(), "You’re signed out");
    app.tick().await;
    assert!(!app.sandbox.is_revoked(&token));
    assert_eq!(app.count("revocations").await, 2, "access and refresh token");
    app.switches().reset();
    app.tick().await;
    assert!(!app.sandbox.is_revoked(&token), "not in a loop");
    app.pass(TimeDelta::minutes(1));
    app.tick().await;
    assert!(app.sandbox.is_revoked(&token));
    assert_eq!(app.count("revocations").await, 0);
}

#[tokio::test]
async fn what_cannot_be_revoked_is_given_up_once_the_token_has_run_out() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &legacy(), "grace@example.com").await.landing();
    app.switches().set(|switches| switches.auth.unreachable = true);
    browser.sign_out(&legacy()).await;
    for _ in 0..20 {
        app.tick().await;
        app.pass(TimeDelta::hours(20));
    }
    assert_eq!(app.count("revocations").await, 0);
    let tries =
        app.sandbox.journal().iter().filter(|e| e.api == Api::Auth && e.path == "/oauth/revoke").count();
    assert!((10..40).contains(&tries), "{tries} tries in two weeks");
}
