use reqwest::Method;
use serde_json::{Value, json};

use crate::bench::*;

fn with(mut body: Value, key: &str, value: Value) -> Value {
    body[key] = value;
    body
}

#[tokio::test]
async fn every_refusal_of_the_catalogue_has_its_status_and_title() {
    let bench = Bench::new().await;
    bench.sandbox.switches().set(|switches| switches.auth_limit = 0);
    let integration = json!({ "grant_type": "client_credentials", "client_id": INTEGRATION });
    let webapp =
        json!({ "grant_type": "client_credentials", "client_id": WEBAPP, "client_secret": WEBAPP_SECRET });
    let cases = [
        (
            "unknown client",
            with(guest("market:code:usa"), "client_id", json!("nobody")),
            401,
            "invalid_client",
        ),
        ("no client", json!({ "grant_type": "client_credentials" }), 401, "invalid_client"),
        ("missing secret", integration.clone(), 401, "invalid_client"),
        ("wrong secret", with(integration.clone(), "client_secret", json!("x")), 401, "invalid_client"),
        (
            "needless wrong secret",
            with(ada("market:code:usa"), "client_secret", json!("x")),
            401,
            "invalid_client",
        ),
        ("no grant", json!({ "client_id": WEB_SHOP }), 400, "invalid_request"),
        ("blank grant", json!({ "grant_type": "", "client_id": WEB_SHOP }), 400, "invalid_request"),
        ("null grant", json!({ "grant_type": null, "client_id": WEB_SHOP }), 400, "invalid_request"),
        (
            "odd grant",
            json!({ "grant_type": "implicit", "client_id": WEB_SHOP }),
            400,
            "unsupported_grant_type",
        ),
        (
            "code",
            json!({ "grant_type": "authorization_code", "client_id": WEBAPP }),
            400,
            "unsupported_grant_type",
        ),
        ("wrong type", json!({ "grant_type": ["password"], "client_id": WEB_SHOP }), 400, "invalid_request"),
        ("wrong password", password("ada@example.com", "wrong", "market:code:usa"), 400, "invalid_grant"),
        ("no password set", password("bob@example.com", "anything", "market:code:usa"), 400, "invalid_grant"),
        ("unknown person", password("no@example.com", "anything", "market:code:usa"), 400, "invalid_grant"),
        ("number as password", with(ada("market:code:usa"), "password", json!(1)), 400, "invalid_request"),
        (
            "password of a webapp",
            with(ada("market:code:usa"), "client_id", json!(WEBAPP)),
            401,
            "unauthorized_client",
        ),
        ("credentials of a webapp", webapp, 401, "unauthorized_client"),
        ("bearer without secret", with(bearer("x.y.z"), "client_secret", Value::Null), 401, "invalid_client"),
        ("bearer without assertion", with(bearer("x"), "assertion", Value::Null), 400, "invalid_request"),
        ("made-up refresh token", refresh(&json!("nope"), "market:code:usa"), 400, "invalid_grant"),
        ("unknown market", guest("market:code:mars"), 400, "invalid_scope"),
    ];
    for (name, body, status, title) in cases {
        assert_eq!(auth_error(bench.ask(body).await), (status, title.to_owned()), "{name}");
    }
}

#[tokio::test]
async fn the_status_of_a_wrong_password_is_a_switch() {
    let bench = Bench::new().await;
    bench.sandbox.switches().set(|switches| switches.password_error_status = 401);
    let (status, value) = bench.ask(password("ada@example.com", "wrong", "market:code:usa")).await;
    assert_eq!((status, &value["errors"][0]["code"]), (401, &json!("UNAUTHORIZED")));
}

#[tokio::test]
async fn hostile_bodies_are_refused_with_json() {
    let bench = Bench::new().await;
    bench.sandbox.switches().set(|switches| switches.auth_limit = 0);
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let bodies: [&[u8]; 11] = [
        b"",
        b"{",
        b"null",
        b"[]",
        b"\"text\"",
        b"42",
        b"\xff\xfe",
        b"{\"grant_type\":\"\\ud800\"}",
        b"{\"grant_type\":1e999}",
        deep.as_bytes(),
        b"a=%zz&b=%ff",
    ];
    for media_type in
        ["application/json", "application/x-www-form-urlencoded", "text/plain", ";;", "multipart/form-data"]
    {
        for body in bodies {
            for path in ["/oauth/token", "/oauth/revoke"] {
                let request = bench.auth(path).header("content-type", media_type).body(body.to_vec());
                let (status, title) = auth_error(read(request.send().await.unwrap()).await);
                assert!(matches!(status, 400 | 403), "{media_type} {body:?}: {status} {title}");
            }
        }
    }
}

