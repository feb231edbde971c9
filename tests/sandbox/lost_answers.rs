use reqwest::Method;
use serde_json::{Value, json};
use vestibule::sandbox::Api;

use crate::bench::*;

async fn lost(request: reqwest::RequestBuilder) {
    let error = request.send().await.unwrap_err();
    assert!(error.is_request() && error.status().is_none(), "{error:?}");
}

async fn lost_token(bench: &Bench, body: Value) {
    lost(bench.auth("/oauth/token").json(&body)).await;
}

#[tokio::test]
async fn a_refresh_whose_answer_is_lost_has_spent_the_refresh_token() {
    let bench = Bench::new().await;
    let first = bench.granted(ada("market:code:usa")).await;
    let request = refresh(&first["refresh_token"], "market:code:usa");
    bench.sandbox.switches().lose_answers_of(Api::Auth, 1);
    lost_token(&bench, request.clone()).await;
    assert!(bench.sandbox.is_revoked(first["refresh_token"].as_str().unwrap()));
    assert_eq!(
        auth_error(bench.ask(request).await),
        (400, "invalid_grant".to_owned()),
        "one was lost, no more"
    );
}

#[tokio::test]
async fn a_token_whose_answer_is_lost_was_minted_all_the_same() {
    let bench = Bench::new().await;
    bench.sandbox.switches().lose_answers_of(Api::Auth, 1);
    lost_token(&bench, guest("market:code:usa")).await;
    bench.pass(60);
    let answer = bench.granted(guest("market:code:usa")).await;
    assert_eq!(answer["created_at"], 1_795_000_000, "the lost token is handed out again");
}

#[tokio::test]
async fn a_revocation_whose_answer_is_lost_was_done() {
    let bench = Bench::new().await;
    let token = bench.ada().await;
    bench.sandbox.switches().lose_answers_of(Api::Auth, 1);
    lost(bench.auth("/oauth/revoke").json(&json!({ "client_id": WEB_SHOP, "token": token }))).await;
    assert!(bench.sandbox.is_revoked(&token));
    assert_eq!(bench.get("customers/AcmeCusAda", &token).await.0, 401);
}

#[tokio::test]
async fn a_record_whose_answer_is_lost_was_changed() {
    let bench = Bench::new().await;
    let admin = bench.integration().await;
    bench.sandbox.switches().lose_answers_of(Api::Core, 1);
    let body = json!({ "data": { "type": "customers", "attributes": { "email": "new@example.com" } } });
    lost(bench.core_request(Method::POST, "customers", &admin, Some(body))).await;
    assert!(bench.sandbox.customer("acme", "new@example.com").is_some());
    assert_eq!(bench.sandbox.journal().last().unwrap().status, 0);
    assert_eq!(bench.get("customers", &admin).await.0, 200);
}

#[tokio::test]
async fn answers_are_lost_of_one_grant_alone_where_one_is_named() {
    let bench = Bench::new().await;
    let first = bench.granted(ada("market:code:usa")).await;
    bench.sandbox.switches().lose_answers_to_grants("refresh_token", 2);
    bench.granted(guest("market:code:usa")).await;
    bench.revoke(json!({ "client_id": WEB_SHOP, "token": "x" })).await;
    lost_token(&bench, refresh(&first["refresh_token"], "market:code:usa")).await;
    assert_eq!(bench.sandbox.switches().get().auth.lose_answers.count, 1);
    bench.granted(assertion(&json!({ "owner": { "type": "Customer", "id": "AcmeCusAda" } }))).await;
}

#[tokio::test]
async fn failures_come_before_losses_and_may_be_of_one_grant_too() {
    let bench = Bench::new().await;
    bench.sandbox.switches().lose_answers_of(Api::Auth, 1);
    bench.sandbox.switches().fail_next_grants("password", 1, 503);
    assert_eq!(auth_error(bench.ask(ada("market:code:usa")).await).0, 503);
    lost_token(&bench, guest("market:code:usa")).await;
    bench.granted(ada("market:code:usa")).await;
    bench.sandbox.switches().fail_next_grants("password", 1, 503);
    bench.granted(guest("market:code:usa")).await;
    assert_eq!(bench.sandbox.switches().get().auth.fail_next.count, 1);
}

#[tokio::test]
async fn losses_are_switched_over_http_like_everything_else() {
    let bench = Bench::new().await;
    let url = format!("{}/_sandbox/switches", bench.sandbox.base_url());
    let change = json!({ "auth": { "lose_answers": { "count": 2, "grant": "refresh_token" } } });
    let (status, moved) = read(bench.http.patch(&url).json(&change).send().await.unwrap()).await;
    assert_eq!((status, &moved["auth"]["lose_answers"]), (200, &change["auth"]["lose_answers"]));
    for nonsense in [
        json!({ "core": { "lose_answers": { "count": 1, "grant": "refresh_token" } } }),
        json!({ "core": { "fail_next": { "count": 1, "status": 500, "grant": "password" } } }),
        json!({ "auth": { "lose_answers": { "count": -1 } } }),
        json!({ "auth": { "lose_answers": { "status": 500 } } }),
    ] {
        assert_eq!(bench.http.patch(&url).json(&nonsense).send().await.unwrap().status(), 400, "{nonsense}");
    }
}
