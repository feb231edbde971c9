//! Coming back while signed in.

use crate::bench::{PASSWORD, TestApp, WEB, globex, legacy, web};

#[tokio::test]
async fn a_visitor_who_is_signed_in_is_asked_and_goes_on() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    for link in [web(), web().signup()] {
        let page = browser.visit(link.address()).await;
        assert_eq!(page.heading(), "Welcome back");
        assert!(!page.answer.body.contains("grace@example.com"), "the address is masked");
        let landing = page.press("Continue as g…@example.com").await.landing();
        assert_eq!(landing.url.as_str(), "https://shop.acme.example/cart");
    }
    assert_eq!(app.count("sessions").await, 1);
}

#[tokio::test]
async fn going_on_to_another_shop_of_the_organization_gives_that_shop_its_token() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    let page = browser.visit(legacy().address()).await;
    let landing = page.press("Continue as g…@example.com").await.landing();
    let claims = app.claims("acme", &landing.parameter("accessToken").unwrap()).await;
    assert_eq!(claims["application"]["client_id"], crate::bench::LEGACY);
    assert_eq!(browser.visit(globex().address()).await.heading(), "Login", "another organization");
}

#[tokio::test]
async fn the_same_token_is_served_again_while_it_lasts() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let first = browser.sign_up(&app, &legacy(), "grace@example.com").await.landing();
    let calls = app.sandbox.token_calls();
    let page = browser.visit(legacy().address()).await;
    let second = page.press("Continue as g…@example.com").await.landing();
    assert_eq!(first.parameter("accessToken"), second.parameter("accessToken"));
    assert_eq!(first.parameter("expires"), second.parameter("expires"));
    assert_eq!(app.sandbox.token_calls(), calls);
}

#[tokio::test]
async fn somebody_else_can_sign_in_instead() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "ida@example.com").await;
    let browser = app.browser();
    let first = browser.sign_up(&app, &legacy(), "grace@example.com").await.landing();
    let page = browser.visit(web().address()).await.press("Use another account").await;
    assert_eq!(page.heading(), "Login");
    app.tick().await;
    assert!(app.sandbox.is_revoked(&first.parameter("accessToken").unwrap()));
    let landing = page.sign_in_as("ida@example.com", PASSWORD).await.landing();
    assert_eq!(landing.url.as_str(), "https://shop.acme.example/cart");
    let token = browser.token(WEB, "market:code:usa", "https://shop.acme.example").await.json();
    assert_eq!(token["customer_id"], app.sandbox.customer("acme", "ida@example.com").unwrap().id);
}

#[tokio::test]
async fn the_question_of_yesterday_leads_to_the_login_page_once_the_session_is_over() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    let page = browser.visit(web().address()).await;
    browser.sign_out(&web()).await;
    assert_eq!(page.press("Continue as g…@example.com").await.heading(), "Login");
    assert_eq!(page.press("Use another account").await.heading(), "Login");
}

#[tokio::test]
async fn reloading_what_was_a_form_asks_again() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    for path in ["/continue", "/continue/switch"] {
        assert_eq!(browser.visit(web().to(path).address()).await.heading(), "Welcome back");
    }
}
