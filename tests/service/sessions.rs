//! Catalogue H: sessions and their ends.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};
use vestibule::sandbox::Api;

use crate::bench::{PASSWORD, Plan, TestApp, WEB, at_once, legacy, web};
use crate::reset_password::reset_link;

const SESSION: &str = "__Host-vestibule-acme";
const SHOP: &str = "https://shop.acme.example";
const USA: &str = "market:code:usa";

#[tokio::test]
async fn h01_a_session_planted_before_signing_in_is_worth_nothing_after_it() {
    let app = TestApp::start().await;
    let attacker = app.browser();
    attacker.sign_up(&app, &web(), "attacker@example.com").await.landing();
    let planted = attacker.cookie(SESSION).unwrap();
    let victim = app.browser();
    victim.set_cookie(SESSION, &planted);
    victim.post_sign_up(&web(), "victim@example.com", PASSWORD).await;
    victim.post_code(&app.code_for("victim@example.com").await).await;
    app.tick().await;
    let own = victim.cookie(SESSION).unwrap();
    assert_ne!(own, planted);
    assert_eq!(attacker.visit(web().address()).await.heading(), "Login", "the planted one is dead");
    let id = app.sandbox.customer("acme", "victim@example.com").unwrap().id;
    assert_eq!(victim.token(WEB, USA, SHOP).await.json()["customer_id"], id);
}

#[tokio::test]
async fn h01_every_sign_in_has_a_token_of_its_own_and_ends_the_one_before() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    let mut seen = BTreeSet::from([browser.cookie(SESSION).unwrap()]);
    for _ in 0..5 {
        let old = browser.cookie(SESSION).unwrap();
        let answer = browser.post_login(&web(), "grace@example.com", PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert!(seen.insert(browser.cookie(SESSION).unwrap()), "a token came back");
        let thief = app.browser();
        thief.set_cookie(SESSION, &old);
        assert_eq!(thief.token(WEB, USA, SHOP).await.json()["kind"], "guest");
    }
    assert_eq!(app.count("sessions").await, 1);
}

#[tokio::test]
async fn h01_a_planted_sign_up_cookie_does_not_survive_a_sign_up() {
    let app = TestApp::start().await;
    let attacker = app.browser();
    attacker.begin_sign_up(&web(), "attacker@example.com").await;
    let planted = attacker.cookie("__Host-vestibule-signup").unwrap();
    let victim = app.browser();
    victim.set_cookie("__Host-vestibule-signup", &planted);
    let page = victim.begin_sign_up(&web(), "victim@example.com").await;
    assert_ne!(victim.cookie("__Host-vestibule-signup").unwrap(), planted);
    let code = app.code_for("victim@example.com").await;
    assert!(attacker.post_code(&code).await.status.is_client_error());
    page.fill("Code", &code).press("Confirm").await.landing();
}

#[tokio::test]
async fn h02_a_session_that_was_ended_anywhere_is_ended_everywhere() {
    let app = TestApp::start().await;
    let (phone, desk) = (app.browser(), app.browser());
    phone.sign_up(&app, &web(), "grace@example.com").await.landing();
    desk.sign_in(&legacy(), "grace@example.com", PASSWORD).await.landing();
    let cookie = phone.cookie(SESSION).unwrap();
    phone.sign_out(&web()).await;
    phone.set_cookie(SESSION, &cookie);
    for page in [web(), web().signup(), legacy(), web().to("/account")] {
        assert!(["Login", "Sign up"].contains(&phone.visit(page.address()).await.heading().as_str()));
    }
    assert_eq!(phone.token(WEB, USA, SHOP).await.json()["kind"], "guest");
    assert_eq!(desk.token(WEB, USA, SHOP).await.json()["kind"], "customer", "the other one goes on");

    sqlx::query("delete from accounts").execute(app.db()).await.unwrap();
    assert_eq!(desk.visit(web().address()).await.heading(), "Login", "a deleted account has no session");
    assert_eq!(desk.token(WEB, USA, SHOP).await.json()["kind"], "guest");
}

#[tokio::test]
async fn h02_a_session_that_ends_while_its_token_is_made_leaves_no_token_behind() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    app.switches().set(|switches| switches.trouble(Api::Auth).latency_ms = 400);
    let end = async {
        tokio::time::sleep(std::time::Duration::from_millis(150)).await;
        sqlx::query("delete from sessions").execute(app.db()).await.unwrap();
    };
    let (answer, ()) = tokio::join!(browser.token(WEB, USA, SHOP), end);
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.body);
    assert!(!answer.body.contains("eyJ"));
    assert_eq!(app.count("revocations").await, 2);
    app.switches().reset();
    app.tick().await;
    assert_eq!(app.count("revocations").await, 0);
    assert_eq!(browser.token(WEB, USA, SHOP).await.json()["kind"], "guest");
}

#[tokio::test]
async fn h04_cookies_are_random_and_forged_ones_are_refused() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    let real = browser.cookie(SESSION).unwrap();
    assert_eq!(real.len(), "vst_".len() + 43, "256 bits");
    let session: uuid::Uuid =
        sqlx::query_scalar("select id from sessions").fetch_one(app.db()).await.unwrap();
    let mut flipped = real.clone().into_bytes();
    flipped[20] = if flipped[20] == b'A' { b'B' } else { b'A' };
    let mut forged = vec![
        String::from_utf8(flipped).unwrap(),
        real[..46].to_owned(),
        format!("{real}A"),
        real.replace("vst_", "vsx_"),
        real.to_ascii_lowercase(),
        session.to_string(),
        format!("vst_{session}"),
        "vst_".to_owned() + &"A".repeat(43),
        "' or 1=1 --".to_owned(),
        String::new(),
        "x".repeat(4_000),
    ];
    forged.retain(|forged| *forged != real);
    for forged in forged {
        let thief = app.browser();
        thief.set_cookie(SESSION, &forged);
        assert_eq!(thief.visit(web().address()).await.heading(), "Login", "{forged}");
        assert_eq!(thief.token(WEB, USA, SHOP).await.json()["kind"], "guest", "{forged}");
    }
}

