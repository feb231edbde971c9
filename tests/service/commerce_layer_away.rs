//! Catalogue M08 and M15: what Commerce Layer may answer when it is not well, and what waits until it is.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use reqwest::StatusCode;
use url::Url;
use vestibule::app::App;
use vestibule::broker::{self, BrokerProblem};
use vestibule::commerce_layer::CommerceLayerError;
use vestibule::sandbox::{Api, Switches};

use crate::bench::{Stub, TestApp, WEB, legacy, web};

const SHOP: &str = "https://shop.acme.example";
const USA: &str = "market:code:usa";

/// A node that asks another Auth API.
fn node_asking(app: &TestApp, auth_url: &Url) -> Arc<App> {
    app.node(|settings| {
        let organizations = settings.organizations.iter_mut();
        organizations.for_each(|(_, organization)| organization.auth_url = auth_url.clone());
    })
}

async fn guest_token(node: &App) -> Result<(), CommerceLayerError> {
    let storefront = &node.settings.storefronts[0];
    match broker::guest(node, storefront, &storefront.scopes[0]).await {
        Ok(_) => Ok(()),
        Err(BrokerProblem::CommerceLayer(error)) => Err(error),
        Err(BrokerProblem::Failure(failure)) => panic!("{failure}"),
    }
}

