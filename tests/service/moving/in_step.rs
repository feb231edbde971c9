//! `passwords` of an organization: what becomes of the customers' passwords at Commerce Layer.

use chrono::TimeDelta;
use vestibule::config::{CustomerPasswords, Settings};

use super::bcrypt_of_password;
use crate::bench::{PASSWORD, Plan, TestApp, WEB, found_in, web};
use crate::reset_password::reset_link;

const EMAIL: &str = "grace@example.com";
const THERE: &str = "the password of before";

fn set(settings: &mut Settings, passwords: CustomerPasswords) {
    for organization in settings.organizations.values_mut() {
        organization.passwords = passwords;
    }
}

async fn app_with(adjust: fn(&mut Settings)) -> TestApp {
    let app = TestApp::planned(Plan { adjust, ..Plan::default() }).await;
    app.sandbox.create_customer("acme", EMAIL, Some(THERE)).unwrap();
    app
}

#[tokio::test]
async fn left_alone_the_customers_password_there_is_what_it_was() {
    let app = app_with(|_| {}).await;
    app.browser().sign_up(&app, &web(), EMAIL).await;
    app.tick().await;
    assert!(app.sandbox.password_matches("acme", EMAIL, THERE));
}

#[tokio::test]
async fn in_step_a_new_password_works_there_as_well_however_long_it_takes() {
    let app = app_with(|settings| set(settings, CustomerPasswords::InStep)).await;
    app.switches().set(|switches| switches.core.unreachable = true);
    app.browser().sign_up(&app, &web(), EMAIL).await;
    app.tick().await;
    assert_eq!(app.count("customers where password_owed_sealed is not null").await, 1);
    assert_eq!(app.count("registrations where password_sealed is not null").await, 0, "taken along");
    assert!(app.sandbox.password_matches("acme", EMAIL, THERE));
    app.switches().reset();
    app.pass(TimeDelta::minutes(10));
    app.tick().await;
    assert!(app.sandbox.password_matches("acme", EMAIL, PASSWORD));
    assert_eq!(
        app.count("customers where password_owed_sealed is not null or next_attempt_at is not null").await,
        0
    );
}

#[tokio::test]
async fn in_step_an_imported_password_is_set_there_at_its_first_sign_in() {
    let app = app_with(|settings| set(settings, CustomerPasswords::InStep)).await;
    let line = format!(
        "{{\"email\":\"{EMAIL}\",\"email_verified\":true,\"passwordHash\":\"{}\"}}",
        bcrypt_of_password()
    );
    app.import(line).await;
    app.browser().sign_in(&web(), EMAIL, PASSWORD).await.landing();
    app.tick().await;
    assert!(app.sandbox.password_matches("acme", EMAIL, PASSWORD));
    app.browser().sign_in(&web(), EMAIL, PASSWORD).await.landing();
    assert_eq!(app.count("customers where password_owed_sealed is not null").await, 0, "once");
}

#[tokio::test]
async fn g16_an_owed_password_is_nowhere_in_the_database_in_clear() {
    let app = app_with(|settings| set(settings, CustomerPasswords::InStep)).await;
    app.switches().set(|switches| switches.core.unreachable = true);
    let browser = app.browser();
    browser.begin_sign_up(&web(), EMAIL).await;
    assert_eq!(app.count("registrations where password_sealed is not null").await, 1);
    assert_eq!(found_in(&app.dump().await, PASSWORD), None);
    browser.post_code(&app.code_for(EMAIL).await).await;
    assert_eq!(app.count("customers where password_owed_sealed is not null").await, 1);
    assert_eq!(found_in(&app.dump().await, PASSWORD), None);
    app.switches().reset();
    app.tick().await;
}

#[tokio::test]
async fn locked_away_neither_the_old_nor_the_new_password_opens_anything_there() {
    let app = app_with(|settings| set(settings, CustomerPasswords::Lock)).await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), EMAIL).await.landing();
    let token = browser.token(WEB, "market:code:usa", "https://shop.acme.example").await.json();
    assert_eq!(token["kind"], "customer");
    app.tick().await;
    assert!(!app.sandbox.password_matches("acme", EMAIL, THERE));
    assert!(!app.sandbox.password_matches("acme", EMAIL, PASSWORD));
    app.browser().sign_in(&web(), EMAIL, PASSWORD).await.landing();
}

const NEW: &str = "brown teapot on a windowsill";

async fn reset(app: &TestApp) {
    let page = app.browser().visit(reset_link(app, EMAIL).await.address()).await;
    let page = page.fill("Password", NEW).fill("Confirm password", NEW).press("Set password").await;
    assert_eq!(page.heading(), "Your password is changed");
}

#[tokio::test]
async fn in_step_a_password_that_is_still_owed_does_not_replace_a_newer_one() {
    let app = app_with(|settings| set(settings, CustomerPasswords::InStep)).await;
    app.browser().sign_up(&app, &web(), EMAIL).await;
    app.tick().await;
    let sealed = "update customers set password_owed_sealed = 'an older one', next_attempt_at = now()";
    sqlx::query(sealed).execute(app.db()).await.unwrap();
    reset(&app).await;
    app.tick().await;
    assert!(app.sandbox.password_matches("acme", EMAIL, NEW));
    assert_eq!(app.count("customers where password_owed_sealed is not null").await, 0);
}

#[tokio::test]
async fn locked_away_it_is_again_after_a_reset_at_commerce_layer() {
    let app = app_with(|settings| set(settings, CustomerPasswords::Lock)).await;
    app.browser().sign_up(&app, &web(), EMAIL).await.landing();
    app.tick().await;
    reset(&app).await;
    assert!(app.sandbox.password_matches("acme", EMAIL, NEW), "that is how a reset works");
    app.tick().await;
    assert!(!app.sandbox.password_matches("acme", EMAIL, NEW));
    app.browser().sign_in(&web(), EMAIL, NEW).await.landing();
}

#[tokio::test]
async fn in_step_a_recovered_password_works_there_as_well() {
    let app = app_with(|settings| set(settings, CustomerPasswords::InStep)).await;
    app.browser().sign_up(&app, &web(), EMAIL).await;
    app.tick().await;
    assert!(app.sandbox.password_matches("acme", EMAIL, PASSWORD));
    let browser = app.browser();
    let page = browser.visit(web().address()).await.click("Forgot your password?").await;
    let page = page.fill("Email", EMAIL).press("Send me a code").await;
    let page = page.fill("Code", &app.code_for(EMAIL).await).press("Continue").await;
    let page = page.fill("Password", NEW).fill("Confirm password", NEW).press("Set password").await;
    page.landing();
    app.tick().await;
    assert!(app.sandbox.password_matches("acme", EMAIL, NEW));
}

#[tokio::test]
async fn g16_no_password_stays_in_a_sign_up_whose_address_got_an_account_meanwhile() {
    let app = app_with(|settings| set(settings, CustomerPasswords::InStep)).await;
    let (late, quick) = (app.browser(), app.browser());
    late.begin_sign_up(&web(), EMAIL).await;
    let code = app.code_for(EMAIL).await;
    quick.sign_up(&app, &web(), EMAIL).await.landing();
    late.post_code(&code).await;
    assert_eq!(app.count("registrations where completed_at is not null").await, 2);
    assert_eq!(app.count("registrations where password_sealed is not null").await, 0);
}
