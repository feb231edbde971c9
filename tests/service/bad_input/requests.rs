//! Odd methods, cookies and headers.

use reqwest::Method;
use reqwest::header::HeaderValue;

use super::{FORMS, PAGES, busy_browser, calm};
use crate::bench::{TestApp, WEB, web};

#[tokio::test]
async fn other_methods_are_refused_with_a_page_or_json() {
    let app = TestApp::start().await;
    let browser = busy_browser(&app).await;
    let methods = ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "POST"];
    for path in PAGES.into_iter().chain(["/api/token", "/health/live", "/nothing", "/assets/x/y"]) {
        for method in methods {
            // A preflight, which is always answered.
            let is_preflight = method == "OPTIONS" && path == "/api/token";
            if is_preflight || method == "POST" && FORMS.contains(&path) {
                continue;
            }
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let origin = app.url().to_owned();
            let request = browser.request(method.clone(), &web().to(path).address()).header("origin", origin);
            let answer = request.send().await;
            calm(&answer, &format!("{method} {path}"));
            if path != "/api/token" {
                assert!(answer.status.is_client_error(), "{method} {path}: {}", answer.status);
            }
        }
    }
    assert_eq!(app.count("sessions").await, 1, "and nobody was signed out");
    app.let_letters_wait();
}

#[tokio::test]
async fn head_is_answered_as_get_without_a_body() {
    let app = TestApp::start().await;
    let browser = busy_browser(&app).await;
    for path in PAGES.into_iter().chain(["/health/live", "/health/ready", "/nothing"]) {
        let address = web().to(path).address();
        let get = browser.request(Method::GET, &address).send().await;
        let head = browser.request(Method::HEAD, &address).send().await;
        assert_eq!((head.status, head.body.as_str()), (get.status, ""), "{path}");
        assert_eq!(head.header("content-type"), get.header("content-type"), "{path}");
    }
    assert_eq!(app.count("sessions").await, 1);
    app.let_letters_wait();
}

#[tokio::test]
async fn odd_cookies_and_headers_are_read_calmly() {
    let app = TestApp::start().await;
    let long = format!("__Host-vestibule-acme=vst_{}", "a".repeat(6000));
    let cookies: [&[u8]; 9] = [
        b"__Host-vestibule-acme=",
        b"__Host-vestibule-acme=vst_short",
        b"__Host-vestibule-acme=\xff\xfe",
        b"__Host-vestibule-acme=vst_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA; __Host-vestibule-acme=other",
        b"__Host-vestibule-signup=vst_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        b"__Host-vestibule-acme=%00%ff",
        b";;;===;",
        b"=; a",
        long.as_bytes(),
    ];
    let browser = app.browser();
    for page in PAGES.into_iter().chain(["/api/token"]) {
        for cookie in cookies {
            let address = format!("{}&client_id={WEB}", web().to(page).address());
            let answer = browser.request(Method::GET, &address).header("cookie", cookie).send().await;
            calm(&answer, &format!("{page} {:?}", String::from_utf8_lossy(&cookie[..cookie.len().min(50)])));
        }
        for header in [
            "user-agent",
            "accept-language",
            "origin",
            "sec-fetch-dest",
            "accept-encoding",
            "x-forwarded-for",
            "x-request-id",
        ] {
            for value in [&b"\xff\xfe"[..], b"", &b"x".repeat(4000), b"en;q=NaN,it;q=inf,;q=,,"] {
                let value = HeaderValue::from_bytes(value).unwrap();
                let address = format!("{}&client_id={WEB}", web().to(page).address());
                let answer = browser.request(Method::GET, &address).header(header, value).send().await;
                calm(&answer, &format!("{page} {header}"));
            }
        }
    }
}
