use serde_json::json;

use crate::bench::*;

const BASE: [&str; 5] = ["access_token", "created_at", "expires_in", "scope", "token_type"];
const OWNED: [&str; 8] = [
    "access_token",
    "created_at",
    "expires_in",
    "owner_id",
    "owner_type",
    "refresh_token",
    "scope",
    "token_type",
];

#[tokio::test]
async fn a_guest_token_has_the_fields_of_the_contract_and_no_others() {
    let bench = Bench::new().await;
    let answer = bench.granted(guest("market:code:usa")).await;
    assert_eq!(keys(&answer), BASE);
    assert_eq!(answer["token_type"], "bearer");
    assert_eq!(answer["expires_in"], 14_400);
    assert_eq!(answer["scope"], "market:code:usa");
    assert_eq!(answer["created_at"], 1_795_000_000);
}

#[tokio::test]
async fn password_and_refresh_answers_name_the_owner_in_lower_case() {
    let bench = Bench::new().await;
    let signed_in = bench.granted(ada("market:code:usa")).await;
    let refreshed = bench.granted(refresh(&signed_in["refresh_token"], "market:code:usa")).await;
    for answer in [&signed_in, &refreshed] {
        assert_eq!(keys(answer), OWNED);
        assert_eq!(answer["owner_id"], "AcmeCusAda");
        assert_eq!(answer["owner_type"], "customer");
        assert_eq!(claims(&access(answer))["owner"], json!({ "id": "AcmeCusAda", "type": "Customer" }));
    }
    assert_ne!(signed_in["refresh_token"], refreshed["refresh_token"]);
}

#[tokio::test]
async fn an_e_mail_address_signs_in_in_any_case() {
    let bench = Bench::new().await;
    let answer = bench.granted(password("ADA@Example.com", "correct horse battery", "market:code:usa")).await;
    assert_eq!(answer["owner_id"], "AcmeCusAda");
}

#[tokio::test]
async fn claims_stand_in_the_order_of_real_tokens() {
    let bench = Bench::new().await;
    let claim =
        json!({ "owner": { "type": "Customer", "id": "AcmeCusAda" }, "custom_claim": { "name": "Jörg" } });
    let token = access(&bench.granted(assertion(&claim)).await);
    let text = payload(&token);
    let order = [
        "organization",
        "application",
        "market",
        "owner",
        "custom_claim",
        "scope",
        "exp",
        "test",
        "rand",
        "iat",
        "iss",
    ];
    let places: Vec<usize> = order.iter().map(|key| text.find(&format!("\"{key}\":")).unwrap()).collect();
    assert!(places.is_sorted(), "{text}");
    let claims = claims(&token);
    assert_eq!(claims.as_object().unwrap().len(), order.len());
    assert_eq!(
        claims["organization"],
        json!({ "id": "AcmeOrgaId", "slug": "acme", "enterprise": true, "region": "eu-west-1" })
    );
    assert_eq!(keys(&claims["application"]), ["client_id", "confidential", "id", "kind", "public"]);
    assert_eq!(
        claims["market"],
        json!({
            "id": ["AcmeMktUsa"], "stock_location_ids": ["AcmeStkUsa"], "geocoder_id": null,
            "allows_external_prices": false,
        })
    );
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 14_400);
    assert_eq!(claims["test"], true);
    assert!(claims["rand"].as_f64().unwrap() < 1.0);
    assert_eq!(claims["iss"], bench.sandbox.issuer());
    assert_eq!(claims["custom_claim"]["name"], "Jörg");
}

#[tokio::test]
async fn a_token_without_scope_is_for_all_markets_and_names_none() {
    let bench = Bench::new().await;
    let claims = claims(&bench.integration().await);
    assert_eq!(claims["scope"], "market:all");
    assert_eq!(claims.get("market"), None);
    assert_eq!(claims.get("owner"), None);
    assert_eq!(claims["application"]["public"], false);
    assert_eq!(claims["application"]["confidential"], true);
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 7_200);
}

#[tokio::test]
async fn a_sales_channel_that_shows_its_secret_is_public_and_confidential() {
    let bench = Bench::new().await;
    let mut body = guest("market:code:usa");
    body["client_secret"] = json!(WEB_SHOP_SECRET);
    let application = claims(&access(&bench.granted(body).await))["application"].clone();
    assert_eq!((&application["public"], &application["confidential"]), (&json!(true), &json!(true)));
}

#[tokio::test]
async fn a_credential_may_shorten_the_life_of_its_tokens() {
    let bench = Bench::new().await;
    let mut body = guest("market:code:usa");
    body["client_id"] = json!(LEGACY_SHOP);
    assert_eq!(bench.granted(body).await["expires_in"], 7_200);
}

