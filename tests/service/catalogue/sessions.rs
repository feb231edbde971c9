//! Group H: sessions.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use crate::bench::{PASSWORD, TestApp, globex, legacy, web};

const SESSION: &str = "__Host-vestibule-acme";

#[tokio::test]
async fn h01_a_session_planted_before_signing_in_is_worth_nothing_after_it() {
    let app = TestApp::start().await;
    let attacker = app.browser();
    attacker.sign_up(&app, &web(), "eve@example.com").await.landing();
    let planted = attacker.cookie(SESSION).unwrap();
    app.browser().sign_up(&app, &web(), "grace@example.com").await.landing();

    let victim = app.browser();
    victim.set_cookie(SESSION, &planted);
    let page = victim.visit(web().address()).await.press("Use another account").await;
    page.sign_in_as("grace@example.com", PASSWORD).await.landing();
    assert_ne!(victim.cookie(SESSION).unwrap(), planted);
    assert_eq!(attacker.visit(web().address()).await.heading(), "Login", "the planted one is over");
}

#[tokio::test]
async fn h01_a_sign_up_in_a_browser_that_is_signed_in_changes_the_session() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "eve@example.com").await.landing();
    let before = browser.cookie(SESSION).unwrap();
    browser.sign_up_over(&app, "grace@example.com").await;
    assert_ne!(browser.cookie(SESSION).unwrap(), before);
    let other = app.browser();
    other.set_cookie(SESSION, &before);
    assert_eq!(other.visit(web().address()).await.heading(), "Login");
    assert_eq!(app.count("sessions").await, 1);
}

impl crate::bench::Browser {
    /// Signs up without leaving the present session first.
    async fn sign_up_over(&self, app: &TestApp, email: &str) {
        let fields =
            [("customerEmail", email), ("customerPassword", PASSWORD), ("customerConfirmPassword", PASSWORD)];
        self.post(&web().to("/signup").address(), &fields).send().await;
        let code = app.code_for(email).await;
        let answer = self.post(&web().to("/verify").address(), &[("code", &code)]).send().await;
        assert!(answer.header("location").starts_with("https://shop.acme.example"), "{}", answer.body);
        app.tick().await;
    }
}

#[tokio::test]
async fn h02_a_session_or_account_that_is_deleted_is_over_at_once() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    sqlx::query("delete from sessions").execute(app.db()).await.unwrap();
    assert_eq!(browser.visit(web().address()).await.heading(), "Login");
    browser.sign_in(&web(), "grace@example.com", PASSWORD).await.landing();
    sqlx::query("delete from accounts").execute(app.db()).await.unwrap();
    assert_eq!(browser.visit(web().address()).await.heading(), "Login");
    assert_eq!(browser.send_token_request("market:code:usa").await.json()["kind"], "guest");
    let page = browser.sign_in(&web(), "grace@example.com", PASSWORD).await;
    assert!(page.alert().unwrap().contains("don’t belong together"));
}

#[tokio::test]
async fn h04_a_cookie_with_one_character_changed_is_nobody_s() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    let cookie = browser.cookie(SESSION).unwrap();
    let session: uuid::Uuid =
        sqlx::query_scalar("select id from sessions").fetch_one(app.db()).await.unwrap();
    let account: uuid::Uuid =
        sqlx::query_scalar("select id from accounts").fetch_one(app.db()).await.unwrap();
    let other = app.browser();
    let mut tries: Vec<String> =
        vec![session.to_string(), session.simple().to_string(), account.to_string(), "1".into()];
    for at in [4, 20, cookie.len() - 1] {
        let mut changed = cookie.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        tries.push(String::from_utf8(changed).unwrap());
    }
    tries.extend([cookie.to_lowercase(), format!("{cookie}A"), cookie[4..].to_owned()]);
    for wrong in tries {
        other.set_cookie(SESSION, &wrong);
        assert_eq!(other.visit(web().address()).await.heading(), "Login", "{wrong}");
    }
    other.set_cookie(SESSION, &cookie);
    assert_eq!(other.visit(web().address()).await.heading(), "Welcome back");
}

