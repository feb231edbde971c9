use reqwest::Method;
use serde_json::{Value, json};
use vestibule::sandbox::Seed;

use crate::bench::*;

async fn guest_cart(bench: &Bench) -> String {
    let (status, value) = bench.post("orders", &bench.guest().await, json!({})).await;
    assert_eq!(status, 201, "{value}");
    value["data"]["id"].as_str().unwrap().to_owned()
}

fn order(bench: &Bench, id: &str) -> vestibule::sandbox::OrderView {
    bench.sandbox.orders("acme").into_iter().find(|order| order.id == id).unwrap()
}

#[tokio::test]
async fn a_guests_cart_is_a_draft_of_the_market_in_scope() {
    let bench = Bench::new().await;
    let id = guest_cart(&bench).await;
    let order = order(&bench, &id);
    assert_eq!((&*order.status, order.guest, order.customer), ("draft", true, None));
    assert_eq!(order.market.unwrap(), "AcmeMktUsa");
}

#[tokio::test]
async fn a_customers_token_claims_a_guests_cart_by_an_empty_change() {
    let bench = Bench::new().await;
    let id = guest_cart(&bench).await;
    let (status, value) = bench.patch("orders", &id, &bench.ada().await, json!({})).await;
    assert_eq!(status, 200, "{value}");
    let claimed = order(&bench, &id);
    assert_eq!((&*claimed.status, claimed.guest), ("pending", false));
    assert_eq!(claimed.customer.unwrap(), "AcmeCusAda");
    assert_eq!(value["data"]["attributes"]["customer_email"], "ada@example.com");
}

#[tokio::test]
async fn the_hosted_checkout_claims_in_its_own_words() {
    let bench = Bench::new().await;
    let id = guest_cart(&bench).await;
    let body = json!({ "data": {
        "type": "orders", "id": id, "attributes": { "_refresh": true, "autorefresh": true },
        "relationships": { "payment_method": { "data": null } },
    } });
    let answer = bench.core(Method::PATCH, &format!("orders/{id}"), &bench.ada().await, Some(body)).await;
    assert_eq!(answer.0, 200, "{}", answer.1);
    assert!(!order(&bench, &id).guest);
}

#[tokio::test]
async fn a_token_by_assertion_claims_only_where_the_organization_shows_it_guest_orders() {
    let claim = assertion(&json!({ "owner": { "type": "Customer", "id": "AcmeCusAda" } }));
    let bench = Bench::new().await;
    let id = guest_cart(&bench).await;
    let token = access(&bench.granted(claim.clone()).await);
    assert_eq!(
        core_error(bench.patch("orders", &id, &token, json!({})).await),
        (404, "RECORD_NOT_FOUND".to_owned())
    );

    let mut seed = Seed::default();
    seed.organizations[0].config.insert("api".to_owned(), json!({ "auth": { "guest_orders": true } }));
    let bench = Bench::with(seed).await;
    let id = guest_cart(&bench).await;
    let token = access(&bench.granted(claim).await);
    assert_eq!(bench.patch("orders", &id, &token, json!({})).await.0, 200);
}

#[tokio::test]
async fn nobody_claims_the_order_of_somebody_else() {
    let bench = Bench::new().await;
    let vic = access(
        &bench.granted(password("vic@example.com", "velvet rope and cordon", "market:code:usa")).await,
    );
    for method in [Method::GET, Method::PATCH] {
        let body = json!({ "data": { "type": "orders", "id": "AcmeOrdTwo" } });
        let answer = bench.core(method, "orders/AcmeOrdTwo", &vic, Some(body)).await;
        assert_eq!(core_error(answer), (404, "RECORD_NOT_FOUND".to_owned()));
    }
    assert_eq!(order(&bench, "AcmeOrdTwo").customer.unwrap(), "AcmeCusAda");
}

#[tokio::test]
async fn an_address_finds_or_creates_the_customer_and_opens_the_cart() {
    let bench = Bench::new().await;
    let guest = bench.guest().await;
    let id = guest_cart(&bench).await;
    let (_, value) = bench.patch("orders", &id, &guest, json!({ "customer_email": "New@Example.com" })).await;
    assert_eq!(value["data"]["attributes"]["status"], "pending");
    let made = bench.sandbox.customer("acme", "new@example.com").unwrap();
    assert!(!made.has_password);
    assert_eq!(order(&bench, &id).customer.unwrap(), made.id);
    assert!(order(&bench, &id).guest, "an address is no proof");
    let other = guest_cart(&bench).await;
    bench.patch("orders", &other, &guest, json!({ "customer_email": "ada@example.com" })).await;
    assert_eq!(order(&bench, &other).customer.unwrap(), "AcmeCusAda");
    let bad = bench.patch("orders", &other, &guest, json!({ "customer_email": "nobody" })).await;
    assert_eq!(core_error(bad), (422, "VALIDATION_ERROR".to_owned()));
}

