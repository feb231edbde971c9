//! What an attacker tried on this service, and what came of it.

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};

use crate::bench::{Browser, PASSWORD, Plan, TestApp, WEB, at_once, legacy, web};

const SHOP: &str = "https://shop.acme.example";
const USA: &str = "market:code:usa";
const STRANGERS: &str = "the phrase of a stranger";

/// Signs up with somebody's address and then in with the password of that sign-up.
async fn sign_up_and_in(browser: &Browser, email: &str) -> (StatusCode, Option<String>) {
    browser.post_sign_up(&web(), email, STRANGERS).await;
    let answer = browser.post_login(&web(), email, STRANGERS).await;
    (answer.status, answer.location().map(|url| url.path().to_owned()))
}

#[tokio::test]
async fn f05_an_unfinished_sign_up_of_ones_own_does_not_tell_whether_the_address_has_an_account() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "grace@example.com").await;
    let known = sign_up_and_in(&app.browser(), "grace@example.com").await;
    let unknown = sign_up_and_in(&app.browser(), "nobody@example.com").await;
    assert_eq!(known, unknown);
    assert_eq!(known.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(app.count("sessions").await, 1, "the owner's own");
    app.browser().sign_in(&web(), "grace@example.com", PASSWORD).await.landing();
    app.tick().await;
}

#[tokio::test]
async fn f01_a_wrong_password_costs_one_hash_and_one_line_whoever_there_is() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "grace@example.com").await;
    sign_up_and_in(&app.browser(), "grace@example.com").await;
    sign_up_and_in(&app.browser(), "begun@example.com").await;
    app.tick().await;
    for email in ["grace@example.com", "begun@example.com", "nobody@example.com"] {
        let (hashes, lines) = (app.inner().hasher.computations(), app.count("events").await);
        let answer = app.browser().post_login(&web(), email, "wrong password here").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(app.inner().hasher.computations() - hashes, 1, "{email}");
        assert_eq!(app.count("events").await - lines, 1, "{email}");
    }
}

#[tokio::test]
async fn m15_no_token_handed_out_during_a_sign_out_outlives_it() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    browser.token(WEB, "market:code:europe", SHOP).await;
    // A sign-out that takes its time between looking for tokens and ending the session; a token comes in between.
    for statement in [
        "create function dawdle() returns trigger language plpgsql as
         $$ begin perform pg_sleep(0.5); return new; end $$",
        "create trigger dawdle before insert on revocations for each row execute function dawdle()",
    ] {
        sqlx::query(statement).execute(app.db()).await.unwrap();
    }
    app.switches().set(|switches| switches.latency_ms = 200);
    let address = web().to("/logout").address();
    let leave = browser.post(&address, &[]);
    let (answer, _) = tokio::join!(browser.request(Method::GET, &token_of(USA)).send(), leave.send());
    app.switches().set(|switches| switches.latency_ms = 0);
    while app.tick().await > 0 {}
    let token = answer.json();
    if token["kind"] == "customer" {
        assert!(app.sandbox.is_revoked(token["access_token"].as_str().unwrap()), "it outlives its session");
    }
    assert_eq!((app.count("customer_tokens").await, app.count("revocations").await), (0, 0));
}

fn token_of(scope: &str) -> String {
    format!("/api/token?client_id={WEB}&scope={scope}")
}

#[tokio::test]
async fn tokens_that_do_not_open_any_more_neither_hold_a_session_nor_its_owner() {
    let app = TestApp::start().await;
    let spoil = "update customer_tokens set access_sealed = 'x', refresh_sealed = 'x'";
    let browser = app.browser();
    browser.sign_up(&app, &legacy(), "grace@example.com").await.landing();
    sqlx::query(spoil).execute(app.db()).await.unwrap();
    let page = browser.visit(legacy().address()).await.press("Continue as g…@example.com").await;
    assert!(page.landing().parameter("accessToken").is_some(), "another token is made");
    sqlx::query(spoil).execute(app.db()).await.unwrap();
    assert_eq!(browser.sign_out(&legacy()).await.heading(), "You’re signed out");

    browser.sign_in(&legacy(), "grace@example.com", PASSWORD).await.landing();
    app.browser().sign_in(&legacy(), "grace@example.com", PASSWORD).await.landing();
    sqlx::query(spoil).execute(app.db()).await.unwrap();
    app.pass(TimeDelta::days(400));
    app.tick().await;
    assert_eq!(app.count("sessions").await, 0, "one does not keep the others from ending");
}

#[tokio::test]
async fn g16_a_finished_sign_up_keeps_neither_code_nor_password() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "grace@example.com").await;
    assert_eq!(app.count("registrations where password_hash <> '' or code_sealed is not null").await, 0);
}

#[tokio::test]
async fn after_signing_out_the_next_person_does_not_see_who_was_here() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    browser.sign_out(&web()).await;
    let page = browser.visit(web().to("/verify").address()).await;
    assert!(!page.answer.body.contains("grace"), "{}", page.url());
    assert!(!page.url().as_str().contains("grace"));
}

