//! The service ends without a warning at any point of a sign-up: whoever comes back goes on.

use crate::bench::{PASSWORD, TestApp, WEB, legacy, web};

const SHOP: &str = "https://shop.acme.example";

#[tokio::test]
async fn after_every_step_of_a_sign_up_the_service_may_crash() {
    let mut app = TestApp::start().await;
    let browser = app.browser();
    let page = browser.visit(web().signup().address()).await;
    app.crash_and_restart().await;

    let page = page.sign_up_as("grace@example.com", PASSWORD).await;
    assert_eq!(page.heading(), "Check your email");
    app.crash_and_restart().await;

    let code = app.code_for("grace@example.com").await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let page = page.fill("Code", wrong).press("Confirm").await;
    assert!(page.problem_of("Code").unwrap().contains("4 tries left"));
    app.crash_and_restart().await;

    let page = page.fill("Code", &code).press("Confirm").await;
    page.landing();
    app.crash_and_restart().await;

    assert!(app.sandbox.customer("acme", "grace@example.com").is_none(), "owed, not made");
    app.tick().await;
    let customer = app.sandbox.customer("acme", "grace@example.com").unwrap();
    app.crash_and_restart().await;

    let token = browser.token(WEB, "market:code:usa", SHOP).await.json();
    assert_eq!(token["customer_id"], customer.id);
    app.crash_and_restart().await;

    let again = browser.token(WEB, "market:code:usa", SHOP).await.json();
    assert_eq!(again["access_token"], token["access_token"], "the vault outlives the process");
    browser.sign_out(&web()).await;
    app.crash_and_restart().await;

    app.tick().await;
    assert!(app.sandbox.is_revoked(token["access_token"].as_str().unwrap()));
    app.browser().sign_in(&web(), "grace@example.com", PASSWORD).await.landing();
}

#[tokio::test]
async fn a_letter_claimed_by_a_node_that_died_is_carried_by_the_next() {
    let mut app = TestApp::start().await;
    app.browser().begin_sign_up(&web(), "grace@example.com").await;
    // As it stands while a mail server is being talked to.
    let leased = app.now() + chrono::TimeDelta::minutes(2);
    sqlx::query("update letters set next_attempt_at = $1, attempts = 1")
        .bind(leased)
        .execute(app.db())
        .await
        .unwrap();
    app.crash_and_restart().await;
    assert!(app.letters_to("grace@example.com").await.is_empty());
    app.pass(chrono::TimeDelta::minutes(2));
    assert_eq!(app.letters_to("grace@example.com").await.len(), 1);
}

#[tokio::test]
async fn a_crash_between_our_commit_and_commerce_layer_s_answer_owes_nothing_twice() {
    let mut app = TestApp::start().await;
    let browser = app.browser();
    let page = browser.begin_sign_up(&legacy(), "grace@example.com").await;
    let code = app.code_for("grace@example.com").await;
    app.switches().set(|it| it.core.unreachable = true);
    let page = page.fill("Code", &code).press("Confirm").await;
    assert_eq!(page.heading(), "Almost there");
    // Their side was done when our connection broke.
    let id = app.sandbox.create_customer("acme", "grace@example.com", None).unwrap();
    app.crash_and_restart().await;
    app.switches().reset();
    let landing = page.press("Try again").await.landing();
    let claims = app.claims("acme", &landing.parameter("accessToken").unwrap()).await;
    assert_eq!(claims["owner"]["id"], id);
    app.tick().await;
    assert_eq!(app.count("customers").await, 1);
}
