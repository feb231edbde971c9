use std::time::Duration;

use serde_json::Value;
use vestibule::sandbox::upstream::*;

use super::bench::*;

const DOCUMENT: &str = "/.well-known/openid-configuration";

async fn document(switch: Switch) -> Value {
    Bench::switched(switch).await.json(DOCUMENT).await
}

#[tokio::test]
async fn the_document_says_what_the_specification_requires_and_every_endpoint_is_below_the_issuer() {
    let bench = Bench::new().await;
    let document = bench.json(DOCUMENT).await;
    let issuer = bench.upstream.issuer();
    assert_eq!(document["issuer"], *issuer);
    for endpoint in
        ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "end_session_endpoint"]
    {
        assert!(document[endpoint].as_str().unwrap().starts_with(&issuer), "{endpoint}");
    }
    for list in
        ["response_types_supported", "subject_types_supported", "id_token_signing_alg_values_supported"]
    {
        assert!(!document[list].as_array().unwrap().is_empty(), "{list}");
    }
    assert_eq!(document["authorization_response_iss_parameter_supported"], true);
    assert_eq!(document["code_challenge_methods_supported"][0], "S256");
    assert_eq!(document["id_token_signing_alg_values_supported"], serde_json::json!(["RS256", "ES256"]));
}

#[tokio::test]
async fn an_issuer_may_have_a_path_and_a_slash_at_its_end() {
    for (issuer, keys) in
        [("http://localhost:0/", "/jwks.json"), ("http://127.0.0.1:0/realms/shop", "/jwks.json")]
    {
        let bench = Bench::with(|options| options.issuer = Some(issuer.to_owned())).await;
        let port = bench.upstream.address().port();
        assert_eq!(bench.upstream.issuer(), issuer.replace(":0", &format!(":{port}")));
        let document = bench.json(DOCUMENT).await;
        assert_eq!(document["issuer"], *bench.upstream.issuer());
        assert_eq!(document["jwks_uri"], bench.url(keys));
        let token = bench.id_token("vera").await;
        assert_eq!(claims(&token)["iss"], *bench.upstream.issuer());
        assert!(bench.verifies(&token).await);
    }
}

#[tokio::test]
async fn the_keys_are_one_of_each_kind_and_rotate_with_or_without_the_old_ones() {
    let bench = Bench::new().await;
    assert_eq!(bench.keys().await.keys.len(), 2);
    let first = bench.id_token("vera").await;
    bench.upstream.rotate_keys(true).unwrap();
    let second = bench.id_token("vera").await;
    assert_ne!(header(&first)["kid"], header(&second)["kid"]);
    assert!(bench.verifies(&first).await && bench.verifies(&second).await);
    assert_eq!(bench.keys().await.keys.len(), 4);
    bench.upstream.rotate_keys(false).unwrap();
    let third = bench.id_token("vera").await;
    assert!(!bench.verifies(&first).await && !bench.verifies(&second).await && bench.verifies(&third).await);
}

#[tokio::test]
async fn honest_providers_differ_in_what_they_list() {
    let methods = "token_endpoint_auth_methods_supported";
    assert_eq!(document(Switch::OnlyBasicListed).await[methods], serde_json::json!(["client_secret_basic"]));
    assert_eq!(document(Switch::OnlyPostListed).await[methods], serde_json::json!(["client_secret_post"]));
    assert!(document(Switch::NoEndSession).await.get("end_session_endpoint").is_none());
    assert!(document(Switch::NoUserinfo).await.get("userinfo_endpoint").is_none());
    let promise = "authorization_response_iss_parameter_supported";
    assert!(document(Switch::IssNotPromised).await.get(promise).is_none());
    assert_eq!(document(Switch::FrontchannelLogout).await["frontchannel_logout_supported"], true);
}

#[tokio::test]
async fn the_document_can_lie() {
    assert_ne!(
        document(Switch::DiscoveryOtherIssuer).await["issuer"],
        document(Switch::SignEs256).await["issuer"]
    );
    assert!(
        document(Switch::DiscoveryOtherIssuer).await["issuer"].as_str().unwrap().starts_with("https://other")
    );
    assert!(document(Switch::DiscoveryNoTokenEndpoint).await.get("token_endpoint").is_none());
    assert!(document(Switch::DiscoveryNoKeys).await.get("jwks_uri").is_none());
    let downgraded = document(Switch::DiscoveryPlainHttp).await;
    for endpoint in ["token_endpoint", "jwks_uri", "userinfo_endpoint"] {
        assert!(downgraded[endpoint].as_str().unwrap().starts_with("http://id.example.com/"), "{endpoint}");
    }
    let algorithms =
        &document(Switch::DiscoveryWeakAlgorithms).await["id_token_signing_alg_values_supported"];
    assert!(
        ["none", "HS256", "RS256"].iter().all(|it| algorithms.as_array().unwrap().contains(&(*it).into()))
    );
    let pkce = &document(Switch::DiscoveryWithoutPkce).await["code_challenge_methods_supported"];
    assert_eq!(*pkce, serde_json::json!(["plain"]));
    let script = &document(Switch::DiscoveryScriptEndpoint).await["authorization_endpoint"];
    assert!(script.as_str().unwrap().starts_with("javascript:"));
    assert_eq!(
        document(Switch::JwksUriPrivate).await["jwks_uri"],
        "http://169.254.169.254/latest/meta-data/"
    );
    let mapped = &document(Switch::JwksUriMapped).await["jwks_uri"];
    assert_eq!(*mapped, "http://[::ffff:169.254.169.254]/latest/meta-data/");
}

