//! How we prove who we are at a token endpoint: in the way that is configured, or the usual one of those that the
//! provider lists, and never in two ways at once.

use std::sync::OnceLock;

use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256};
use reqwest::Method;
use serde_json::Value;
use vestibule::foundation::Secret;
use vestibule::sandbox::upstream::{
    Authentication, ClientAuthentication, ClientKeys, ClientRegistration, DEMO_CLIENT_SECRET, Switch,
};

use super::door::{BAD_ANSWER, Door};

/// How we proved ourselves each time.
fn proofs(door: &Door) -> Vec<Authentication> {
    let asked = door.upstream().journal().into_iter().filter(|visit| visit.path == "/token");
    asked.map(|visit| visit.authentication.unwrap()).collect()
}

#[tokio::test]
async fn where_nothing_is_configured_the_secret_goes_where_the_provider_wants_it() {
    let door = Door::behind("auth-usual").await;
    door.upstream().switches().on(Switch::PkceRequired);
    let page = door.knock("vera").await;
    door.came_in(&page, "both are listed").await;
    for switch in [Switch::OnlyPostListed, Switch::OnlyBasicListed] {
        door.pass(chrono::TimeDelta::hours(2));
        door.takes(switch).await;
    }
    let (basic, post) = (Authentication::ClientSecretBasic, Authentication::ClientSecretPost);
    assert_eq!(proofs(&door), [basic, post, basic]);
}

fn by_secret(place: &str) -> String {
    format!("client_auth = \"client_secret_{place}\"\nclient_secret = {DEMO_CLIENT_SECRET:?}")
}

#[tokio::test]
async fn what_is_configured_is_done_whatever_is_listed() {
    let post = |client: &mut ClientRegistration| {
        client.authentication = ClientAuthentication::Post(Secret::new(DEMO_CLIENT_SECRET));
    };
    let door = Door::registered("auth-post", &by_secret("post"), post).await;
    door.takes(Switch::OnlyBasicListed).await;
    assert_eq!(proofs(&door), [Authentication::ClientSecretPost]);
    let basic = |client: &mut ClientRegistration| {
        client.authentication = ClientAuthentication::Basic(Secret::new(DEMO_CLIENT_SECRET));
    };
    let door = Door::registered("auth-basic", &by_secret("basic"), basic).await;
    door.takes(Switch::OnlyPostListed).await;
    assert_eq!(proofs(&door), [Authentication::ClientSecretBasic]);
}

#[tokio::test]
async fn a_secret_with_every_sign_arrives_as_it_is() {
    const ODD: &str = "a:b c+d%2F/=&?é\\\"~";
    let odd = |client: &mut ClientRegistration| {
        client.authentication = ClientAuthentication::Secret(Secret::new(ODD));
    };
    for (id, auth) in [("auth-odd-basic", "client_secret_basic"), ("auth-odd-post", "client_secret_post")] {
        let settings = format!("client_auth = \"{auth}\"\nclient_secret = '{ODD}'");
        let door = Door::registered(id, &settings, odd).await;
        let page = door.knock("vera").await;
        door.came_in(&page, auth).await;
    }
}

#[tokio::test]
async fn a_wrong_secret_is_a_page_for_the_person_and_a_word_for_the_operator() {
    let door = Door::with("auth-wrong", "client_secret = \"of-yesterday\"").await;
    let page = door.knock("vera").await;
    door.turned_away(&page, "a wrong secret", BAD_ANSWER, "the provider refused: invalid_client").await;
    assert!(!crate::bench::logged("of-yesterday"), "the log repeats the secret");
}

#[tokio::test]
async fn a_public_client_proves_itself_by_pkce_alone() {
    let public = |client: &mut ClientRegistration| client.authentication = ClientAuthentication::None;
    let door = Door::registered("auth-public", "client_auth = \"none\"", public).await;
    let page = door.knock("vera").await;
    door.came_in(&page, "PKCE alone").await;
    assert_eq!(proofs(&door), [Authentication::None]);
    let sent = door.upstream().journal().into_iter().find(|visit| visit.path == "/token").unwrap().form;
    assert!(sent.contains(&"code_verifier".to_owned()), "{sent:?}");
    assert!(!sent.contains(&"client_secret".to_owned()), "{sent:?}");
}

