//! `POST /api/logout`.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use url::Url;

use super::{SHOP, USA, with_back_ends};
use crate::bench::{Answer, Browser, Plan, ProviderPlan, TestApp, WEB, web};

impl Browser {
    async fn log_out(&self, body: Value) -> Answer {
        self.post_json("/api/logout", &body).header("origin", SHOP).send().await
    }
}

#[tokio::test]
async fn m15_the_session_its_cookies_and_its_tokens_are_gone() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    let token = browser.token(WEB, USA, SHOP).await.json();
    let answer = browser.log_out(json!({"client_id": WEB})).await;
    assert_eq!((answer.status, answer.json()), (StatusCode::OK, json!({"signed_out": true})));
    assert_eq!(answer.header("access-control-allow-origin"), SHOP);
    assert_eq!(browser.cookie("__Host-vestibule-acme"), None);
    assert_eq!(browser.cookie("__Host-vestibule-signup"), None);
    assert_eq!(app.count("sessions").await, 0);
    app.tick().await;
    let access_token = token["access_token"].as_str().unwrap();
    let (status, _) = app.read_customer("acme", &token["customer_id"], access_token).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert_eq!(app.count("events where kind = 'signed_out'").await, 1);
}

#[tokio::test]
async fn done_twice_it_is_done() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    for _ in 0..2 {
        let answer = browser.log_out(json!({"client_id": WEB, "return_url": SHOP})).await;
        assert_eq!((answer.status, answer.json()), (StatusCode::OK, json!({"signed_out": true})));
    }
    let in_query = browser.call(Method::POST, &format!("/api/logout?client_id={WEB}")).send().await;
    assert_eq!(in_query.json(), json!({"signed_out": true}));
}

#[tokio::test]
async fn a_return_address_that_is_not_the_shop_s_is_refused_before_anything_is_done() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    for address in [
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        "https://shop.acme.example@evil.example/",
    ] {
        let answer = browser.log_out(json!({"client_id": WEB, "return_url": address})).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}");
        assert_eq!(answer.json()["error"]["code"], "return_url_not_allowed", "{address}");
    }
    assert_eq!(browser.session().await.json()["signed_in"], true);
}

#[tokio::test]
async fn b19_a_get_signs_nobody_out() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    let answer = browser.call(Method::GET, &format!("/api/logout?client_id={WEB}")).send().await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(browser.session().await.json()["signed_in"], true);
}

#[tokio::test]
async fn a_back_end_signs_the_browser_out_by_its_session_token() {
    let app = TestApp::planned(with_back_ends()).await;
    let (browser, code) = app.arrives(&web(), "grace@example.com").await;
    let bearer = format!("Bearer {}", app.session_token(&code).await);
    let log_out = || {
        let call = app.browser().post_json("/api/logout", &json!({"client_id": WEB}));
        call.header("authorization", &bearer).send()
    };
    let answer = log_out().await;
    assert_eq!((answer.status, answer.json()), (StatusCode::OK, json!({"signed_out": true})));
    assert_eq!(browser.session().await.json()["signed_in"], false);
    let again = log_out().await;
    assert_eq!(again.json()["error"]["code"], "invalid_token", "it has ended already");
}

#[tokio::test]
async fn where_the_provider_is_to_be_told_the_browser_is_sent_there_and_comes_back_to_the_shop() {
    const PLAN: ProviderPlan =
        ProviderPlan { settings: "trust_email = true\nlogout = \"rp_initiated\"", ..ProviderPlan::TRUSTED };
    let app = TestApp::planned(Plan { providers: &[PLAN], ..Plan::default() }).await;
    let browser = app.browser();
    let page = browser.visit(web().address()).await.click("Continue with Example ID").await;
    page.as_person("vera").await.landing();
    let answer = browser.log_out(json!({"client_id": WEB, "return_url": format!("{SHOP}/bye")})).await;
    let redirect = Url::parse(answer.json()["redirect_to"].as_str().unwrap()).unwrap();
    assert!(redirect.as_str().starts_with(&app.upstream().issuer()), "{redirect}");
    assert!(redirect.query_pairs().any(|(name, _)| name == "id_token_hint"));
    assert!(browser.cookie("__Host-vestibule-departure").is_some());
    assert_eq!(browser.session().await.json()["signed_in"], false);
    let answer = browser.log_out(json!({"client_id": WEB})).await;
    assert_eq!(answer.json(), json!({"signed_out": true}), "nobody is left to be sent there");
    app.tick().await;
}
