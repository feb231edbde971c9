//! Who may ask, and what may be sent.

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::bench::{Answer, Browser, Shelf, TestApp};

fn code(answer: &Answer) -> (u16, String) {
    let error = &answer.json()["error"];
    assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()), "{error}");
    (answer.status.as_u16(), error["code"].as_str().unwrap().to_owned())
}

async fn put_body(browser: &Browser, kind: &str, body: impl Into<Vec<u8>>) -> (u16, String) {
    let request = browser.cart_request(Method::PUT, Shelf::default()).header("content-type", kind);
    code(&request.body(body.into()).send().await)
}

#[tokio::test]
async fn only_the_shop_s_own_pages_may_ask_and_read() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let order = browser.fill_cart(&app).await;
    let answer = browser.cart_request(Method::GET, Shelf::default()).send().await;
    assert_eq!(answer.header("access-control-allow-origin"), "https://shop.acme.example");
    assert_eq!(answer.header("access-control-allow-credentials"), "true");
    assert_eq!(answer.header("vary"), "Origin");
    for origin in ["https://evil.example", "https://legacy.acme.example", "null", app.url()] {
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            let request = browser.request(method, &Shelf::default().address()).header("origin", origin);
            let answer = request.header("x-vestibule", "1").send().await;
            assert_eq!(code(&answer), (403, "origin_refused".to_owned()), "{origin}");
            assert_eq!(answer.header("access-control-allow-origin"), "");
        }
    }
    assert_eq!(browser.cart().await, order);
}

#[tokio::test]
async fn k07_without_an_origin_nothing_changes_but_by_our_own_header() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let order = browser.make_order(&app, "market:code:usa").await;
    let request = |method| {
        let request = browser.request(method, &Shelf::default().address());
        request.header("content-type", "application/json").body(json!({"order_id": order}).to_string())
    };
    for method in [Method::PUT, Method::DELETE] {
        assert_eq!(code(&request(method).send().await), (403, "origin_required".to_owned()));
    }
    assert_eq!(request(Method::PUT).header("x-vestibule", "1").send().await.status, StatusCode::OK);
    let read = browser.request(Method::GET, &Shelf::default().address()).send().await;
    assert_eq!(read.json()["order_id"], order, "reading needs neither");
    let gone = request(Method::DELETE).header("x-vestibule", "1").send().await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_preflight_says_what_the_shop_s_pages_may_send() {
    let app = TestApp::start().await;
    let ask = async |origin: &str| {
        let request = app.browser().request(Method::OPTIONS, &Shelf::default().address());
        let request = request.header("origin", origin).header("access-control-request-method", "PUT");
        request.send().await
    };
    let answer = ask("https://shop.acme.example").await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.header("access-control-allow-methods"), "GET, POST, PUT, DELETE");
    assert_eq!(answer.header("access-control-allow-headers"), "Accept, Content-Type, X-Vestibule");
    assert_eq!(answer.header("access-control-allow-origin"), "https://shop.acme.example");
    assert_eq!(ask("https://evil.example").await.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn a_place_that_is_none_is_named_as_such() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let at = async |address: &str| {
        let request = browser.request(Method::GET, address).header("origin", "https://shop.acme.example");
        code(&request.send().await)
    };
    let usual = Shelf::default();
    assert_eq!(at("/api/order").await, (400, "missing_parameter".to_owned()));
    assert_eq!(at("/api/order?client_id=nobody").await, (400, "unknown_client".to_owned()));
    let other = Shelf { scope: "market:all", ..usual };
    assert_eq!(at(&other.address()).await, (400, "scope_not_allowed".to_owned()));
    let long: &'static str = "v".repeat(65).leak();
    for variant in ["a b", "a/b", "é", "\0", long] {
        let answer = at(&Shelf { variant, ..usual }.address()).await;
        assert_eq!(answer, (400, "invalid_variant".to_owned()), "{variant:?}");
    }
}

#[tokio::test]
async fn a_body_that_is_no_pointer_is_refused_in_the_words_of_the_api() {
    let app = TestApp::start().await;
    let browser = app.browser();
    for body in ["", "{", "[]", "null", "{}", r#"{"order_id":null}"#, r#"{"order_id":1}"#, "\u{feff}{}"] {
        assert_eq!(put_body(&browser, "application/json", body).await, (400, "invalid_json".to_owned()));
    }
    let not_utf8 = b"{\"order_id\":\"\xff\xfe\"}".to_vec();
    assert_eq!(put_body(&browser, "application/json", not_utf8).await, (400, "invalid_json".to_owned()));
    for id in ["", " ", "../customers", "a/b", "a?b", "a%2fb", "é", &"a".repeat(65)] {
        let body = json!({ "order_id": id }).to_string();
        let answer = put_body(&browser, "application/json; charset=utf-8", body).await;
        assert_eq!(answer, (400, "invalid_order_id".to_owned()), "{id:?}");
    }
    let deep = "[".repeat(1000);
    assert_eq!(put_body(&browser, "application/json", deep).await, (400, "invalid_json".to_owned()));
    let large = " ".repeat(20_000);
    assert_eq!(put_body(&browser, "application/json", large).await, (413, "too_large".to_owned()));
    let good = json!({"order_id": "AcmeOrdGst"}).to_string();
    for kind in ["text/plain", "application/x-www-form-urlencoded", ""] {
        let answer = put_body(&browser, kind, good.clone()).await;
        assert_eq!(answer, (415, "unsupported_media_type".to_owned()), "{kind:?}");
    }
    let post = browser.cart_request(Method::POST, Shelf::default()).body(good).send().await;
    assert_eq!(code(&post), (405, "method_not_allowed".to_owned()));
    assert_eq!((app.count("carts").await, app.order_calls("GET")), (0, 0));
}

#[tokio::test]
async fn first_carts_of_guests_are_counted_by_network() {
    let app = TestApp::start().await;
    app.switches().set(|switches| switches.core.unreachable = true);
    for _ in 0..300 {
        assert_eq!(app.browser().put_cart_at(Shelf::default(), "AcmeOrdGst").await.status, StatusCode::OK);
    }
    let answer = app.browser().put_cart_at(Shelf::default(), "AcmeOrdGst").await;
    assert_eq!(code(&answer), (429, "too_many_requests".to_owned()));
    assert_eq!(answer.json()["error"]["retry_after"], 1);
    assert_eq!(answer.header("retry-after"), "1");
}
