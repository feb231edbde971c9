use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde_json::Value;
use vestibule::sandbox::upstream::*;

use super::bench::*;

/// A token that the published keys do not verify, and its header.
async fn forged(switch: Switch) -> (String, Value) {
    let bench = Bench::switched(switch).await;
    let token = bench.id_token("vera").await;
    assert!(!bench.verifies(&token).await, "{switch:?}");
    assert_eq!(claims(&token)["sub"], "vera-0001", "only the signature is wrong");
    let header = header(&token);
    (token, header)
}

fn verified(token: &str, key: &DecodingKey, algorithm: Algorithm) -> bool {
    let mut validation = Validation::new(algorithm);
    validation.required_spec_claims.clear();
    (validation.validate_exp, validation.validate_aud) = (false, false);
    decode::<Value>(token, key, &validation).is_ok()
}

#[tokio::test]
async fn tokens_are_signed_with_es256_for_a_client_that_registered_it_or_for_all() {
    let bench = Bench::with(|options| options.clients[0].id_token_algorithm = IdTokenAlgorithm::Es256).await;
    for bench in [bench, Bench::switched(Switch::SignEs256).await] {
        let token = bench.id_token("vera").await;
        assert_eq!(header(&token)["alg"], "ES256");
        assert!(bench.verifies(&token).await);
    }
}

#[tokio::test]
async fn b05_a_token_without_signature() {
    let (token, header) = forged(Switch::AlgNone).await;
    assert_eq!(header["alg"], "none");
    assert!(token.ends_with('.'));
}

#[tokio::test]
async fn b06_hs256_with_the_client_secret_or_the_public_key() {
    let (token, header) = forged(Switch::Hs256ClientSecret).await;
    assert_eq!(header["alg"], "HS256");
    let secret = DecodingKey::from_secret(DEMO_CLIENT_SECRET.as_bytes());
    assert!(verified(&token, &secret, Algorithm::HS256));
    let (token, header) = forged(Switch::Hs256PublicKey).await;
    assert_eq!(header["alg"], "HS256");
    assert!(header["kid"].is_string() && !verified(&token, &secret, Algorithm::HS256));
}

#[tokio::test]
async fn b07_signatures_that_are_broken_or_an_attackers() {
    assert_eq!(forged(Switch::BadRs256).await.1["alg"], "RS256");
    assert_eq!(forged(Switch::BadEs256).await.1["alg"], "ES256");
    let bench = Bench::switched(Switch::SignedByAttacker).await;
    let header = header(&bench.id_token("vera").await);
    assert!(bench.keys().await.find(header["kid"].as_str().unwrap()).is_some(), "the kid is the right one");
    forged(Switch::SignedByAttacker).await;
}

#[tokio::test]
async fn b14_headers_lead_to_a_key_that_verifies_and_is_an_attackers() {
    let (token, header) = forged(Switch::HeaderJwk).await;
    let key: Jwk = serde_json::from_value(header["jwk"].clone()).unwrap();
    assert!(verified(&token, &DecodingKey::from_jwk(&key).unwrap(), Algorithm::RS256));

    let bench = Bench::switched(Switch::HeaderJku).await;
    let token = bench.id_token("vera").await;
    let address = self::header(&token)["jku"].as_str().unwrap().to_owned();
    let keys: JwkSet = bench.http.get(address).send().await.unwrap().json().await.unwrap();
    let key = DecodingKey::from_jwk(keys.find("attacker").unwrap()).unwrap();
    assert!(verified(&token, &key, Algorithm::RS256) && !bench.verifies(&token).await);
    assert_eq!(bench.upstream.visits_to("/attacker/jwks.json"), 1, "who follows the header is seen");

    let bench = Bench::switched(Switch::HeaderX5u).await;
    let address = self::header(&bench.id_token("vera").await)["x5u"].as_str().unwrap().to_owned();
    let certificate = bench.http.get(address).send().await.unwrap().text().await.unwrap();
    assert!(certificate.starts_with("-----BEGIN CERTIFICATE-----"));
}

#[tokio::test]
async fn b14_a_token_of_five_parts_and_one_that_is_none() {
    let bench = Bench::switched(Switch::JweShaped).await;
    let token = bench.id_token("vera").await;
    assert_eq!((token.split('.').count(), header(&token)["enc"].as_str()), (5, Some("A256GCM")));
    let bench = Bench::switched(Switch::NotAToken).await;
    assert!(!bench.id_token("vera").await.contains('.'));
}

#[tokio::test]
async fn an_unknown_critical_header_stands_on_a_token_that_is_good_otherwise() {
    let bench = Bench::switched(Switch::CritUnknown).await;
    let header = header(&bench.id_token("vera").await);
    let name = header["crit"][0].as_str().unwrap();
    assert_eq!(header[name], true);
}

#[tokio::test]
async fn the_kid_can_be_unknown_once_or_for_ever_and_missing() {
    let bench = Bench::new().await;
    bench.upstream.switches().once(Switch::KidUnknown);
    assert_eq!(header(&bench.id_token("vera").await)["kid"], "nobody-knows-this-key");
    assert!(bench.verifies(&bench.id_token("vera").await).await);
    bench.upstream.switches().on(Switch::KidUnknown);
    for _ in 0..2 {
        assert!(!bench.verifies(&bench.id_token("vera").await).await);
    }
    bench.upstream.switches().off(Switch::KidUnknown);
    bench.upstream.switches().on(Switch::KidMissing);
    let token = bench.id_token("vera").await;
    assert!(header(&token).get("kid").is_none());
    let keys = bench.keys().await;
    let rsa = DecodingKey::from_jwk(&keys.keys[0]).unwrap();
    assert!(verified(&token, &rsa, Algorithm::RS256), "the signature is good");
}
