//! Header and signature of an ID token. Only the provider's published keys count, by an algorithm that it lists.

use vestibule::sandbox::upstream::{IdTokenAlgorithm, Switch};

use super::door::{BAD_ANSWER, Door};

const DISALLOWED: &str = "Disallowed signature algorithm";

/// What no ID token may be signed with, whatever discovery lists.
const WORTHLESS: [(Switch, &str); 3] = [
    (Switch::AlgNone, "No signature found"),
    (Switch::Hs256ClientSecret, DISALLOWED),
    (Switch::Hs256PublicKey, DISALLOWED),
];

#[tokio::test]
async fn b05_b06_an_unsigned_token_or_one_with_a_mac_is_refused_whatever_discovery_lists() {
    let door = Door::behind("b05").await;
    for (switch, why) in WORTHLESS {
        door.refuses(switch, BAD_ANSWER, why).await;
    }
    let door = Door::behind("b05-listed").await;
    door.upstream().switches().on(Switch::DiscoveryWeakAlgorithms);
    for (switch, why) in WORTHLESS {
        door.refuses(switch, BAD_ANSWER, why).await;
    }
    let page = door.knock("vera").await;
    door.came_in(&page, "RS256 beside them").await;
}

#[tokio::test]
async fn b06_hs256_is_taken_only_where_the_settings_name_it_and_only_with_the_secret() {
    let door = Door::with("b06-hs256", "signing_algorithms = [\"HS256\"]").await;
    door.refuses(Switch::AlgNone, BAD_ANSWER, "No signature found").await;
    door.refuses(Switch::Hs256PublicKey, BAD_ANSWER, "Crypto error").await;
    let page = door.knock("vera").await;
    door.turned_away(&page, "RS256, which is not named", BAD_ANSWER, DISALLOWED).await;
    door.takes(Switch::Hs256ClientSecret).await;
}

#[tokio::test]
async fn b06_a_public_client_has_no_secret_that_could_sign() {
    let door = Door::registered("b06-public", "client_auth = \"none\"", |client| {
        client.authentication = vestibule::sandbox::upstream::ClientAuthentication::None;
    })
    .await;
    // The sandbox signs with what a guesser would try first: the client id.
    door.refuses(Switch::Hs256ClientSecret, BAD_ANSWER, DISALLOWED).await;
    door.refuses(Switch::Hs256PublicKey, BAD_ANSWER, DISALLOWED).await;
    let page = door.knock("vera").await;
    door.came_in(&page, "RS256").await;
}

#[tokio::test]
async fn b07_a_broken_signature_is_refused() {
    let door = Door::behind("b07").await;
    door.refuses(Switch::BadRs256, BAD_ANSWER, "Crypto error").await;
    door.refuses(Switch::BadEs256, BAD_ANSWER, "Crypto error").await;
    door.refuses(Switch::SignedByAttacker, BAD_ANSWER, "Crypto error").await;
    door.takes(Switch::SignEs256).await;
}

#[tokio::test]
async fn b07_only_the_algorithms_of_the_settings_are_taken_where_they_name_some() {
    let door = Door::with("b07-es256", "signing_algorithms = [\"ES256\"]").await;
    let page = door.knock("vera").await;
    door.turned_away(&page, "RS256", BAD_ANSWER, DISALLOWED).await;
    door.refuses(Switch::BadEs256, BAD_ANSWER, "Crypto error").await;
    door.takes(Switch::SignEs256).await;
    let door = Door::registered("b07-registered", "", |client| {
        client.id_token_algorithm = IdTokenAlgorithm::Es256;
    })
    .await;
    let page = door.knock("vera").await;
    door.came_in(&page, "registered for ES256").await;
}

#[tokio::test]
async fn b14_keys_that_a_header_names_or_brings_along_are_not_looked_at() {
    let door = Door::behind("b14").await;
    for (switch, why) in [
        (Switch::HeaderJku, "No matching key found"),
        (Switch::HeaderX5u, "No matching key found"),
        (Switch::HeaderJwk, "No matching key found"),
        (Switch::KidUnknown, "No matching key found"),
        (Switch::CritUnknown, "critical JWT header fields are unsupported"),
        (Switch::JweShaped, "three parts"),
        (Switch::NotAToken, "three parts"),
    ] {
        door.refuses(switch, BAD_ANSWER, why).await;
    }
    for page in ["/attacker/jwks.json", "/attacker/certificate.pem"] {
        assert_eq!(door.upstream().visits_to(page), 0, "{page} was asked for");
    }
    // One key of each kind is published: which one is meant is beyond doubt.
    door.takes(Switch::KidMissing).await;
}

#[tokio::test]
async fn b11_every_preset_checks_every_token() {
    for (id, preset) in [
        ("b11-generic", "generic"),
        ("b11-auth0", "auth0"),
        ("b11-okta", "okta"),
        ("b11-entra", "entra"),
        ("b11-google", "google"),
        ("b11-keycloak", "keycloak"),
    ] {
        let door = Door::with(id, &format!("preset = {preset:?}")).await;
        for (switch, why) in [
            (Switch::AlgNone, "No signature found"),
            (Switch::Hs256ClientSecret, DISALLOWED),
            (Switch::SignedByAttacker, "Crypto error"),
            (Switch::NonceWrong, "nonce mismatch"),
            (Switch::TokenIssSlash, "Invalid issuer"),
            (Switch::AudWrong, "Invalid audiences"),
            (Switch::Expired, "Expired"),
        ] {
            door.refuses(switch, BAD_ANSWER, why).await;
        }
        let page = door.knock("vera").await;
        if preset == "google" {
            // Its word is not for a mail server that is somebody else's.
            assert_eq!(page.url().path(), "/prove", "{id}");
            door.tick().await;
            continue;
        }
        door.came_in(&page, id).await;
    }
}