#[tokio::test]
async fn h05_no_two_browsers_ever_get_the_same_cookie() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "grace@example.com").await.landing();
    let browsers: Vec<_> = (0..20).map(|_| app.browser()).collect();
    at_once(20, async |n| browsers[n].post_login(&web(), "grace@example.com", PASSWORD).await).await;
    let cookies: BTreeSet<_> = browsers.iter().filter_map(|browser| browser.cookie(SESSION)).collect();
    assert!(cookies.len() >= 10, "{} signed in", cookies.len());
    assert_eq!(cookies.len(), browsers.iter().filter(|browser| browser.cookie(SESSION).is_some()).count());
}

#[tokio::test]
async fn h08_a_new_password_ends_every_session_and_their_tokens() {
    let app = TestApp::start().await;
    let (phone, desk) = (app.browser(), app.browser());
    let first = phone.sign_up(&app, &legacy(), "grace@example.com").await.landing();
    let second = desk.sign_in(&legacy(), "grace@example.com", PASSWORD).await.landing();
    let link = reset_link(&app, "grace@example.com").await;
    let page = app.browser().visit(link.address()).await;
    let new = "another lamp in the fog";
    let page = page.fill("Password", new).fill("Confirm password", new).press("Set password").await;
    assert_eq!(page.heading(), "Your password is changed");
    assert_eq!(app.count("sessions").await, 0);
    for browser in [&phone, &desk] {
        assert_eq!(browser.token(WEB, USA, SHOP).await.json()["kind"], "guest");
    }
    app.tick().await;
    for landing in [first, second] {
        assert!(app.sandbox.is_revoked(&landing.parameter("accessToken").unwrap()));
    }
    let answer = app.browser().post_login(&web(), "grace@example.com", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "the old one is dead");
    app.browser().sign_in(&web(), "grace@example.com", new).await.landing();
}

#[tokio::test]
async fn h10_a_session_that_is_used_lives_on_and_ends_for_sure_after_ninety_days() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    let cookie = browser.cookie(SESSION).unwrap();
    for week in 1..=12 {
        app.pass(TimeDelta::weeks(1));
        assert_eq!(browser.visit(web().address()).await.heading(), "Welcome back", "week {week}");
    }
    app.pass(TimeDelta::days(6) - TimeDelta::seconds(1));
    assert_eq!(browser.token(WEB, USA, SHOP).await.json()["kind"], "customer");
    app.pass(TimeDelta::seconds(1));
    // The end of the cookie is the browser's business: the server holds the line by itself.
    browser.set_cookie(SESSION, &cookie);
    assert_eq!(browser.visit(web().address()).await.heading(), "Login");
    assert_eq!(browser.token(WEB, USA, SHOP).await.json()["kind"], "guest");
}

#[tokio::test]
async fn h10_an_idle_session_ends_after_fourteen_days_to_the_second() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    app.pass(TimeDelta::days(14) - TimeDelta::seconds(1));
    assert_eq!(browser.visit(web().address()).await.heading(), "Welcome back", "and now it was used");
    app.pass(TimeDelta::days(14) - TimeDelta::seconds(1));
    browser.request(Method::GET, "/health/live").send().await;
    app.pass(TimeDelta::seconds(1));
    assert_eq!(browser.visit(web().address()).await.heading(), "Login");
    assert_eq!(app.count("sessions").await, 1, "the row waits for the background");
    app.tick().await;
    assert_eq!(app.count("sessions").await, 0);
}

#[tokio::test]
async fn h10_what_a_run_out_session_had_is_revoked() {
    let settings = "\n[sessions]\nidle = \"30 min\"\n";
    let app = TestApp::planned(Plan { settings, ..Plan::default() }).await;
    let browser = app.browser();
    let landing = browser.sign_up(&app, &legacy(), "grace@example.com").await.landing();
    let tokens = app.vault().await;
    app.pass(TimeDelta::minutes(31));
    app.tick().await;
    app.tick().await;
    assert_eq!((app.count("sessions").await, app.count("revocations").await), (0, 0));
    for token in tokens.iter().chain([&landing.parameter("accessToken").unwrap()]) {
        assert!(app.sandbox.is_revoked(token));
    }
}

#[tokio::test]
async fn h10_a_clock_that_steps_back_neither_ends_nor_lengthens_a_session() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    let ends = "select expires_at::text || idle_until::text from sessions";
    let before: String = sqlx::query_scalar(ends).fetch_one(app.db()).await.unwrap();
    app.pass(TimeDelta::hours(-3));
    assert_eq!(browser.visit(web().address()).await.heading(), "Welcome back");
    assert_eq!(browser.token(WEB, USA, SHOP).await.json()["kind"], "customer");
    app.tick().await;
    let after: String = sqlx::query_scalar(ends).fetch_one(app.db()).await.unwrap();
    assert_eq!(before, after);
    app.pass(TimeDelta::hours(3));
    assert_eq!(browser.visit(web().address()).await.heading(), "Welcome back");
}

#[tokio::test]
async fn h10_a_clock_that_steps_back_does_not_shut_anybody_out() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "grace@example.com").await.landing();
    for _ in 0..3 {
        app.browser().post_login(&web(), "grace@example.com", "wrong password here").await;
    }
    app.pass(TimeDelta::hours(-3));
    app.pass(TimeDelta::minutes(2));
    app.browser().sign_in(&web(), "grace@example.com", PASSWORD).await.landing();
}
