use serde_json::{Value, json};
use vestibule::sandbox::upstream::*;

use super::bench::*;

const HOUR: i64 = 3_600;

/// The claims of an ID token whose signature is good, while a switch is on.
async fn claims_under(switch: Switch) -> Value {
    let bench = Bench::switched(switch).await;
    let token = bench.id_token("vera").await;
    assert!(bench.verifies(&token).await, "{switch:?}: only a claim is wrong");
    claims(&token)
}

#[tokio::test]
async fn b04_the_nonce_can_be_missing_or_another_one() {
    assert!(claims_under(Switch::NonceMissing).await.get("nonce").is_none());
    assert_eq!(claims_under(Switch::NonceWrong).await["nonce"], "of-another-request");
}

#[tokio::test]
async fn b09_issuer_and_dates_can_be_missing() {
    for (switch, claim) in [
        (Switch::TokenIssMissing, "iss"),
        (Switch::AudMissing, "aud"),
        (Switch::SubMissing, "sub"),
        (Switch::IatMissing, "iat"),
        (Switch::ExpMissing, "exp"),
    ] {
        assert!(claims_under(switch).await.get(claim).is_none(), "{claim}");
    }
}

#[tokio::test]
async fn b09_the_issuer_can_be_another_one_or_differ_by_a_slash() {
    assert_eq!(claims_under(Switch::TokenIssWrong).await["iss"], "https://other-id.example.com");
    let bench = Bench::switched(Switch::TokenIssSlash).await;
    assert_eq!(bench.claims("vera").await["iss"], format!("{}/", bench.upstream.issuer()));
}

#[tokio::test]
async fn b09_the_audience_can_be_others_too_with_and_without_azp() {
    let both = json!([DEMO_CLIENT_ID, "another-client"]);
    assert_eq!(claims_under(Switch::AudWrong).await["aud"], "another-client");
    for (switch, audience, party) in [
        (Switch::AudListWithoutAzp, both.clone(), None),
        (Switch::AudListWrongAzp, both.clone(), Some("another-client")),
        (Switch::AudListRightAzp, both, Some(DEMO_CLIENT_ID)),
        (Switch::AudListEmpty, json!([]), None),
        (Switch::AzpWrong, json!(DEMO_CLIENT_ID), Some("another-client")),
    ] {
        let claims = claims_under(switch).await;
        assert_eq!((&claims["aud"], claims["azp"].as_str()), (&audience, party), "{switch:?}");
    }
}

#[tokio::test]
async fn b09_dates_can_lie_before_or_after_and_be_odd() {
    let expired = claims_under(Switch::Expired).await;
    assert_eq!((&expired["iat"], &expired["exp"]), (&(NOW - 2 * HOUR).into(), &(NOW - HOUR).into()));
    assert_eq!(claims_under(Switch::IssuedInFuture).await["iat"], NOW + HOUR);
    assert_eq!(claims_under(Switch::NbfInFuture).await["nbf"], NOW + HOUR);
    assert_eq!(claims_under(Switch::ExpText).await["exp"], (NOW + HOUR).to_string());
    let floats = claims_under(Switch::FloatDates).await;
    assert!(["iat", "exp", "auth_time"].iter().all(|name| floats[name].is_f64()), "{floats}");
    assert_eq!(claims_under(Switch::AuthTimeOld).await["auth_time"], NOW - 86_400);
}

#[tokio::test]
async fn the_hash_of_the_access_token_the_acr_and_the_session_can_be_wrong_or_missing() {
    let honest = Bench::new().await.claims("vera").await;
    assert_ne!(claims_under(Switch::AtHashWrong).await["at_hash"], honest["at_hash"]);
    assert!(claims_under(Switch::NoSessionIds).await.get("sid").is_none());
    let bench = Bench::switched(Switch::AcrMissing).await;
    let code = bench.back(&request_with(&[("acr_values", "gold")]), "vera").await["code"].clone();
    let claims = claims(bench.redeem(&code).await.1["id_token"].as_str().unwrap());
    assert!(claims.get("acr").is_none());
}
