//! Catalogue M09: a token that Commerce Layer refuses before its time is made again once, however many say so.

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};

use super::{EUROPE, SHOP, USA, access_token, report, token_at, until};
use crate::bench::{Browser, TestApp, WEB, at_once, web};

async fn signed_in(app: &TestApp) -> (Browser, String) {
    let browser = app.browser();
    browser.sign_up(app, &web(), "grace@example.com").await;
    let token = access_token(&browser, USA).await;
    (browser, token)
}

#[tokio::test]
async fn m09_a_refused_customer_token_is_replaced_by_a_fresh_one() {
    let app = TestApp::start().await;
    let (browser, token) = signed_in(&app).await;
    app.sandbox.revoke_access_token(&token);
    let answer = report(&browser, &token, USA).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let answer = answer.json();
    let fresh = answer["access_token"].as_str().unwrap();
    assert_ne!(fresh, token);
    assert_eq!((&answer["kind"], &answer["scope"]), (&"customer".into(), &USA.into()));
    assert_eq!(app.owner_of(fresh).await, answer["customer_id"]);
    assert_eq!(access_token(&browser, USA).await, fresh);
}

#[tokio::test]
async fn m09_a_refused_guest_token_is_replaced_for_everybody_at_all_nodes() {
    let app = TestApp::start().await;
    let (port, _second) = app.second_server();
    let token = access_token(&app.browser(), USA).await;
    assert_eq!(token_at(&app.browser(), port, USA).await.json()["access_token"], token);
    app.sandbox.revoke_access_token(&token);
    let answer = report(&app.browser(), &token, USA).await.json();
    assert_ne!(answer["access_token"], token);
    assert_eq!(access_token(&app.browser(), USA).await, answer["access_token"].as_str().unwrap());
    until("the other node hears of it", async || {
        token_at(&app.browser(), port, USA).await.json()["access_token"] == answer["access_token"]
    })
    .await;
    assert_eq!(app.sandbox.token_calls(), 2);
}

#[tokio::test]
async fn m09_a_storm_of_reports_makes_one_call() {
    let app = TestApp::start().await;
    let (port, _second) = app.second_server();
    let (browser, customers) = signed_in(&app).await;
    let guests = access_token(&app.browser(), USA).await;
    app.sandbox.revoke_all_access_tokens();
    let before = app.sandbox.token_calls();
    let answers = at_once(60, async |number| match number % 3 {
        0 => report(&browser, &customers, USA).await,
        1 => report(&app.browser(), &guests, USA).await,
        _ => token_at(&browser, port, USA).await,
    });
    for answer in answers.await {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }
    assert_eq!(app.sandbox.token_calls() - before, 2, "one for the customer, one for all guests");
}

#[tokio::test]
async fn m09_a_report_of_a_token_that_is_not_the_present_one_costs_nothing() {
    let app = TestApp::start().await;
    let (browser, token) = signed_in(&app).await;
    let calls = app.sandbox.token_calls();
    for other in ["", "eyJhbGciOiJub25lIn0.e30.", "x", &"y".repeat(3000), &token[..token.len() - 1]] {
        let answer = report(&browser, other, USA).await;
        if other.is_empty() {
            assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        } else {
            assert_eq!(answer.json()["access_token"], token, "{other:.20}");
        }
    }
    let other_scope = report(&app.browser(), &token, USA).await.json();
    assert_eq!(other_scope["kind"], "guest", "a customer's token is no guest's business");
    assert_eq!(app.sandbox.token_calls(), calls, "there was a guest token, too: for the look of the pages");
    assert_eq!(access_token(&browser, USA).await, token);
}

#[tokio::test]
async fn m09_whoever_reports_again_and_again_waits_longer_and_longer() {
    let app = TestApp::start().await;
    let (browser, mut token) = signed_in(&app).await;
    let mut made = 0;
    for _ in 0..120 {
        let answer = report(&browser, &token, USA).await;
        if answer.status == StatusCode::OK {
            token = answer.json()["access_token"].as_str().unwrap().to_owned();
            made += 1;
        } else {
            assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
            assert!(answer.header("retry-after").parse::<i64>().unwrap() >= 1);
        }
        assert_eq!(browser.token(WEB, USA, SHOP).await.status, StatusCode::OK, "who only asks is served");
        app.pass(TimeDelta::seconds(30));
    }
    assert!((4..=8).contains(&made), "{made} in an hour");
}

