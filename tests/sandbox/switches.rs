use reqwest::Method;
use serde_json::{Value, json};
use vestibule::sandbox::{Api, SandboxOptions, Switches};

use crate::bench::*;

fn desk(bench: &Bench, method: Method, path: &str) -> reqwest::RequestBuilder {
    bench.http.request(method, format!("{}/_sandbox/{path}", bench.sandbox.base_url()))
}

#[tokio::test]
async fn the_next_requests_fail_as_asked_and_then_no_more() {
    let bench = Bench::new().await;
    let token = bench.integration().await;
    bench.sandbox.switches().fail_next_of(Api::Core, 2, 503);
    assert_eq!(core_error(bench.get("organization", &token).await).0, 503);
    bench.granted(guest("market:code:usa")).await;
    assert_eq!(core_error(bench.get("organization", &token).await).0, 503);
    assert_eq!(bench.get("organization", &token).await.0, 200);
    bench.sandbox.switches().fail_next(1, 500);
    assert_eq!(auth_error(bench.ask(guest("market:code:usa")).await), (500, "server_error".to_owned()));
    for (status, code) in [(409, "RECORD_NOT_UNIQUE"), (423, "LOCKED"), (401, "INVALID_TOKEN")] {
        bench.sandbox.switches().fail_next_of(Api::Core, 1, status);
        assert_eq!(core_error(bench.get("organization", &token).await), (status, code.to_owned()));
    }
}

#[tokio::test]
async fn an_unreachable_service_closes_the_connection_without_a_byte() {
    let bench = Bench::new().await;
    bench.sandbox.switches().set(|switches| switches.auth.unreachable = true);
    let error = bench.auth("/oauth/token").json(&guest("market:code:usa")).send().await.unwrap_err();
    assert!(error.is_request() && error.status().is_none(), "{error:?}");
    assert_eq!(bench.sandbox.journal().last().unwrap().status, 0);
    bench.sandbox.switches().reset();
    bench.granted(guest("market:code:usa")).await;
}

#[tokio::test]
async fn latency_delays_answers_and_the_offset_moves_the_clock() {
    let bench = Bench::new().await;
    bench.sandbox.switches().set(|switches| {
        switches.latency_ms = 120;
        switches.clock_offset = -90;
    });
    let start = std::time::Instant::now();
    let answer = bench.granted(guest("market:code:usa")).await;
    assert!(start.elapsed().as_millis() >= 120);
    assert_eq!(answer["created_at"], 1_795_000_000 - 90);
}

#[tokio::test]
async fn switches_are_read_and_moved_over_http() {
    let bench = Bench::new().await;
    let (_, positions) = read(desk(&bench, Method::GET, "switches").send().await.unwrap()).await;
    assert_eq!(positions, serde_json::to_value(Switches::default()).unwrap());
    let change = json!({ "latency_ms": 1, "core": { "fail_next": { "count": 1, "status": 429 } } });
    let (status, moved) =
        read(desk(&bench, Method::PATCH, "switches").json(&change).send().await.unwrap()).await;
    assert_eq!(status, 200);
    assert_eq!(moved["core"]["unreachable"], false, "what was not named stays");
    assert_eq!(bench.sandbox.switches().get().core.fail_next.status, 429);
    for nonsense in [
        json!({ "latencyms": 1 }),
        json!({ "latency_ms": -1 }),
        json!({ "latency_ms": 60_001 }),
        json!([]),
        json!({ "password_error_status": 404 }),
        json!({ "auth": { "fail_next": { "count": 1, "status": 200 } } }),
    ] {
        let (status, value) =
            read(desk(&bench, Method::PATCH, "switches").json(&nonsense).send().await.unwrap()).await;
        assert_eq!(status, 400, "{nonsense}");
        assert!(value["problem"].is_string());
    }
    assert_eq!(bench.sandbox.switches().get().latency_ms, 1);
}

#[tokio::test]
async fn the_journal_tells_who_called_and_no_secrets() {
    let bench = Bench::new().await;
    let token = bench.ada().await;
    bench.get("customers/AcmeCusAda?filter[q][email_eq]=private@example.com", &token).await;
    bench.ask(json!({ "grant_type": "x".repeat(5_000), "client_id": "y" })).await;
    let text = desk(&bench, Method::GET, "journal").send().await.unwrap().text().await.unwrap();
    for secret in ["correct horse", "private@example.com", &token, &"x".repeat(100)] {
        assert!(!text.contains(secret), "{secret}");
    }
    let journal: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(
        journal[0],
        json!({
            "time": "2026-11-18T11:06:40Z", "api": "auth", "organization": null, "method": "POST",
            "path": "/oauth/token", "grant": "password", "client": WEB_SHOP, "ip": "127.0.0.1", "status": 200,
        })
    );
    assert_eq!(journal[1]["organization"], "acme");
    assert_eq!(journal[1]["path"], "/api/customers/AcmeCusAda");
    assert_eq!(journal[1]["client"], WEB_SHOP);
    assert_eq!(journal[2]["status"], 400);
}

#[tokio::test]
async fn a_manual_clock_is_moved_over_http_and_the_systems_is_not() {
    let bench = Bench::new().await;
    let request = desk(&bench, Method::POST, "clock/advance").json(&json!({ "seconds": 3_600 }));
    let (_, value) = read(request.send().await.unwrap()).await;
    assert_eq!(value["now"], "2026-11-18T12:06:40Z");
    assert_eq!(bench.granted(guest("market:code:usa")).await["created_at"], 1_795_003_600);
    let nonsense = desk(&bench, Method::POST, "clock/advance").json(&json!({ "seconds": "x" }));
    assert_eq!(nonsense.send().await.unwrap().status(), 400);

    let keys_dir = Some(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("sandbox-keys"));
    let options = SandboxOptions { keys_dir, ..SandboxOptions::default() };
    let system = vestibule::sandbox::Sandbox::start(options).await.unwrap();
    let url = format!("{}/_sandbox/clock/advance", system.base_url());
    let answer = bench.http.post(url).json(&json!({ "seconds": 1 })).send().await.unwrap();
    assert_eq!(answer.status(), 409);
}

#[tokio::test]
async fn a_developer_finds_a_page_and_no_web_page_finds_the_switches() {
    let bench = Bench::new().await;
    let page = bench.http.get(bench.sandbox.base_url()).send().await.unwrap().text().await.unwrap();
    for text in ["Acme Outfitters", WEB_SHOP, INTEGRATION, "/_sandbox/journal", "/_sandbox/switches"] {
        assert!(page.contains(text), "{text}");
    }
    assert!(!page.contains(WEB_SHOP_SECRET));
    let preflight = desk(&bench, Method::OPTIONS, "switches").send().await.unwrap();
    assert!(preflight.headers().get("access-control-allow-origin").is_none());
}

#[tokio::test]
async fn failed_and_unanswered_token_requests_are_counted_and_noted() {
    let bench = Bench::new().await;
    bench.sandbox.switches().fail_next_of(Api::Auth, 1, 500);
    bench.ask(guest("market:code:usa")).await;
    let entry = bench.sandbox.journal().pop().unwrap();
    assert_eq!(
        (entry.grant.as_deref(), entry.client.as_deref()),
        (Some("client_credentials"), Some(WEB_SHOP))
    );
    bench.sandbox.switches().set(|switches| switches.unreachable = true);
    bench.auth("/oauth/token").send().await.unwrap_err();
    assert_eq!(bench.sandbox.token_calls(), 2);
}
