//! Group G: what works once works once, in one place, for one person.

use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::StatusCode;

use crate::bench::{PASSWORD, TestApp, legacy, web};

const SESSION: &str = "__Host-vestibule-acme";
const SIGN_UP: &str = "__Host-vestibule-signup";

#[tokio::test]
async fn g01_a_code_posted_fifty_times_at_once_makes_one_account_and_one_session() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.begin_sign_up(&web(), "grace@example.com").await;
    let code = app.code_for("grace@example.com").await;
    let address = web().to("/verify").address();
    let posts = (0..50).map(|_| browser.post(&address, &[("code", &code)]).send());
    let answers = join_all(posts).await;
    let entered = answers.iter().filter(|answer| {
        answer
            .headers
            .get_all("set-cookie")
            .iter()
            .any(|cookie| cookie.to_str().unwrap().starts_with(SESSION))
    });
    assert_eq!(entered.count(), 1);
    assert!(answers.iter().all(|answer| answer.status.as_u16() < 500));
    assert_eq!(
        (app.count("accounts").await, app.count("sessions").await, app.count("customers").await),
        (1, 1, 1)
    );
    app.tick().await;
}

#[tokio::test]
async fn g01_guesses_made_at_once_are_all_counted() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.begin_sign_up(&web(), "grace@example.com").await;
    let right = app.code_for("grace@example.com").await;
    let address = web().to("/verify").address();
    let guesses: Vec<String> = (0..50).map(|n| format!("{n:06}")).filter(|code| *code != right).collect();
    let answers = join_all(guesses.iter().map(|code| browser.post(&address, &[("code", code)]).send())).await;
    let compared = answers.iter().filter(|answer| answer.body.contains("That isn’t the code")).count();
    assert!(compared <= 4, "{compared} guesses were told that more are left");
    let answer = browser.post(&address, &[("code", &right)]).send().await;
    assert_ne!(answer.status, StatusCode::SEE_OTHER, "the code is dead");
    assert_eq!(app.count("accounts").await, 0);
}

#[tokio::test]
async fn g06_a_token_opens_only_what_it_was_made_for() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let verify = browser.begin_sign_up(&web(), "later@example.com").await;
    let sign_up = browser.cookie(SIGN_UP).unwrap();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    let session = browser.cookie(SESSION).unwrap();

    let other = app.browser();
    other.set_cookie(SESSION, &sign_up);
    other.set_cookie("__Host-vestibule-globex", &session);
    assert_eq!(other.visit(web().address()).await.heading(), "Login", "a sign-up is no session");
    assert_eq!(
        other.visit(crate::bench::globex().address()).await.heading(),
        "Login",
        "nor one of another organization"
    );
    other.set_cookie(SIGN_UP, &session);
    assert_eq!(other.visit(verify.url().as_str()).await.heading(), "Sign up", "a session is no sign-up");
    let reset = web().to("/identity/reset-password").with("customerPasswordResetId", "AcmeCusAda");
    for token in [&session, &sign_up] {
        let page = other.visit(reset.clone().with("resetPasswordToken", token).address()).await;
        let page =
            page.fill("Password", PASSWORD).fill("Confirm password", PASSWORD).press("Set password").await;
        assert_eq!(page.heading(), "This link no longer works");
    }
}

#[tokio::test]
async fn g06_the_code_of_one_sign_up_fits_no_other() {
    let app = TestApp::start().await;
    let first = app.browser().begin_sign_up(&web(), "grace@example.com").await;
    let second = app.browser().begin_sign_up(&web(), "ida@example.com").await;
    let (of_first, of_second) =
        (app.code_for("grace@example.com").await, app.code_for("ida@example.com").await);
    if of_first != of_second {
        assert!(first.fill("Code", &of_second).press("Confirm").await.problem_of("Code").is_some());
        assert!(second.fill("Code", &of_first).press("Confirm").await.problem_of("Code").is_some());
    }
    assert_eq!(app.count("accounts").await, 0);
}