#[tokio::test]
async fn private_key_jwt_is_signed_with_the_key_that_we_publish() {
    let by_key = |client: &mut ClientRegistration| {
        let home = client.redirect_uris[0].split("/federation/").next().unwrap();
        let keys = ClientKeys::Uri(format!("{home}/federation/jwks.json"));
        client.authentication = ClientAuthentication::PrivateKeyJwt(keys);
    };
    let mut door = Door::registered("auth-key", "client_auth = \"private_key_jwt\"", by_key).await;
    for _ in 0..2 {
        let page = door.knock("vera").await;
        door.came_in(&page, "a new assertion each time").await;
    }
    assert_eq!(proofs(&door), [Authentication::PrivateKeyJwt; 2]);
    let published = door.browser().request(Method::GET, "/federation/jwks.json").send().await.json();
    let keys = published["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 1);
    let key = keys[0].as_object().unwrap();
    let mut names: Vec<_> = key.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["alg", "e", "kid", "kty", "n", "use"], "the public half, and nothing else");
    door.restart().await;
    let after = door.browser().request(Method::GET, "/federation/jwks.json").send().await.json();
    assert_eq!(after, published, "the key outlives the process");
    let page = door.knock("vera").await;
    door.came_in(&page, "after a restart").await;
}

#[tokio::test]
async fn a_key_that_the_provider_does_not_know_is_refused_there() {
    let by_another = |client: &mut ClientRegistration| {
        let keys = ClientKeys::Set(serde_json::json!({"keys": Vec::<Value>::new()}));
        client.authentication = ClientAuthentication::PrivateKeyJwt(keys);
    };
    let door = Door::registered("auth-unknown-key", "client_auth = \"private_key_jwt\"", by_another).await;
    let page = door.knock("vera").await;
    door.turned_away(&page, "no key there", BAD_ANSWER, "the provider refused: invalid_client").await;
}

/// The key that Apple would give for download, made once.
fn apples_key() -> &'static KeyPair {
    static KEY: OnceLock<KeyPair> = OnceLock::new();
    KEY.get_or_init(|| KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap())
}

#[tokio::test]
async fn b11_apple_gets_a_secret_that_we_sign_and_posts_its_answer() {
    let signed = |client: &mut ClientRegistration| {
        client.authentication = ClientAuthentication::SignedSecret {
            team_id: "TEAM000001".to_owned(),
            key_id: "KEYID00001".to_owned(),
            public_key_pem: apples_key().public_key_pem(),
        };
    };
    let settings = |key_id: &str| {
        let key = apples_key().serialize_pem();
        format!(
            "preset = \"apple\"\napple_team_id = \"TEAM000001\"\napple_key_id = \"{key_id}\"\n\
             apple_private_key = '''\n{key}'''"
        )
    };
    let door = Door::registered("apple", &settings("KEYID00001"), signed).await;
    door.upstream().switches().on(Switch::UserField);
    door.upstream().switches().on(Switch::OriginHidden);
    // No adapter of its own, and no checks left out.
    for (switch, why) in [
        (Switch::AlgNone, "No signature found"),
        (Switch::Hs256ClientSecret, "Disallowed signature algorithm"),
        (Switch::SignedByAttacker, "Crypto error"),
        (Switch::NonceWrong, "nonce mismatch"),
        (Switch::AudWrong, "Invalid audiences"),
    ] {
        door.refuses(switch, BAD_ANSWER, why).await;
    }
    for _ in 0..2 {
        let page = door.knock("vera").await;
        door.came_in(&page, "as Apple does it").await;
    }
    assert_eq!(proofs(&door), [Authentication::ClientSecretPost; 7]);
    let asked = door.upstream().journal().into_iter().find(|visit| visit.path == "/authorize").unwrap();
    assert_eq!((&*asked.query["response_mode"], &*asked.query["scope"]), ("form_post", "openid email name"));
    let door = Door::registered("apple-other", &settings("KEYID00002"), signed).await;
    let page = door.knock("vera").await;
    door.turned_away(&page, "another key", BAD_ANSWER, "the provider refused: invalid_client").await;
}
