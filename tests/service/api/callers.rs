//! Who may ask: pages of the storefront, and its back end.

use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{SHOP, with_back_ends};
use crate::bench::{GLOBEX, LEGACY, TestApp, WEB, web};

#[tokio::test]
async fn only_the_shop_s_own_pages_learn_who_is_signed_in() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    let address = format!("/api/session?client_id={WEB}");
    for origin in
        ["https://evil.example", "https://legacy.acme.example", "http://shop.acme.example", "null", ""]
    {
        let answer = browser.request(Method::GET, &address).header("origin", origin).send().await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{origin}");
        assert_eq!(answer.json()["error"]["code"], "origin_refused", "{origin}");
        assert!(answer.header("access-control-allow-origin").is_empty(), "{origin}");
    }
    let ours = browser.session().await;
    assert_eq!(ours.header("access-control-allow-origin"), SHOP);
    assert_eq!(ours.header("access-control-allow-credentials"), "true");
    assert!(ours.header("vary").contains("Origin"));
}

#[tokio::test]
async fn k07_a_change_needs_the_shop_s_origin_or_the_header_that_no_form_can_send() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    let address = format!("/api/logout?client_id={WEB}");
    let post = |name: &str, value: &str| browser.request(Method::POST, &address).header(name, value).send();
    let unsaid = browser.request(Method::POST, &address).send().await;
    assert_eq!(unsaid.json()["error"]["code"], "origin_required");
    assert_eq!(unsaid.status, StatusCode::FORBIDDEN);
    assert_eq!(post("origin", "https://evil.example").await.status, StatusCode::FORBIDDEN);
    assert_eq!(post("sec-fetch-site", "same-site").await.status, StatusCode::FORBIDDEN);
    let both = browser.request(Method::POST, &address).header("x-vestibule", "1");
    assert_eq!(both.header("origin", "https://evil.example").send().await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.session().await.json()["signed_in"], true);
    assert_eq!(post("x-vestibule", "").await.status, StatusCode::OK);
    assert_eq!(browser.session().await.json()["signed_in"], false);
}

#[tokio::test]
async fn every_endpoint_for_pages_answers_a_preflight() {
    let app = TestApp::start().await;
    for path in ["token", "session", "logout"] {
        let ask = async |query: &str, origin: &str| {
            let request = app.browser().request(Method::OPTIONS, &format!("/api/{path}{query}"));
            let request = request.header("origin", origin).header("access-control-request-method", "POST");
            request.header("access-control-request-headers", "content-type,x-vestibule").send().await
        };
        for query in ["", &format!("?client_id={WEB}")] {
            let answer = ask(query, SHOP).await;
            assert_eq!(answer.status, StatusCode::NO_CONTENT, "{path}{query}");
            assert_eq!(answer.header("access-control-allow-origin"), SHOP, "{path}{query}");
            assert_eq!(answer.header("access-control-allow-credentials"), "true", "{path}{query}");
            for method in ["GET", "POST", "PUT", "DELETE"] {
                assert!(answer.header("access-control-allow-methods").contains(method), "{path}{query}");
            }
            assert!(answer.header("access-control-allow-headers").contains("X-Vestibule"), "{path}{query}");
        }
        let strangers =
            [("", "https://evil.example"), (&format!("?client_id={LEGACY}"), SHOP), ("?client_id=x", SHOP)];
        for (query, origin) in strangers {
            let answer = ask(query, origin).await;
            assert!(answer.header("access-control-allow-origin").is_empty(), "{path}{query} {origin}");
        }
    }
}

#[tokio::test]
async fn a_session_token_is_asked_for_no_origin_and_no_cookie_is_looked_at() {
    let app = TestApp::planned(with_back_ends()).await;
    let (grace, code) = app.arrives(&web(), "grace@example.com").await;
    let token = app.session_token(&code).await;
    assert_eq!(app.session_of(&token).await.json()["account"]["email"], "grace@example.com");
    // The cookie of somebody else beside it says nothing.
    let (dennis, _) = app.arrives(&web(), "dennis@example.com").await;
    let address = format!("/api/session?client_id={WEB}");
    let with_both =
        |bearer: String| dennis.request(Method::GET, &address).header("authorization", bearer).send();
    let both = with_both(format!("bearer {token}")).await;
    assert_eq!(both.json()["account"]["email"], "grace@example.com");
    assert_eq!(with_both("Bearer vst_none".to_owned()).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(with_both("Bearer".to_owned()).await.status, StatusCode::UNAUTHORIZED);
    // Another scheme is somebody else's, such as a proxy's.
    assert_eq!(with_both("Basic eDp5".to_owned()).await.json()["account"]["email"], "dennis@example.com");
    let customer = app.as_back_end(&token, &format!("/api/token?client_id={WEB}")).await.json();
    assert_eq!(customer["kind"], "customer");
    assert_eq!(customer["customer_id"], grace.session().await.json()["customer_id"]);
}

#[tokio::test]
async fn a_session_token_that_is_not_valid_here_is_told() {
    let app = TestApp::planned(with_back_ends()).await;
    let (_, code) = app.arrives(&web(), "grace@example.com").await;
    let token = app.session_token(&code).await;
    for (token, client_id) in [
        (token.as_str(), LEGACY),
        (token.as_str(), GLOBEX),
        ("vst_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", WEB),
        ("x", WEB),
        ("", WEB),
    ] {
        for path in ["session", "token"] {
            let answer = app.as_back_end(token, &format!("/api/{path}?client_id={client_id}")).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path} {token} {client_id}");
            assert_eq!(answer.json()["error"]["code"], "invalid_token");
            assert!(answer.header("www-authenticate").starts_with("Bearer"));
        }
    }
    assert_eq!(app.session_of(&token).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_page_of_others_is_refused_with_a_session_token_too() {
    let app = TestApp::planned(with_back_ends()).await;
    let (_, code) = app.arrives(&web(), "grace@example.com").await;
    let bearer = format!("Bearer {}", app.session_token(&code).await);
    let body = json!({"client_id": WEB});
    let request = app.browser().post_json("/api/logout", &body).header("authorization", bearer);
    let answer = request.header("origin", "https://evil.example").send().await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn k07_who_says_twice_where_he_comes_from_or_who_he_is_is_nobody() {
    let app = TestApp::planned(with_back_ends()).await;
    let (browser, code) = app.arrives(&web(), "grace@example.com").await;
    let bearer = format!("Bearer {}", app.session_token(&code).await);
    let address = format!("/api/session?client_id={WEB}");
    for origins in [[SHOP, "https://evil.example"], ["https://evil.example", SHOP], [SHOP, SHOP]] {
        let request = browser.request(Method::GET, &address).header("origin", origins[0]);
        let answer = request.header("origin", origins[1]).send().await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{origins:?}");
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
    for proofs in [[bearer.as_str(), "Bearer x"], ["Basic eDp4", &bearer], [&bearer, &bearer]] {
        let request = browser.request(Method::GET, &address).header("authorization", proofs[0]);
        let answer = request.header("authorization", proofs[1]).send().await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{proofs:?}");
    }
}
