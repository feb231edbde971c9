use std::net::Ipv4Addr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PublicKeyData as _};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use vestibule::foundation::Secret;
use vestibule::sandbox::upstream::*;

use super::bench::*;

const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

async fn bench(authentication: ClientAuthentication) -> Bench {
    Bench::with(|options| options.clients[0].authentication = authentication).await
}

/// The status of a redemption, with these fields beside it and this header.
async fn redeemed(bench: &Bench, fields: &[(&str, &str)], basic: Option<(&str, &str)>) -> u16 {
    let code = bench.code("vera").await;
    let mut form = redemption(&code);
    form.extend(fields);
    let mut request = bench.http.post(bench.url("/token")).form(&form);
    if let Some((id, secret)) = basic {
        request = request.basic_auth(id, Some(secret));
    }
    request.send().await.unwrap().status().as_u16()
}

const RIGHT: (&str, &str) = (DEMO_CLIENT_ID, DEMO_CLIENT_SECRET);
const POSTED: [(&str, &str); 2] = [("client_id", DEMO_CLIENT_ID), ("client_secret", DEMO_CLIENT_SECRET)];

#[tokio::test]
async fn a_secret_comes_in_the_header_or_in_the_form_as_registered() {
    let secret = || Secret::new(DEMO_CLIENT_SECRET);
    for (registered, basic, post) in [
        (ClientAuthentication::Secret(secret()), 200, 200),
        (ClientAuthentication::Basic(secret()), 200, 401),
        (ClientAuthentication::Post(secret()), 401, 200),
        (ClientAuthentication::None, 401, 401),
    ] {
        let bench = bench(registered).await;
        assert_eq!(redeemed(&bench, &[], Some(RIGHT)).await, basic);
        assert_eq!(
            bench.upstream.journal().pop().unwrap().authentication,
            Some(Authentication::ClientSecretBasic)
        );
        assert_eq!(redeemed(&bench, &POSTED, None).await, post);
        assert_eq!(
            bench.upstream.journal().pop().unwrap().authentication,
            Some(Authentication::ClientSecretPost)
        );
    }
}

#[tokio::test]
async fn no_secret_a_wrong_one_or_two_proofs_are_refused() {
    let bench = Bench::new().await;
    assert_eq!(redeemed(&bench, &[], None).await, 401);
    assert_eq!(redeemed(&bench, &[("client_id", DEMO_CLIENT_ID)], None).await, 401);
    assert_eq!(redeemed(&bench, &[], Some((DEMO_CLIENT_ID, "wrong"))).await, 401);
    assert_eq!(redeemed(&bench, &[], Some(("stranger", DEMO_CLIENT_SECRET))).await, 401);
    assert_eq!(redeemed(&bench, &POSTED, Some(RIGHT)).await, 400);
    assert_eq!(redeemed(&bench, &[("client_id", "other")], Some(RIGHT)).await, 400);
    assert_eq!(redeemed(&bench, &[("client_id", DEMO_CLIENT_ID)], Some(RIGHT)).await, 200);
}

#[tokio::test]
async fn a_secret_in_the_header_is_form_encoded_first() {
    let odd = "a secret: with %, + and ü";
    let bench = bench(ClientAuthentication::Basic(Secret::new(odd))).await;
    let encoded: String = url::form_urlencoded::byte_serialize(odd.as_bytes()).collect();
    assert_eq!(redeemed(&bench, &[], Some((DEMO_CLIENT_ID, &encoded))).await, 200);
    assert_eq!(redeemed(&bench, &[], Some((DEMO_CLIENT_ID, odd))).await, 401);
}

#[tokio::test]
async fn a_public_client_needs_its_name_and_the_verifier() {
    let bench = bench(ClientAuthentication::None).await;
    assert_eq!(redeemed(&bench, &[("client_id", DEMO_CLIENT_ID)], None).await, 200);
    assert_eq!(bench.upstream.journal().pop().unwrap().authentication, Some(Authentication::None));
    let code = bench.code("vera").await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("redirect_uri", CALLBACK),
        ("client_id", DEMO_CLIENT_ID),
    ];
    let answer = bench.http.post(bench.url("/token")).form(&form).send().await.unwrap();
    assert_eq!(answer.status(), 400);
}

struct Key {
    pair: KeyPair,
    jwk: Value,
}

impl Key {
    fn new() -> Self {
        let pair = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let point = pair.der_bytes()[1..].to_vec();
        let coordinate = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let jwk = json!({ "kty": "EC", "crv": "P-256", "kid": "k1", "x": coordinate(&point[..32]), "y": coordinate(&point[32..]) });
        Self { pair, jwk }
    }

    fn sign(&self, claims: &Value) -> String {
        let header = Header { kid: Some("k1".to_owned()), ..Header::new(Algorithm::ES256) };
        encode(&header, claims, &EncodingKey::from_ec_pem(self.pair.serialize_pem().as_bytes()).unwrap())
            .unwrap()
    }
}

