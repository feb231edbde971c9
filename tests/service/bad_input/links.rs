//! Odd parameters, queries and paths.

use reqwest::Method;

use super::{PAGES, busy_browser, calm};
use crate::bench::{TestApp, web};

#[tokio::test]
async fn odd_values_of_every_parameter_are_read_calmly_on_every_page() {
    let app = TestApp::start().await;
    let (stranger, known) = (app.browser(), busy_browser(&app).await);
    let long = "a".repeat(4096);
    let values = [
        "",
        "%zz",
        "%ff%fe%c3%28",
        "a%00b",
        "%0d%0aset-cookie:x=y",
        "%F0%9F%92%A9'%20or%201=1--%E2%80%AE",
        &long,
    ];
    let names = [
        "clientId",
        "scope",
        "returnUrl",
        "publicScope",
        "resetPasswordUrl",
        "customerEmail",
        "embed",
        "lang",
        "customerPasswordResetId",
        "resetPasswordToken",
        "accessToken",
        "then",
        "notice",
        "unknown",
        "",
    ];
    for page in PAGES {
        for name in names {
            for value in values {
                let rest = web().to(page).without(name).address();
                let address = format!("{rest}&{name}={value}");
                let browser = if value.len() % 2 == 0 { &stranger } else { &known };
                let answer = browser.request(Method::GET, &address).send().await;
                calm(&answer, &format!("{page} {name}={}", &value[..value.len().min(40)]));
                assert!(!answer.body.contains("<script>alert"), "{address}");
            }
        }
    }
}

#[tokio::test]
async fn odd_queries_are_read_calmly() {
    let app = TestApp::start().await;
    let browser = busy_browser(&app).await;
    let long = format!("{}&returnUrl=https://shop.acme.example/{}", web().query(), "x".repeat(9000));
    let many = "a=b&".repeat(2000);
    let cut = format!("{}&customerEmail={}", web().query(), "%C3%A9".repeat(1400));
    for page in PAGES {
        for query in [
            "?",
            "&&&",
            "=",
            "====",
            "&=&=&",
            "%26%3D",
            "clientId",
            "clientId&scope&returnUrl",
            &long,
            &many,
            &cut,
        ] {
            let answer = browser.request(Method::GET, &format!("{page}?{query}")).send().await;
            calm(&answer, &format!("{page}?{}", &query[..query.len().min(40)]));
        }
    }
}

#[tokio::test]
async fn a_repeated_parameter_counts_once_and_the_first_wins() {
    let app = TestApp::start().await;
    let address = format!("{}&returnUrl=https%3A%2F%2Fevil.example&clientId=other&scope=x", web().address());
    let page = app.browser().visit(address).await;
    assert_eq!(page.link("Back to Acme Outfitters"), "https://shop.acme.example/cart");
}

#[tokio::test]
async fn odd_paths_are_not_found_calmly() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let long = format!("/{}", "a/".repeat(2000));
    for path in [
        "/%",
        "/%00",
        "/%ff",
        "/identity/%2e%2e/login",
        "/identity/..%2flogin",
        "/waiting/",
        "/waiting/x",
        "/waiting/256",
        "/waiting/-1",
        "/waiting/0/0",
        "/assets/",
        "/assets/../Cargo.toml",
        "/assets/x/%2e%2e%2f",
        "/assets/brand/zzz.css",
        "/assets/brand/.css",
        "/assets/brand/%00.css",
        "/.git/config",
        "/api/token/x",
        "/health",
        "/health/x",
        "//",
        "//evil.example",
        "/\\evil.example",
        "/identity;x=y/login",
        &long,
    ] {
        let answer = browser.request(Method::GET, &format!("{}{path}", app.url())).send().await;
        assert!(
            answer.status.is_client_error() || answer.status.is_redirection(),
            "{path}: {}",
            answer.status
        );
        calm(&answer, path);
    }
}