#[tokio::test]
async fn the_last_cart_of_a_customer_is_found_as_drop_in_finds_it() {
    let bench = Bench::new().await;
    let ada = bench.ada().await;
    let query = "filter[q][market_id_in]=AcmeMktUsa,AcmeMktEur&filter[q][guest_false]=true\
                 &filter[q][editable_true]=true&filter[q][status_eq]=pending&sort=-updated_at&page[size]=1";
    let path = format!("customers/AcmeCusAda/orders?{query}");
    assert_eq!(ids(bench.get(&path, &ada).await), ["AcmeOrdTwo"]);
    bench.pass(1);
    let id = guest_cart(&bench).await;
    bench.patch("orders", &id, &ada, json!({})).await;
    assert_eq!(ids(bench.get(&path, &ada).await), [&*id]);
    bench.pass(1);
    bench.patch("orders", "AcmeOrdTwo", &ada, json!({ "language_code": "en" })).await;
    assert_eq!(ids(bench.get(&path, &ada).await), ["AcmeOrdTwo"]);
    let other = path.replace("AcmeMktUsa,", "");
    assert!(ids(bench.get(&other, &ada).await).is_empty());
}

#[tokio::test]
async fn the_last_cart_is_an_open_one_of_the_customers_own() {
    let bench = Bench::new().await;
    let (ada, guest) = (bench.ada().await, bench.guest().await);
    let query = "filter%5Bq%5D%5Bmarket_id_in%5D=AcmeMktUsa&filter%5Bq%5D%5Bguest_false%5D=true\
                 &filter%5Bq%5D%5Beditable_true%5D=true&filter%5Bq%5D%5Bstatus_eq%5D=pending\
                 &sort=-updated_at&page%5Bsize%5D=1";
    let path = format!("customers/AcmeCusAda/orders?{query}");
    for status in ["draft", "editing", "placing", "placed", "approved", "cancelled"] {
        bench.pass(1);
        let id = bench.sandbox.create_order("acme", "usa", Some("AcmeCusAda")).unwrap();
        assert!(bench.sandbox.set_order_status("acme", &id, status));
    }
    bench.pass(1);
    bench.sandbox.create_order("acme", "europe", Some("AcmeCusAda")).unwrap();
    bench.sandbox.create_order("acme", "usa", Some("AcmeCusBob")).unwrap();
    let typed = guest_cart(&bench).await;
    bench.patch("orders", &typed, &guest, json!({ "customer_email": "ada@example.com" })).await;
    let found = bench.get(&path, &ada).await;
    assert_eq!(found.1["meta"]["record_count"], 1, "the later ones are no carts, or not hers: {}", found.1);
    assert_eq!(ids(found), ["AcmeOrdTwo"]);

    for stranger in [guest, bob_by_assertion(&bench).await] {
        assert_eq!(core_error(bench.get(&path, &stranger).await), (401, "UNAUTHORIZED".to_owned()));
    }
    bench.sandbox.remove_order("acme", "AcmeOrdTwo");
    assert!(ids(bench.get(&path, &ada).await).is_empty());
}

async fn bob_by_assertion(bench: &Bench) -> String {
    access(&bench.granted(assertion(&json!({ "owner": { "type": "Customer", "id": "AcmeCusBob" } }))).await)
}

#[tokio::test]
async fn what_is_no_cart_any_more_is_not_claimed() {
    let bench = Bench::new().await;
    let (ada, guest) = (bench.ada().await, bench.guest().await);
    for (status, refused) in [
        ("editing", (404, "RECORD_NOT_FOUND")),
        ("placing", (404, "RECORD_NOT_FOUND")),
        ("placed", (401, "UNAUTHORIZED")),
        ("approved", (404, "RECORD_NOT_FOUND")),
        ("cancelled", (404, "RECORD_NOT_FOUND")),
    ] {
        let id = bench.sandbox.create_order("acme", "usa", None).unwrap();
        bench.sandbox.set_order_status("acme", &id, status);
        let answer = core_error(bench.patch("orders", &id, &ada, json!({})).await);
        assert_eq!(answer, (refused.0, refused.1.to_owned()), "{status}");
        assert_eq!((order(&bench, &id).guest, order(&bench, &id).customer), (true, None));
    }
    let typed = guest_cart(&bench).await;
    bench.patch("orders", &typed, &guest, json!({ "customer_email": "ada@example.com" })).await;
    bench.sandbox.set_order_status("acme", &typed, "placed");
    let answer = core_error(bench.patch("orders", &typed, &ada, json!({})).await);
    assert_eq!(answer, (401, "UNAUTHORIZED".to_owned()), "though her address was typed");
    assert!(order(&bench, &typed).guest);
}