#[tokio::test]
async fn m08_whatever_the_auth_api_answers_is_understood_as_trouble() {
    let app = TestApp::start().await;
    let html = "<html><body>Bad Gateway</body></html>";
    let large = format!("{{\"access_token\":\"{}\"}}", "x".repeat(2 << 20));
    let token =
        r#"{"access_token":"eyJ.eyJ.sig","token_type":"bearer","expires_in":7200,"scope":"market:code:usa"}"#;
    let answers = [
        ("502 Bad Gateway", "", "text/html", html),
        ("200 OK", "", "text/html", html),
        ("200 OK", "", "application/json", "{"),
        ("200 OK", "", "application/json", ""),
        ("200 OK", "", "application/json", "null"),
        ("200 OK", "", "application/json", "[]"),
        ("200 OK", "", "application/json", "{}"),
        ("200 OK", "", "application/json", &large),
        ("200 OK", "", "application/json", token),
        ("200 OK", "", "application/json", &token.replace("bearer", "mac")),
        ("204 No Content", "", "application/json", ""),
        ("302 Found", "location: http://127.0.0.1:1/\r\n", "text/html", ""),
        ("400 Bad Request", "", "text/plain", "\u{fffd}"),
        ("418 I'm a teapot", "", "application/json", r#"{"errors":"no"}"#),
        ("503 Service Unavailable", "retry-after: Wed, 21 Oct 2099 07:28:00 GMT\r\n", "text/html", html),
    ];
    for (status, headers, kind, body) in answers {
        let stub = Stub::answering(status, headers, kind, body).await;
        let node = node_asking(&app, &stub.url);
        let error = guest_token(&node).await.unwrap_err();
        let understood =
            matches!(error, CommerceLayerError::Unreachable(_) | CommerceLayerError::Untrusted(_));
        assert!(understood, "{status} {body:.60}: {error}");
        assert!(!error.to_string().contains("Bad Gateway") && !error.to_string().contains("eyJ"), "{error}");
        let asked = stub.asked();
        guest_token(&node).await.unwrap_err();
        assert_eq!(stub.asked(), asked, "{status}: not asked again at once");
    }
    let stub = Stub::saying("SSH-2.0-OpenSSH_9.6\r\n".to_owned()).await;
    assert!(matches!(
        guest_token(&node_asking(&app, &stub.url)).await,
        Err(CommerceLayerError::Unreachable(_))
    ));
}

#[tokio::test]
async fn m08_too_many_requests_is_understood_in_every_shape() {
    let app = TestApp::start().await;
    let object = r#"{"errors":{"title":"too_many_requests","code":"TOO_MANY_REQUESTS","status":429}}"#;
    let array = r#"{"errors":[{"title":"too_many_requests","code":"TOO_MANY_REQUESTS","status":429}]}"#;
    for (body, kind) in [
        (object, "application/json"),
        (array, "application/json"),
        ("<html>", "text/html"),
        ("", "text/plain"),
    ] {
        for (header, wait) in [
            ("", None),
            ("retry-after: 42\r\n", Some(42)),
            ("retry-after: 99999999\r\n", Some(600)),
            ("retry-after: soon\r\n", None),
            ("retry-after: -5\r\n", None),
        ] {
            let stub = Stub::answering("429 Too Many Requests", header, kind, body).await;
            let error = guest_token(&node_asking(&app, &stub.url)).await.unwrap_err();
            let retry_after = wait.map(Duration::from_secs);
            assert_eq!(error, CommerceLayerError::BudgetSpent { retry_after }, "{header:?}");
        }
    }
}

#[tokio::test]
async fn m08_the_api_says_in_json_when_to_come_again() {
    let troubles: [fn(&mut Switches); 4] = [
        |switches| switches.unreachable = true,
        |switches| switches.trouble(Api::Auth).unreachable = true,
        |switches| (switches.retry_after, switches.auth_limit) = (true, 1),
        |switches| (switches.html_429, switches.auth_limit) = (true, 1),
    ];
    for (number, trouble) in troubles.into_iter().enumerate() {
        let app = TestApp::start().await;
        let customer = app.browser();
        customer.sign_up(&app, &web(), "grace@example.com").await.landing();
        app.switches().set(trouble);
        for (browser, scope) in [(&customer, USA), (&app.browser(), "market:code:europe")] {
            let answer = browser.token(WEB, scope, SHOP).await;
            assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{number}: {}", answer.body);
            let error = &answer.json()["error"];
            assert_eq!(error["code"], "commerce_layer_unavailable");
            assert_eq!(answer.header("retry-after"), error["retry_after"].to_string());
            assert!(error["retry_after"].as_u64().unwrap() <= 120, "{error}");
            assert_eq!(answer.header("access-control-allow-origin"), SHOP, "the shop can read it");
        }
        app.switches().reset();
        app.sandbox.reset_limits();
        app.pass(TimeDelta::minutes(2));
        assert_eq!(customer.token(WEB, USA, SHOP).await.json()["kind"], "customer", "{number}");
    }
}

/// Waits for the time limit of eight seconds, but idly: other tests run meanwhile.
#[tokio::test]
async fn m08_a_commerce_layer_slower_than_the_time_limit_counts_as_away() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let page = browser.begin_sign_up(&legacy(), "grace@example.com").await;
    let code = app.code_for("grace@example.com").await;
    app.switches().set(|switches| switches.latency_ms = 30_000);
    let began = std::time::Instant::now();
    let page = page.fill("Code", &code).press("Confirm").await;
    assert_eq!(page.heading(), "Almost there");
    assert!((7..20).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
    app.switches().reset();
    app.pass(TimeDelta::minutes(5));
    app.tick().await;
    page.press("Try again").await.landing();
}

#[tokio::test]
async fn m08_a_link_that_is_owed_is_tried_with_longer_and_longer_waits() {
    let app = TestApp::start().await;
    app.switches().set(|switches| switches.unreachable = true);
    let browser = app.browser();
    browser.begin_sign_up(&web(), "grace@example.com").await;
    browser.post_code(&app.code_for("grace@example.com").await).await;
    let mut attempts = Vec::new();
    for _ in 0..(4 * 60) {
        app.tick().await;
        let count: i32 =
            sqlx::query_scalar("select attempts from customers").fetch_one(app.db()).await.unwrap();
        attempts.push(count);
        app.pass(TimeDelta::minutes(1));
    }
    assert!(attempts[10] >= 4, "soon at first: {attempts:?}");
    let last = attempts.last().unwrap();
    assert!((10..=16).contains(last), "then every half hour: {last} in four hours");
    app.switches().reset();
    app.pass(TimeDelta::minutes(30));
    app.tick().await;
    assert!(app.sandbox.customer("acme", "grace@example.com").is_some());
}

#[tokio::test]
async fn m15_what_is_to_be_revoked_is_tried_with_longer_and_longer_waits_and_survives_a_restart() {
    let mut app = TestApp::start().await;
    let browser = app.browser();
    let landing = browser.sign_up(&app, &legacy(), "grace@example.com").await.landing();
    let tokens = app.vault().await;
    app.switches().set(|switches| switches.trouble(Api::Auth).unreachable = true);
    browser.sign_out(&legacy()).await;
    let asked =
        |app: &TestApp| app.sandbox.journal().iter().filter(|call| call.path.contains("revoke")).count();
    for _ in 0..60 {
        app.tick().await;
        app.pass(TimeDelta::seconds(30));
    }
    let in_half_an_hour = asked(&app);
    assert!((8..=20).contains(&in_half_an_hour), "{in_half_an_hour} calls for two tokens");
    app.crash_and_restart().await;
    assert_eq!(app.count("revocations").await, 2);
    app.switches().reset();
    app.pass(TimeDelta::minutes(15));
    app.tick().await;
    assert_eq!(app.count("revocations").await, 0);
    for token in tokens.iter().chain([&landing.parameter("accessToken").unwrap()]) {
        assert!(app.sandbox.is_revoked(token));
    }
}

#[tokio::test]
async fn m15_the_refresh_token_is_revoked_before_the_access_token() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &legacy(), "grace@example.com").await.landing();
    let tokens = app.vault().await;
    browser.sign_out(&legacy()).await;
    // The first call is answered, the second is not.
    app.switches().set(|switches| switches.auth_limit = 0);
    let first = "update revocations set next_attempt_at = next_attempt_at + interval '1 hour'
                 where id = (select max(id::text)::uuid from revocations)";
    sqlx::query(first).execute(app.db()).await.unwrap();
    app.tick().await;
    assert!(app.sandbox.is_revoked(&tokens[1]), "nothing new can be made with it");
    assert!(!app.sandbox.is_revoked(&tokens[0]));
    app.pass(TimeDelta::hours(1));
    app.tick().await;
    assert!(app.sandbox.is_revoked(&tokens[0]));
}
