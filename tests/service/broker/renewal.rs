//! Customer tokens live on: first by the refresh token, else by a new assertion, and nobody is signed out by an answer
//! that was lost.

use chrono::TimeDelta;
use reqwest::StatusCode;
use vestibule::sandbox::Api;

use super::{EUROPE, SHOP, USA, access_token, token_at, until};
use crate::bench::{TestApp, WEB, at_once, web};

const ASSERTION: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

async fn signed_in(app: &TestApp) -> (crate::bench::Browser, String) {
    let browser = app.browser();
    browser.sign_up(app, &web(), "grace@example.com").await;
    let first = access_token(&browser, USA).await;
    (browser, first)
}

#[tokio::test]
async fn in_its_last_quarter_of_an_hour_a_token_is_served_while_the_next_one_is_fetched() {
    let app = TestApp::start().await;
    let (browser, first) = signed_in(&app).await;
    app.pass(TimeDelta::minutes(224));
    assert_eq!(access_token(&browser, USA).await, first);
    assert_eq!(app.calls_of("refresh_token"), 0, "not before");
    app.pass(TimeDelta::seconds(5 * 60 + 30));
    assert_eq!(access_token(&browser, USA).await, first, "nobody waits for it");
    until("the next one is there", async || access_token(&browser, USA).await != first).await;
    assert_eq!((app.calls_of("refresh_token"), app.calls_of(ASSERTION)), (1, 1));
    let second = browser.token(WEB, USA, SHOP).await.json();
    assert_eq!(second["expires_in"], 14_400);
    assert_eq!(app.owner_of(second["access_token"].as_str().unwrap()).await, second["customer_id"]);
}

#[tokio::test]
async fn a_guest_token_is_renewed_in_the_same_way() {
    let app = TestApp::start().await;
    let first = access_token(&app.browser(), USA).await;
    app.pass(TimeDelta::seconds(229 * 60 + 30));
    assert_eq!(access_token(&app.browser(), USA).await, first);
    until("the next one is there", async || access_token(&app.browser(), USA).await != first).await;
    assert_eq!(app.sandbox.token_calls(), 2);
}

#[tokio::test]
async fn tokens_are_not_all_due_at_the_same_moment() {
    let app = TestApp::start().await;
    app.switches().set(|switches| switches.auth_limit = 0);
    for number in 0..8 {
        let browser = app.browser();
        browser.sign_up(&app, &web(), &format!("c{number}@example.com")).await;
        access_token(&browser, USA).await;
    }
    let spread = "(select distinct expires_at - renew_at from customer_tokens) as it";
    assert!(app.count(spread).await > 4);
    let early = "customer_tokens where renew_at < expires_at - interval '15 minutes'
                 or renew_at > expires_at - interval '11 minutes'";
    assert_eq!(app.count(early).await, 0);
}

#[tokio::test]
async fn with_ten_minutes_left_the_next_one_is_fetched_before_it_is_served() {
    let app = TestApp::start().await;
    let (browser, first) = signed_in(&app).await;
    app.pass(TimeDelta::minutes(231));
    assert_ne!(access_token(&browser, USA).await, first);
    assert_eq!(app.calls_of("refresh_token"), 1);
}

#[tokio::test]
async fn a_visitor_who_comes_back_after_days_has_a_token_by_the_refresh_token() {
    let app = TestApp::start().await;
    let (browser, _) = signed_in(&app).await;
    app.pass(TimeDelta::days(4));
    let token = access_token(&browser, USA).await;
    assert_eq!((app.calls_of("refresh_token"), app.calls_of(ASSERTION)), (1, 1));
    app.claims("acme", &token).await;
    app.tick().await;
    app.pass(TimeDelta::days(13));
    access_token(&browser, USA).await;
    assert_eq!((app.calls_of("refresh_token"), app.calls_of(ASSERTION)), (2, 1));
}

#[tokio::test]
async fn j06_a_lost_answer_logs_nobody_out() {
    let app = TestApp::start().await;
    let (browser, first) = signed_in(&app).await;
    app.pass(TimeDelta::minutes(231));
    let refresh = app.vault().await[1].clone();
    app.switches().lose_answers_to_grants("refresh_token", 1);
    let second = access_token(&browser, USA).await;
    assert_ne!(second, first);
    assert_eq!((app.calls_of("refresh_token"), app.calls_of(ASSERTION)), (1, 2));
    app.tick().await;
    assert!(app.sandbox.is_revoked(&refresh), "it may still have been alive");
    assert_eq!(app.count("sessions").await, 1);
    app.pass(TimeDelta::minutes(231));
    access_token(&browser, USA).await;
    assert_eq!(app.calls_of("refresh_token"), 2, "the new one has a refresh token of its own");
}

#[tokio::test]
async fn j06_an_answer_is_not_lost_by_a_ledger_that_cannot_be_written() {
    let app = TestApp::start().await;
    let (browser, first) = signed_in(&app).await;
    app.pass(TimeDelta::minutes(231));
    // As it is for a database that goes away while Commerce Layer is asked, and is back a moment later.
    let broken = "create function refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$;
                  create trigger refuse before update on token_calls for each row execute function refuse()";
    sqlx::raw_sql(broken).execute(app.db()).await.unwrap();
    assert_ne!(access_token(&browser, USA).await, first);
    assert_eq!((app.calls_of("refresh_token"), app.calls_of(ASSERTION)), (1, 1));
    let spent = "customer_tokens where refresh_sealed is null";
    assert_eq!(app.count(spent).await, 1, "it was used, and is not put back");
}

