use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::{Value, json};

use crate::bench::*;

/// A receiver that fails a number of times before it takes a delivery.
struct Receiver {
    url: String,
    got: Deliveries,
    failures: Arc<Mutex<u32>>,
}

/// Signature and body.
type Deliveries = Arc<Mutex<Vec<(String, Vec<u8>)>>>;

impl Receiver {
    fn start(failures: u32) -> Self {
        let got = Deliveries::default();
        let failures = Arc::new(Mutex::new(failures));
        let state = web::Data::new((Arc::clone(&got), Arc::clone(&failures)));
        let server =
            HttpServer::new(move || App::new().app_data(state.clone()).default_service(web::to(take)))
                .workers(1)
                .disable_signals()
                .bind("127.0.0.1:0")
                .unwrap();
        let url = format!("http://{}/hook", server.addrs()[0]);
        tokio::spawn(server.run());
        Self { url, got, failures }
    }

    fn got(&self) -> Vec<(String, Vec<u8>)> {
        self.got.lock().unwrap().clone()
    }
}

async fn take(
    state: web::Data<(Deliveries, Arc<Mutex<u32>>)>,
    request: HttpRequest,
    body: web::Bytes,
) -> HttpResponse {
    let signature = request.headers().get("x-commercelayer-signature").unwrap().to_str().unwrap().to_owned();
    state.0.lock().unwrap().push((signature, body.to_vec()));
    let mut failures = state.1.lock().unwrap();
    if *failures > 0 {
        *failures -= 1;
        return HttpResponse::InternalServerError().finish();
    }
    HttpResponse::Ok().finish()
}

/// Waits for something that another thread does; fails when it does not come.
async fn eventually(what: &str, check: impl AsyncFn() -> bool) {
    for _ in 0..400 {
        if check().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("in vain: {what}");
}

async fn register(bench: &Bench, admin: &str, topic: &str, url: &str, include: &[&str]) -> Value {
    let attributes = json!({ "topic": topic, "callback_url": url, "include_resources": include });
    let (status, value) = bench.post("webhooks", admin, attributes).await;
    assert_eq!(status, 201, "{value}");
    value["data"].clone()
}

#[tokio::test]
async fn an_event_is_delivered_signed_and_as_it_would_be_fetched() {
    let bench = Bench::new().await;
    let receiver = Receiver::start(0);
    let admin = bench.integration().await;
    let hook =
        register(&bench, &admin, "customer_password_resets.create", &receiver.url, &["customer"]).await;
    bench.post("customer_password_resets", &admin, json!({ "customer_email": "ada@example.com" })).await;
    eventually("one delivery", async || receiver.got().len() == 1).await;

    let (signature, body) = receiver.got().remove(0);
    let secret = hook["attributes"]["shared_secret"].as_str().unwrap();
    let expected = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), &body);
    assert_eq!(signature, STANDARD.encode(expected));
    let body: Value = serde_json::from_slice(&body).unwrap();
    let id = body["data"]["id"].as_str().unwrap();
    assert!(body["data"]["attributes"]["reset_password_token"].is_string());
    assert_eq!(body["included"][0]["id"], "AcmeCusAda");
    let (_, fetched) = bench.get(&format!("customer_password_resets/{id}?include=customer"), &admin).await;
    assert_eq!(body, fetched);
}

#[tokio::test]
async fn topics_tell_apart_what_happened_to_a_customer() {
    let bench = Bench::new().await;
    let receiver = Receiver::start(0);
    let admin = bench.integration().await;
    let topics = ["create", "create_password", "metadata_update", "destroy"];
    for topic in topics {
        register(&bench, &admin, &format!("customers.{topic}"), &format!("{}/{topic}", receiver.url), &[])
            .await;
    }
    let (_, made) = bench.post("customers", &admin, json!({ "email": "new@example.com" })).await;
    let id = made["data"]["id"].as_str().unwrap();
    eventually("create", async || receiver.got().len() == 1).await;
    bench.patch("customers", id, &admin, json!({ "password": "good enough" })).await;
    eventually("create_password", async || receiver.got().len() == 2).await;
    bench.patch("customers", id, &admin, json!({ "password": "even better" })).await;
    bench.patch("customers", id, &admin, json!({ "metadata": { "a": 1 } })).await;
    eventually("metadata_update", async || receiver.got().len() == 3).await;
    bench.core(Method::DELETE, &format!("customers/{id}"), &admin, None).await;
    eventually("destroy", async || receiver.got().len() == 4).await;
    assert!(!String::from_utf8(receiver.got().remove(1).1).unwrap().contains("good enough"));
}

