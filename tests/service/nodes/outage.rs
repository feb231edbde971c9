//! Commerce Layer is away for an hour, for two nodes.

use chrono::TimeDelta;
use reqwest::StatusCode;
use vestibule::sandbox::Api;

use super::{ASSERTION, REFRESH, until};
use crate::bench::{Browser, PASSWORD, Plan, TestApp, WEB, at_once, web};
use crate::broker::{SHOP, USA, access_token, token_at};

/// Calls a minute: fewer than at the real one, so that it needs no crowd to spend them.
const ALLOWED: u64 = 10;
const CUSTOMERS: u64 = 14;

#[tokio::test]
async fn m08_an_hour_without_commerce_layer_fails_nobody_and_ends_without_a_storm() {
    let settings = "[tokens]\ncalls_per_minute = 10\n";
    let app = TestApp::planned(Plan { settings, ..Plan::default() }).await;
    app.switches().set(|switches| switches.auth_limit = 10);
    let (port, _second) = app.second_server();
    let browsers = many_customers(&app).await;
    // What was minted on the way has run out.
    app.pass(TimeDelta::hours(5));
    let mut tokens = Vec::new();
    for (number, browser) in browsers.iter().enumerate() {
        // As many in a minute as there is room for.
        if number % 7 == 0 {
            app.pass_a_minute();
        }
        tokens.push(access_token(browser, USA).await);
    }
    app.pass_a_minute();
    let guest = access_token(&app.browser(), USA).await;
    assert_eq!(app.calls_of(ASSERTION), CUSTOMERS);

    // It ends when all tokens are due and none has less than ten minutes left, for which a shop would wait.
    app.pass(TimeDelta::minutes(168));
    app.switches().set(|switches| switches.unreachable = true);
    for step in 0..20 {
        for (browser, token) in browsers.iter().zip(&tokens).skip(step % 4).step_by(4) {
            assert_eq!(&access_token(browser, USA).await, token);
            assert_eq!(token_at(browser, port, USA).await.json()["access_token"], token.as_str());
        }
        assert_eq!(access_token(&app.browser(), USA).await, guest);
        assert_eq!(token_at(&app.browser(), port, USA).await.json()["access_token"], guest);
        app.pass(TimeDelta::minutes(3));
    }
    // People come and go meanwhile.
    app.browser().sign_in(&web(), "c0@example.com", PASSWORD).await.landing();
    app.browser().sign_up(&app, &web(), "new@example.com").await.landing();
    assert_eq!(app.count("sessions").await, i64::try_from(CUSTOMERS).unwrap() + 2, "nobody was signed out");

    landed(&app).await;
    app.switches().set(|switches| switches.unreachable = false);
    app.sandbox.reset_calls();
    for _ in 0..3 {
        let answers = at_once(2 * browsers.len(), async |number| {
            let browser = &browsers[number / 2];
            if number % 2 == 0 {
                browser.token(WEB, USA, SHOP).await
            } else {
                token_at(browser, port, USA).await
            }
        });
        for answer in answers.await {
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
            assert_eq!(answer.json()["kind"], "customer");
        }
        landed(&app).await;
        app.pass(TimeDelta::seconds(65));
    }
    for (browser, token) in browsers.iter().zip(&tokens) {
        assert_ne!(&access_token(browser, USA).await, token);
    }
    // Whose refresh token met with the outage has the next one by an assertion.
    assert_eq!(app.calls_of(REFRESH) + app.calls_of(ASSERTION), CUSTOMERS, "{:?}", app.sandbox.auth_calls());
    assert!(app.sandbox.most_calls_in_a_minute() <= ALLOWED, "{}", app.sandbox.most_calls_in_a_minute());
    assert_eq!(app.sandbox.too_many_requests(Api::Auth), 0);
    app.tick().await;
}

async fn many_customers(app: &TestApp) -> Vec<Browser> {
    let mut browsers = Vec::new();
    for number in 0..CUSTOMERS {
        let browser = app.browser();
        browser.sign_up(app, &web(), &format!("c{number}@example.com")).await;
        browsers.push(browser);
        if number % 7 == 6 {
            app.pass(TimeDelta::hours(1));
        }
    }
    browsers
}

/// Waits until nobody fetches a token: a lease must not run out because a test moves the clock.
async fn landed(app: &TestApp) {
    until("every flight has landed", async || {
        let under_way = sqlx::query_scalar("select count(*) from flights where until > $1").bind(app.now());
        let under_way: i64 = under_way.fetch_one(app.db()).await.unwrap();
        under_way == 0
    })
    .await;
}
