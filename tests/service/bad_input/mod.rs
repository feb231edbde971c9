//! Bad input of every kind on every route: a clear page or JSON, never a failure of ours, and nothing lost.

mod forms;
mod links;
mod requests;

use reqwest::header::LOCATION;

use crate::bench::{Answer, Browser, TestApp, web};

/// Every page that is read.
pub const PAGES: [&str; 16] = [
    "/",
    "/identity",
    "/identity/login",
    "/login",
    "/identity/signup",
    "/signup",
    "/identity/reset-password",
    "/reset-password",
    "/verify",
    "/verify/resend",
    "/continue",
    "/continue/switch",
    "/waiting/0",
    "/account",
    "/logout",
    "/signed-out",
];

/// Every page that is posted to.
pub const FORMS: [&str; 9] = [
    "/identity/login",
    "/identity/signup",
    "/identity/reset-password",
    "/verify",
    "/verify/resend",
    "/continue",
    "/continue/switch",
    "/logout",
    "/login/",
];

#[track_caller]
pub fn calm(answer: &Answer, what: &str) {
    let status = answer.status;
    assert!(status.is_success() || status.is_redirection() || status.is_client_error(), "{what}: {status}");
    let is_page = answer.is_html() && answer.body.contains("<h1>");
    let is_json = answer.header("content-type").starts_with("application/json") && answer.json().is_object();
    let leads_on = answer.headers.get(LOCATION).is_some();
    assert!(is_page || is_json || leads_on || !answer.has_body, "{what}: {status} {}", answer.body);
    for leak in ["panicked", "sqlx", "src/", "Error {", "stack backtrace"] {
        assert!(!answer.body.contains(leak), "{what}: {leak}");
    }
}

/// A browser that is signed in and has begun another sign-up: every branch of every handler is reachable.
pub async fn busy_browser(app: &TestApp) -> Browser {
    let browser = app.browser();
    let verify = browser.begin_sign_up(&web(), "later@example.com").await;
    assert_eq!(verify.heading(), "Check your email");
    let sign_up = browser.cookie("__Host-vestibule-signup").unwrap();
    browser.sign_up(app, &web(), "grace@example.com").await.landing();
    browser.set_cookie("__Host-vestibule-signup", &sign_up);
    browser
}
