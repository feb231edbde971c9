use reqwest::Method;
use serde_json::{Value, json};

use crate::bench::*;

#[tokio::test]
async fn a_customer_is_created_shown_changed_and_deleted() {
    let bench = Bench::new().await;
    let admin = bench.integration().await;
    let attributes = json!({
        "email": "  New.Person@Example.COM ", "password": "a good one", "profile_id": "sub-1",
        "reference": "r-1", "reference_origin": "vestibule", "metadata": { "first_name": "Zoë" },
    });
    let (status, created) = bench.post("customers", &admin, attributes).await;
    assert_eq!(status, 201, "{created}");
    let data = &created["data"];
    let id = data["id"].as_str().unwrap();
    assert!(id.len() == 10 && id.bytes().all(|byte| byte.is_ascii_alphabetic()), "{id}");
    assert_eq!(data["type"], "customers");
    assert_eq!(data["links"]["self"], format!("{}/api/customers/{id}", bench.sandbox.api_url("acme")));
    assert_eq!(data["meta"], json!({ "mode": "test" }));
    let shown = &data["attributes"];
    assert_eq!(shown["email"], "new.person@example.com");
    assert_eq!(shown["has_password"], true);
    assert_eq!(shown.get("password"), None);
    assert_eq!(shown["status"], "prospect");
    assert_eq!(shown["metadata"], json!({ "first_name": "Zoë" }));
    assert_eq!(shown["created_at"], "2026-11-18T11:06:40.000Z");
    assert!((3..=128).contains(&shown["shopper_reference"].as_str().unwrap().len()));
    let related = &data["relationships"]["customer_group"]["links"]["related"];
    assert!(related.as_str().unwrap().ends_with(&format!("/api/customers/{id}/customer_group")));
    assert_eq!(data["relationships"]["customer_group"].get("data"), None);

    bench.pass(5);
    let change = json!({ "email": "other@example.com", "profile_id": null });
    let (status, changed) = bench.patch("customers", id, &admin, change).await;
    let changed = &changed["data"]["attributes"];
    assert_eq!(
        (status, &changed["email"], &changed["profile_id"]),
        (200, &json!("other@example.com"), &Value::Null)
    );
    assert_eq!(changed["reference"], "r-1", "what was not sent stays");
    assert_eq!(changed["updated_at"], "2026-11-18T11:06:45.000Z");
    bench.granted(password("other@example.com", "a good one", "market:code:usa")).await;

    assert_eq!(
        bench.core(Method::DELETE, &format!("customers/{id}"), &admin, None).await,
        (204, Value::Null)
    );
    assert_eq!(
        core_error(bench.get(&format!("customers/{id}"), &admin).await),
        (404, "RECORD_NOT_FOUND".to_owned())
    );
}

#[tokio::test]
async fn sign_up_in_the_browser_creates_with_a_guest_token_and_signs_in() {
    let bench = Bench::new().await;
    let guest = bench.guest().await;
    let (status, created) =
        bench.post("customers", &guest, json!({ "email": "zoe@example.com", "password": "secret" })).await;
    assert_eq!(status, 201);
    let signed_in = bench.granted(password("zoe@example.com", "secret", "market:code:usa")).await;
    assert_eq!(signed_in["owner_id"], created["data"]["id"]);
}

#[tokio::test]
async fn validation_names_the_field_the_message_and_the_rule() {
    let bench = Bench::new().await;
    let admin = bench.integration().await;
    let (status, value) = bench.post("customers", &admin, json!({ "email": "ADA@example.com" })).await;
    assert_eq!(status, 422);
    assert_eq!(
        value["errors"][0],
        json!({
            "title": "has already been taken", "detail": "email - has already been taken",
            "code": "VALIDATION_ERROR", "status": "422", "source": { "pointer": "/data/attributes/email" },
            "meta": { "error": "taken" },
        })
    );
    let (_, value) = bench.post("customers", &admin, json!({ "email": "nobody", "password": "short" })).await;
    let rules: Vec<&Value> =
        value["errors"].as_array().unwrap().iter().map(|it| &it["meta"]["error"]).collect();
    assert_eq!(rules, ["invalid", "too_short"]);
    assert_eq!(value["errors"][1]["meta"]["count"], 6);
    for (attributes, rule) in [
        (json!({}), "blank"),
        (json!({ "email": null }), "blank"),
        (json!({ "email": "a b@example.com" }), "invalid"),
        (json!({ "email": "x@y.z", "password": "x".repeat(129) }), "too_long"),
        (json!({ "email": "x@y.z", "shopper_reference": "ab" }), "too_short"),
    ] {
        let (status, value) = bench.post("customers", &admin, attributes).await;
        assert_eq!((status, &value["errors"][0]["meta"]["error"]), (422, &json!(rule)));
    }
    let taken = bench.patch("customers", "AcmeCusBob", &admin, json!({ "email": "ada@example.com" })).await;
    assert_eq!(core_error(taken), (422, "VALIDATION_ERROR".to_owned()));
    assert_eq!(bench.sandbox.customers("acme").len(), 4, "nothing was made");
}

