use reqwest::{Method, StatusCode};
use serde_json::json;
use vestibule::sandbox::Seed;

use crate::bench::*;

async fn ask_from(bench: &Bench, ip: &str, key: &str) -> u16 {
    let request = bench.auth("/oauth/token").json(&guest("market:code:usa"));
    let request = request.header("x-backend-auth", key).header("x-true-client-ip", ip);
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn thirty_calls_a_minute_pass_and_a_caller_who_keeps_knocking_stays_out() {
    let bench = Bench::new().await;
    for _ in 0..30 {
        assert_eq!(bench.ask(guest("market:code:usa")).await.0, 200);
    }
    for _ in 0..70 {
        bench.pass(1);
        assert_eq!(
            bench.ask(guest("market:code:usa")).await.0,
            429,
            "the refused calls of this minute count"
        );
    }
    bench.pass(31);
    assert_eq!(bench.ask(guest("market:code:usa")).await.0, 200, "29 calls are left in the window");
    assert_eq!(bench.ask(guest("market:code:usa")).await.0, 429);
    assert_eq!(bench.sandbox.token_calls(), 102);
}

#[tokio::test]
async fn revocation_and_unreadable_requests_fill_the_same_bucket() {
    let bench = Bench::new().await;
    for _ in 0..10 {
        bench.ask(guest("market:code:usa")).await;
        bench.revoke(json!({ "client_id": WEB_SHOP, "token": "x" })).await;
        bench.auth("/oauth/token").body("junk").send().await.unwrap();
    }
    assert_eq!(bench.revoke(json!({ "client_id": WEB_SHOP, "token": "x" })).await.0, 429);
    let keys = bench.http.get(format!("{}/.well-known/jwks.json", bench.sandbox.auth_url()));
    assert_eq!(keys.send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn a_switch_takes_revocations_out_of_the_bucket() {
    let bench = Bench::new().await;
    bench.sandbox.switches().set(|switches| switches.revoke_is_limited = false);
    for _ in 0..40 {
        assert_eq!(bench.revoke(json!({ "client_id": WEB_SHOP, "token": "x" })).await.0, 200);
    }
    for _ in 0..30 {
        bench.guest().await;
    }
    assert_eq!(bench.ask(guest("market:code:usa")).await.0, 429);
    assert_eq!(bench.revoke(json!({ "client_id": WEB_SHOP, "token": "x" })).await.0, 200);
    assert_eq!(bench.sandbox.most_calls_in_a_minute(), 72, "counted all the same");
}

#[tokio::test]
async fn shoppers_are_counted_apart_where_the_backend_proves_itself() {
    let bench = Bench::new().await;
    let key = Seed::default().backend_auth_key.unwrap();
    for _ in 0..30 {
        assert_eq!(ask_from(&bench, "203.0.113.7", key.expose()).await, 200);
    }
    assert_eq!(ask_from(&bench, "203.0.113.7", key.expose()).await, 429);
    assert_eq!(ask_from(&bench, "203.0.113.8", key.expose()).await, 200);
    for _ in 0..30 {
        assert_eq!(ask_from(&bench, "203.0.113.9", "wrong").await, 200, "a wrong key is ignored");
    }
    assert_eq!(ask_from(&bench, "203.0.113.10", "wrong").await, 429, "so the address of the peer counted");
    assert_eq!(bench.sandbox.journal().last().unwrap().ip, "127.0.0.1");
}

#[tokio::test]
async fn the_form_of_a_429_is_a_switch() {
    let bench = Bench::new().await;
    bench.sandbox.switches().set(|switches| switches.auth_limit = 1);
    bench.ask(guest("market:code:usa")).await;
    bench.pass(10);
    let (_, value) = bench.ask(guest("market:code:usa")).await;
    assert_eq!(value["errors"]["status"], 429, "one object: {value}");
    bench.sandbox.switches().set(|switches| {
        switches.errors_as_object = false;
        switches.retry_after = true;
    });
    let answer = bench.auth("/oauth/token").json(&guest("market:code:usa")).send().await.unwrap();
    assert_eq!(answer.headers()["retry-after"], "60");
    assert_eq!(read(answer).await.1["errors"][0]["code"], "TOO_MANY_REQUESTS");
    bench.sandbox.switches().set(|switches| switches.html_429 = true);
    let answer = bench.auth("/oauth/token").json(&guest("market:code:usa")).send().await.unwrap();
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    bench.sandbox.reset_limits();
    assert_eq!(bench.ask(guest("market:code:usa")).await.0, 200);
}

#[tokio::test]
async fn the_core_api_limits_bursts_of_an_endpoint_and_the_average_of_a_class() {
    let bench = Bench::new().await;
    let token = bench.integration().await;
    for left in (75..100).rev() {
        let answer = bench.core_request(Method::GET, "customers", &token, None).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("x-ratelimit-limit"), "100");
        assert_eq!(header("x-ratelimit-interval"), "60");
        assert_eq!(header("x-ratelimit-remaining"), left.to_string());
    }
    assert_eq!(core_error(bench.get("customers", &token).await).0, 429, "25 in ten seconds");
    assert_eq!(bench.get("orders", &token).await.0, 200, "another endpoint");
    for (path, requests) in [("customers", 25), ("orders", 25), ("orders", 23)] {
        bench.pass(10);
        for _ in 0..requests {
            assert_eq!(bench.get(path, &token).await.0, 200, "{path}");
        }
    }
    assert_eq!(
        bench.get("organization", &token).await.0,
        429,
        "a hundred in a minute, all endpoints together"
    );
    assert_eq!(bench.get("markets", &token).await.0, 200, "cacheable resources are a class of their own");
    bench.sandbox.switches().set(|switches| switches.core_limits = false);
    assert_eq!(bench.get("organization", &token).await.0, 200);
}
