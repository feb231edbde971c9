//! Catalogue H and A13: what a node remembers is never more than what is true. Memory is asked first, and forgets what
//! ended elsewhere.

use chrono::TimeDelta;
use reqwest::StatusCode;

use super::{SHOP, USA, access_token, token_at, until};
use crate::bench::{Browser, PASSWORD, Plan, TestApp, WEB, web};

async fn warm(app: &TestApp) -> (Browser, String) {
    let browser = app.browser();
    browser.sign_up(app, &web(), "grace@example.com").await;
    until("the node hears", async || app.inner().memory.is_reliable()).await;
    access_token(&browser, USA).await;
    let token = access_token(&browser, USA).await;
    (browser, token)
}

fn served_from(app: &TestApp, source: &str) -> u64 {
    let text = app.inner().metrics.text().unwrap();
    let line = format!("vestibule_tokens_served_total{{kind=\"customer\",source=\"{source}\"}} ");
    text.lines().find_map(|it| it.strip_prefix(&line)).map_or(0, |count| count.parse().unwrap())
}

#[tokio::test]
async fn a_warm_visitor_is_served_without_asking_the_database() {
    let app = TestApp::start().await;
    let (browser, token) = warm(&app).await;
    let before = (served_from(&app, "memory"), served_from(&app, "database"));
    for _ in 0..20 {
        assert_eq!(access_token(&browser, USA).await, token);
    }
    assert_eq!((served_from(&app, "memory") - before.0, served_from(&app, "database") - before.1), (20, 0));
}

#[tokio::test]
async fn a_token_that_was_fetched_for_a_warm_visitor_is_renewed_in_time() {
    let app = TestApp::start().await;
    let (browser, first) = warm(&app).await;
    for minute in 0..229 {
        assert_eq!(access_token(&browser, USA).await, first, "{minute}");
        app.pass(TimeDelta::minutes(1));
    }
    app.pass(TimeDelta::seconds(30));
    assert_eq!(access_token(&browser, USA).await, first);
    until("it is renewed in the background", async || access_token(&browser, USA).await != first).await;
}

#[tokio::test]
async fn h02_a_session_that_ended_at_another_node_is_forgotten_here() {
    let app = TestApp::start().await;
    let (port, _second) = app.second_server();
    let (browser, token) = warm(&app).await;
    until("the other node is warm", async || {
        token_at(&browser, port, USA).await.json()["kind"] == "customer"
    })
    .await;
    let cookie = browser.cookie("__Host-vestibule-acme").unwrap();
    browser.sign_out(&web()).await;
    let thief = app.browser();
    thief.set_cookie("__Host-vestibule-acme", &cookie);
    assert_eq!(thief.token(WEB, USA, SHOP).await.json()["kind"], "guest", "at once where it ended");
    until("the other node hears of it", async || token_at(&thief, port, USA).await.json()["kind"] == "guest")
        .await;
    app.tick().await;
    assert!(app.sandbox.is_revoked(&token));
}

#[tokio::test]
async fn a13_a_locked_account_is_forgotten_by_whichever_hand_it_was_locked() {
    let app = TestApp::start().await;
    let (browser, token) = warm(&app).await;
    sqlx::query("update accounts set locked_at = $1").bind(app.now()).execute(app.db()).await.unwrap();
    app.heard().await;
    assert_eq!(browser.token(WEB, USA, SHOP).await.json()["kind"], "guest");
    sqlx::query("update accounts set locked_at = null").execute(app.db()).await.unwrap();
    app.heard().await;
    assert_eq!(access_token(&browser, USA).await, token);
}

