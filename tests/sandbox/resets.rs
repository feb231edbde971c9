use serde_json::{Value, json};

use crate::bench::*;

const KIND: &str = "customer_password_resets";

/// Id and token of a new reset.
async fn reset(bench: &Bench, email: &str) -> (String, String) {
    let admin = bench.integration().await;
    let (status, value) = bench.post(KIND, &admin, json!({ "customer_email": email })).await;
    assert_eq!(status, 201, "{value}");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&value["data"]["id"]), text(&value["data"]["attributes"]["reset_password_token"]))
}

fn change(token: &str, password: &str) -> Value {
    json!({ "_reset_password_token": token, "customer_password": password })
}

#[tokio::test]
async fn a_guest_with_id_and_token_sets_a_password_once() {
    let bench = Bench::new().await;
    let (id, token) = reset(&bench, "Ada@example.com").await;
    assert_eq!(token.len(), 20);
    let guest = bench.guest().await;
    let (status, value) = bench.patch(KIND, &id, &guest, change(&token, "another one")).await;
    assert_eq!(status, 200, "{value}");
    assert_eq!(value["data"]["attributes"]["reset_password_at"], "2026-11-18T11:06:40.000Z");
    assert_eq!(value["data"]["attributes"].get("reset_password_token"), None, "guests do not see tokens");
    assert!(bench.sandbox.password_matches("acme", "ada@example.com", "another one"));
    let again = bench.patch(KIND, &id, &guest, change(&token, "a third one")).await;
    assert_eq!(core_error(again), (422, "VALIDATION_ERROR".to_owned()));
    assert!(bench.sandbox.password_matches("acme", "ada@example.com", "another one"));
}

#[tokio::test]
async fn a_reset_gives_a_first_password() {
    let bench = Bench::new().await;
    let (id, token) = reset(&bench, "bob@example.com").await;
    bench.patch(KIND, &id, &bench.guest().await, change(&token, "my first one")).await;
    bench.granted(password("bob@example.com", "my first one", "market:code:usa")).await;
}

#[tokio::test]
async fn wrong_late_or_weak_changes_are_refused() {
    let bench = Bench::new().await;
    let (id, token) = reset(&bench, "ada@example.com").await;
    let guest = bench.guest().await;
    for body in [change("wrong", "good enough"), json!({ "customer_password": "good enough" })] {
        let (status, value) = bench.patch(KIND, &id, &guest, body).await;
        assert_eq!(status, 422);
        assert_eq!(value["errors"][0]["source"]["pointer"], "/data/attributes/reset_password_token");
    }
    let (status, value) = bench.patch(KIND, &id, &guest, change(&token, "short")).await;
    assert_eq!((status, &value["errors"][0]["meta"]["error"]), (422, &json!("too_short")));
    bench.pass(6 * 3_600);
    let guest = bench.guest().await;
    let late = bench.patch(KIND, &id, &guest, change(&token, "good enough")).await;
    assert_eq!(core_error(late), (422, "VALIDATION_ERROR".to_owned()));
    assert!(bench.sandbox.password_matches("acme", "ada@example.com", "correct horse battery"));
}

#[tokio::test]
async fn an_unknown_address_gets_no_reset_and_a_guest_changes_nothing_else() {
    let bench = Bench::new().await;
    let admin = bench.integration().await;
    let unknown = bench.post(KIND, &admin, json!({ "customer_email": "no@example.com" })).await;
    assert_eq!(core_error(unknown), (422, "VALIDATION_ERROR".to_owned()));
    let (id, _) = reset(&bench, "ada@example.com").await;
    let note = json!({ "metadata": { "a": 1 } });
    assert_eq!(core_error(bench.patch(KIND, &id, &bench.guest().await, note.clone()).await).0, 401);
    assert_eq!(bench.patch(KIND, &id, &admin, note).await.0, 200);
    let (_, shown) = bench.get(&format!("{KIND}/{id}?include=customer"), &admin).await;
    assert_eq!(shown["included"][0]["id"], "AcmeCusAda");
}
