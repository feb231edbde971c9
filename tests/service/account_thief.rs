//! Catalogue H08, from the other side: a thief sits in a session of the account, and the owner takes it back.

use std::future::Future;
use std::time::Duration;

use chrono::TimeDelta;
use reqwest::StatusCode;
use vestibule::config::{CustomerPasswords, Settings};

use crate::bench::{Answer, Browser, PASSWORD, Page, Plan, TestApp, web};

pub const GRACE: &str = "grace@example.com";
pub const MALLORY: &str = "mallory@example.com";
pub const NEW: &str = "a much calmer kettle";
pub const THIEFS: &str = "some crooked old lockpick";

/// What the owner's recovery does to the session that began last.
const ENDED: &str =
    "delete from sessions where id = (select id from sessions order by created_at desc limit 1)";

pub async fn post_password(browser: &Browser, password: &str) -> Answer {
    let fields = [("customerPassword", password), ("customerConfirmPassword", password)];
    browser.post(&format!("/account/password?{}", web().query()), &fields).send().await
}

/// Lets a request come as far as the account, which somebody else holds; he does his part, and the request goes on.
async fn overtaken(app: &TestApp, request: impl Future<Output = Answer>, by: &'static str) -> Answer {
    let mut tx = app.db().begin().await.unwrap();
    sqlx::query("select from accounts for update").execute(&mut *tx).await.unwrap();
    let other = async {
        // One that does not wait has done its deed by then.
        for _ in 0..300 {
            if app
                .count("pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
                .await
                > 0
            {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        sqlx::query(by).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    };
    tokio::join!(request, other).0
}

fn assert_signed_out(answer: &Answer, what: &str) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{what}");
    assert!(
        answer.location().is_some_and(|to| to.path().ends_with("/login")),
        "{what}: {:?}",
        answer.location()
    );
}

#[tokio::test]
async fn h08_a_password_that_a_thief_posts_before_the_recovery_is_not_set_after_it() {
    for by in [ENDED, "update accounts set locked_at = now()"] {
        let app = TestApp::start().await;
        let thief = app.browser();
        thief.sign_up(&app, &web(), GRACE).await.landing();
        let answer = overtaken(&app, post_password(&thief, THIEFS), by).await;
        assert_signed_out(&answer, by);
        sqlx::query("update accounts set locked_at = null").execute(app.db()).await.unwrap();
        assert!(app.browser().sign_in(&web(), GRACE, THIEFS).await.alert().is_some(), "{by}");
        app.browser().sign_in(&web(), GRACE, PASSWORD).await.landing();
    }
}

#[tokio::test]
async fn h08_nothing_that_a_thief_posts_before_the_recovery_is_done_after_it() {
    let app = TestApp::with_provider().await;
    let owner = app.browser();
    owner.sign_up(&app, &web(), GRACE).await.landing();
    let page = owner.visit(web().to("/account").address()).await.press("Link").await.as_person("vera").await;
    assert!(page.alert().unwrap().contains("Example ID"), "{:?}", page.alert());
    let own: uuid::Uuid = sqlx::query_scalar("select id from sessions").fetch_one(app.db()).await.unwrap();
    let end_one = format!("/account/sessions/{}/end", own.simple());
    for (path, fields) in [
        ("/account/providers/example/unlink", [].as_slice()),
        ("/account/profile", [("name", "Mallory"), ("language", "it")].as_slice()),
        (&end_one, [].as_slice()),
        ("/account/sessions/end", [].as_slice()),
    ] {
        app.pass(TimeDelta::minutes(1));
        let thief = app.browser();
        thief.sign_in(&web(), GRACE, PASSWORD).await.landing();
        let request = thief.post(&format!("{path}?{}", web().query()), fields);
        let answer = overtaken(&app, request.send(), ENDED).await;
        assert_signed_out(&answer, path);
        assert_eq!(app.count("identities").await, 1, "{path}");
        assert_eq!(app.count("accounts where name is null and language = 'en'").await, 1, "{path}");
        assert_eq!(app.count("sessions").await, 1, "{path}: the owner's stays");
    }
    app.tick().await;
}

#[tokio::test]
async fn e15_who_changes_the_password_over_and_over_has_no_more_hashed_and_no_more_letters_written() {
    let app = TestApp::start().await;
    let thief = app.browser();
    thief.sign_up(&app, &web(), GRACE).await.landing();
    for number in 0..5 {
        let answer = post_password(&thief, &format!("{THIEFS} number {number}")).await;
        assert!(answer.header("location").contains("notice=password"), "{number}: {}", answer.status);
    }
    let before = app.inner().hasher.computations();
    let answer = post_password(&thief, THIEFS).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.header("retry-after").parse::<u32>().unwrap() > 60);
    assert_eq!(app.inner().hasher.computations(), before);
    let letters = app.letters_to(GRACE).await;
    assert_eq!(letters.iter().filter(|letter| letter.subject.contains("Your password at")).count(), 5);
    app.pass(TimeDelta::minutes(10));
    let answer = post_password(&thief, NEW).await;
    assert!(answer.header("location").contains("notice=password"), "one flows back: {}", answer.status);
}

/// Changes the address in this session; gives the link of the letter to the former one, which undoes that.
pub async fn change_email(app: &TestApp, thief: &Browser, email: &str) -> String {
    let page = thief.visit(web().to("/account/email").address()).await;
    let page = page.fill("New email", email).press("Send me a code").await;
    let code = app.code_for(email).await;
    page.fill("Code", &code).press("Confirm").await;
    let letters = app.letters_to(GRACE).await;
    let letter =
        letters.iter().find(|letter| letter.subject.contains("has a new email")).expect("the letter");
    letter.text.split_whitespace().find(|word| word.contains("token=")).unwrap().to_owned()
}

pub async fn undo(app: &TestApp, link: &str) {
    let page = app.browser().visit(link).await.press("Undo the change").await;
    assert_eq!(page.heading(), "Your email is back");
}

#[tokio::test]
async fn a01_a_provider_that_a_thief_links_just_before_he_changes_the_address_is_out_when_that_is_undone() {
    let app = TestApp::with_provider().await;
    let thief = app.browser();
    thief.sign_up(&app, &web(), GRACE).await.landing();
    thief.visit(web().to("/account").address()).await.press("Link").await.as_person("noah").await;
    assert_eq!(app.count("identities").await, 1);
    app.pass(TimeDelta::minutes(1));
    let link = change_email(&app, &thief, MALLORY).await;
    undo(&app, &link).await;
    assert_eq!((app.count("identities").await, app.count("sessions").await), (0, 0));
    let back = app.browser();
    back.visit(web().address()).await.click("Continue with Example ID").await.as_person("noah").await;
    assert_eq!(back.visit(web().to("/account").address()).await.heading(), "Login", "nobody known any more");
    app.tick().await;
}

#[tokio::test]
async fn a01_a_thief_s_password_opens_nothing_at_commerce_layer_either_when_the_change_is_undone() {
    for is_delivered in [false, true] {
        let app = TestApp::planned(Plan { adjust: in_step, ..Plan::default() }).await;
        let thief = app.browser();
        thief.sign_up(&app, &web(), GRACE).await.landing();
        app.switches().set(|switches| switches.core.unreachable = !is_delivered);
        post_password(&thief, THIEFS).await;
        let link = change_email(&app, &thief, MALLORY).await;
        app.tick().await;
        undo(&app, &link).await;
        app.switches().reset();
        app.pass(TimeDelta::minutes(40));
        app.tick().await;
        assert_eq!(app.count("customers where password_owed_sealed is not null").await, 0);
        assert!(!app.sandbox.password_matches("acme", GRACE, THIEFS), "delivered before: {is_delivered}");
        recover(&app, &app.browser(), NEW).await;
        app.tick().await;
        assert!(app.sandbox.password_matches("acme", GRACE, NEW), "the owner's next one is kept in step");
    }
}

fn in_step(settings: &mut Settings) {
    for organization in settings.organizations.values_mut() {
        organization.passwords = CustomerPasswords::InStep;
    }
}

/// Asks for a letter; gives the page that wants its code.
pub async fn ask(browser: &Browser) -> Page {
    let page = browser.visit(web().to("/recover").address()).await;
    page.fill("Email", GRACE).press("Send me a code").await
}

pub async fn choose(page: Page, password: &str) -> Page {
    page.fill("Password", password).fill("Confirm password", password).press("Set password").await
}

pub async fn recover(app: &TestApp, browser: &Browser, password: &str) {
    let page = ask(browser).await;
    let page = page.fill("Code", &app.code_for(GRACE).await).press("Continue").await;
    choose(page, password).await.landing();
}