#[tokio::test]
async fn g10_a_letter_goes_to_the_address_of_the_sign_up_and_to_no_other() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.begin_sign_up(&web(), "grace@example.com").await;
    app.pass(TimeDelta::seconds(61));
    let link = web().to("/verify/resend").with("customerEmail", "eve@example.com");
    let fields =
        [("customerEmail", "eve@example.com"), ("email", "eve@example.com"), ("to", "eve@example.com")];
    assert_eq!(browser.post(&link.address(), &fields).send().await.status, StatusCode::OK);
    assert_eq!(app.letters_to("eve@example.com").await.len(), 0);
    assert_eq!(app.letters_to("grace@example.com").await.len(), 2);
}

#[tokio::test]
async fn g11_a_code_needs_its_browser_and_its_time_both() {
    for (own_browser, in_time) in [(true, true), (true, false), (false, true), (false, false)] {
        let app = TestApp::start().await;
        let browser = app.browser();
        browser.begin_sign_up(&web(), "grace@example.com").await;
        let code = app.code_for("grace@example.com").await;
        let other = app.browser();
        other.begin_sign_up(&web(), "eve@example.com").await;
        app.tick().await;
        if !in_time {
            app.pass(TimeDelta::minutes(10));
        }
        let browser = if own_browser { browser } else { other };
        let answer = browser.post(&web().to("/verify").address(), &[("code", &code)]).send().await;
        let entered = answer.header("location").starts_with("https://shop.acme.example");
        let coincidence =
            !own_browser && app.letters_to("eve@example.com").await.iter().any(|l| l.text.contains(&code));
        assert!(coincidence || entered == (own_browser && in_time), "{own_browser} {in_time}");
        app.tick().await;
    }
}

#[tokio::test]
async fn g12_a_code_redeemed_by_somebody_else_later_is_worth_nothing() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let page = browser.begin_sign_up(&web(), "grace@example.com").await;
    let code = app.code_for("grace@example.com").await;
    let sign_up = browser.cookie(SIGN_UP).unwrap();
    page.fill("Code", &code).press("Confirm").await.landing();
    let thief = app.browser();
    thief.set_cookie(SIGN_UP, &sign_up);
    let answer = thief.post(&web().to("/verify").address(), &[("code", &code)]).send().await;
    assert!(answer.header("location").starts_with("/identity/login?"), "{}", answer.header("location"));
    assert_eq!(thief.cookie(SESSION), None);
    assert_eq!(app.count("sessions").await, 1);
    app.tick().await;
}

#[tokio::test]
async fn g16_a_dump_of_the_database_opens_nothing() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let page = browser.begin_sign_up(&legacy(), "grace@example.com").await;
    let letters_in_wait = dump(&app).await;
    let code = app.code_for("grace@example.com").await;
    let landing = page.fill("Code", &code).press("Confirm").await.landing();
    let token = landing.parameter("accessToken").unwrap();
    let living = dump(&app).await;
    let session = browser.cookie(SESSION).unwrap();
    let sign_up = browser.cookie(SIGN_UP);
    browser.sign_out(&legacy()).await;
    let ended = dump(&app).await;
    let secrets = [
        Some(code),
        Some(token.clone()),
        Some(session),
        sign_up,
        Some(PASSWORD.to_owned()),
        Some("eyJ".to_owned()),
    ];
    for dump in [&letters_in_wait, &living, &ended] {
        assert!(dump.len() > 500, "there is something to look through");
        for secret in secrets.iter().flatten() {
            let hex = data_encoding::HEXLOWER.encode(secret.as_bytes());
            assert!(!dump.contains(secret.as_str()) && !dump.contains(&hex), "{secret} in {dump}");
        }
    }
    assert!(living.contains("grace@example.com"), "what may be read can be found this way");
}

/// Every row of every table as text; bytes as hexadecimal digits.
async fn dump(app: &TestApp) -> String {
    let tables =
        "select tablename from pg_tables where schemaname = 'public' and tablename not like '\\_sqlx%'";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(app.db()).await.unwrap();
    let mut text = String::new();
    for table in tables {
        let rows = sqlx::AssertSqlSafe(format!("select t::text from {table} t"));
        let rows: Vec<String> = sqlx::query_scalar(rows).fetch_all(app.db()).await.unwrap();
        text += &rows.join("\n");
    }
    text
}
