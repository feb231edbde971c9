use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::Value;
use vestibule::sandbox::SandboxOptions;

use crate::bench::*;

async fn published(bench: &Bench) -> JwkSet {
    let url = format!("{}/.well-known/jwks.json", bench.sandbox.auth_url());
    bench.http.get(url).send().await.unwrap().json().await.unwrap()
}

/// As a client verifies: the key by `kid`, RS512, nothing but the signature.
fn verifies(token: &str, keys: &JwkSet) -> bool {
    let header = decode_header(token).unwrap();
    assert_eq!(header.alg, Algorithm::RS512);
    let Some(key) = keys.find(&header.kid.unwrap()) else { return false };
    let mut validation = Validation::new(Algorithm::RS512);
    validation.validate_exp = false;
    validation.required_spec_claims.clear();
    decode::<Value>(token, &DecodingKey::from_jwk(key).unwrap(), &validation).is_ok()
}

#[tokio::test]
async fn tokens_verify_with_the_published_key() {
    let bench = Bench::new().await;
    let keys = published(&bench).await;
    assert_eq!(keys.keys.len(), 1);
    let id = keys.keys[0].common.key_id.clone().unwrap();
    assert!(id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)));
    let token = bench.ada().await;
    assert!(verifies(&token, &keys));
    assert_eq!(token.rsplit('.').next().unwrap().len(), 683, "512 bytes: RSA 4096");
    let (signed, _) = token.rsplit_once('.').unwrap();
    let forged = format!("{signed}.{}", "A".repeat(683));
    assert!(!verifies(&forged, &keys));
    assert_eq!(core_error(bench.get("organization", &forged).await), (401, "INVALID_TOKEN".to_owned()));
}

#[tokio::test]
async fn after_a_rotation_the_new_key_signs_and_the_old_one_is_published_until_it_is_dropped() {
    let bench = Bench::started(SandboxOptions::default()).await;
    let old = bench.ada().await;
    bench.sandbox.rotate_keys().unwrap();
    let new = bench.ada().await;
    let keys = published(&bench).await;
    assert_eq!(keys.keys.len(), 2);
    assert_ne!(decode_header(&old).unwrap().kid, decode_header(&new).unwrap().kid);
    assert!(verifies(&old, &keys) && verifies(&new, &keys));
    assert_eq!(bench.get("organization", &old).await.0, 200);

    bench.sandbox.drop_old_keys();
    let keys = published(&bench).await;
    assert!(!verifies(&old, &keys) && verifies(&new, &keys));
    assert_eq!(core_error(bench.get("organization", &old).await), (401, "INVALID_TOKEN".to_owned()));
}

#[tokio::test]
async fn a_kept_key_outlives_a_restart_and_so_do_its_tokens() {
    let first = Bench::new().await;
    let token = first.ada().await;
    first.sandbox.stop().await;
    let second = Bench::new().await;
    assert_eq!(second.get("customers/AcmeCusAda", &token).await.0, 200);
}

#[cfg(unix)]
#[tokio::test]
async fn a_kept_key_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let _bench = Bench::new().await;
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("sandbox-keys/signing-key.pem");
    assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a_simulation_may_sign_with_a_shorter_key() {
    let mut seed = vestibule::sandbox::Seed::default();
    assert_eq!(seed.rsa_bits, 4_096);
    seed.rsa_bits = 2_048;
    let bench = Bench::with(seed).await;
    let token = bench.guest().await;
    assert_eq!(bench.get("organization", &token).await.0, 200);
    assert_eq!(token.rsplit('.').next().unwrap().len(), 342, "256 bytes in base64");
    let long = Bench::new().await.guest().await;
    assert_eq!(long.rsplit('.').next().unwrap().len(), 683, "512 bytes: both lengths share a directory");
}
