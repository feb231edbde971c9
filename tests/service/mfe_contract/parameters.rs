//! What each optional parameter does (contract 0.2).

use reqwest::StatusCode;
use vestibule::sandbox::{Api, JournalEntry};

use crate::bench::{PASSWORD, TestApp, legacy, web};

const USA: &str = "market:code:usa";

#[tokio::test]
async fn a_scope_of_several_parts_is_passed_on_unchanged() {
    let app = TestApp::start().await;
    let scope = "market:id:AcmeMktUsa stock_location:id:AcmeStkUsa";
    let browser = app.browser();
    browser.sign_up(&app, &web().with("scope", scope), "grace@example.com").await.landing();
    let token = browser.send_token_request(scope).await.json();
    assert_eq!((&token["scope"], &token["kind"]), (&scope.into(), &"customer".into()));
}

#[tokio::test]
async fn an_access_token_in_a_link_is_ignored_and_handed_to_nobody() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let token = "eyJhbGciOiJSUzUxMiJ9.eyJndWVzdCI6dHJ1ZX0.c2lnbmF0dXJl";
    // The rules of the bench refuse any page and any redirect with a token in it.
    for path in ["/identity/login", "/identity/signup", "/identity", "/", "/identity/:identity_type"] {
        let page = browser.visit(web().to(path).with("accessToken", token).address()).await;
        assert_eq!(page.status(), StatusCode::OK, "{path}");
        assert!(!page.url().as_str().contains("accessToken") || page.trail.is_empty(), "{path}");
    }
}

#[tokio::test]
async fn a_private_market_is_entered_with_a_public_scope_for_guests() {
    let app = TestApp::start().await;
    let link = legacy().with("scope", "market:code:vip").with("publicScope", USA);
    let browser = app.browser();
    let landing = browser.sign_up(&app, &link, "vic@example.com").await.landing();
    assert_eq!(landing.parameter("scope").as_deref(), Some("market:code:vip"));
    let claims = app.claims("acme", &landing.parameter("accessToken").unwrap()).await;
    assert_eq!(claims["owner"]["id"], "AcmeCusVic");
    let refused = |e: &&JournalEntry| e.api == Api::Auth && e.status >= 400;
    assert_eq!(
        app.sandbox.journal().iter().filter(refused).count(),
        0,
        "no guest asked for the closed market"
    );

    let page = app.browser().sign_up(&app, &link, "grace@example.com").await;
    assert_eq!(page.status(), StatusCode::FORBIDDEN);
    assert_eq!(page.heading(), "This account can’t be used here");
    let login = page.press("Use another account").await;
    assert_eq!(login.heading(), "Login");
    login.sign_in_as("vic@example.com", PASSWORD).await.landing();
    app.tick().await;
}

#[tokio::test]
async fn a_private_market_without_a_public_scope_still_has_its_pages() {
    let app = TestApp::start().await;
    let page = app.browser().visit(legacy().with("scope", "market:code:vip").address()).await;
    assert_eq!(page.heading(), "Login");
}

#[tokio::test]
async fn the_link_for_forgotten_passwords_is_the_shop_s_own() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let forgot = async |url: &str| {
        let page = browser.visit(web().with("resetPasswordUrl", url).address()).await;
        page.find_link("Forgot your password?")
    };
    for url in ["https://shop.acme.example/reset?x=1&y=2#top", "http://other.example/reset"] {
        assert_eq!(forgot(url).await.as_deref(), Some(url));
    }
    for url in [
        "javascript:alert(1)",
        "data:text/html,x",
        "/reset",
        "//evil.example",
        "ftp://x.example/",
        "",
        "x",
        "JaVaScRiPt:x",
    ] {
        assert!(forgot(url).await.is_some_and(|own| own.starts_with("/recover?")), "{url}");
    }
    let link = web().with("resetPasswordUrl", "https://shop.acme.example/reset").signup();
    let page = browser.visit(link.address()).await.click("Login").await;
    assert!(page.find_link("Forgot your password?").is_some(), "carried from sign-up to login");
}

#[tokio::test]
async fn an_address_in_the_link_fills_the_field_plus_and_all() {
    let app = TestApp::start().await;
    let browser = app.browser();
    for path in ["/identity/login", "/identity/signup"] {
        let link = web().to(path).address();
        for raw in ["ada+shop@example.com", "ada%2Bshop@example.com", "ada%20shop%40example.com"] {
            let page = browser.visit(format!("{link}&customerEmail={raw}")).await;
            assert_eq!(page.value_of("Email"), "ada+shop@example.com", "{raw}");
        }
        let page = browser.visit(format!("{link}&customerEmail=a+b+c@example.com")).await;
        assert_eq!(page.value_of("Email"), "a+b+c@example.com", "every space, not only the first");
    }
}
