//! One flight for each token over all nodes.

use chrono::TimeDelta;
use reqwest::StatusCode;
use vestibule::sandbox::Api;

use super::{EUROPE, SHOP, USA, token_at, until};
use crate::bench::{LEGACY, TestApp, WEB, at_once, web};

#[tokio::test]
async fn a_hundred_visitors_at_two_nodes_cost_one_guest_token() {
    let app = TestApp::start().await;
    let (port, _second) = app.second_server();
    let answers = at_once(100, async |number| match number % 2 {
        0 => app.browser().token(WEB, USA, SHOP).await.json(),
        _ => token_at(&app.browser(), port, USA).await.json(),
    });
    let answers = answers.await;
    assert!(answers.iter().all(|answer| answer["access_token"] == answers[0]["access_token"]));
    assert_eq!(app.sandbox.token_calls(), 1);
}

#[tokio::test]
async fn a_customer_who_asks_two_nodes_fifty_times_each_at_once_costs_one_token() {
    let app = TestApp::start().await;
    let (port, _second) = app.second_server();
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    let before = app.sandbox.token_calls();
    let answers = at_once(100, async |number| match number % 2 {
        0 => browser.token(WEB, USA, SHOP).await.json(),
        _ => token_at(&browser, port, USA).await.json(),
    });
    let answers = answers.await;
    assert!(answers.iter().all(|answer| answer["access_token"] == answers[0]["access_token"]));
    assert_eq!(app.sandbox.token_calls() - before, 1);
    assert_eq!(app.count("customer_tokens").await, 1);
}

#[tokio::test]
async fn a_failed_flight_is_shared_by_all_who_waited() {
    let app = TestApp::start().await;
    let (port, _second) = app.second_server();
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    app.switches().set(|switches| switches.trouble(Api::Auth).latency_ms = 300);
    app.switches().fail_next_grants("urn:ietf:params:oauth:grant-type:jwt-bearer", 100, 500);
    let before = app.sandbox.token_calls();
    let answers = at_once(20, async |number| match number % 2 {
        0 => browser.token(WEB, USA, SHOP).await,
        _ => token_at(&browser, port, USA).await,
    });
    for answer in answers.await {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    }
    assert_eq!(app.sandbox.token_calls() - before, 1);
}

#[tokio::test]
async fn a_leader_that_died_is_replaced_after_its_lease() {
    let app = TestApp::start().await;
    app.browser().token(WEB, USA, SHOP).await;
    // Somebody took off with the token of this shop and scope, and was never heard of again.
    let taken = "insert into flights (key, leader, until)
                 select key, gen_random_uuid(), $1 from shared_tokens where kind = 'guest'";
    sqlx::query(taken).bind(app.now() + TimeDelta::seconds(5)).execute(app.db()).await.unwrap();
    sqlx::query("delete from shared_tokens").execute(app.db()).await.unwrap();
    app.heard().await;
    let (answer, ()) = tokio::join!(async { app.browser().token(WEB, USA, SHOP).await }, async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        assert_eq!(app.sandbox.token_calls(), 1, "nobody flies while the lease lasts");
        app.pass(TimeDelta::seconds(6));
    });
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(app.sandbox.token_calls(), 2);
    assert_eq!(app.count("flights").await, 0);
}

#[tokio::test]
async fn a_browser_that_goes_away_does_not_end_the_flight() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    app.switches().set(|switches| switches.trouble(Api::Auth).latency_ms = 500);
    let asking = browser.token(WEB, USA, SHOP);
    assert!(tokio::time::timeout(std::time::Duration::from_millis(200), asking).await.is_err());
    app.switches().reset();
    until("the token is in the vault", async || app.count("customer_tokens").await == 1).await;
    let calls = app.sandbox.token_calls();
    assert_eq!(browser.token(WEB, USA, SHOP).await.json()["kind"], "customer");
    assert_eq!(app.sandbox.token_calls(), calls);
}

#[tokio::test]
async fn different_tokens_do_not_wait_for_each_other() {
    let app = TestApp::start().await;
    // The keys are fetched with the first.
    app.browser().token(WEB, "market:code:vip", SHOP).await;
    app.browser().token(LEGACY, USA, "https://legacy.acme.example").await;
    app.switches().set(|switches| switches.trouble(Api::Auth).latency_ms = 2000);
    let began = std::time::Instant::now();
    let browser = app.browser();
    let (usa, europe) = tokio::join!(browser.token(WEB, USA, SHOP), browser.token(WEB, EUROPE, SHOP));
    assert_eq!((usa.status, europe.status), (StatusCode::OK, StatusCode::OK));
    assert!(began.elapsed().as_millis() < 3900, "{:?}", began.elapsed());
}