#[tokio::test]
async fn e15_right_passwords_buy_no_hashes_without_end() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "grace@example.com").await;
    let counted = "insert into throttles (key, full_again) values ($1, $2)";
    let key = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, b"passwords/network\x00127.0.0.1");
    let rule = vestibule::throttle::PASSWORDS_PER_NETWORK;
    let spent = app.now() + rule.every * rule.burst;
    sqlx::query("delete from throttles").execute(app.db()).await.unwrap();
    sqlx::query(counted).bind(key.as_ref()).bind(spent).execute(app.db()).await.unwrap();
    let before = app.inner().hasher.computations();
    let answer = app.browser().post_login(&web(), "grace@example.com", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(app.inner().hasher.computations(), before);
}

#[tokio::test]
async fn e07_one_network_cannot_keep_the_owner_of_a_mailbox_from_signing_up() {
    let app = TestApp::planned(Plan::behind_a_proxy()).await;
    let (attacker, owner) = (app.browser_in_network(6), app.browser_in_network(7));
    let mut waited = 0;
    for minute in 0..60 {
        attacker.post_sign_up(&web(), "grace@example.com", STRANGERS).await;
        if minute % 10 == 9 {
            let answer = owner.post_sign_up(&web(), "grace@example.com", PASSWORD).await;
            waited += usize::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
        }
        app.pass(TimeDelta::minutes(1));
    }
    assert!(waited <= 2, "the owner was sent away {waited} times out of 6");
    app.tick().await;
}

#[tokio::test]
async fn e08_the_variants_of_one_mailbox_are_one_mailbox() {
    let app = TestApp::planned(Plan::behind_a_proxy()).await;
    let sent = at_once(20, async |number| {
        let email = format!("gra.ce+{number}@example.com");
        let answer = app.browser_in_network(number).post_sign_up(&web(), &email, PASSWORD).await;
        usize::from(answer.status == StatusCode::SEE_OTHER)
    });
    assert_eq!(sent.await.iter().sum::<usize>(), 5);
    app.tick().await;
}

#[tokio::test]
async fn g10_a_look_alike_of_somebodys_address_is_proven_at_the_real_one_only() {
    let app = TestApp::start().await;
    app.browser().begin_sign_up(&web(), "jac\u{212a}@example.com").await;
    assert_eq!(app.letters_to("jac\u{212a}@example.com").await.len(), 0);
    assert_eq!(app.letters_to("jacK@example.com").await.len(), 1);
}

#[tokio::test]
async fn e13_a_door_that_is_closed_to_guests_is_not_knocked_at_again_and_again() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let knocks = async || {
        let before = app.sandbox.token_calls();
        for _ in 0..12 {
            browser.token(WEB, "market:code:vip", SHOP).await;
            app.pass(TimeDelta::seconds(5));
        }
        app.sandbox.token_calls() - before
    };
    assert_eq!(knocks().await, 1);
}

#[tokio::test]
async fn h08_a_password_that_is_replaced_while_it_is_checked_signs_nobody_in() {
    let app = TestApp::start().await;
    let known = app.browser();
    known.sign_up(&app, &web(), "grace@example.com").await;
    for browser in [app.browser(), known] {
        assert_nobody_comes_in_while(&app, &browser, "update passwords set hash = hash || 'x'").await;
        sqlx::query("update passwords set hash = rtrim(hash, 'x')").execute(app.db()).await.unwrap();
    }
}

#[tokio::test]
async fn a13_an_account_that_is_locked_while_its_password_is_checked_signs_nobody_in() {
    let app = TestApp::start().await;
    let known = app.browser();
    known.sign_up(&app, &web(), "grace@example.com").await;
    for browser in [app.browser(), known] {
        assert_nobody_comes_in_while(&app, &browser, "update accounts set locked_at = now()").await;
        sqlx::query("update accounts set locked_at = null").execute(app.db()).await.unwrap();
    }
}

/// A browser that the account knows is let in by one statement, any other by several: neither may overlook what changes
/// before it holds the account.
async fn assert_nobody_comes_in_while(app: &TestApp, browser: &Browser, change: &'static str) {
    sqlx::query("delete from sessions").execute(app.db()).await.unwrap();
    let mut changing = app.db().begin().await.unwrap();
    sqlx::query(change).execute(&mut *changing).await.unwrap();
    let link = web();
    let sign_in = browser.post_login(&link, "grace@example.com", PASSWORD);
    let go_on = async {
        let waiting = "select count(*) from pg_locks where not granted";
        while sqlx::query_scalar::<_, i64>(waiting).fetch_one(&mut *changing).await.unwrap() == 0 {
            tokio::task::yield_now().await;
        }
        changing.commit().await.unwrap();
    };
    let waited =
        tokio::time::timeout(std::time::Duration::from_secs(20), async { tokio::join!(sign_in, go_on).0 });
    assert_eq!(waited.await.expect("the sign-in waits").status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(app.count("sessions").await, 0);
}
