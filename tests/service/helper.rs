//! The module for the pages of shops, as it travels. What it does there is tests/e2e's.

use reqwest::{Method, StatusCode};

use crate::bench::TestApp;

#[tokio::test]
async fn any_page_may_load_the_module_and_browsers_keep_it_for_minutes() {
    let app = TestApp::start().await;
    let answer = app.browser().request(Method::GET, "/vestibule.js").send().await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.contains("export function createVestibule("));
    for (name, value) in [
        ("content-type", "text/javascript; charset=utf-8"),
        ("cache-control", "public, max-age=300"),
        ("access-control-allow-origin", "*"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("x-content-type-options", "nosniff"),
        ("access-control-allow-credentials", ""),
        ("set-cookie", ""),
    ] {
        assert_eq!(answer.header(name), value, "{name}");
    }
    let again =
        app.browser().request(Method::GET, "/vestibule.js").header("if-none-match", answer.header("etag"));
    let again = again.send().await;
    assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
}

#[tokio::test]
async fn a_version_is_kept_for_ever_and_an_unknown_one_is_nothing() {
    let app = TestApp::start().await;
    let get = |path: &'static str| app.browser().request(Method::GET, path).send();
    let (latest, pinned) = (get("/vestibule.js").await, get("/vestibule-1.0.0.js").await);
    assert_eq!(pinned.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(pinned.body, latest.body);
    let unknown = get("/vestibule-0.0.1.js").await;
    assert_eq!((unknown.status, unknown.header("cache-control")), (StatusCode::NOT_FOUND, "no-store"));
    assert_eq!(unknown.json()["error"]["code"], "not_found");
    let posted = app.browser().request(Method::POST, "/vestibule.js").send().await;
    assert_eq!(posted.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn the_module_travels_compressed() {
    let app = TestApp::start().await;
    let request = app.browser().request(Method::HEAD, "/vestibule.js").header("accept-encoding", "gzip");
    let answer = request.send().await;
    assert_eq!((answer.status, answer.header("content-encoding")), (StatusCode::OK, "gzip"));
    assert!(answer.header("vary").to_lowercase().contains("accept-encoding"));
}
