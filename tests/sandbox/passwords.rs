use serde_json::{Value, json};

use crate::bench::*;

const OLD: &str = "correct horse battery";

async fn try_ada(bench: &Bench, secret: &str) -> (u16, Value) {
    bench.ask(password("ada@example.com", secret, "market:code:usa")).await
}

/// A back end gives a customer a password.
async fn set_password(bench: &Bench, id: &str, secret: &str) {
    let admin = bench.integration().await;
    let (status, value) = bench.patch("customers", id, &admin, json!({ "password": secret })).await;
    assert_eq!((status, &value["data"]["attributes"]["has_password"]), (200, &json!(true)), "{value}");
}

#[tokio::test]
async fn a_new_password_opens_and_the_old_one_no_more() {
    let bench = Bench::new().await;
    set_password(&bench, "AcmeCusAda", "another battery horse").await;
    assert_eq!(auth_error(try_ada(&bench, OLD).await), (400, "invalid_grant".to_owned()));
    let (status, answer) = try_ada(&bench, "another battery horse").await;
    assert_eq!((status, &answer["owner_id"]), (200, &json!("AcmeCusAda")));
    set_password(&bench, "AcmeCusAda", OLD).await;
    assert_eq!(auth_error(try_ada(&bench, "another battery horse").await).0, 400);
    assert_eq!(try_ada(&bench, OLD).await.0, 200);
}

#[tokio::test]
async fn tokens_from_before_a_new_password_stay_good() {
    let bench = Bench::new().await;
    let before = bench.granted(ada("market:code:usa")).await;
    set_password(&bench, "AcmeCusAda", "another battery horse").await;
    assert_eq!(bench.get("customers/AcmeCusAda", &access(&before)).await.0, 200, "contract U18");
    bench.granted(refresh(&before["refresh_token"], "market:code:usa")).await;
}

#[tokio::test]
async fn tokens_by_password_are_refreshed_again_and_again() {
    let bench = Bench::new().await;
    set_password(&bench, "AcmeCusBob", "brand new").await;
    let mut answer = bench.granted(password("bob@example.com", "brand new", "market:code:usa")).await;
    for _ in 0..3 {
        bench.pass(14_400);
        assert_eq!(bench.get("customers/AcmeCusBob", &access(&answer)).await.0, 401, "expired");
        answer = bench.granted(refresh(&answer["refresh_token"], "market:code:usa")).await;
        assert_eq!(
            (&answer["owner_id"], &answer["scope"]),
            (&json!("AcmeCusBob"), &json!("market:code:usa"))
        );
        assert_eq!(bench.get("customers/AcmeCusBob", &access(&answer)).await.0, 200);
    }
}

#[tokio::test]
async fn wrong_unknown_and_missing_passwords_look_alike_under_either_status() {
    let bench = Bench::new().await;
    for status in [400, 401] {
        bench.sandbox.switches().set(|switches| switches.password_error_status = status);
        let mut answers = Vec::new();
        for (email, secret) in
            [("ada@example.com", "wrong"), ("bob@example.com", "anything"), ("no@example.com", OLD)]
        {
            answers.push(bench.ask(password(email, secret, "market:code:usa")).await);
        }
        assert!(answers.iter().all(|answer| answer == &answers[0]), "{answers:?}");
        assert_eq!(auth_error(answers.remove(0)), (status, "invalid_grant".to_owned()));
    }
    let blank = bench.ask(password("bob@example.com", "", "market:code:usa")).await;
    assert_eq!(auth_error(blank), (400, "invalid_request".to_owned()), "no password is none of theirs");
}

#[tokio::test]
async fn a_password_that_is_refused_changes_nothing() {
    let bench = Bench::new().await;
    let admin = bench.integration().await;
    let short = bench.patch("customers", "AcmeCusAda", &admin, json!({ "password": "short" })).await;
    assert_eq!(core_error(short), (422, "VALIDATION_ERROR".to_owned()));
    let guest = bench.guest().await;
    let stranger =
        bench.patch("customers", "AcmeCusAda", &guest, json!({ "password": "mine from now" })).await;
    assert_eq!(core_error(stranger), (401, "UNAUTHORIZED".to_owned()));
    assert_eq!(try_ada(&bench, OLD).await.0, 200);
}

#[tokio::test]
async fn only_sales_channels_take_passwords() {
    let bench = Bench::new().await;
    for (client, secret) in [(INTEGRATION, INTEGRATION_SECRET), (WEBAPP, WEBAPP_SECRET)] {
        let mut body = ada("market:code:usa");
        (body["client_id"], body["client_secret"]) = (json!(client), json!(secret));
        assert_eq!(auth_error(bench.ask(body).await), (401, "unauthorized_client".to_owned()));
    }
}
