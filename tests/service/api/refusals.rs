//! Whatever is wrong with a call, it is said in JSON, under a code of the list.

use reqwest::{Method, StatusCode};

use super::{SHOP, exchange};
use crate::bench::{Answer, TestApp, WEB};

fn is_told(answer: &Answer, status: u16, code: &str, about: &str) {
    assert_eq!(answer.status.as_u16(), status, "{about}: {}", answer.body);
    assert_eq!(answer.header("content-type"), "application/json", "{about}");
    let error = &answer.json()["error"];
    assert_eq!(error["code"], code, "{about}");
    assert!(!error["message"].as_str().unwrap().is_empty(), "{about}");
}

#[tokio::test]
async fn a_query_that_can_be_read_in_two_ways_is_refused() {
    let app = TestApp::start().await;
    for (query, code) in [
        (format!("client_id={WEB}&client_id={WEB}"), "duplicate_parameter"),
        (format!("client_id={WEB}&scope=a&scope=b"), "duplicate_parameter"),
        (format!("client_id={WEB}&client%5Fid=other"), "duplicate_parameter"),
        (format!("client_id={WEB}&scope=%ff%fe"), "invalid_parameter"),
        (format!("%c0%ae=1&client_id={WEB}"), "invalid_parameter"),
        ("client_id=%00".to_owned(), "unknown_client"),
        ("client_id[]=x".to_owned(), "missing_parameter"),
        (format!("client_id={}", "x".repeat(5000)), "unknown_client"),
        ("&&&=&".to_owned(), "missing_parameter"),
    ] {
        for (method, path) in [(Method::GET, "token"), (Method::GET, "session"), (Method::POST, "logout")] {
            let request = app.browser().call(method, &format!("/api/{path}?{query}"));
            is_told(&request.send().await, 400, code, &format!("{path}?{query}"));
        }
    }
}

#[tokio::test]
async fn a_body_that_is_not_json_of_the_form_is_refused() {
    let app = TestApp::start().await;
    let deep = "[".repeat(10_000);
    let twice = format!(r#"{{"client_id": "{WEB}", "client_id": "{WEB}"}}"#);
    for path in ["/api/logout", "/api/handover"] {
        for body in [
            "{",
            "null",
            "[]",
            "[null, null]",
            "[\"a\", \"b\", \"c\", \"d\"]",
            "\"x\"",
            "7",
            r#"{"client_id": 7}"#,
            r#"{"client_id": {}}"#,
            "\u{feff}{}",
            &deep,
            &twice,
        ] {
            let request = app.browser().call(Method::POST, path).header("content-type", "application/json");
            is_told(&request.body(body.to_owned()).send().await, 400, "invalid_json", body);
        }
        let request = app.browser().call(Method::POST, path).header("content-type", "application/json");
        is_told(&request.body(&b"{\"client_id\": \"\xff\"}"[..]).send().await, 400, "invalid_json", path);
        let request = app.browser().call(Method::POST, path).header("content-type", "application/json");
        let large = format!(r#"{{"client_id": "{}"}}"#, "x".repeat(20_000));
        is_told(&request.body(large).send().await, 413, "too_large", path);
        let request = app.browser().call(Method::POST, path).header("content-type", "application/json");
        let request = request.header("content-encoding", "gzip").body("{}");
        is_told(&request.send().await, 400, "invalid_body", path);
    }
}

#[tokio::test]
async fn k07_what_a_form_can_post_is_no_json() {
    let app = TestApp::start().await;
    let body = exchange("vst_x").to_string();
    for kind in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp", ""]
    {
        for path in ["/api/logout", "/api/handover"] {
            let request = app.browser().call(Method::POST, path).header("content-type", kind);
            is_told(&request.body(body.clone()).send().await, 415, "unsupported_media_type", kind);
        }
    }
    let request = app.browser().call(Method::POST, "/api/logout").body(body);
    is_told(&request.send().await, 415, "unsupported_media_type", "none");
    let request = app.browser().call(Method::POST, &format!("/api/logout?client_id={WEB}"));
    let answer = request.header("content-type", "Application/JSON; charset=utf-8").body("{}").send().await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn a_method_that_an_endpoint_does_not_take_is_told_with_those_it_takes() {
    let app = TestApp::start().await;
    for (path, allowed) in [
        ("token", "GET, HEAD, OPTIONS"),
        ("session", "GET, HEAD, OPTIONS"),
        ("logout", "POST, OPTIONS"),
        ("handover", "POST, OPTIONS"),
        ("openapi.json", "GET, HEAD, OPTIONS"),
    ] {
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH", "TRACE", "QUERY"] {
            if !allowed.contains(method) {
                let method = Method::from_bytes(method.as_bytes()).unwrap();
                let answer = app.browser().call(method.clone(), &format!("/api/{path}")).send().await;
                is_told(&answer, 405, "method_not_allowed", &format!("{method} {path}"));
                assert_eq!(answer.header("allow"), allowed, "{method} {path}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_not_there_is_told() {
    let app = TestApp::start().await;
    for path in [
        "/api",
        "/api/",
        "/api/nothing",
        "/api/token/",
        "/api/%ff",
        "/api/../api/x",
        "/api//token",
        "/api/session/x",
    ] {
        for method in [Method::GET, Method::POST, Method::OPTIONS] {
            let answer = app.browser().call(method, path).send().await;
            is_told(&answer, 404, "not_found", path);
        }
    }
}

#[tokio::test]
async fn a_page_of_the_shop_can_read_why_it_was_refused() {
    let app = TestApp::start().await;
    let answer = app.browser().token(WEB, "market:all", SHOP).await;
    is_told(&answer, 400, "scope_not_allowed", "scope");
    assert_eq!(answer.header("access-control-allow-origin"), SHOP);
}

#[tokio::test]
async fn e11_thousands_of_parameters_are_refused_and_not_compared() {
    let app = TestApp::start().await;
    let parameters =
        |count: usize| (0..count).map(|number| format!("&{number:x}")).collect::<Vec<_>>().concat();
    for (count, status) in [(15, 200), (16, 400), (9000, 400)] {
        let address = format!("/api/session?client_id={WEB}{}", parameters(count));
        let answer = app.browser().call(Method::GET, &address).send().await;
        assert_eq!(answer.status, status, "{count}");
        if status == 400 {
            is_told(&answer, 400, "invalid_parameter", "too many");
        }
    }
}
