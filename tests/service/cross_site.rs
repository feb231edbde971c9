//! Group K, second part: posts of other sites.

use reqwest::{Method, StatusCode};

use crate::bench::{Browser, PASSWORD, TestApp, web};

/// A browser that is signed in, with a sign-up on its way, and everything that it could be made to post.
async fn target(app: &TestApp) -> (Browser, Vec<(&'static str, Vec<(&'static str, String)>)>) {
    let browser = app.browser();
    browser.sign_up(app, &web(), "grace@example.com").await.landing();
    let begun = app.browser();
    begun.begin_sign_up(&web(), "later@example.com").await;
    let code = app.code_for("later@example.com").await;
    browser.set_cookie("__Host-vestibule-signup", &begun.cookie("__Host-vestibule-signup").unwrap());
    let typed = |email: &str| {
        vec![
            ("customerEmail", email.to_owned()),
            ("customerPassword", PASSWORD.to_owned()),
            ("customerConfirmPassword", PASSWORD.to_owned()),
        ]
    };
    let posts = vec![
        ("/identity/login", typed("grace@example.com")),
        ("/identity/signup", typed("eve@example.com")),
        ("/verify", vec![("code", code)]),
        ("/verify/resend", vec![]),
        ("/continue", vec![]),
        ("/continue/switch", vec![]),
        ("/logout", vec![]),
        ("/identity/reset-password", typed("grace@example.com")),
    ];
    (browser, posts)
}

#[tokio::test]
async fn k07_no_other_site_can_post_anything_signed_in_or_not() {
    let app = TestApp::start().await;
    let (browser, posts) = target(&app).await;
    app.pass(chrono::TimeDelta::seconds(61));
    let before = state(&app).await;
    let foreign: [&[(&str, &str)]; 9] = [
        &[("origin", "https://evil.example")],
        &[("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")],
        &[("origin", "https://shop.acme.example"), ("sec-fetch-site", "cross-site")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "none")],
        &[("referer", "https://evil.example/")],
        &[],
    ];
    for (path, fields) in posts {
        let body: String =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
        for headers in foreign {
            for cookies in [true, false] {
                let mut request = browser.request(Method::POST, &web().to(path).address()).body(body.clone());
                request = request.header("content-type", "application/x-www-form-urlencoded");
                for (name, value) in headers {
                    request = request.header(name, value);
                }
                let request = if cookies { request } else { request.without_cookies() };
                let answer = request.send().await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {headers:?}");
                assert!(answer.headers.get("set-cookie").is_none(), "{path} {headers:?}");
            }
        }
    }
    assert_eq!(state(&app).await, before, "nothing was changed");
}

#[tokio::test]
async fn k07_what_a_foreign_page_can_send_without_asking_is_no_form_of_ours() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let body = format!(
        "customerEmail=eve@example.com&customerPassword={PASSWORD}&customerConfirmPassword={PASSWORD}"
    );
    for kind in [
        "text/plain",
        "multipart/form-data",
        "application/json",
        "text/plain; application/x-www-form-urlencoded",
    ] {
        let request = browser.request(Method::POST, &web().signup().address()).header("origin", app.url());
        let answer = request.header("content-type", kind).body(body.clone()).send().await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{kind}");
    }
    assert_eq!(app.count("registrations").await, 0);
}

/// Everything that a post could have changed.
async fn state(app: &TestApp) -> Vec<i64> {
    vec![
        app.count("accounts").await,
        app.count("sessions").await,
        app.count("registrations").await,
        app.count("letters").await,
        app.count("events").await,
        app.count("throttles").await,
        app.count("customer_tokens").await,
        app.count("registrations where tries > 0 or codes_sent > 1").await,
    ]
}
