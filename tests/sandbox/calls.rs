use serde_json::json;
use vestibule::sandbox::{Api, AuthCall, Seed};

use crate::bench::*;

fn token_call(grant: &str, client: &str, scope: Option<&str>, status: u16) -> AuthCall {
    AuthCall {
        path: "/oauth/token".to_owned(),
        grant: Some(grant.to_owned()),
        client: Some(client.to_owned()),
        scope: scope.map(str::to_owned),
        status,
        lost: false,
    }
}

fn count(bench: &Bench, call: &AuthCall) -> u64 {
    bench.sandbox.auth_calls().get(call).copied().unwrap_or_default()
}

#[tokio::test]
async fn calls_are_counted_by_what_they_asked_for_and_what_became_of_them() {
    let bench = Bench::new().await;
    let usa = Some("market:code:usa");
    bench.guest().await;
    bench.guest().await;
    bench.integration().await;
    let signed_in = bench.granted(ada("market:code:usa")).await;
    bench.ask(password("ada@example.com", "wrong", "market:code:usa")).await;
    bench.revoke(json!({ "client_id": WEB_SHOP, "token": access(&signed_in) })).await;
    bench.sandbox.switches().lose_answers_of(Api::Auth, 1);
    let request = refresh(&signed_in["refresh_token"], "market:code:usa");
    bench.auth("/oauth/token").json(&request).send().await.unwrap_err();
    bench.sandbox.switches().set(|switches| switches.unreachable = true);
    bench.auth("/oauth/token").json(&guest("market:code:usa")).send().await.unwrap_err();

    let revoked = AuthCall {
        path: "/oauth/revoke".to_owned(),
        client: Some(WEB_SHOP.to_owned()),
        status: 200,
        ..AuthCall::default()
    };
    let lost = AuthCall { lost: true, ..token_call("refresh_token", WEB_SHOP, usa, 200) };
    let counts = [
        (token_call("client_credentials", WEB_SHOP, usa, 200), 2),
        (token_call("client_credentials", INTEGRATION, None, 200), 1),
        (token_call("password", WEB_SHOP, usa, 200), 1),
        (token_call("password", WEB_SHOP, usa, 400), 1),
        (lost, 1),
        (token_call("client_credentials", WEB_SHOP, usa, 0), 1),
        (revoked, 1),
    ];
    assert_eq!(bench.sandbox.auth_calls(), counts.into_iter().collect());
    assert_eq!(bench.sandbox.most_calls_in_a_minute(), 8);
}

#[tokio::test]
async fn only_calls_to_the_endpoints_with_the_limit_are_counted() {
    let bench = Bench::new().await;
    bench.http.get(format!("{}/.well-known/jwks.json", bench.sandbox.auth_url())).send().await.unwrap();
    bench.http.get(format!("{}/oauth/token", bench.sandbox.auth_url())).send().await.unwrap();
    let preflight =
        bench.http.request(reqwest::Method::OPTIONS, format!("{}/oauth/token", bench.sandbox.auth_url()));
    preflight.send().await.unwrap();
    bench.get("organization", "x").await;
    assert!(bench.sandbox.auth_calls().is_empty());
    assert_eq!(bench.sandbox.most_calls_in_a_minute(), 0);
}

#[tokio::test]
async fn the_fullest_minute_is_found_wherever_it_began() {
    let bench = Bench::new().await;
    for (pause, calls) in [(0, 3), (59, 2), (1, 4), (300, 5)] {
        bench.pass(pause);
        for _ in 0..calls {
            bench.guest().await;
        }
    }
    assert_eq!(bench.sandbox.most_calls_in_a_minute(), 6, "2 and 4: the first 3 were sixty seconds ago");
    bench.sandbox.reset_calls();
    assert_eq!(bench.sandbox.most_calls_in_a_minute(), 0);
    assert!(bench.sandbox.auth_calls().is_empty());
    bench.guest().await;
    assert_eq!(bench.sandbox.most_calls_in_a_minute(), 1, "the running minute is forgotten too");
}

#[tokio::test]
async fn minutes_are_of_one_counted_address_as_the_limit_is() {
    let bench = Bench::new().await;
    let key = Seed::default().backend_auth_key.unwrap();
    for (ip, key) in [("203.0.113.1", key.expose()), ("203.0.113.2", key.expose()), ("203.0.113.3", "wrong")]
    {
        for _ in 0..2 {
            let request = bench.auth("/oauth/token").json(&guest("market:code:usa"));
            request.header("x-backend-auth", key).header("x-true-client-ip", ip).send().await.unwrap();
        }
    }
    bench.guest().await;
    assert_eq!(bench.sandbox.most_calls_in_a_minute(), 3, "the peer's, with two under a wrong key");
}

#[tokio::test]
async fn answers_that_say_too_many_are_counted_for_each_service() {
    let bench = Bench::new().await;
    let token = bench.integration().await;
    bench.sandbox.switches().set(|switches| switches.auth_limit = 1);
    assert_eq!(bench.ask(guest("market:code:usa")).await.0, 429);
    assert_eq!(bench.revoke(json!({ "client_id": WEB_SHOP, "token": "x" })).await.0, 429);
    bench.sandbox.switches().fail_next_of(Api::Core, 1, 429);
    bench.get("organization", &token).await;
    let too_many = |api| bench.sandbox.too_many_requests(api);
    assert_eq!((too_many(Api::Auth), too_many(Api::Core)), (2, 1));
    assert_eq!(count(&bench, &token_call("client_credentials", WEB_SHOP, Some("market:code:usa"), 429)), 1);
    assert_eq!(bench.sandbox.most_calls_in_a_minute(), 3, "refused calls are calls");
    bench.sandbox.reset_calls();
    assert_eq!(
        (bench.sandbox.too_many_requests(Api::Auth), bench.sandbox.too_many_requests(Api::Core)),
        (0, 0)
    );
}

#[tokio::test]
async fn more_calls_than_the_journal_keeps_are_counted() {
    let bench = Bench::new().await;
    bench.sandbox.switches().set(|switches| switches.auth_limit = 0);
    for number in 0..1_500 {
        bench.pass(2 * (number % 2));
        bench
            .ask(json!({ "grant_type": format!("made-up-{}", number % 1_200), "client_id": WEB_SHOP }))
            .await;
    }
    let calls = bench.sandbox.auth_calls();
    assert_eq!(calls.values().sum::<u64>(), 1_500);
    assert_eq!(calls.len(), 1_001, "a thousand kinds and the rest");
    assert_eq!(bench.sandbox.journal().len(), 500);
    assert_eq!(bench.sandbox.most_calls_in_a_minute(), 60, "one a second");
}