#[tokio::test]
async fn h05_cookies_are_random_and_never_the_same() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "grace@example.com").await.landing();
    let mut seen = BTreeSet::new();
    for _ in 0..8 {
        let browser = app.browser();
        browser.sign_in(&web(), "grace@example.com", PASSWORD).await.landing();
        let cookie = browser.cookie(SESSION).unwrap();
        let random = cookie.strip_prefix("vst_").unwrap();
        assert_eq!(random.len(), 43, "256 bits in base64");
        assert!(seen.insert(cookie));
    }
    let starts: BTreeSet<&str> = seen.iter().map(|cookie| &cookie[4..8]).collect();
    assert!(starts.len() > 6, "no common beginning: {starts:?}");
}

#[tokio::test]
async fn h08_another_way_to_the_account_is_not_opened_by_a_new_sign_up() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    let stranger = app.browser();
    let page = stranger.visit(web().signup().address()).await;
    page.sign_up_as("grace@example.com", "a thief's own password").await;
    app.tick().await;
    let refused = stranger.sign_in(&web(), "grace@example.com", "a thief's own password").await;
    assert!(refused.alert().is_some(), "the account's password is the first one");
    assert_eq!(browser.visit(web().address()).await.heading(), "Welcome back");
}

#[tokio::test]
async fn h10_a_session_ends_when_it_was_not_used_for_two_weeks() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    for _ in 0..3 {
        app.pass(TimeDelta::days(13));
        assert_eq!(browser.visit(web().address()).await.heading(), "Welcome back", "use keeps it alive");
    }
    app.pass(TimeDelta::days(14));
    assert_eq!(browser.visit(web().address()).await.heading(), "Login");
}

#[tokio::test]
async fn h10_a_session_ends_after_ninety_days_however_much_it_is_used() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    let cookie = browser.cookie(SESSION).unwrap();
    for _ in 0..9 {
        app.pass(TimeDelta::days(10) - TimeDelta::seconds(1));
        assert_eq!(browser.visit(web().address()).await.heading(), "Welcome back");
    }
    app.pass(TimeDelta::seconds(9));
    browser.set_cookie(SESSION, &cookie);
    assert_eq!(browser.visit(web().address()).await.heading(), "Login");
}

#[tokio::test]
async fn h10_a_session_that_ran_out_has_its_tokens_revoked() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let long_lived = legacy();
    browser.sign_up(&app, &long_lived, "grace@example.com").await.landing();
    app.pass(TimeDelta::days(13));
    let page = browser.visit(long_lived.address()).await.press("Continue as g…@example.com").await;
    let token = page.landing().parameter("accessToken").unwrap();
    sqlx::query("update sessions set idle_until = $1").bind(app.now()).execute(app.db()).await.unwrap();
    app.tick().await;
    assert_eq!(app.count("sessions").await, 0);
    app.tick().await;
    assert!(app.sandbox.is_revoked(&token));
}

#[tokio::test]
async fn h10_a_clock_that_steps_back_neither_ends_nor_lengthens_a_session() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    app.pass(TimeDelta::days(10));
    assert_eq!(browser.visit(web().address()).await.heading(), "Welcome back");
    app.pass(TimeDelta::days(-9));
    assert_eq!(browser.visit(web().address()).await.heading(), "Welcome back");
    app.pass(TimeDelta::days(9) + TimeDelta::days(13));
    assert_eq!(browser.visit(web().address()).await.heading(), "Welcome back");
    let longest: chrono::DateTime<chrono::Utc> =
        sqlx::query_scalar("select max(idle_until) from sessions").fetch_one(app.db()).await.unwrap();
    assert!(longest <= app.now() + TimeDelta::days(14));
}

#[tokio::test]
async fn h10_the_organizations_sessions_end_each_for_itself() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    app.pass(TimeDelta::days(10));
    browser.sign_up(&app, &globex(), "grace@example.com").await.landing();
    app.pass(TimeDelta::days(5));
    assert_eq!(browser.visit(web().address()).await.heading(), "Login");
    assert_eq!(browser.visit(globex().address()).await.heading(), "Welcome back");
}
