use serde_json::Value;
use vestibule::sandbox::upstream::*;

use super::bench::*;

fn refused((status, answer): (u16, Value)) -> String {
    assert_eq!(status, 400, "{answer}");
    answer["error"].as_str().unwrap().to_owned()
}

async fn redeemed_with(bench: &Bench, change: (&str, &str)) -> (u16, Value) {
    let code = bench.code("vera").await;
    let mut form = redemption(&code);
    form.retain(|(name, _)| *name != change.0);
    if !change.1.is_empty() {
        form.push(change);
    }
    read(bench.token(&form).send().await.unwrap()).await
}

#[tokio::test]
async fn a_code_becomes_tokens_that_the_published_keys_verify() {
    let bench = Bench::new().await;
    let tokens = bench.tokens("vera").await;
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&"Bearer".into(), &3_600.into()));
    let id_token = tokens["id_token"].as_str().unwrap();
    assert!(bench.verifies(id_token).await);
    assert_eq!(header(id_token)["alg"], "RS256");
    let claims = claims(id_token);
    assert_eq!(claims["iss"], *bench.upstream.issuer());
    assert_eq!((&claims["aud"], &claims["sub"]), (&DEMO_CLIENT_ID.into(), &"vera-0001".into()));
    assert_eq!((&claims["iat"], &claims["exp"]), (&NOW.into(), &(NOW + 3_600).into()));
    assert_eq!((&claims["nonce"], &claims["auth_time"]), (&"the-nonce".into(), &NOW.into()));
    assert_eq!((&claims["email"], &claims["email_verified"]), (&"vera@people.example".into(), &true.into()));
    assert!(claims["sid"].is_string() && claims.get("azp").is_none());
    let hash = aws_lc_rs::digest::digest(
        &aws_lc_rs::digest::SHA256,
        tokens["access_token"].as_str().unwrap().as_bytes(),
    );
    assert_eq!(
        claims["at_hash"],
        base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, &hash.as_ref()[..16])
    );
}

#[tokio::test]
async fn an_answer_with_tokens_is_kept_by_nobody() {
    let bench = Bench::new().await;
    let code = bench.code("vera").await;
    let answer = bench.token(&redemption(&code)).send().await.unwrap();
    assert_eq!(answer.headers()["cache-control"], "no-store");
}

#[tokio::test]
async fn a_code_is_good_once_and_its_second_use_ends_the_first_ones_token() {
    let bench = Bench::new().await;
    let code = bench.code("vera").await;
    let (_, tokens) = bench.redeem(&code).await;
    let access_token = tokens["access_token"].as_str().unwrap();
    assert_eq!(bench.userinfo(access_token).await.0, 200);
    assert_eq!(refused(bench.redeem(&code).await), "invalid_grant");
    assert_eq!(bench.userinfo(access_token).await.0, 401);
}

#[tokio::test]
async fn a_code_is_good_for_a_minute() {
    let bench = Bench::new().await;
    let (early, late) = (bench.code("vera").await, bench.code("vera").await);
    bench.pass(59);
    assert_eq!(bench.redeem(&early).await.0, 200);
    bench.pass(1);
    assert_eq!(refused(bench.redeem(&late).await), "invalid_grant");
}

#[tokio::test]
async fn a_code_is_good_for_its_client_its_address_and_its_verifier_only() {
    let bench = Bench::new().await;
    for (change, expected) in [
        (("redirect_uri", "https://shop.example/other"), "invalid_grant"),
        (("redirect_uri", ""), "invalid_grant"),
        (("code_verifier", "another-verifier-of-at-least-forty-three-characters"), "invalid_grant"),
        (("code_verifier", ""), "invalid_grant"),
        (("code", "no-such-code"), "invalid_grant"),
        (("code", ""), "invalid_request"),
        (("grant_type", "password"), "unsupported_grant_type"),
        (("grant_type", ""), "invalid_request"),
    ] {
        assert_eq!(refused(redeemed_with(&bench, change).await), expected, "{change:?}");
    }
    let other = ClientRegistration {
        client_id: "other".to_owned(),
        ..ClientRegistration::of_vestibule("o", "https://o.example")
    };
    bench.upstream.put_client(other);
    let code = bench.code("vera").await;
    let stolen = bench
        .http
        .post(bench.url("/token"))
        .form(&redemption(&code))
        .basic_auth("other", Some(DEMO_CLIENT_SECRET));
    assert_eq!(refused(read(stolen.send().await.unwrap()).await), "invalid_grant");
    assert_eq!(bench.redeem(&code).await.0, 200, "a failed theft does not use it up");
}

#[tokio::test]
async fn a_verifier_without_a_challenge_is_refused() {
    let bench = Bench::new().await;
    let plain = request_with(&[("code_challenge", ""), ("code_challenge_method", "")]);
    let code = bench.back(&plain, "vera").await["code"].clone();
    assert_eq!(refused(bench.redeem(&code).await), "invalid_grant");
}
