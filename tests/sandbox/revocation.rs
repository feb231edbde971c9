use serde_json::{Value, json};

use crate::bench::*;

fn body(client: &str, secret: Option<&str>, token: impl Into<Value>) -> Value {
    json!({ "client_id": client, "client_secret": secret, "token": token.into() })
}

#[tokio::test]
async fn a_customer_token_is_revoked_by_client_id_alone_and_the_core_api_notices() {
    let bench = Bench::new().await;
    let token = bench.ada().await;
    assert_eq!(bench.get("customers/AcmeCusAda", &token).await.0, 200);
    assert_eq!(bench.revoke(body(WEB_SHOP, None, &*token)).await, (200, json!({})));
    assert!(bench.sandbox.is_revoked(&token));
    let (status, value) = bench.get("customers/AcmeCusAda", &token).await;
    assert_eq!(status, 401);
    assert_eq!(
        value["errors"][0],
        json!({
            "title": "Invalid token", "detail": "The access token you provided is invalid.",
            "code": "INVALID_TOKEN", "status": "401",
        })
    );
    assert_eq!(bench.revoke(body(WEB_SHOP, None, &*token)).await.0, 200, "once more does no harm");
}

#[tokio::test]
async fn guest_and_integration_tokens_need_the_secret() {
    let bench = Bench::new().await;
    let (guest, integration) = (bench.guest().await, bench.integration().await);
    for (client, token) in [(WEB_SHOP, &guest), (INTEGRATION, &integration)] {
        let (status, value) = bench.revoke(body(client, None, &**token)).await;
        assert_eq!(status, 403);
        assert_eq!(
            value["errors"][0],
            json!({
                "title": "unauthorized_client", "detail": "You are not authorized to revoke this token",
                "code": "FORBIDDEN", "status": 403, "meta": {},
            })
        );
    }
    assert_eq!(bench.revoke(body(WEB_SHOP, Some(WEB_SHOP_SECRET), &*guest)).await, (200, json!({})));
    assert_eq!(
        bench.revoke(body(INTEGRATION, Some(INTEGRATION_SECRET), &*integration)).await,
        (200, json!({}))
    );
    assert_ne!(bench.guest().await, guest, "a revoked token is not handed out again");
}

#[tokio::test]
async fn only_the_client_of_a_token_may_revoke_it() {
    let bench = Bench::new().await;
    let token = bench.ada().await;
    for client in [LEGACY_SHOP, "nobody", ""] {
        let refused = auth_error(bench.revoke(body(client, None, &*token)).await);
        assert_eq!(refused, (403, "unauthorized_client".to_owned()), "{client}");
    }
    assert_eq!(auth_error(bench.revoke(body(WEB_SHOP, Some("wrong"), &*token)).await).0, 403);
    assert_eq!(bench.get("customers/AcmeCusAda", &token).await.0, 200);
}

#[tokio::test]
async fn unknown_and_blank_tokens_count_as_revoked() {
    let bench = Bench::new().await;
    for token in [json!("unknown"), json!(""), Value::Null] {
        assert_eq!(bench.revoke(body(WEB_SHOP, None, token)).await, (200, json!({})));
    }
}

#[tokio::test]
async fn access_and_refresh_token_are_revoked_apart_unless_paired() {
    let bench = Bench::new().await;
    let first = bench.granted(ada("market:code:usa")).await;
    bench.revoke(body(WEB_SHOP, None, &*access(&first))).await;
    let second = bench.granted(refresh(&first["refresh_token"], "market:code:usa")).await;
    bench.revoke(body(WEB_SHOP, None, second["refresh_token"].clone())).await;
    assert_eq!(bench.get("customers/AcmeCusAda", &access(&second)).await.0, 200);
    let refused = bench.ask(refresh(&second["refresh_token"], "market:code:usa")).await;
    assert_eq!(auth_error(refused), (400, "invalid_grant".to_owned()));

    bench.sandbox.switches().set(|switches| switches.revoke_pair = true);
    let third = bench.granted(ada("market:code:usa")).await;
    bench.revoke(body(WEB_SHOP, None, third["refresh_token"].clone())).await;
    assert_eq!(
        core_error(bench.get("customers/AcmeCusAda", &access(&third)).await),
        (401, "INVALID_TOKEN".to_owned())
    );
}

#[tokio::test]
async fn the_service_may_end_all_tokens_at_any_time() {
    let bench = Bench::new().await;
    let (guest, ada) = (bench.guest().await, bench.granted(ada("market:code:usa")).await);
    bench.sandbox.revoke_all_access_tokens();
    for token in [&guest, &access(&ada)] {
        assert_eq!(core_error(bench.get("organization", token).await), (401, "INVALID_TOKEN".to_owned()));
    }
    bench.granted(refresh(&ada["refresh_token"], "market:code:usa")).await;
    assert_ne!(bench.guest().await, guest);
}

#[tokio::test]
async fn single_tokens_are_ended_behind_everybodys_back() {
    let bench = Bench::new().await;
    bench.sandbox.switches().set(|switches| switches.revoke_pair = true);
    let first = bench.granted(ada("market:code:usa")).await;
    assert!(bench.sandbox.revoke_access_token(&access(&first)));
    let invalid = core_error(bench.get("customers/AcmeCusAda", &access(&first)).await);
    assert_eq!(invalid, (401, "INVALID_TOKEN".to_owned()));
    let second = bench.granted(refresh(&first["refresh_token"], "market:code:usa")).await;
    assert!(bench.sandbox.revoke_refresh_token(second["refresh_token"].as_str().unwrap()));
    assert_eq!(bench.get("customers/AcmeCusAda", &access(&second)).await.0, 200);
    let refused = bench.ask(refresh(&second["refresh_token"], "market:code:usa")).await;
    assert_eq!(auth_error(refused), (400, "invalid_grant".to_owned()));
    assert!(
        !bench.sandbox.revoke_access_token(second["refresh_token"].as_str().unwrap()),
        "of the other kind"
    );
    assert!(!bench.sandbox.revoke_refresh_token(&access(&second)), "of the other kind");
    assert!(!bench.sandbox.revoke_access_token("unknown"));
}

#[tokio::test]
async fn all_tokens_of_one_client_are_ended_and_no_others() {
    let bench = Bench::new().await;
    let (guest, integration) = (bench.guest().await, bench.integration().await);
    let signed_in = bench.granted(ada("market:code:usa")).await;
    bench.sandbox.revoke_tokens_of_client(WEB_SHOP);
    for token in [&guest, &access(&signed_in)] {
        assert_eq!(core_error(bench.get("organization", token).await), (401, "INVALID_TOKEN".to_owned()));
    }
    let refused = bench.ask(refresh(&signed_in["refresh_token"], "market:code:usa")).await;
    assert_eq!(auth_error(refused), (400, "invalid_grant".to_owned()));
    assert_eq!(bench.get("organization", &integration).await.0, 200);
    assert_eq!(bench.get("customers/AcmeCusAda", &bench.ada().await).await.0, 200, "later ones are good");
}
