use reqwest::Method;
use serde_json::{Value, json};

use crate::bench::*;

const DENIED: (u16, &str) = (401, "UNAUTHORIZED");

fn is_denied(answer: (u16, Value)) -> bool {
    let (status, code) = core_error(answer);
    (status, &*code) == DENIED
}

#[tokio::test]
async fn a_guest_may_read_the_organization_and_create_a_customer_and_little_else() {
    let bench = Bench::new().await;
    let guest = bench.guest().await;
    assert_eq!(bench.get("organization", &guest).await.0, 200);
    assert_eq!(bench.get("application", &guest).await.1["data"]["attributes"]["kind"], "sales_channel");
    assert_eq!(bench.post("customers", &guest, json!({ "email": "new@example.com" })).await.0, 201);
    for path in [
        "customers",
        "customers?filter[q][email_eq]=ada@example.com",
        "customers/AcmeCusAda",
        "customers/nobodyhere",
        "customers/AcmeCusAda/orders",
        "orders",
        "markets",
        "customer_groups",
        "webhooks",
        "customer_password_resets",
        "customer_password_resets/abcdefghij",
    ] {
        assert!(is_denied(bench.get(path, &guest).await), "{path}");
    }
    let reset = json!({ "customer_email": "ada@example.com" });
    assert!(is_denied(bench.post("customer_password_resets", &guest, reset).await));
    assert!(is_denied(bench.patch("customers", "AcmeCusAda", &guest, json!({ "email": "x@y.z" })).await));
    assert!(is_denied(bench.core(Method::DELETE, "customers/AcmeCusAda", &guest, None).await));
}

#[tokio::test]
async fn a_customer_sees_and_changes_itself_and_nobody_else() {
    let bench = Bench::new().await;
    let ada = bench.ada().await;
    assert_eq!(bench.get("customers/AcmeCusAda", &ada).await.0, 200);
    assert_eq!(bench.get("customers/AcmeCusAda/orders", &ada).await.0, 200);
    assert_eq!(bench.patch("customers", "AcmeCusAda", &ada, json!({ "metadata": { "a": 1 } })).await.0, 200);
    for path in ["customers", "customers/AcmeCusBob", "customers/AcmeCusBob/orders", "orders", "markets"] {
        assert!(is_denied(bench.get(path, &ada).await), "{path}");
    }
    assert!(is_denied(bench.patch("customers", "AcmeCusBob", &ada, json!({})).await));
}

#[tokio::test]
async fn only_back_ends_assign_groups_and_ask_for_anonymization() {
    let bench = Bench::new().await;
    let ada = bench.ada().await;
    let join = json!({ "data": { "type": "customers", "id": "AcmeCusAda", "relationships": {
        "customer_group": { "data": { "type": "customer_groups", "id": "AcmeGrpVip" } },
    } } });
    assert!(is_denied(bench.core(Method::PATCH, "customers/AcmeCusAda", &ada, Some(join.clone())).await));
    assert_eq!(bench.sandbox.customer("acme", "ada@example.com").unwrap().group, None);
    let admin = bench.integration().await;
    assert_eq!(bench.core(Method::PATCH, "customers/AcmeCusAda", &admin, Some(join)).await.0, 200);
    assert_eq!(bench.sandbox.customer("acme", "ada@example.com").unwrap().group.unwrap(), "vip");
    let (_, shown) = bench.get("customers/AcmeCusAda/customer_group", &admin).await;
    assert_eq!(shown["data"]["attributes"]["code"], "vip");

    let request = json!({ "_request_anonymization": true });
    for token in [&ada, &admin] {
        assert!(is_denied(bench.patch("customers", "AcmeCusAda", token, request.clone()).await));
    }
}

#[tokio::test]
async fn a_credential_with_the_permission_asks_for_anonymization_and_takes_it_back() {
    let mut seed = vestibule::sandbox::Seed::default();
    seed.organizations[0].credentials[0].may_anonymize = true;
    let bench = Bench::with(seed).await;
    let admin = bench.integration().await;
    let status = |value: &Value| value["data"]["attributes"]["anonymization_status"].clone();
    let (_, asked) =
        bench.patch("customers", "AcmeCusAda", &admin, json!({ "_request_anonymization": true })).await;
    assert_eq!(status(&asked), "requested");
    assert_eq!(asked["data"]["attributes"]["anonymization_info"]["requested_at"], "2026-11-18 11:06:40 UTC");
    let (_, back) =
        bench.patch("customers", "AcmeCusAda", &admin, json!({ "_cancel_anonymization": true })).await;
    assert_eq!(status(&back), "cancelled");
}

#[tokio::test]
async fn a_storefront_needs_a_market_in_scope() {
    let bench = Bench::new().await;
    let token = access(&bench.granted(ada("market:all")).await);
    assert_eq!(bench.get("organization", &token).await.0, 200);
    assert!(is_denied(bench.get("customers/AcmeCusAda", &token).await));
}

#[tokio::test]
async fn tokens_that_are_not_good_here_look_alike() {
    let bench = Bench::new().await;
    let globex = json!({
        "grant_type": "client_credentials",
        "client_id": "globex-integration-client-id-00000000000001",
        "client_secret": "globex-integration-secret-00000000000000001",
    });
    let foreign = access(&bench.granted(globex).await);
    for token in [&*foreign, "", "x", "x.y.z", "Bearer"] {
        let answer = bench.get("organization", token).await;
        assert_eq!(core_error(answer), (401, "INVALID_TOKEN".to_owned()), "{token}");
    }
    let bare = bench.http.get(format!("{}/api/organization", bench.sandbox.api_url("acme")));
    let answer = read(bare.header("accept", JSON_API).send().await.unwrap()).await;
    assert_eq!(core_error(answer), (401, "INVALID_TOKEN".to_owned()));
}

#[tokio::test]
async fn a_token_ends_on_the_second() {
    let bench = Bench::new().await;
    let token = bench.ada().await;
    bench.pass(14_399);
    assert_eq!(bench.get("organization", &token).await.0, 200);
    bench.pass(1);
    assert_eq!(core_error(bench.get("organization", &token).await), (401, "INVALID_TOKEN".to_owned()));
}
