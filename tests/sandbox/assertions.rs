use serde_json::{Value, json};

use crate::bench::*;

fn owner(kind: &str, id: &str) -> Value {
    json!({ "owner": { "type": kind, "id": id } })
}

#[tokio::test]
async fn an_assertion_makes_a_customer_token_whoever_signed_it() {
    let bench = Bench::new().await;
    // The vector of the contract, with the id of a customer there is.
    let header = "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9";
    let mut signed = unsigned(&json!({ "https://commercelayer.io/claims": owner("Customer", "AcmeCusBob") }));
    signed = format!("{header}.{}.c2lnbmVkLWJ5LW5vYm9keQ", signed.split('.').nth(1).unwrap());
    let answer = bench.granted(bearer(&signed)).await;
    assert_eq!(answer["owner_id"], "AcmeCusBob");
    assert!(answer["refresh_token"].is_string());
    let (status, value) = bench.get("customers/AcmeCusBob", &access(&answer)).await;
    assert_eq!((status, &value["data"]["id"]), (200, &json!("AcmeCusBob")));
}

#[tokio::test]
async fn an_assertion_with_a_claim_alone_gives_a_refresh_token_and_no_owner() {
    let bench = Bench::new().await;
    let claim = json!({ "a": [1, { "b": null }], "名": "値", "emoji": "🧵" });
    let answer = bench.granted(assertion(&json!({ "custom_claim": claim }))).await;
    assert_eq!(
        keys(&answer),
        ["access_token", "created_at", "expires_in", "refresh_token", "scope", "token_type"]
    );
    assert_eq!(claims(&access(&answer))["custom_claim"], claim);
    let refreshed = bench.granted(refresh(&answer["refresh_token"], "market:code:usa")).await;
    assert_eq!(claims(&access(&refreshed)).get("custom_claim"), None, "it does not survive a refresh");
}

#[tokio::test]
async fn a_custom_claim_is_shown_by_the_customer() {
    let bench = Bench::new().await;
    let mut claim = owner("Customer", "AcmeCusAda");
    claim["custom_claim"] = json!({ "tier": "gold" });
    let token = access(&bench.granted(assertion(&claim)).await);
    let (_, value) = bench.get("customers/AcmeCusAda", &token).await;
    assert_eq!(value["data"]["attributes"]["jwt_custom_claim"], json!({ "tier": "gold" }));
}

#[tokio::test]
async fn invalid_assertions_are_refused_alike() {
    let bench = Bench::new().await;
    bench.sandbox.switches().set(|switches| switches.auth_limit = 0);
    let claims = |claims: Value| unsigned(&json!({ "https://commercelayer.io/claims": claims }));
    let large = claims(json!({ "custom_claim": { "x": "y".repeat(3_200) } }));
    assert!(large.len() > 4_096);
    let cases = [
        ("no JWT", "hello".to_owned()),
        ("two parts", "e30.e30".to_owned()),
        ("not base64", "a b.c d.e f".to_owned()),
        ("no object", "W10.W10.".to_owned()),
        ("no algorithm", "e30.e30.".to_owned()),
        ("no namespace", unsigned(&json!({ "owner": { "type": "Customer", "id": "AcmeCusAda" } }))),
        ("empty claims", claims(json!({}))),
        ("claims that are no object", claims(json!("x"))),
        ("null owner", claims(json!({ "owner": null }))),
        ("lower-case type", claims(owner("customer", "AcmeCusAda"))),
        ("dashboard user", claims(owner("User", "AcmeCusAda"))),
        ("unknown customer", claims(owner("Customer", "nobodyhere"))),
        ("another organization's customer", claims(owner("Customer", "GlobexCusA"))),
        ("claim that is no object", claims(json!({ "custom_claim": "x" }))),
        ("too large", large),
    ];
    for (name, assertion) in cases {
        let answer = bench.ask(bearer(&assertion)).await;
        assert_eq!(auth_error(answer), (400, "invalid_assertion".to_owned()), "{name}");
    }
}

#[tokio::test]
async fn an_expired_assertion_is_refused_in_strict_mode_only() {
    let bench = Bench::new().await;
    let stale = bearer(&unsigned(&json!({
        "https://commercelayer.io/claims": owner("Customer", "AcmeCusAda"), "exp": 1_794_999_999,
    })));
    bench.granted(stale.clone()).await;
    bench.sandbox.switches().set(|switches| switches.strict_assertion_exp = true);
    assert_eq!(auth_error(bench.ask(stale).await), (400, "invalid_assertion".to_owned()));
    bench.granted(assertion(&owner("Customer", "AcmeCusAda"))).await;
}

#[tokio::test]
async fn the_grant_is_for_enterprise_plans() {
    let bench = Bench::new().await;
    let globex = json!({
        "grant_type": JWT_BEARER,
        "client_id": "globex-web-shop-client-id-00000000000000001",
        "client_secret": "globex-web-shop-secret-00000000000000000001",
        "assertion": unsigned(&json!({ "https://commercelayer.io/claims": owner("Customer", "GlobexCusA") })),
    });
    assert_eq!(auth_error(bench.ask(globex.clone()).await), (401, "unauthorized_client".to_owned()));
    bench.sandbox.switches().set(|switches| {
        switches.enterprise.insert("globex".to_owned(), true);
        switches.enterprise.insert("acme".to_owned(), false);
    });
    let answer = bench.granted(globex).await;
    assert_eq!(answer["scope"], "market:all");
    assert_eq!(claims(&access(&answer))["organization"]["enterprise"], true);
    let acme = bench.ask(assertion(&owner("Customer", "AcmeCusAda"))).await;
    assert_eq!(auth_error(acme), (401, "unauthorized_client".to_owned()));
}