#[tokio::test]
async fn a_guest_token_is_handed_out_again_until_fifteen_minutes_before_its_end() {
    let bench = Bench::new().await;
    let first = bench.granted(guest("market:code:usa")).await;
    bench.pass(13_000);
    let again = bench.granted(guest("market:code:usa")).await;
    assert_eq!(again["access_token"], first["access_token"]);
    assert_eq!(again["expires_in"], 1_400);
    assert_eq!(again["created_at"], first["created_at"]);
    let other_scope = bench.granted(guest("market:code:europe")).await;
    assert_ne!(other_scope["access_token"], first["access_token"]);

    bench.pass(500);
    let next = bench.granted(guest("market:code:usa")).await;
    assert_ne!(next["access_token"], first["access_token"], "900 seconds are left");
    assert_eq!(next["expires_in"], 14_400);
    let (status, _) = bench.get("organization", &access(&first)).await;
    assert_eq!(status, 200, "both are good while they overlap");
}

#[tokio::test]
async fn reuse_can_be_switched_off_and_never_applies_to_customers() {
    let bench = Bench::new().await;
    assert_ne!(bench.ada().await, bench.ada().await);
    bench.sandbox.switches().set(|switches| switches.reuse_tokens = false);
    assert_ne!(bench.guest().await, bench.guest().await);
}

#[tokio::test]
async fn a_refresh_token_is_good_once_and_for_two_weeks() {
    let bench = Bench::new().await;
    let first = bench.granted(ada("market:code:usa")).await;
    let request = refresh(&first["refresh_token"], "market:code:usa");
    let second = bench.granted(request.clone()).await;
    assert_eq!(auth_error(bench.ask(request).await), (400, "invalid_grant".to_owned()));
    bench.pass(1_209_599);
    let third = bench.granted(refresh(&second["refresh_token"], "market:code:usa")).await;
    bench.pass(1_209_600);
    let late = bench.ask(refresh(&third["refresh_token"], "market:code:usa")).await;
    assert_eq!(auth_error(late), (400, "invalid_grant".to_owned()));
}

#[tokio::test]
async fn a_used_refresh_token_stays_good_where_rotation_is_lenient() {
    let bench = Bench::new().await;
    bench.sandbox.switches().set(|it| it.refresh_rotation = vestibule::sandbox::RefreshRotation::Lenient);
    let first = bench.granted(ada("market:code:usa")).await;
    let request = refresh(&first["refresh_token"], "market:code:usa");
    bench.granted(request.clone()).await;
    bench.granted(request).await;
}

#[tokio::test]
async fn a_refresh_repeats_the_scope_and_comes_from_the_same_client() {
    let bench = Bench::new().await;
    let token = bench.granted(ada("market:code:usa")).await["refresh_token"].clone();
    let other = bench.ask(refresh(&token, "market:code:europe")).await;
    assert_eq!(auth_error(other), (400, "invalid_scope".to_owned()));
    let mut without = refresh(&token, "");
    without.as_object_mut().unwrap().remove("scope");
    assert_eq!(auth_error(bench.ask(without).await), (400, "invalid_scope".to_owned()));
    let mut stranger = refresh(&token, "market:code:usa");
    stranger["client_id"] = json!(LEGACY_SHOP);
    assert_eq!(auth_error(bench.ask(stranger).await), (400, "invalid_grant".to_owned()));
    bench.granted(refresh(&token, "market:code:usa")).await;
}

#[tokio::test]
async fn forms_and_basic_authentication_are_understood_and_unknown_fields_ignored() {
    let bench = Bench::new().await;
    let form =
        bench.auth("/oauth/token").form(&[("grant_type", "client_credentials"), ("client_id", WEB_SHOP)]);
    assert_eq!(read(form.send().await.unwrap()).await.0, 200);
    let basic = bench
        .auth("/oauth/token")
        .basic_auth(INTEGRATION, Some(INTEGRATION_SECRET))
        .json(&json!({ "grant_type": "client_credentials", "debug": true, "slug": ["acme"] }));
    assert_eq!(read(basic.send().await.unwrap()).await.0, 200);
}

#[tokio::test]
async fn answers_are_for_every_origin_and_not_to_be_stored() {
    let bench = Bench::new().await;
    let url = format!("{}/oauth/token", bench.sandbox.auth_url());
    let preflight = bench.http.request(reqwest::Method::OPTIONS, &url).send().await.unwrap();
    assert_eq!(preflight.status(), 204);
    assert_eq!(preflight.headers()["access-control-allow-origin"], "*");
    let allowed = preflight.headers()["access-control-allow-headers"].to_str().unwrap();
    assert!(allowed.contains("x-true-client-ip") && allowed.contains("Authorization"));
    let answer = bench.auth("/oauth/token").json(&guest("market:code:usa")).send().await.unwrap();
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    assert_eq!(answer.headers()["cache-control"], "no-store");
}

#[test]
fn a_sandbox_starts_under_every_runtime() {
    let works = async { Bench::new().await.guest().await };
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(works);
    let works = async { Bench::new().await.guest().await };
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(works);
    actix_web::rt::System::new().block_on(async { Bench::new().await.guest().await });
}
