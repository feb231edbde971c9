//! The page behind reset links that Commerce Layer's dashboard and shops send (contract 0.1, 0.2).

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::bench::{Link, PASSWORD, TestApp, client, web};

const NEW: &str = "brown teapot on a windowsill";

/// A reset made at Commerce Layer, as the dashboard does, and the link to it.
pub async fn reset_link(app: &TestApp, email: &str) -> Link {
    let http = client();
    let token: Value = http
        .post(format!("{}/oauth/token", app.sandbox.auth_url()))
        .json(&json!({
            "grant_type": "client_credentials",
            "client_id": "acme-integration-client-id-0000000000000001",
            "client_secret": "acme-integration-secret-0000000000000000001",
        }))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let body = json!({"data": {"type": "customer_password_resets", "attributes": {"customer_email": email}}});
    let reset: Value = http
        .post(format!("{}/api/customer_password_resets", app.sandbox.api_url("acme")))
        .bearer_auth(token["access_token"].as_str().unwrap())
        .header("content-type", "application/vnd.api+json")
        .header("accept", "application/vnd.api+json")
        .body(body.to_string())
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let (id, attributes) = (&reset["data"]["id"], &reset["data"]["attributes"]);
    let secret = attributes["reset_password_token"].as_str().unwrap_or_else(|| panic!("{reset}"));
    web()
        .to("/identity/reset-password")
        .with("scope", "market:all")
        .with("returnUrl", "none")
        .with("customerPasswordResetId", id.as_str().unwrap())
        .with("resetPasswordToken", secret)
}

#[tokio::test]
async fn a_link_of_the_dashboard_sets_a_new_password_and_signs_everybody_out() {
    let app = TestApp::start().await;
    let signed_in = app.browser();
    signed_in.sign_up(&app, &web(), "grace@example.com").await;
    let link = reset_link(&app, "grace@example.com").await;
    let page = app.browser().visit(link.address()).await;
    assert_eq!(page.heading(), "Choose a new password");
    let page = page.fill("Password", NEW).fill("Confirm password", NEW).press("Set password").await;
    assert_eq!(page.heading(), "Your password is changed");
    assert_eq!(signed_in.visit(web().address()).await.heading(), "Login");
    let old = app.browser().sign_in(&web(), "grace@example.com", PASSWORD).await;
    assert!(old.alert().is_some());
    app.browser().sign_in(&web(), "grace@example.com", NEW).await.landing();
    assert!(app.sandbox.password_matches("acme", "grace@example.com", NEW));
}

#[tokio::test]
async fn a_link_works_once_and_for_six_hours() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "grace@example.com").await;
    let link = reset_link(&app, "grace@example.com").await;
    let form = app.browser().visit(link.address()).await.fill("Password", NEW).fill("Confirm password", NEW);
    assert_eq!(form.press("Set password").await.heading(), "Your password is changed");
    let again = form.press("Set password").await;
    assert_eq!((again.status(), again.heading().as_str()), (StatusCode::GONE, "This link no longer works"));
    let late = reset_link(&app, "grace@example.com").await;
    app.pass(TimeDelta::hours(7));
    let form = app
        .browser()
        .visit(late.address())
        .await
        .fill("Password", PASSWORD)
        .fill("Confirm password", PASSWORD);
    assert_eq!(form.press("Set password").await.heading(), "This link no longer works");
    app.browser().sign_in(&web(), "grace@example.com", NEW).await.landing();
}

#[tokio::test]
async fn g08_a_reset_sets_no_other_person_s_password() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "grace@example.com").await;
    let link = reset_link(&app, "ada@example.com").await;
    for wrong in [
        link.clone().with("resetPasswordToken", "guessed"),
        link.clone().with("customerPasswordResetId", "AAAAAAAAAA"),
        link.clone().with("customerPasswordResetId", "../customers/AcmeCusAda"),
        link.clone().with("resetPasswordToken", &"x".repeat(4096)),
        link.clone().with("customerPasswordResetId", "\u{0}"),
    ] {
        let page = app.browser().visit(wrong.address()).await;
        if page.heading() == "Choose a new password" {
            let page = page.fill("Password", NEW).fill("Confirm password", NEW).press("Set password").await;
            assert_eq!(page.heading(), "This link no longer works", "{}", wrong.address());
        }
    }
    let form = app.browser().visit(link.with("customerEmail", "grace@example.com").address()).await;
    form.fill("Password", NEW).fill("Confirm password", NEW).press("Set password").await;
    app.browser().sign_in(&web(), "grace@example.com", PASSWORD).await.landing();
    app.let_letters_wait();
}

#[tokio::test]
async fn a_customer_without_an_account_here_goes_on_to_prove_the_address() {
    let app = TestApp::start().await;
    let link = reset_link(&app, "ada@example.com").await;
    let form = app.browser().visit(link.address()).await.fill("Password", NEW).fill("Confirm password", NEW);
    let page = form.press("Set password").await;
    assert_eq!(page.heading(), "Check your email");
    let code = app.code_for("ada@example.com").await;
    page.fill("Code", &code).press("Confirm").await.landing();
    app.tick().await;
    app.browser().sign_in(&web(), "ada@example.com", NEW).await.landing();
}

