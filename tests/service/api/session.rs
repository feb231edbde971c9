//! `GET /api/session`.

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::json;

use super::SHOP;
use crate::bench::{GLOBEX, TestApp, globex, web};

#[tokio::test]
async fn nobody_is_signed_in() {
    let app = TestApp::start().await;
    let answer = app.browser().session().await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json(), json!({"signed_in": false}));
    let browser = app.browser();
    browser.set_cookie("__Host-vestibule-acme", "vst_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    assert_eq!(browser.session().await.json(), json!({"signed_in": false}));
}

#[tokio::test]
async fn somebody_is_signed_in_and_the_shop_learns_who() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "Grace@Example.com").await;
    let session = browser.session().await.json();
    assert_eq!(session["signed_in"], true);
    assert_eq!(session["account"]["email"], "Grace@Example.com");
    assert_eq!(session["account"]["email_verified"], true);
    assert!(session["account"]["id"].as_str().unwrap().starts_with("acc_"));
    assert_eq!(session["expires_at"], "2027-05-30T09:00:00.000Z");
    let token = browser.token(crate::bench::WEB, super::USA, SHOP).await.json();
    assert_eq!(session["customer_id"], token["customer_id"]);
}

#[tokio::test]
async fn the_customer_is_told_only_once_there_is_one_and_commerce_layer_is_not_asked() {
    let app = TestApp::start().await;
    app.switches().set(|switches| switches.unreachable = true);
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    let session = browser.session().await;
    assert_eq!((session.status, &session.json()["signed_in"]), (StatusCode::OK, &true.into()));
    assert!(session.json().get("customer_id").is_none());
}

#[tokio::test]
async fn a_session_that_ran_out_and_a_locked_account_are_signed_out() {
    let app = TestApp::start().await;
    let (idle, locked) = (app.browser(), app.browser());
    idle.sign_up(&app, &web(), "grace@example.com").await;
    app.pass(TimeDelta::days(14) + TimeDelta::seconds(1));
    assert_eq!(idle.session().await.json(), json!({"signed_in": false}));
    locked.sign_up(&app, &web(), "dennis@example.com").await;
    sqlx::query("update accounts set locked_at = now()").execute(app.db()).await.unwrap();
    assert_eq!(locked.session().await.json(), json!({"signed_in": false}));
}

#[tokio::test]
async fn being_signed_in_at_one_organization_says_nothing_to_another() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &globex(), "grace@example.com").await;
    assert_eq!(browser.session().await.json(), json!({"signed_in": false}));
    let address = format!("/api/session?client_id={GLOBEX}");
    let request = browser.request(reqwest::Method::GET, &address).header("origin", "https://globex.example");
    assert_eq!(request.send().await.json()["signed_in"], true);
}
