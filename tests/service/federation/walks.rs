//! The walks of federation from a shop's link to its token.

use reqwest::StatusCode;

use crate::bench::{Plan, ProviderPlan, TestApp, WEB, legacy, web};

#[tokio::test]
async fn somebody_new_with_a_proven_address_is_signed_up_and_the_shop_has_a_token() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    let page = browser.visit(web().address()).await.click("Continue with Example ID").await;
    let page = page.as_person("vera").await;
    assert_eq!(page.landing().url.as_str(), "https://shop.acme.example/cart");
    let token = browser.send_token_request("market:code:usa").await;
    assert_eq!(token.json()["kind"], "customer");
    let claims = app.claims("acme", token.json()["access_token"].as_str().unwrap()).await;
    assert_eq!(claims["owner"]["type"], "Customer");
    assert_eq!(app.count("accounts where email = 'vera@people.example'").await, 1);
    app.tick().await;
}

#[tokio::test]
async fn somebody_known_comes_back_to_the_same_account() {
    let app = TestApp::with_provider().await;
    for _ in 0..2 {
        let page = app.browser().visit(legacy().address()).await.click("Continue with Example ID").await;
        let landing = page.as_person("vera").await.landing();
        assert!(landing.url.query().unwrap().starts_with("accessToken="), "{}", landing.url);
    }
    assert_eq!(app.count("accounts").await, 1);
    assert_eq!(app.count("identities").await, 1);
}

#[tokio::test]
async fn an_unproven_address_is_proven_by_a_code_first() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    let page = browser.visit(web().address()).await.click("Continue with Example ID").await;
    let page = page.as_person("uma").await;
    assert_eq!(page.url().path(), "/prove", "{}", page.text());
    assert_eq!(app.count("accounts").await, 0);
    let code = app.code_for("uma@people.example").await;
    let page = page.fill("Code", &code).press("Confirm").await;
    assert_eq!(page.landing().url.as_str(), "https://shop.acme.example/cart");
    assert_eq!(app.count("accounts where email = 'uma@people.example'").await, 1);
    app.tick().await;
}

#[tokio::test]
async fn somebody_without_an_address_says_one_and_proves_it() {
    let app = TestApp::with_provider().await;
    let page = app.browser().visit(web().address()).await.click("Continue with Example ID").await;
    let page = page.as_person("noah").await;
    let page = page.fill("Email", "noah@people.example").press("Send code").await;
    let code = app.code_for("noah@people.example").await;
    let page = page.fill("Code", &code).press("Confirm").await;
    assert_eq!(page.landing().url.as_str(), "https://shop.acme.example/cart");
    app.tick().await;
}

#[tokio::test]
async fn signing_out_here_signs_out_there_too() {
    const PLAN: ProviderPlan = ProviderPlan {
        id: "example",
        settings: "trust_email = true\nlogout = \"rp_initiated\"",
        register: |_| {},
    };
    let app = TestApp::planned(Plan { providers: &[PLAN], ..Plan::default() }).await;
    let browser = app.browser();
    let page = browser.visit(web().address()).await.click("Continue with Example ID").await;
    page.as_person("vera").await.landing();
    let leaving = browser.sign_out(&web()).await;
    let there = leaving.at_provider().await;
    let back = there.returned().expect("the provider sends back");
    let page = back.follow().await;
    assert_eq!(page.status(), StatusCode::OK);
    assert!(page.text().contains("Example ID"), "{}", page.text());
    assert_eq!(app.count("sessions").await, 0);
    app.tick().await;
}

#[tokio::test]
async fn a_provider_is_linked_on_the_account_page_and_unlinked_again() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "ada@example.com").await.landing();
    let account = browser.visit(&format!("/account?clientId={WEB}")).await;
    let page = account.press("Link").await.as_person("vera").await;
    assert_eq!(page.url().path(), "/account", "{}", page.text());
    assert!(page.alert().unwrap().contains("Example ID"), "{:?}", page.alert());
    let page = page.press("Unlink").await;
    assert_eq!(app.count("identities").await, 0, "{}", page.text());
    app.tick().await;
}