#[tokio::test]
async fn a_refreshed_token_by_assertion_claims_no_more_than_the_first() {
    let bench = Bench::new().await;
    let id = guest_cart(&bench).await;
    let first =
        bench.granted(assertion(&json!({ "owner": { "type": "Customer", "id": "AcmeCusAda" } }))).await;
    let second = bench.granted(refresh(&first["refresh_token"], "market:code:usa")).await;
    let answer = core_error(bench.patch("orders", &id, &access(&second), json!({})).await);
    assert_eq!(answer, (404, "RECORD_NOT_FOUND".to_owned()));
}

#[tokio::test]
async fn orders_are_arranged_without_http() {
    let bench = Bench::new().await;
    let own = bench.sandbox.create_order("acme", "europe", Some("AcmeCusBob")).unwrap();
    let made = order(&bench, &own);
    assert_eq!((&*made.status, made.guest), ("pending", false));
    assert_eq!((made.customer.as_deref(), made.market.as_deref()), (Some("AcmeCusBob"), Some("AcmeMktEur")));
    let guests = bench.sandbox.create_order("acme", "usa", None).unwrap();
    assert_eq!((&*order(&bench, &guests).status, order(&bench, &guests).guest), ("draft", true));
    for (slug, market, customer) in
        [("nobody", "usa", None), ("acme", "moon", None), ("acme", "usa", Some("nobodyhere"))]
    {
        assert_eq!(bench.sandbox.create_order(slug, market, customer), None);
    }
    assert!(bench.sandbox.set_order_status("acme", &own, "placed"));
    let (_, value) = bench.get(&format!("orders/{own}"), &bench.integration().await).await;
    assert_eq!(value["data"]["attributes"]["placed_at"], "2026-11-18T11:06:40.000Z");
    assert!(!bench.sandbox.set_order_status("acme", &own, "eaten"));
    assert!(bench.sandbox.remove_order("acme", &own));
    assert!(!bench.sandbox.remove_order("acme", &own));
    assert!(!bench.sandbox.set_order_status("acme", &own, "placed"));
}

#[tokio::test]
async fn guests_read_and_change_open_orders_by_id() {
    let bench = Bench::new().await;
    let guest = bench.guest().await;
    assert_eq!(bench.get("orders/AcmeOrdGst", &guest).await.0, 200);
    assert_eq!(bench.get("orders/AcmeOrdOne", &guest).await.0, 200, "placed orders can be read");
    let change = bench.patch("orders", "AcmeOrdOne", &guest, json!({ "language_code": "it" })).await;
    assert_eq!(core_error(change), (401, "UNAUTHORIZED".to_owned()));

    let mut seed = Seed::default();
    seed.organizations[0].orders_sales_channel_guest_only = true;
    let strict = Bench::with(seed).await;
    let guest = strict.guest().await;
    assert_eq!(strict.get("orders/AcmeOrdGst", &guest).await.0, 200);
    assert_eq!(
        core_error(strict.get("orders/AcmeOrdTwo", &guest).await),
        (404, "RECORD_NOT_FOUND".to_owned())
    );
}

#[tokio::test]
async fn a_customers_order_is_its_owners_whatever_is_asked() {
    let bench = Bench::new().await;
    let ada = bench.ada().await;
    let (_, value) = bench.post("orders", &ada, json!({ "customer_email": "bob@example.com" })).await;
    assert_eq!(value["data"]["attributes"]["customer_email"], "ada@example.com");
    let body = json!({ "data": { "type": "orders", "relationships": {
        "customer": { "data": { "type": "customers", "id": "AcmeCusBob" } },
    } } });
    let named = bench.core(Method::POST, "orders", &ada, Some(body.clone())).await;
    assert_eq!(core_error(named), (401, "UNAUTHORIZED".to_owned()));
    let (status, value) = bench.core(Method::POST, "orders", &bench.integration().await, Some(body)).await;
    assert_eq!((status, &value["data"]["attributes"]["guest"]), (201, &Value::Bool(false)));
}

#[tokio::test]
async fn placing_orders_makes_a_prospect_a_buyer() {
    let bench = Bench::new().await;
    let admin = bench.integration().await;
    let (_, value) = bench.patch("orders", "AcmeOrdTwo", &admin, json!({ "_place": true })).await;
    assert_eq!(value["data"]["attributes"]["status"], "placed");
    assert_eq!(value["data"]["attributes"]["editable"], false);
    let (_, ada) = bench.get("customers/AcmeCusAda", &admin).await;
    assert_eq!(ada["data"]["attributes"]["status"], "repeat");
    assert_eq!(ada["data"]["attributes"]["total_orders_count"], 2);
    let twice = bench.patch("orders", "AcmeOrdTwo", &admin, json!({ "_place": true })).await;
    assert_eq!(core_error(twice), (422, "VALIDATION_ERROR".to_owned()));
}