#[tokio::test]
async fn e13_guests_cannot_spend_the_budget_by_reports() {
    let app = TestApp::start().await;
    for _ in 0..60 {
        for scope in [USA, EUROPE] {
            let token = access_token(&app.browser(), scope).await;
            report(&app.browser(), &token, scope).await;
        }
        app.pass(TimeDelta::seconds(1));
    }
    assert!(app.sandbox.token_calls() <= 8, "{} calls in a minute", app.sandbox.token_calls());
}

#[tokio::test]
async fn m09_a_liar_s_reports_do_not_make_us_deaf_to_a_true_one() {
    let app = TestApp::start().await;
    let token = access_token(&app.browser(), USA).await;
    report(&app.browser(), &token, USA).await;
    let token = access_token(&app.browser(), USA).await;
    let lie = report(&app.browser(), &token, USA).await;
    assert_eq!(lie.status, StatusCode::SERVICE_UNAVAILABLE, "{}", lie.body);
    app.sandbox.revoke_access_token(&token);
    let answer = report(&app.browser(), &token, USA).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_ne!(answer.json()["access_token"], token);
}

#[tokio::test]
async fn m09_looking_at_reported_tokens_is_bounded() {
    let app = TestApp::start().await;
    let token = access_token(&app.browser(), USA).await;
    report(&app.browser(), &token, USA).await;
    let reads = || app.sandbox.journal().iter().filter(|call| call.path.contains("organization")).count();
    let before = reads();
    for _ in 0..50 {
        let token = access_token(&app.browser(), USA).await;
        report(&app.browser(), &token, USA).await;
    }
    assert!((1..=2).contains(&(reads() - before)), "{} reads", reads() - before);
}

#[tokio::test]
async fn k07_a_report_needs_to_come_from_a_page_of_the_shop() {
    let app = TestApp::start().await;
    let (browser, token) = signed_in(&app).await;
    let body = format!(r#"{{"client_id":"{WEB}","scope":"{USA}","access_token":"{token}"}}"#);
    for origin in ["https://evil.example", "null", ""] {
        let request = browser.request(Method::POST, "/api/token/rejected").header("origin", origin);
        let answer = request.header("content-type", "application/json").body(body.clone()).send().await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{origin}");
    }
    let nowhere = browser.request(Method::POST, "/api/token/rejected");
    let answer = nowhere.header("content-type", "application/json").body(body.clone()).send().await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let said = browser.request(Method::POST, "/api/token/rejected").header("x-vestibule", "1");
    let answer = said.header("content-type", "application/json").body(body).send().await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
}

#[tokio::test]
async fn m09_an_operator_can_have_every_token_of_a_storefront_forgotten() {
    let app = TestApp::start().await;
    let (port, _second) = app.second_server();
    let (browser, token) = signed_in(&app).await;
    let guest = access_token(&app.browser(), USA).await;
    token_at(&browser, port, USA).await;
    let storefront = app.inner().settings.storefronts.iter().find(|it| it.client.client_id == WEB).unwrap();
    let forgotten = vestibule::tokens::forget_storefront(app.inner(), storefront).await.unwrap();
    assert_eq!((forgotten.guests, forgotten.customers), (1, 1));
    assert_ne!(access_token(&browser, USA).await, token);
    // The sandbox gives the same guest token again, which it has not revoked.
    assert_eq!(access_token(&app.browser(), USA).await, guest);
    until("the other node hears of it", async || {
        token_at(&browser, port, USA).await.json()["access_token"] != token
    })
    .await;
    browser.sign_out(&web()).await;
    app.tick().await;
    assert!(app.sandbox.is_revoked(&token), "forgotten, but revoked with the session");
}
