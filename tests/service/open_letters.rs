//! Letters that let their reader into an account: what becomes of those that are open when a password is set.

use chrono::TimeDelta;
use reqwest::StatusCode;
use vestibule::config::Settings;

use crate::account_thief::{
    GRACE, MALLORY, NEW, THIEFS, ask, change_email, choose, post_password, recover, undo,
};
use crate::bench::{PASSWORD, Page, Plan, TestApp, at_once, web};
use crate::reset_password::reset_link;

/// What somebody who read the mailbox for a while holds: a code that was typed, a link, a code to sign in with.
struct Held {
    proven: Page,
    link: String,
    sign_in: (Page, String),
}

impl Held {
    async fn gather(app: &TestApp) -> Self {
        let page = ask(&app.browser()).await;
        let proven = page.fill("Code", &app.code_for(GRACE).await).press("Continue").await;
        ask(&app.browser()).await;
        let text = app.letters_to(GRACE).await.remove(0).text;
        let link = text.split_whitespace().find(|word| word.contains("token=")).unwrap().to_owned();
        let page = app.browser().visit(web().address()).await;
        let page = page.fill("Email", GRACE).press("Send me a code instead").await;
        Self { proven, link, sign_in: (page, app.code_for(GRACE).await) }
    }

    async fn assert_worthless(self, app: &TestApp, after: &str) {
        let sessions = app.count("sessions").await;
        assert_eq!(choose(self.proven, THIEFS).await.status(), StatusCode::GONE, "{after}: proven");
        assert_eq!(app.browser().visit(&self.link).await.status(), StatusCode::GONE, "{after}: link");
        let (page, code) = self.sign_in;
        page.fill("Code", &code).press("Login").await;
        assert_eq!(app.count("sessions").await, sessions, "{after}: code");
        assert!(app.browser().sign_in(&web(), GRACE, THIEFS).await.alert().is_some(), "{after}");
    }
}

#[tokio::test]
async fn g02_whatever_sets_a_password_uses_up_every_letter_that_lets_its_reader_in() {
    let app = TestApp::planned(Plan { adjust: with_codes, ..Plan::default() }).await;
    let owner = app.browser();
    owner.sign_up(&app, &web(), GRACE).await.landing();
    app.pass(TimeDelta::hours(2));

    let held = Held::gather(&app).await;
    recover(&app, &owner, NEW).await;
    held.assert_worthless(&app, "a recovery").await;
    app.pass(TimeDelta::hours(2));

    owner.sign_out(&web()).await;
    owner.sign_in(&web(), GRACE, NEW).await.landing();
    let held = Held::gather(&app).await;
    post_password(&owner, PASSWORD).await;
    held.assert_worthless(&app, "a change").await;
    app.pass(TimeDelta::hours(2));

    app.tick().await;
    let held = Held::gather(&app).await;
    choose(app.browser().visit(reset_link(&app, GRACE).await.address()).await, NEW).await;
    held.assert_worthless(&app, "a reset of Commerce Layer").await;
    app.pass(TimeDelta::hours(2));

    let thief = app.browser();
    thief.sign_in(&web(), GRACE, NEW).await.landing();
    let held = Held::gather(&app).await;
    let link = change_email(&app, &thief, MALLORY).await;
    undo(&app, &link).await;
    held.assert_worthless(&app, "undoing a change of address").await;
    app.tick().await;
}

fn with_codes(settings: &mut Settings) {
    settings.storefronts.iter_mut().for_each(|shop| shop.mailed_code = true);
}

#[tokio::test]
async fn g01_recoveries_and_codes_of_one_account_at_once_fail_nobody() {
    let app = TestApp::planned(Plan { adjust: with_codes, ..Plan::default() }).await;
    app.browser().sign_up(&app, &web(), GRACE).await.landing();
    app.pass(TimeDelta::hours(2));
    let Held { proven, link, sign_in: (page, code) } = Held::gather(&app).await;
    let other = ask(&app.browser()).await;
    let other = other.fill("Code", &app.code_for(GRACE).await).press("Continue").await;
    let by_link = app.browser().visit(&link).await;
    let code = page.fill("Code", &code);
    let answers =
        tokio::join!(choose(proven, NEW), choose(other, NEW), choose(by_link, NEW), code.press("Login"),);
    for page in [answers.0, answers.1, answers.2, answers.3] {
        assert!(!page.status().is_server_error(), "{}: {}", page.status(), page.text());
    }
    assert_eq!(app.count("events where kind = 'recovered'").await, 1);
    app.tick().await;
}

#[tokio::test]
async fn e15_a_letter_that_was_proven_has_no_hash_computed_for_a_locked_account_and_few_for_any_other() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), GRACE).await.landing();
    let browser = app.browser();
    ask(&browser).await.fill("Code", &app.code_for(GRACE).await).press("Continue").await;
    let fields = [("customerPassword", THIEFS), ("customerConfirmPassword", THIEFS)];
    let path = format!("/recover/password?{}", web().query());
    let before = app.inner().hasher.computations();
    sqlx::query("update accounts set locked_at = now()").execute(app.db()).await.unwrap();
    for _ in 0..3 {
        assert_eq!(browser.post(&path, &fields).send().await.status, StatusCode::FORBIDDEN);
        // The answer takes the cookie away, which a thief does not mind.
        ask(&browser).await.fill("Code", &app.code_for(GRACE).await).press("Continue").await;
        app.pass(TimeDelta::minutes(15));
    }
    assert_eq!(app.inner().hasher.computations(), before);
    sqlx::query("update accounts set locked_at = null").execute(app.db()).await.unwrap();
    ask(&browser).await.fill("Code", &app.code_for(GRACE).await).press("Continue").await;
    let answers = at_once(30, async |_| browser.post(&path, &fields).send().await).await;
    assert!(app.inner().hasher.computations() - before <= 10);
    assert!(answers.iter().all(|answer| answer.status != StatusCode::INTERNAL_SERVER_ERROR));
    assert_eq!(app.count("events where kind = 'recovered'").await, 1);
}