#[tokio::test]
async fn h02_a_session_that_was_deleted_by_hand_is_forgotten() {
    let app = TestApp::start().await;
    for rows in ["sessions", "accounts"] {
        let (browser, _) = warm(&app).await;
        sqlx::query(sqlx::AssertSqlSafe(format!("delete from {rows}"))).execute(app.db()).await.unwrap();
        app.heard().await;
        assert_eq!(browser.token(WEB, USA, SHOP).await.json()["kind"], "guest", "{rows}");
        sqlx::query("delete from accounts").execute(app.db()).await.unwrap();
        app.pass(TimeDelta::hours(3));
    }
}

#[tokio::test]
async fn h10_a_warm_session_idles_out_and_ends_as_a_cold_one_does() {
    let app = TestApp::start().await;
    let (browser, _) = warm(&app).await;
    for _ in 0..20 {
        app.pass(TimeDelta::days(4));
        assert_eq!(browser.token(WEB, USA, SHOP).await.json()["kind"], "customer");
    }
    app.pass(TimeDelta::days(11));
    assert_eq!(browser.token(WEB, USA, SHOP).await.json()["kind"], "guest", "ninety days are over");
    let (browser, _) = {
        let browser = app.browser();
        browser.sign_in(&web(), "grace@example.com", PASSWORD).await;
        let token = access_token(&browser, USA).await;
        (browser, token)
    };
    access_token(&browser, USA).await;
    app.pass(TimeDelta::days(14) + TimeDelta::seconds(1));
    assert_eq!(browser.token(WEB, USA, SHOP).await.json()["kind"], "guest", "fourteen days unused");
}

#[tokio::test]
async fn a_warm_session_that_is_used_does_not_idle_out() {
    let app = TestApp::start().await;
    let (browser, _) = warm(&app).await;
    for _ in 0..(16 * 6) {
        app.pass(TimeDelta::hours(4));
        assert_eq!(browser.token(WEB, USA, SHOP).await.json()["kind"], "customer");
    }
}

#[tokio::test]
async fn a_replaced_password_ends_warm_sessions_too() {
    let app = TestApp::start().await;
    let (browser, _) = warm(&app).await;
    let link = crate::reset_password::reset_link(&app, "grace@example.com").await;
    let new = "another lamp in the fog";
    let page = app.browser().visit(link.address()).await;
    page.fill("Password", new).fill("Confirm password", new).press("Set password").await;
    assert_eq!(browser.token(WEB, USA, SHOP).await.json()["kind"], "guest");
}

#[tokio::test]
async fn without_memory_every_request_reads_postgres() {
    let app = TestApp::planned(Plan { settings: "[tokens]\nmemory = 0\n", ..Plan::default() }).await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    for _ in 0..5 {
        access_token(&browser, USA).await;
        access_token(&app.browser(), USA).await;
    }
    assert_eq!(served_from(&app, "memory"), 0);
    sqlx::query("delete from sessions").execute(app.db()).await.unwrap();
    assert_eq!(browser.token(WEB, USA, SHOP).await.json()["kind"], "guest", "without hearing of anything");
}

#[tokio::test]
async fn m01_a_remembered_visitor_never_shows_the_token_of_another() {
    let app = TestApp::start().await;
    app.switches().set(|switches| switches.auth_limit = 0);
    let (ada, _) = warm(&app).await;
    let hedy = app.browser();
    hedy.sign_up(&app, &web(), "hedy@example.com").await;
    for _ in 0..3 {
        for (browser, email) in [(&ada, "grace@example.com"), (&hedy, "hedy@example.com")] {
            let answer = browser.token(WEB, USA, SHOP).await.json();
            let customer = app.sandbox.customer("acme", email).unwrap().id;
            assert_eq!(answer["customer_id"], customer);
            assert_eq!(app.owner_of(answer["access_token"].as_str().unwrap()).await, customer);
        }
    }
    assert_eq!(hedy.post_login(&web(), "grace@example.com", PASSWORD).await.status, StatusCode::SEE_OTHER);
    let grace = app.sandbox.customer("acme", "grace@example.com").unwrap().id;
    assert_eq!(hedy.token(WEB, USA, SHOP).await.json()["customer_id"], grace);
}
