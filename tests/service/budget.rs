//! Catalogue E13 and E14: nobody at the front door can spend the shop's thirty token calls a minute, or make
//! customers that cannot be unmade.

use std::time::Duration;

use reqwest::{Method, StatusCode};

use crate::bench::{LEGACY, PASSWORD, Plan, TestApp, WEB, at_once, framed, globex, legacy, web};

const SHOP: &str = "https://shop.acme.example";
const USA: &str = "market:code:usa";

#[tokio::test]
async fn e13_hundreds_of_visits_cost_one_token_a_shop_and_scope() {
    let app = TestApp::start().await;
    let browser = app.browser();
    at_once(60, async |_| browser.visit(web().address()).await).await;
    at_once(60, async |_| browser.visit(web().signup().address()).await).await;
    at_once(60, async |_| browser.token(WEB, USA, SHOP).await).await;
    let reset = web().to("/identity/reset-password").with("customerPasswordResetId", "AbCdEfGhIj");
    let reset = reset.with("resetPasswordToken", "guess");
    at_once(60, async |_| browser.visit(reset.address()).await).await;
    at_once(60, async |_| browser.post_login(&web(), "nobody@example.com", PASSWORD).await).await;
    assert_eq!(app.sandbox.token_calls(), 1);
    for link in [legacy(), framed(), globex()] {
        at_once(20, async |_| browser.visit(link.address()).await).await;
    }
    let looks = || app.sandbox.journal().iter().filter(|call| call.path.contains("organization")).count();
    // A page does not wait for a look that takes long on a busy machine; the look goes on without it.
    for _ in 0..100 {
        if looks() == 4 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(app.sandbox.token_calls(), 4);
    assert_eq!(looks(), 4, "the look of a shop is read once, too");
}

#[tokio::test]
async fn e13_scopes_and_clients_that_are_not_registered_cost_no_more_than_the_look_of_the_page() {
    let app = TestApp::start().await;
    let browser = app.browser();
    for number in 0..40 {
        browser.visit(web().with("scope", &format!("market:code:usa{number}")).address()).await;
        browser.visit(web().with("publicScope", &format!("market:id:{number}")).address()).await;
        browser.visit(web().with("clientId", &format!("unknown-{number}")).address()).await;
        browser.visit(web().with("returnUrl", &format!("https://evil{number}.example")).address()).await;
        let answer = browser.token(WEB, &format!("market:code:{number}"), SHOP).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        let answer = browser.token(WEB, USA, "https://evil.example").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(app.sandbox.token_calls(), 1, "the error page wears the known shop's look");
}

#[tokio::test]
async fn e13_a_market_that_is_closed_to_guests_is_not_asked_for_again_and_again() {
    let app = TestApp::start().await;
    let browser = app.browser();
    for _ in 0..100 {
        let answer = browser.token(WEB, "market:code:vip", SHOP).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    assert!(app.sandbox.token_calls() <= 2, "{} calls", app.sandbox.token_calls());
}

#[tokio::test]
async fn e13_a_signed_in_visitor_cannot_spend_the_budget_on_a_market_that_is_closed_to_him() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    let before = app.sandbox.token_calls();
    for _ in 0..60 {
        let answer = browser.token(WEB, "market:code:vip", SHOP).await;
        assert!([403, 503].contains(&answer.status.as_u16()), "{}", answer.status);
    }
    let spent = app.sandbox.token_calls() - before;
    assert!(spent <= 12, "{spent} calls");
}

#[tokio::test]
async fn e13_a_page_that_asks_twenty_times_at_once_costs_one_token() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    let before = app.sandbox.token_calls();
    let answers = at_once(20, async |_| browser.token(WEB, USA, SHOP).await.json()).await;
    assert!(answers.iter().all(|answer| answer["access_token"] == answers[0]["access_token"]));
    assert_eq!(app.sandbox.token_calls() - before, 1);
    assert_eq!(app.count("customer_tokens").await, 1);
}

#[tokio::test]
async fn e13_signing_in_over_and_over_leaves_the_budget_to_the_others() {
    let app = TestApp::planned(Plan::behind_a_proxy()).await;
    app.browser_in_network(0).sign_up(&app, &legacy(), "grace@example.com").await.landing();
    app.pass_a_minute();
    let before = app.sandbox.token_calls();
    for network in 0..30 {
        let page = app.browser_in_network(network).sign_in(&legacy(), "grace@example.com", PASSWORD).await;
        assert!(page.status().is_redirection() || page.heading() == "Almost there");
    }
    let spent = app.sandbox.token_calls() - before;
    assert!(spent <= 12, "{spent} calls");
}

#[tokio::test]
async fn e13_with_the_budget_spent_a_signed_in_shopper_is_still_served() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    let token = browser.token(WEB, USA, SHOP).await.json()["access_token"].clone();
    app.switches().set(|switches| switches.auth_limit = 1);
    for _ in 0..100 {
        assert_eq!(browser.token(WEB, USA, SHOP).await.json()["access_token"], token);
    }
    let answer = browser.token(WEB, "market:code:europe", SHOP).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.header("retry-after").parse::<u32>().unwrap() >= 1);
    let page = browser.visit(legacy().address()).await.press("Continue as g…@example.com").await;
    assert_eq!(page.heading(), "Almost there");
    assert_eq!(browser.token(WEB, USA, SHOP).await.json()["access_token"], token);
}

#[tokio::test]
async fn e13_a_commerce_layer_that_is_away_is_not_asked_by_every_visit() {
    let app = TestApp::start().await;
    app.switches().set(|switches| switches.unreachable = true);
    let browser = app.browser();
    for _ in 0..50 {
        assert_eq!(browser.visit(web().address()).await.heading(), "Login");
        assert_eq!(browser.token(WEB, USA, SHOP).await.status, StatusCode::SERVICE_UNAVAILABLE);
    }
    assert!(app.sandbox.journal().len() <= 3, "{} requests", app.sandbox.journal().len());
}

#[tokio::test]
async fn e14_sign_ups_without_a_code_make_no_customers() {
    let app = TestApp::planned(Plan::behind_a_proxy()).await;
    app.let_letters_wait();
    let customers = app.sandbox.customers("acme").len();
    let mut begun = 0;
    for number in 0..80 {
        let browser = app.browser();
        let email = format!("flood{number}@example.com");
        let answer = browser.post_sign_up(&web(), &email, PASSWORD).await;
        begun += usize::from(answer.status == StatusCode::SEE_OTHER);
    }
    assert_eq!(begun, 75, "sixty at once, fifteen that wait for their turn, and then nothing");
    for _ in 0..5 {
        app.tick().await;
    }
    assert_eq!(app.sandbox.customers("acme").len(), customers);
    assert_eq!((app.count("accounts").await, app.count("customers").await), (0, 0));
    app.pass(chrono::TimeDelta::hours(25));
    app.tick().await;
    assert_eq!(app.count("registrations").await, 0, "nothing of it stays");
}

#[tokio::test]
async fn e13_what_a_browser_says_of_its_address_never_reaches_commerce_layer() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.always("x-true-client-ip", "203.0.113.77");
    browser.always("x-backend-auth", "sandbox-backend-auth-key");
    browser.always("x-forwarded-for", "203.0.113.77");
    browser.sign_up(&app, &legacy(), "grace@example.com").await.landing();
    let url = format!("/api/token?client_id={LEGACY}&scope={USA}");
    browser.request(Method::GET, &url).send().await;
    assert!(app.sandbox.journal().iter().all(|call| call.ip == "127.0.0.1"));
}