#[tokio::test]
async fn a16_the_token_endpoint_moves_to_another_origin_which_takes_whatever_is_sent() {
    let bench = Bench::switched(Switch::TokenEndpointElsewhere).await;
    let moved = bench.json(DOCUMENT).await["token_endpoint"].as_str().unwrap().to_owned();
    assert_ne!(moved, bench.url("/token"));
    assert!(moved.starts_with("http://localhost:"), "the issuer is at 127.0.0.1: {moved}");
    let code = bench.code("vera").await;
    let thief = bench.http.post(&moved).form(&redemption(&code));
    let answer = thief.basic_auth(DEMO_CLIENT_ID, Some(DEMO_CLIENT_SECRET)).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let visit = bench.upstream.journal().pop().unwrap();
    assert!(visit.host.starts_with("localhost:"), "the journal tells the origins apart");
    assert_eq!(visit.authentication, Some(Authentication::ClientSecretBasic));
}

#[tokio::test]
async fn the_document_and_the_keys_come_late_large_wrong_or_not_at_all() {
    use Switch::*;
    let document =
        [DiscoverySlow, DiscoveryHuge, DiscoveryHtml, DiscoveryUnavailable, DiscoveryRedirect, DiscoveryAway];
    let keys = [JwksSlow, JwksHuge, JwksHtml, JwksUnavailable, JwksRedirect, JwksAway];
    for (path, switches) in [(DOCUMENT, document), ("/jwks.json", keys)] {
        let bench = Bench::new().await;
        bench.upstream.switches().set_pause(Duration::from_millis(150));
        let [slow, huge, html, unavailable, redirect, away] = switches;
        let answer = async |switch| {
            bench.upstream.switches().once(switch);
            bench.http.get(bench.url(path)).send().await
        };
        let start = std::time::Instant::now();
        let answered = answer(slow).await.unwrap();
        let first = start.elapsed();
        answered.json::<Value>().await.unwrap();
        assert!(first.as_millis() < 150 && start.elapsed().as_millis() >= 150, "{slow:?}");
        let large = answer(huge).await.unwrap().bytes().await.unwrap();
        assert!(large.len() > 16 * 1024 * 1024 && serde_json::from_slice::<Value>(&large).is_ok());
        assert_eq!(answer(html).await.unwrap().headers()["content-type"], "text/html; charset=utf-8");
        assert_eq!(answer(unavailable).await.unwrap().status(), 503);
        let redirect = answer(redirect).await.unwrap();
        assert_eq!(redirect.status(), 307);
        assert!(!redirect.headers()["location"].to_str().unwrap().starts_with(&bench.upstream.issuer()));
        assert!(answer(away).await.unwrap_err().is_request());
        assert_eq!(bench.upstream.journal().pop().unwrap().status, 0);
        assert!(bench.get(path).await.status().is_success(), "once is once");
    }
}

#[tokio::test]
async fn the_key_set_can_be_empty_or_hold_what_nobody_understands() {
    let bench = Bench::switched(Switch::JwksEmpty).await;
    assert_eq!(bench.json("/jwks.json").await["keys"], serde_json::json!([]));
    let bench = Bench::switched(Switch::JwksUnknownKinds).await;
    let set = bench.json("/jwks.json").await;
    let keys = set["keys"].as_array().unwrap();
    let kid = header(&bench.id_token("vera").await)["kid"].clone();
    assert_eq!((&keys[0]["kty"], keys.len()), (&Value::from("AKP"), 7));
    assert!(keys.iter().any(|key| key["kid"] == kid), "the good ones are still there");
}

#[tokio::test]
async fn a_stopped_provider_refuses_connections_and_comes_back_with_its_keys() {
    let bench = Bench::new().await;
    let (address, token, issuer) =
        (bench.upstream.address(), bench.id_token("vera").await, bench.upstream.issuer());
    bench.upstream.stop().await;
    assert!(bench.http.get(format!("{issuer}{DOCUMENT}")).send().await.unwrap_err().is_connect());
    let again = Bench::with(|options| options.listen = address).await;
    assert_eq!(again.upstream.issuer(), issuer);
    assert!(again.verifies(&token).await);
}