fn with(claims: &Value, name: &str, value: Value) -> Value {
    let mut claims = claims.clone();
    if value.is_null() {
        claims.as_object_mut().unwrap().remove(name);
    } else {
        claims[name] = value;
    }
    claims
}

#[tokio::test]
async fn an_assertion_is_checked_in_every_claim_and_good_once() {
    let key = Key::new();
    let set =
        json!({ "keys": [{ "kty": "EC", "crv": "P-256", "kid": "k0", "x": "AA", "y": "AA" }, key.jwk] });
    let bench = bench(ClientAuthentication::PrivateKeyJwt(ClientKeys::Set(set))).await;
    let token_endpoint = bench.url("/token");
    let good = json!({
        "iss": DEMO_CLIENT_ID, "sub": DEMO_CLIENT_ID, "aud": token_endpoint, "exp": NOW + 60, "jti": "1",
    });
    let redeem = async |assertion: &str| {
        redeemed(&bench, &[("client_assertion_type", ASSERTION), ("client_assertion", assertion)], None).await
    };
    let first = key.sign(&good);
    assert_eq!(redeem(&first).await, 200);
    assert_eq!(bench.upstream.journal().pop().unwrap().authentication, Some(Authentication::PrivateKeyJwt));
    assert_eq!(redeem(&first).await, 401, "used before");
    assert_eq!(redeem(&key.sign(&with(&good, "jti", "2".into()))).await, 200);
    let issuer = with(&with(&good, "jti", "3".into()), "aud", json!([bench.upstream.issuer()]));
    assert_eq!(redeem(&key.sign(&issuer)).await, 200);
    let fresh = with(&good, "jti", "4".into());
    for (name, value) in [
        ("iss", "other".into()),
        ("sub", "other".into()),
        ("sub", Value::Null),
        ("aud", "https://other.example".into()),
        ("aud", Value::Null),
        ("exp", NOW.into()),
        ("exp", Value::Null),
        ("nbf", (NOW + 60).into()),
        ("jti", Value::Null),
    ] {
        assert_eq!(redeem(&key.sign(&with(&fresh, name, value.clone()))).await, 401, "{name} {value}");
    }
    assert_eq!(redeem(&Key::new().sign(&fresh)).await, 401, "another key");
    assert_eq!(redeemed(&bench, &[("client_assertion", &*key.sign(&fresh))], None).await, 400, "no type");
    assert_eq!(redeemed(&bench, &POSTED, None).await, 401, "a secret is not enough");
}

/// An address that answers every request with this JSON.
async fn published(json: Value) -> String {
    let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let uri = format!("http://{}/jwks.json", socket.local_addr().unwrap());
    let body = json.to_string();
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
    let answer = format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = socket.accept().await {
            let _ = stream.read(&mut [0; 4_096]).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    uri
}

#[tokio::test]
async fn an_assertions_keys_are_fetched_where_the_client_publishes_them() {
    let (key, other) = (Key::new(), Key::new());
    let uri = published(json!({ "keys": [key.jwk] })).await;
    let bench = bench(ClientAuthentication::PrivateKeyJwt(ClientKeys::Uri(uri))).await;
    let claims = json!({
        "iss": DEMO_CLIENT_ID, "sub": DEMO_CLIENT_ID, "aud": bench.url("/token"), "exp": NOW + 60, "jti": "1",
    });
    for (key, status) in [(other, 401), (key, 200)] {
        let fields = [("client_assertion_type", ASSERTION), ("client_assertion", &*key.sign(&claims))];
        assert_eq!(redeemed(&bench, &fields, None).await, status);
    }
}

#[tokio::test]
async fn a_signed_secret_is_checked_as_apple_does() {
    let key = Key::new();
    let registered = ClientAuthentication::SignedSecret {
        team_id: "TEAM".to_owned(),
        key_id: "k1".to_owned(),
        public_key_pem: key.pair.public_key_pem(),
    };
    let bench = bench(registered).await;
    let redeem = async |secret: &str| {
        redeemed(&bench, &[("client_id", DEMO_CLIENT_ID), ("client_secret", secret)], None).await
    };
    let good = json!({
        "iss": "TEAM", "sub": DEMO_CLIENT_ID, "aud": "https://appleid.apple.com", "iat": NOW, "exp": NOW + 300,
    });
    assert_eq!(redeem(&key.sign(&good)).await, 200);
    assert_eq!(redeem(&key.sign(&with(&good, "aud", bench.upstream.issuer().into()))).await, 200);
    for (name, value) in [
        ("iss", "OTHER".into()),
        ("sub", "other".into()),
        ("aud", "https://other.example".into()),
        ("iat", (NOW + 60).into()),
        ("iat", Value::Null),
        ("exp", NOW.into()),
        ("exp", (NOW + 15_777_001).into()),
        ("exp", Value::Null),
    ] {
        assert_eq!(redeem(&key.sign(&with(&good, name, value.clone()))).await, 401, "{name} {value}");
    }
    assert_eq!(redeem(&Key::new().sign(&good)).await, 401);
    assert_eq!(redeem("TEAM").await, 401);
}
