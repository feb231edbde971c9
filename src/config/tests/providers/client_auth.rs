//! How we prove at a provider that we are its client, and Apple's own way.

use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, SignatureAlgorithm};

use super::*;

fn private_key(algorithm: &'static SignatureAlgorithm) -> String {
    KeyPair::generate_for(algorithm).unwrap().serialize_pem()
}

fn apple(key: &str, more: &str) -> String {
    format!(
        "preset = \"apple\"\nclient_id = \"com.example.shop\"\napple_team_id = \"ABCDE12345\"\n\
         apple_key_id = \"KEY4567890\"\napple_private_key = '''\n{key}'''\n{more}\n"
    )
}

#[test]
fn apple_needs_its_key_and_no_secret() {
    let key = private_key(&PKCS_ECDSA_P256_SHA256);
    let provider = loaded(&apple(&key, ""));
    assert_eq!(provider.issuer, "https://appleid.apple.com");
    assert_eq!(provider.response_mode, ResponseMode::FormPost);
    assert_eq!(provider.scopes, ["openid", "email", "name"]);
    assert!(matches!(&provider.client_auth, ClientAuth::Apple { private_key, .. }
        if private_key.expose().trim() == key.trim()));
    assert!(provider.client_auth.secret().is_none());

    refused_whole(
        &apple(&private_key(&PKCS_ECDSA_P384_SHA384), ""),
        "apple_private_key: expected Apple's .p8",
    );
    refused_whole(
        &apple("-----BEGIN PRIVATE KEY-----\nhunter2", ""),
        "apple_private_key: expected Apple's .p8",
    );
    refused_whole(&apple(&key, "client_secret = \"s\""), "client_secret: is not for Apple");
    refused_whole(&apple(&key, "client_auth = \"none\""), "client_auth: is not for Apple");
    refused_whole(&apple(&key, "response_mode = \"query\""), "response_mode: Apple tells");
    refused_whole(&apple(&key, "logout = \"rp_initiated\""), "logout: this provider does not sign");
    let lowercase = apple(&key, "").replace("ABCDE12345", "abcde12345");
    refused_whole(&lowercase, "apple_team_id: expected ten capital letters and digits");
    let bare = load("preset = \"apple\"\nclient_id = \"c\"").unwrap_err();
    assert_eq!(bare.count(), 3, "{bare}");
    let file = Written::new("key.p8", "no key");
    let from_file = format!("apple_private_key_file = \"{}\"", file.0.display());
    let from_file = apple("", &from_file).replace("apple_private_key = '''\n'''\n", "");
    refused_whole(&from_file, "apple_private_key_file: expected Apple's .p8");
    let twice =
        load(&format!("{AUTH0}apple_key_id = \"KEY4567890\"\napple_team_id = \"ABCDE12345\"")).unwrap_err();
    assert_eq!(twice.count(), 2, "{twice}");
    refused("apple_key_id = \"KEY4567890\"", ":30, providers[0].apple_key_id: belongs to preset = \"apple\"");
}

#[test]
fn a_secret_is_there_exactly_where_it_is_used() {
    let way = |client_auth: &str, secret: &str| {
        AUTH0.replace("client_secret = \"secret\"", &format!("client_auth = \"{client_auth}\"\n{secret}"))
    };
    let secret = "client_secret = \"s\"";
    for (client_auth, secret, expected) in [
        ("client_secret_basic", secret, ClientAuth::Basic("s".into())),
        ("client_secret_post", secret, ClientAuth::Post("s".into())),
        ("private_key_jwt", "", ClientAuth::PrivateKeyJwt),
        ("none", "", ClientAuth::None),
    ] {
        assert_eq!(loaded(&way(client_auth, secret)).client_auth, expected);
    }
    refused_whole(&way("discovered", ""), "client_secret: missing");
    refused_whole(&way("client_secret_post", ""), "client_secret: missing");
    refused_whole(&way("none", secret), "client_secret: is not used with this client_auth");
    refused_whole(&way("client_secret_jwt", secret), "client_auth: expected one of \"discovered\"");
    refused("client_secret_file = \"/etc/hostname\"", "client_secret: given twice");
    let in_file = way("private_key_jwt", "client_secret_file = \"/etc/hostname\"");
    refused_whole(&in_file, ":30, providers[0].client_secret_file: is not used with this client_auth");
}