#[tokio::test]
async fn what_is_wrong_with_the_new_password_is_said_at_once_and_the_link_is_not_used_up() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "grace@example.com").await;
    let link = reset_link(&app, "grace@example.com").await;
    let page = app.browser().visit(link.address()).await.press("Set password").await;
    assert_eq!(page.problem_of("Password").as_deref(), Some("Enter your password"));
    assert_eq!(page.problem_of("Confirm password"), None);
    let page = page.fill("Password", "short").fill("Confirm password", "other").press("Set password").await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.problem_of("Password").unwrap().contains("at least 15 characters"));
    assert_eq!(page.problem_of("Confirm password").as_deref(), Some("The two passwords are not the same"));
    let page = page.fill("Password", NEW).fill("Confirm password", NEW).press("Set password").await;
    assert_eq!(page.heading(), "Your password is changed");
}

#[tokio::test]
async fn a_password_made_of_an_address_that_the_link_hid_begins_no_account() {
    let app = TestApp::start().await;
    let typed = "ada@example.com 2026";
    let link = reset_link(&app, "ada@example.com").await;
    let form = app.browser().visit(link.address()).await;
    let page = form.fill("Password", typed).fill("Confirm password", typed).press("Set password").await;
    assert_eq!(page.heading(), "Your password is changed");
    assert!(app.sandbox.password_matches("acme", "ada@example.com", typed));
    assert_eq!(app.count("registrations").await, 0);
}

#[tokio::test]
async fn while_commerce_layer_is_away_the_link_is_not_used_up() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "grace@example.com").await;
    let link = reset_link(&app, "grace@example.com").await;
    let form = app.browser().visit(link.address()).await.fill("Password", NEW).fill("Confirm password", NEW);
    app.switches().set(|switches| switches.unreachable = true);
    let page = form.press("Set password").await;
    assert_eq!(page.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.alert().unwrap().contains("isn’t answering"), "{}", page.text());
    app.browser().sign_in(&web(), "grace@example.com", PASSWORD).await.landing();
    app.switches().reset();
    app.pass(TimeDelta::minutes(1));
    assert_eq!(form.press("Set password").await.heading(), "Your password is changed");
}

#[tokio::test]
async fn a01_a_reset_leaves_nothing_of_a_stranger_in_an_account_whose_address_was_never_proven() {
    let app = TestApp::with_provider().await;
    let squatter = app.browser();
    squatter.sign_up(&app, &web(), "grace@example.com").await.landing();
    squatter.visit(web().to("/account").address()).await.press("Link").await.as_person("noah").await;
    app.unprove("grace@example.com").await;
    let link = reset_link(&app, "grace@example.com").await;
    let page = app.browser().visit(link.address()).await.fill("Password", NEW).fill("Confirm password", NEW);
    assert_eq!(page.press("Set password").await.heading(), "Your password is changed");
    assert_eq!((app.count("identities").await, app.count("sessions").await), (0, 0));
    assert_eq!(
        app.count("accounts where email_verified_at is not null").await,
        1,
        "the reader's from now on"
    );
    app.browser().sign_in(&web(), "grace@example.com", NEW).await.landing();
}

#[tokio::test]
async fn a13_a_reset_opens_no_locked_account() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "grace@example.com").await;
    let link = reset_link(&app, "grace@example.com").await;
    app.lock("grace@example.com").await;
    let page = app.browser().visit(link.address()).await.fill("Password", NEW).fill("Confirm password", NEW);
    let page = page.press("Set password").await;
    assert_eq!((page.status(), page.heading().as_str()), (StatusCode::FORBIDDEN, "This account is locked"));
    sqlx::query("update accounts set locked_at = null").execute(app.db()).await.unwrap();
    assert!(app.browser().sign_in(&web(), "grace@example.com", NEW).await.alert().is_some());
}

#[tokio::test]
async fn a_password_that_could_be_set_at_commerce_layer_alone_is_said_to_be() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "grace@example.com").await;
    let link = reset_link(&app, "grace@example.com").await;
    let form = app.browser().visit(link.address()).await.fill("Password", NEW).fill("Confirm password", NEW);
    let break_it = "alter table passwords add constraint broken check (false) not valid";
    sqlx::query(break_it).execute(app.db()).await.unwrap();
    let page = form.press("Set password").await;
    assert_eq!(page.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(page.heading(), "Your password is only half changed");
    sqlx::query("alter table passwords drop constraint broken").execute(app.db()).await.unwrap();
    app.browser().sign_in(&web(), "grace@example.com", PASSWORD).await.landing();
    assert_eq!(page.click("Ask for a new link").await.heading(), "Forgot your password?");
}