#[tokio::test]
async fn failed_deliveries_are_repeated_and_a_success_clears_the_count() {
    let bench = Bench::new().await;
    bench.sandbox.switches().set(|switches| switches.webhook_retry_ms = 0);
    let receiver = Receiver::start(3);
    let admin = bench.integration().await;
    let hook = register(&bench, &admin, "customers.create", &receiver.url, &[]).await;
    bench.post("customers", &admin, json!({ "email": "new@example.com" })).await;
    eventually("the fourth attempt", async || receiver.got().len() == 4).await;
    let path = format!("webhooks/{}", hook["id"].as_str().unwrap());
    bench.sandbox.switches().set(|switches| switches.core_limits = false);
    eventually("the count is cleared", async || {
        bench.get(&path, &admin).await.1["data"]["attributes"]["circuit_failure_count"] == 0
    })
    .await;
    let first = &receiver.got()[0];
    assert!(receiver.got().iter().all(|delivery| delivery == first), "the same body and signature each time");
}

#[tokio::test]
async fn the_circuit_opens_after_thirty_failures_and_can_be_reset() {
    let bench = Bench::new().await;
    bench.sandbox.switches().set(|switches| {
        switches.webhook_retry_ms = 0;
        switches.core_limits = false;
    });
    let receiver = Receiver::start(1_000);
    let admin = bench.integration().await;
    let hook = register(&bench, &admin, "customers.create", &receiver.url, &[]).await;
    let id = hook["id"].as_str().unwrap();
    let state = async || bench.get(&format!("webhooks/{id}"), &admin).await.1["data"]["attributes"].clone();
    for number in 0..3 {
        bench.post("customers", &admin, json!({ "email": format!("n{number}@example.com") })).await;
    }
    eventually("the circuit opens", async || state().await["circuit_state"] == "open").await;
    // What was under way when the thirtieth attempt failed may still arrive.
    assert!((30..=32).contains(&receiver.got().len()), "{}", receiver.got().len());
    *receiver.failures.lock().unwrap() = 0;
    bench.post("customers", &admin, json!({ "email": "unheard@example.com" })).await;
    bench.patch("webhooks", id, &admin, json!({ "_reset_circuit": true })).await;
    assert_eq!(state().await["circuit_failure_count"], 0);
    bench.post("customers", &admin, json!({ "email": "heard@example.com" })).await;
    let holds =
        |text: &str| receiver.got().iter().any(|(_, body)| String::from_utf8_lossy(body).contains(text));
    eventually("a delivery after the reset", async || holds("heard@example.com")).await;
    assert!(!holds("unheard@example.com"));
}

#[tokio::test]
async fn webhooks_are_changed_disabled_and_deleted() {
    let bench = Bench::new().await;
    let admin = bench.integration().await;
    let hook = register(&bench, &admin, "orders.place", "http://127.0.0.1:9/x", &[]).await;
    let id = hook["id"].as_str().unwrap();
    let (_, changed) =
        bench.patch("webhooks", id, &admin, json!({ "name": "place", "_disable": true })).await;
    assert_eq!(changed["data"]["attributes"]["name"], "place");
    assert!(changed["data"]["attributes"]["disabled_at"].is_string());
    assert_eq!(changed["data"]["attributes"]["shared_secret"], hook["attributes"]["shared_secret"]);
    assert_eq!(ids(bench.get("webhooks?filter[q][topic_eq]=orders.place", &admin).await), [id]);
    let bad = json!({ "topic": "nonsense", "callback_url": "ftp://x" });
    let (status, value) = bench.post("webhooks", &admin, bad).await;
    assert_eq!((status, value["errors"].as_array().unwrap().len()), (422, 2));
    assert_eq!(bench.core(Method::DELETE, &format!("webhooks/{id}"), &admin, None).await.0, 204);
    assert_eq!(core_error(bench.get(&format!("webhooks/{id}"), &admin).await).0, 404);
}