#[tokio::test]
async fn h02_a_refresh_token_that_was_on_its_way_at_the_sign_out_is_revoked() {
    let app = TestApp::start().await;
    let (browser, _) = signed_in(&app).await;
    let refresh = app.vault().await[1].clone();
    app.pass(TimeDelta::minutes(231));
    let full = "insert into token_calls (id, budget, purpose, started_at, ended_at)
                select gen_random_uuid(), name, 'sign_in', $1, $1 from budgets, generate_series(1, 30)";
    let nearly_over = app.now() - TimeDelta::seconds(58);
    sqlx::query(full).bind(nearly_over).execute(app.db()).await.unwrap();
    let asking = browser.token(WEB, USA, SHOP);
    let (_, ()) = tokio::join!(asking, async {
        until("it waits for room", async || {
            app.count("customer_tokens where refresh_sealed is null").await == 1
        })
        .await;
        sqlx::query("delete from sessions").execute(app.db()).await.unwrap();
        sqlx::query(full).bind(app.now()).execute(app.db()).await.unwrap();
        app.pass(TimeDelta::seconds(4));
    });
    assert_eq!(app.calls_of("refresh_token"), 0, "it was not used");
    app.pass(TimeDelta::minutes(2));
    app.tick().await;
    assert!(app.sandbox.is_revoked(&refresh));
}

#[tokio::test]
async fn a_refresh_token_that_commerce_layer_does_not_know_is_followed_by_an_assertion() {
    let app = TestApp::start().await;
    let (browser, _) = signed_in(&app).await;
    app.sandbox.revoke_refresh_token(&app.vault().await[1]);
    app.pass(TimeDelta::minutes(231));
    assert_eq!(browser.token(WEB, USA, SHOP).await.json()["kind"], "customer");
    assert_eq!((app.calls_of("refresh_token"), app.calls_of(ASSERTION)), (1, 2));
}

#[tokio::test]
async fn a_refresh_token_that_there_was_no_room_to_use_is_used_later() {
    let app = TestApp::start().await;
    let (browser, _) = signed_in(&app).await;
    app.pass(TimeDelta::hours(5));
    let full = "insert into token_calls (id, budget, purpose, started_at, ended_at)
                select gen_random_uuid(), name, 'sign_in', $1, $1 from budgets, generate_series(1, 30)";
    sqlx::query(full).bind(app.now()).execute(app.db()).await.unwrap();
    assert_eq!(browser.token(WEB, USA, SHOP).await.status, StatusCode::SERVICE_UNAVAILABLE);
    app.pass(TimeDelta::seconds(62));
    access_token(&browser, USA).await;
    assert_eq!((app.calls_of("refresh_token"), app.calls_of(ASSERTION)), (1, 1));
}

#[tokio::test]
async fn j05_two_nodes_that_renew_at_once_use_one_refresh_token_once() {
    let app = TestApp::start().await;
    let (port, _second) = app.second_server();
    let (browser, _) = signed_in(&app).await;
    for round in 1..=3 {
        app.pass(TimeDelta::minutes(231));
        let answers = at_once(40, async |number| match number % 2 {
            0 => browser.token(WEB, USA, SHOP).await.json(),
            _ => token_at(&browser, port, USA).await.json(),
        });
        let answers = answers.await;
        assert!(answers.iter().all(|answer| answer["access_token"] == answers[0]["access_token"]));
        assert_eq!((app.calls_of("refresh_token"), app.calls_of(ASSERTION)), (round, 1));
    }
}

#[tokio::test]
async fn another_market_needs_no_new_sign_in() {
    let app = TestApp::start().await;
    let (browser, usa) = signed_in(&app).await;
    let europe = access_token(&browser, EUROPE).await;
    assert_ne!(usa, europe);
    assert_eq!(app.owner_of(&usa).await, app.owner_of(&europe).await);
    assert_eq!(app.claims("acme", &europe).await["scope"], EUROPE);
    assert_eq!(access_token(&browser, USA).await, usa);
}

#[tokio::test]
async fn m08_while_commerce_layer_is_away_for_an_hour_everybody_is_served_and_nobody_signed_out() {
    let app = TestApp::start().await;
    let (browser, token) = signed_in(&app).await;
    let guest = access_token(&app.browser(), USA).await;
    app.pass(TimeDelta::minutes(170));
    app.switches().set(|switches| switches.unreachable = true);
    for _ in 0..60 {
        assert_eq!(access_token(&browser, USA).await, token);
        assert_eq!(access_token(&app.browser(), USA).await, guest);
        app.tick().await;
        app.pass(TimeDelta::minutes(1));
    }
    let attempts = app.sandbox.journal().iter().filter(|call| call.api == Api::Auth).count();
    assert!(attempts < 60, "{attempts}: not every visit asks");
    app.switches().reset();
    app.pass(TimeDelta::minutes(1));
    until("the next one is there", async || access_token(&browser, USA).await != token).await;
    assert_eq!(app.count("sessions").await, 1);
}

#[tokio::test]
async fn everything_that_was_ever_minted_is_revoked_at_sign_out() {
    let app = TestApp::start().await;
    let (browser, _) = signed_in(&app).await;
    access_token(&browser, EUROPE).await;
    app.pass(TimeDelta::minutes(231));
    let living = app.vault_access().await;
    access_token(&browser, USA).await;
    let all = app.vault_access().await;
    assert!(all.len() > living.len());
    browser.sign_out(&web()).await;
    app.tick().await;
    for token in all {
        assert!(app.sandbox.is_revoked(&token));
    }
}