#[tokio::test]
async fn a_password_set_later_opens_the_password_grant() {
    let bench = Bench::new().await;
    let admin = bench.integration().await;
    assert!(!bench.sandbox.customer("acme", "bob@example.com").unwrap().has_password);
    bench.patch("customers", "AcmeCusBob", &admin, json!({ "password": "brand new" })).await;
    assert!(bench.sandbox.password_matches("acme", "bob@example.com", "brand new"));
    bench.granted(password("bob@example.com", "brand new", "market:code:usa")).await;
}

#[tokio::test]
async fn a_customer_with_orders_is_locked() {
    let bench = Bench::new().await;
    let admin = bench.integration().await;
    let answer = bench.core(Method::DELETE, "customers/AcmeCusAda", &admin, None).await;
    assert_eq!(core_error(answer), (423, "LOCKED".to_owned()));
}

#[tokio::test]
async fn the_token_of_a_deleted_customer_is_invalid() {
    let bench = Bench::new().await;
    let id = bench.sandbox.create_customer("acme", "gone@example.com", Some("secret")).unwrap();
    assert_eq!(bench.sandbox.create_customer("acme", "Gone@example.com", None), None);
    let answer = bench.granted(password("gone@example.com", "secret", "market:code:usa")).await;
    assert_eq!(bench.core(Method::DELETE, &format!("customers/{id}"), &access(&answer), None).await.0, 204);
    assert_eq!(
        core_error(bench.get("organization", &access(&answer)).await),
        (401, "INVALID_TOKEN".to_owned())
    );
    let refused = bench.ask(refresh(&answer["refresh_token"], "market:code:usa")).await;
    assert_eq!(auth_error(refused), (400, "invalid_grant".to_owned()));
}

#[tokio::test]
async fn organizations_and_environments_do_not_see_each_other() {
    let mut seed = vestibule::sandbox::Seed::default();
    let mut live = seed.organizations[0].credentials[0].clone();
    live.mode = vestibule::sandbox::Mode::Live;
    (live.id, live.name, live.client_id) = ("LiveIntegr".into(), "live".into(), "live-integration".into());
    seed.organizations[0].credentials.push(live);
    let bench = Bench::with(seed).await;
    let body = json!({
        "grant_type": "client_credentials", "client_id": "live-integration", "client_secret": INTEGRATION_SECRET,
    });
    let live = access(&bench.granted(body).await);
    assert_eq!(claims(&live)["test"], false);
    assert!(ids(bench.get("customers", &live).await).is_empty());
    let (_, created) = bench.post("customers", &live, json!({ "email": "ada@example.com" })).await;
    assert_eq!(created["data"]["meta"]["mode"], "live");
    assert_eq!(bench.sandbox.customer("globex", "ada@example.com").unwrap().id, "GlobexCusA");
}

#[tokio::test]
async fn the_organization_shows_its_branding() {
    let bench = Bench::new().await;
    let guest = bench.guest().await;
    let (_, value) = bench.get("organization", &guest).await;
    let attributes = &value["data"]["attributes"];
    assert_eq!(value["data"]["type"], "organizations");
    assert_eq!(attributes["name"], "Acme Outfitters");
    assert_eq!(attributes["primary_color"], "#1F5F8B");
    assert_eq!(attributes["config"]["apps"]["customers"]["enable_reset_password"], true);
    for drawing in ["logo_url", "favicon_url"] {
        let answer = bench.http.get(attributes[drawing].as_str().unwrap()).send().await.unwrap();
        assert_eq!(answer.headers()["content-type"], "image/svg+xml");
        assert!(answer.text().await.unwrap().starts_with("<svg"));
    }
}
