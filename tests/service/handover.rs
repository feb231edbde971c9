//! The customer token in the hands of the shop: `GET /api/token` and the frame.

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};

use crate::bench::{FRAMED, GLOBEX, LEGACY, TestApp, WEB, framed, web};

const SHOP: &str = "https://shop.acme.example";
const USA: &str = "market:code:usa";

#[tokio::test]
async fn a_guest_gets_a_guest_token_and_a_customer_a_customer_token() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let guest = browser.token(WEB, USA, SHOP).await;
    assert_eq!(guest.header("access-control-allow-origin"), SHOP);
    assert_eq!(guest.header("access-control-allow-credentials"), "true");
    let guest = guest.json();
    assert_eq!(
        (&guest["kind"], &guest["scope"], &guest["token_type"]),
        (&"guest".into(), &USA.into(), &"bearer".into())
    );
    assert!(guest.get("customer_id").is_none());
    browser.sign_up(&app, &web(), "grace@example.com").await;
    let token = browser.token(WEB, USA, SHOP).await.json();
    assert_eq!(token["kind"], "customer");
    assert_eq!(token["expires_in"], 14_400);
    assert_eq!(token["expires_at"], "2027-03-01T13:00:00.000Z");
    let claims = app.claims("acme", token["access_token"].as_str().unwrap()).await;
    assert_eq!(claims["owner"]["id"], token["customer_id"]);
}

#[tokio::test]
async fn a_token_is_renewed_in_its_last_ten_minutes_and_not_before() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    let first = browser.token(WEB, USA, SHOP).await.json();
    app.pass(TimeDelta::minutes(229));
    assert_eq!(browser.token(WEB, USA, SHOP).await.json()["access_token"], first["access_token"]);
    app.pass(TimeDelta::minutes(2));
    let second = browser.token(WEB, USA, SHOP).await.json();
    assert_ne!(second["access_token"], first["access_token"]);
    app.claims("acme", second["access_token"].as_str().unwrap()).await;
}

#[tokio::test]
async fn in_its_last_minutes_an_old_token_is_better_than_none() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    let first = browser.token(WEB, USA, SHOP).await.json();
    app.switches().set(|switches| switches.unreachable = true);
    app.pass(TimeDelta::minutes(235));
    assert_eq!(browser.token(WEB, USA, SHOP).await.json()["access_token"], first["access_token"]);
    app.pass(TimeDelta::minutes(6));
    let gone = browser.send_token_request(USA).await;
    assert_eq!(gone.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(gone.json()["error"]["code"], "commerce_layer_unavailable");
    assert!(!gone.header("retry-after").is_empty());
}

#[tokio::test]
async fn only_the_shop_s_own_pages_get_a_token() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    for origin in [
        "https://evil.example",
        "https://shop.acme.example.evil.example",
        "http://shop.acme.example",
        "https://SHOP.acme.example",
        "https://shop.acme.example:8443",
        "https://legacy.acme.example",
        "null",
        "",
    ] {
        let answer = browser.token(WEB, USA, origin).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{origin}");
        assert!(answer.headers.get("access-control-allow-origin").is_none(), "{origin}");
        assert!(!answer.body.contains("eyJ"), "{origin}");
    }
    let other_shop = browser.token(LEGACY, USA, SHOP).await;
    assert_eq!(other_shop.status, StatusCode::FORBIDDEN);
    let own = browser.token(LEGACY, USA, "https://legacy.acme.example").await;
    assert_eq!(own.status, StatusCode::OK);
}

#[tokio::test]
async fn a_preflight_is_answered_for_the_shop_s_origin_only() {
    let app = TestApp::start().await;
    let ask = async |origin: &str| {
        let address = format!("/api/token?client_id={WEB}");
        let request = app.browser().request(Method::OPTIONS, &address).header("origin", origin);
        request.header("access-control-request-method", "GET").send().await
    };
    let ours = ask(SHOP).await;
    assert_eq!(ours.status, StatusCode::NO_CONTENT);
    assert_eq!(ours.header("access-control-allow-origin"), SHOP);
    assert!(ask("https://evil.example").await.headers.get("access-control-allow-origin").is_none());
}

#[tokio::test]
async fn what_is_wrong_with_a_token_request_is_said_in_json() {
    let app = TestApp::start().await;
    let browser = app.browser();
    for (query, status, code) in [
        ("", 400, "missing_parameter"),
        ("?client_id=", 400, "missing_parameter"),
        ("?client_id=nobody", 400, "unknown_client"),
        (&format!("?client_id={WEB}&scope=market:all"), 400, "scope_not_allowed"),
        (&format!("?client_id={GLOBEX}&scope=market:code:usa"), 400, "scope_not_allowed"),
    ] {
        let answer = browser.request(Method::GET, &format!("/api/token{query}")).send().await;
        assert_eq!(answer.status.as_u16(), status, "{query}");
        assert_eq!(answer.json()["error"]["code"], code, "{query}");
    }
    for path in ["/api", "/api/", "/api/nothing", "/api/token/"] {
        let answer = browser.request(Method::GET, path).send().await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_closed_market_is_told_apart_from_a_failure() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    let answer = browser.send_token_request("market:code:vip").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.json()["error"]["code"], "scope_refused");
    let browser = app.browser();
    browser.sign_up(&app, &web(), "vic@example.com").await;
    assert_eq!(browser.send_token_request("market:code:vip").await.json()["customer_id"], "AcmeCusVic");
}

#[tokio::test]
async fn in_a_frame_a_link_moves_the_whole_window_on() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let link = framed().with("lang", "en").with("embed", "true");
    let page = browser.begin_sign_up(&link, "grace@example.com").await;
    let code = app.code_for("grace@example.com").await;
    let page = page.fill("Code", &code).press("Confirm").await;
    assert_eq!(page.heading(), "You’re signed in");
    assert_eq!(page.attributes("main a", "target"), ["_top"]);
    let href = page.attributes("main a", "href").pop().unwrap();
    assert!(href.starts_with("https://framed.acme.example/cart?accessToken=eyJ"), "{href}");
    let token = browser.token(FRAMED, USA, "https://framed.acme.example").await.json();
    assert!(href.contains(token["access_token"].as_str().unwrap()));
    app.tick().await;
}
