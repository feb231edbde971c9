//! `/api/openapi.json`: what it says is so.

use std::collections::BTreeSet;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{SHOP, exchange, with_back_ends};
use crate::bench::{Answer, TestApp, WEB, web};

async fn document(app: &TestApp) -> Value {
    let answer = app.browser().request(Method::GET, "/api/openapi.json").send().await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/json"));
    answer.json()
}

/// Follows a `$ref`.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).expect(reference),
        None => value,
    }
}

/// Every field of the answer is described, and every field that must be there is.
fn fits(document: &Value, schema: &Value, value: &Value, at: &str) {
    let schema = resolved(document, schema);
    if let Some(values) = schema["enum"].as_array() {
        assert!(values.contains(value), "{at}: {value}");
    }
    let Some(properties) = schema["properties"].as_object() else { return };
    let fields = value.as_object().unwrap_or_else(|| panic!("{at} is no object: {value}"));
    for (name, field) in fields {
        let schema = properties.get(name).unwrap_or_else(|| panic!("{at}.{name} is not described"));
        fits(document, schema, field, &format!("{at}.{name}"));
    }
    for required in schema["required"].as_array().into_iter().flatten() {
        assert!(fields.contains_key(required.as_str().unwrap()), "{at}.{required} is missing");
    }
}

fn answer_fits(document: &Value, method: &str, path: &str, answer: &Answer) {
    let operation = &document["paths"][path][method];
    let described = resolved(document, &operation["responses"][answer.status.as_str()]);
    let schema = &described["content"]["application/json"]["schema"];
    assert!(!schema.is_null(), "{method} {path}: {} is not described", answer.status);
    fits(document, schema, &answer.json(), path);
    for (name, header) in described["headers"].as_object().into_iter().flatten() {
        assert!(header["required"] != true || !answer.header(name).is_empty(), "{path}: {name}");
    }
}

#[tokio::test]
async fn every_reference_leads_somewhere() {
    let app = TestApp::start().await;
    let document = document(&app).await;
    let text = document.to_string();
    let mut references: BTreeSet<&str> =
        text.split("\"$ref\":\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(references.len() > 15);
    for reference in &references {
        assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        assert!(references.remove(format!("#/components/schemas/{name}").as_str()), "{name} is used nowhere");
    }
}

#[tokio::test]
async fn every_described_call_is_there() {
    let app = TestApp::start().await;
    let document = document(&app).await;
    let mut names = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            assert!(names.insert(operation["operationId"].as_str().unwrap().to_owned()), "twice");
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let answer = app.browser().call(method.clone(), path).send().await;
            assert!(![404, 405].contains(&answer.status.as_u16()), "{method} {path}: {}", answer.status);
            answer_fits(&document, &method.as_str().to_lowercase(), path, &answer);
        }
    }
}

#[tokio::test]
async fn real_answers_are_as_described() {
    let app = TestApp::planned(with_back_ends()).await;
    let document = document(&app).await;
    let (browser, code) = app.arrives(&web(), "grace@example.com").await;
    let get = async |path: &str, address: &str| {
        answer_fits(&document, "get", path, &browser.call(Method::GET, address).send().await);
    };
    let client = format!("client_id={WEB}");
    get("/api/session", &format!("/api/session?{client}")).await;
    get("/api/token", &format!("/api/token?{client}")).await;
    get("/api/token", &format!("/api/token?{client}&scope=market:all")).await;
    answer_fits(&document, "get", "/api/token", &app.browser().token(WEB, super::USA, SHOP).await);
    answer_fits(
        &document,
        "get",
        "/api/token",
        &app.browser().token(WEB, super::USA, "https://evil.example").await,
    );
    answer_fits(&document, "get", "/api/session", &app.session_of("vst_none").await);
    answer_fits(&document, "post", "/api/handover", &app.exchange(&exchange(&code)).await);
    answer_fits(&document, "post", "/api/handover", &app.exchange(&exchange(&code)).await);
    answer_fits(&document, "post", "/api/handover", &app.exchange(&json!({})).await);
    let mut wrong = exchange(&code);
    wrong["client_secret"] = "wrong".into();
    answer_fits(&document, "post", "/api/handover", &app.exchange(&wrong).await);
    let log_out = browser.call(Method::POST, &format!("/api/logout?{client}")).send().await;
    answer_fits(&document, "post", "/api/logout", &log_out);
    get("/api/session", &format!("/api/session?{client}")).await;
    app.switches().set(|switches| switches.unreachable = true);
    let away = app.browser().token(WEB, "market:code:europe", SHOP).await;
    assert_eq!(away.status, StatusCode::SERVICE_UNAVAILABLE);
    answer_fits(&document, "get", "/api/token", &away);
}

#[tokio::test]
async fn null_is_what_may_be_left_out() {
    let app = TestApp::start().await;
    let document = document(&app).await;
    let optional =
        [("Logout", "client_id"), ("Logout", "return_url"), ("Handover", "client_id"), ("Rejected", "scope")];
    for (call, name) in optional {
        let kind = &document["components"]["schemas"][call]["properties"][name]["type"];
        assert_eq!(*kind, json!(["string", "null"]), "{call}.{name}");
    }
    let path = format!("/api/logout?client_id={WEB}");
    let nothing = json!({"client_id": null, "return_url": null});
    let answer = app.browser().post_json(&path, &nothing).header("origin", SHOP).send().await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
}