#[tokio::test]
async fn a_body_beyond_all_measure_is_refused() {
    let bench = Bench::new().await;
    let large = format!("{{\"grant_type\":\"{}\"}}", "x".repeat(300 * 1024));
    let request = bench.auth("/oauth/token").header("content-type", "application/json").body(large.clone());
    assert_eq!(auth_error(read(request.send().await.unwrap()).await).0, 413);
    let token = bench.integration().await;
    let request = bench.core_request(Method::POST, "customers", &token, None);
    let request = request.header("content-type", JSON_API).body(large);
    assert_eq!(core_error(read(request.send().await.unwrap()).await).0, 413);
}

#[tokio::test]
async fn addresses_and_methods_that_do_not_exist_answer_with_json() {
    let bench = Bench::new().await;
    let url = |path: &str| format!("{}{path}", bench.sandbox.auth_url());
    for path in ["/", "/oauth", "/oauth/introspect", "/oauth/token/info", "/.well-known/openid-configuration"]
    {
        let answer = read(bench.http.get(url(path)).send().await.unwrap()).await;
        assert_eq!(auth_error(answer), (404, "not_found".to_owned()), "{path}");
    }
    let answer = bench.http.get(url("/oauth/token")).send().await.unwrap();
    assert_eq!(answer.headers()["allow"], "POST");
    assert_eq!(auth_error(read(answer).await).0, 405);

    let token = bench.integration().await;
    for (method, path, status) in [
        (Method::GET, "nothing", 404),
        (Method::GET, "customers/AcmeCusAda/nothing", 404),
        (Method::GET, "customers/nobodyhere", 404),
        (Method::DELETE, "customers", 405),
        (Method::PATCH, "organization", 405),
        (Method::DELETE, "orders/AcmeOrdOne", 405),
    ] {
        let request = bench
            .core_request(method.clone(), path, &token, None)
            .header("content-type", JSON_API)
            .body("{}");
        let answer = read(request.send().await.unwrap()).await;
        assert_eq!(core_error(answer).0, status, "{method} {path}");
    }
}

#[tokio::test]
async fn the_core_api_insists_on_its_media_type() {
    let bench = Bench::new().await;
    let token = bench.integration().await;
    let url = format!("{}/api/customers", bench.sandbox.api_url("acme"));
    for accept in ["application/json", "*/*", "text/html"] {
        let answer = bench.http.get(&url).bearer_auth(&token).header("accept", accept).send().await.unwrap();
        assert_eq!(core_error(read(answer).await), (406, "NOT_ACCEPTABLE".to_owned()), "{accept}");
    }
    let request = bench.core_request(Method::POST, "customers", &token, None).json(&json!({}));
    let answer = read(request.send().await.unwrap()).await;
    assert_eq!(core_error(answer), (415, "UNSUPPORTED_MEDIA_TYPE".to_owned()));
}

#[tokio::test]
async fn documents_that_make_no_sense_are_bad_requests() {
    let bench = Bench::new().await;
    let token = bench.integration().await;
    let data = |data: Value| json!({ "data": data }).to_string();
    for (body, code) in [
        ("{".to_owned(), "INVALID_DATA_FORMAT"),
        ("[]".to_owned(), "PARAM_MISSING"),
        (data(json!([])), "PARAM_MISSING"),
        (data(json!({})), "TYPE_MISMATCH"),
        (data(json!({ "type": "orders" })), "TYPE_MISMATCH"),
        (data(json!({ "type": "customers", "attributes": [] })), "INVALID_DATA_FORMAT"),
        (data(json!({ "type": "customers", "attributes": { "email": 7 } })), "INVALID_FIELD_VALUE"),
        (
            data(json!({ "type": "customers", "attributes": { "email": "x@y.z", "has_password": true } })),
            "PARAM_NOT_ALLOWED",
        ),
        (
            data(
                json!({ "type": "customers", "attributes": { "email": "x@y.z" }, "relationships": { "customer_group": 1 } }),
            ),
            "INVALID_LINKS_OBJECT",
        ),
    ] {
        let request = bench.core_request(Method::POST, "customers", &token, None);
        let request = request.header("content-type", JSON_API).body(body.clone());
        let answer = read(request.send().await.unwrap()).await;
        assert_eq!(core_error(answer), (400, code.to_owned()), "{body}");
    }
    let body = json!({ "data": { "type": "customers", "id": "AcmeCusBob" } });
    let answer = bench.core(Method::PATCH, "customers/AcmeCusAda", &token, Some(body)).await;
    assert_eq!(core_error(answer), (400, "KEY_NOT_INCLUDED_IN_URL".to_owned()));
}
