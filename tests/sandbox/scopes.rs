use serde_json::json;
use vestibule::sandbox::Seed;

use crate::bench::*;

#[tokio::test]
async fn scopes_are_echoed_to_the_letter_and_resolved_in_the_token() {
    let bench = Bench::new().await;
    for (scope, markets, places) in [
        ("market:id:AcmeMktUsa", json!(["AcmeMktUsa"]), json!(["AcmeStkUsa"])),
        ("market:code:europe", json!(["AcmeMktEur"]), json!(["AcmeStkMil", "AcmeStkBer"])),
        ("market:code:europe stock_location:code:berlin", json!(["AcmeMktEur"]), json!(["AcmeStkBer"])),
        (
            "market:code:usa market:code:europe",
            json!(["AcmeMktUsa", "AcmeMktEur"]),
            json!(["AcmeStkUsa", "AcmeStkMil", "AcmeStkBer"]),
        ),
        ("store:code:new-york", json!(["AcmeMktUsa"]), json!(["AcmeStkUsa"])),
    ] {
        let answer = bench.granted(guest(scope)).await;
        assert_eq!(answer["scope"], scope);
        let market = &claims(&access(&answer))["market"];
        assert_eq!((&market["id"], &market["stock_location_ids"]), (&markets, &places), "{scope}");
    }
}

#[tokio::test]
async fn bad_scopes_are_refused() {
    let bench = Bench::new().await;
    for scope in [
        " ",
        "usa",
        "market",
        "market:1234",
        "market:usa",
        "market:code:",
        "market:name:usa",
        "sku:code:usa",
        "market:code:usa ",
        "market:code:usa  market:code:europe",
        "market:code:closed",
        "stock_location:code:berlin",
        "market:code:usa stock_location:code:berlin",
        "market:all market:code:usa",
        "market:code:vip",
        "market:code:USA",
        "\u{0}",
    ] {
        assert_eq!(auth_error(bench.ask(guest(scope)).await), (400, "invalid_scope".to_owned()), "{scope:?}");
    }
}

#[tokio::test]
async fn a_private_market_is_for_customers_of_its_group() {
    let bench = Bench::new().await;
    let member = password("vic@example.com", "velvet rope and cordon", "market:code:vip");
    bench.granted(member.clone()).await;
    let stranger = bench.ask(ada("market:code:vip")).await;
    assert_eq!(auth_error(stranger), (400, "invalid_scope".to_owned()));
    let mut claim = assertion(&json!({ "owner": { "type": "Customer", "id": "AcmeCusVic" } }));
    claim["scope"] = json!("market:code:vip");
    let by_assertion = bench.granted(claim).await;

    let admin = bench.integration().await;
    let body = json!({ "data": {
        "type": "customers", "id": "AcmeCusVic", "relationships": { "customer_group": { "data": null } },
    } });
    assert_eq!(bench.core(reqwest::Method::PATCH, "customers/AcmeCusVic", &admin, Some(body)).await.0, 200);
    assert_eq!(auth_error(bench.ask(member).await), (400, "invalid_scope".to_owned()));
    let late = bench.ask(refresh(&by_assertion["refresh_token"], "market:code:vip")).await;
    assert_eq!(auth_error(late), (400, "invalid_scope".to_owned()), "who left the group cannot refresh");
}

#[tokio::test]
async fn a_credential_asks_for_its_allowed_scopes_only() {
    let mut seed = Seed::default();
    for credential in &mut seed.organizations[0].credentials {
        credential.scopes = "market:code:usa".to_owned();
    }
    let bench = Bench::with(seed).await;
    bench.granted(guest("market:id:AcmeMktUsa")).await;
    for scope in ["market:code:europe", "market:all"] {
        assert_eq!(auth_error(bench.ask(guest(scope)).await), (400, "invalid_scope".to_owned()), "{scope}");
    }
}
