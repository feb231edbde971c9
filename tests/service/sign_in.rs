//! Sign-in with a password.

use chrono::TimeDelta;
use reqwest::StatusCode;

use crate::bench::{PASSWORD, TestApp, WEB, globex, legacy, web};

#[tokio::test]
async fn a_shopper_signs_in_again_with_the_password() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "grace@example.com").await;
    let browser = app.browser();
    let landing = browser.sign_in(&web(), " GRACE@example.com ", PASSWORD).await.landing();
    assert_eq!(landing.url.as_str(), "https://shop.acme.example/cart");
    let token = browser.token(WEB, "market:code:usa", "https://shop.acme.example").await.json();
    assert_eq!(token["customer_id"], app.sandbox.customer("acme", "grace@example.com").unwrap().id);
}

#[tokio::test]
async fn the_shop_that_wants_it_gets_a_new_token_at_each_sign_in() {
    let app = TestApp::start().await;
    let first = app.browser().sign_up(&app, &legacy(), "grace@example.com").await.landing();
    let second = app.browser().sign_in(&legacy(), "grace@example.com", PASSWORD).await.landing();
    assert_ne!(first.parameter("accessToken"), second.parameter("accessToken"));
    app.claims("acme", &second.parameter("accessToken").unwrap()).await;
}

#[tokio::test]
async fn what_is_missing_is_said_at_its_field() {
    let app = TestApp::start().await;
    let page = app.browser().visit(web().address()).await.press("Login").await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.problem_of("Email").as_deref(), Some("Enter your email"));
    assert_eq!(page.problem_of("Password").as_deref(), Some("Enter your password"));
    let page = page.sign_in_as("nobody", PASSWORD).await;
    assert!(page.problem_of("Email").unwrap().contains("in full"));
    assert_eq!(page.value_of("Email"), "nobody");
    assert!(!page.answer.body.contains(PASSWORD));
}

#[tokio::test]
async fn a_wrong_password_keeps_the_address_and_the_way_to_the_shop() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "grace@example.com").await;
    let browser = app.browser();
    let page = browser.sign_in(&web(), "grace@example.com", "wrong password here").await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.alert().unwrap().contains("don’t belong together"));
    assert_eq!(page.value_of("Email"), "grace@example.com");
    assert_eq!(browser.cookie("__Host-vestibule-acme"), None);
    let page = page.sign_in_as("grace@example.com", PASSWORD).await;
    assert_eq!(page.landing().url.as_str(), "https://shop.acme.example/cart");
}

#[tokio::test]
async fn ten_wrong_passwords_have_to_wait_and_time_heals() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "grace@example.com").await;
    let browser = app.browser();
    for _ in 0..10 {
        let page = browser.sign_in(&web(), "grace@example.com", "wrong password here").await;
        assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let page = browser.sign_in(&web(), "grace@example.com", PASSWORD).await;
    assert_eq!(page.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(page.answer.header("retry-after"), "60");
    assert!(page.alert().unwrap().contains("too many tries"));
    app.pass(TimeDelta::minutes(1));
    page.sign_in_as("grace@example.com", PASSWORD).await.landing();
}

#[tokio::test]
async fn right_passwords_are_never_counted() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "grace@example.com").await;
    for _ in 0..15 {
        app.browser().sign_in(&web(), "grace@example.com", PASSWORD).await.landing();
    }
}

#[tokio::test]
async fn a_browser_that_was_here_before_comes_in_as_often_and_leaves_the_same_traces() {
    // More often than wrong passwords may be tried.
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    for times in 1..=15 {
        sqlx::query("delete from sessions").execute(app.db()).await.unwrap();
        assert_eq!(
            browser.post_login(&web(), "grace@example.com", PASSWORD).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!((app.count("sessions").await, app.count("devices").await), (1, 1));
        let signed_in = "select count(*) from events join sessions on sessions.id = events.session_id
                         where kind = 'signed_in' and address is not null";
        assert_eq!(sqlx::query_scalar::<_, i64>(signed_in).fetch_one(app.db()).await.unwrap(), 1);
        let all = "select count(*) from events where kind = 'signed_in'";
        assert_eq!(sqlx::query_scalar::<_, i64>(all).fetch_one(app.db()).await.unwrap(), 1 + times);
    }
}

#[tokio::test]
async fn signing_in_again_in_one_browser_ends_the_session_before() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    let before = browser.cookie("__Host-vestibule-acme").unwrap();
    let answer = browser
        .post(&web().address(), &[("customerEmail", "grace@example.com"), ("customerPassword", PASSWORD)])
        .send()
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_ne!(browser.cookie("__Host-vestibule-acme").unwrap(), before);
    assert_eq!(app.count("sessions").await, 1);
    let other = app.browser();
    other.set_cookie("__Host-vestibule-acme", &before);
    assert_eq!(other.visit(web().address()).await.heading(), "Login");
}

#[tokio::test]
async fn a_locked_account_neither_signs_in_nor_stays_signed_in() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    sqlx::query("update accounts set locked_at = $1").bind(app.now()).execute(app.db()).await.unwrap();
    assert_eq!(browser.visit(web().address()).await.heading(), "Login");
    let token = browser.token(WEB, "market:code:usa", "https://shop.acme.example").await.json();
    assert_eq!(token["kind"], "guest");
    let page = app.browser().sign_in(&web(), "grace@example.com", PASSWORD).await;
    assert!(page.alert().unwrap().contains("don’t belong together"), "{}", page.text());
}

#[tokio::test]
async fn a_password_typed_on_another_keyboard_is_the_same_password() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let page = browser.visit(web().signup().address()).await;
    page.sign_up_as("grace@example.com", "kühle lampe über dem hafen").await;
    let code = app.code_for("grace@example.com").await;
    let verify = browser.visit(web().to("/verify").address()).await;
    verify.fill("Code", &code).press("Confirm").await.landing();
    let decomposed = "ku\u{308}hle lampe u\u{308}ber dem hafen";
    app.browser().sign_in(&web(), "grace@example.com", decomposed).await.landing();
    app.tick().await;
}

#[tokio::test]
async fn an_account_of_one_organization_is_none_of_the_other() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "grace@example.com").await;
    let page = app.browser().sign_in(&globex(), "grace@example.com", PASSWORD).await;
    assert!(page.alert().unwrap().contains("don’t belong together"));
}

#[tokio::test]
async fn the_organizations_sessions_end_each_for_itself() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    app.pass(TimeDelta::days(10));
    browser.sign_up(&app, &globex(), "grace@example.com").await.landing();
    app.pass(TimeDelta::days(5));
    assert_eq!(browser.visit(web().address()).await.heading(), "Login");
    assert_eq!(browser.visit(globex().address()).await.heading(), "Welcome back");
}
