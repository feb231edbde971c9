use reqwest::Response;
use vestibule::sandbox::upstream::*;

use super::bench::*;
use super::listener::listening;

const SIGNED_OUT: &str = "https://shop.example/federation/upstream/signed-out";

async fn end_session(bench: &Bench, parameters: &[(&str, &str)]) -> Response {
    bench.get(&format!("/end-session?{}", encoded(parameters))).await
}

#[tokio::test]
async fn a_hint_signs_out_at_once_and_the_person_goes_back_with_the_state() {
    let (bench, listener) = listening().await;
    let hint = bench.id_token("vera").await;
    bench.pass(86_400);
    let answer = end_session(
        &bench,
        &[("id_token_hint", &hint), ("post_logout_redirect_uri", SIGNED_OUT), ("state", "s 1")],
    )
    .await;
    assert_eq!(location(&answer).as_str(), "https://shop.example/federation/upstream/signed-out?state=s+1");
    assert!(bench.upstream.sessions().is_empty());
    assert_eq!(listener.tokens().len(), 1, "the client heard of it by server, too");
    assert_eq!(bench.upstream.notices()[0].status, Some(200));
    assert!(!bench.ask(&request()).await.text().await.unwrap().contains("Go on as"));
}

#[tokio::test]
async fn the_hint_is_enough_without_a_cookie_and_after_a_rotation() {
    let bench = Bench::new().await;
    let hint = bench.id_token("vera").await;
    bench.forget_cookie();
    bench.upstream.rotate_keys(false).unwrap();
    let url = bench.url("/end-session");
    let posted =
        bench.http.post(url).form(&[("id_token_hint", &*hint), ("post_logout_redirect_uri", SIGNED_OUT)]);
    assert_eq!(location(&posted.send().await.unwrap()).as_str(), SIGNED_OUT);
    assert!(bench.upstream.sessions().is_empty());
}

#[tokio::test]
async fn b19_without_a_hint_the_person_decides() {
    let bench = Bench::new().await;
    bench.code("vera").await;
    let asked = [("client_id", DEMO_CLIENT_ID), ("post_logout_redirect_uri", SIGNED_OUT), ("state", "s")];
    let page = end_session(&bench, &asked).await.text().await.unwrap();
    assert!(page.contains("Sign out of Example ID?") && page.contains("Vera Verdi"));
    assert_eq!(bench.upstream.sessions().len(), 1);
    let confirm = |origin: &str| {
        let url = bench.url(&format!("/end-session/confirmed?{}", encoded(&asked)));
        bench.send(bench.http.post(url).header("origin", origin))
    };
    assert_eq!(confirm("https://evil.example").await.status(), 400);
    assert_eq!(bench.upstream.sessions().len(), 1);
    let done = confirm(&bench.upstream.issuer()).await;
    assert_eq!(location(&done).as_str(), format!("{SIGNED_OUT}?state=s"));
    assert!(bench.upstream.sessions().is_empty());
}

#[tokio::test]
async fn nobody_is_sent_to_an_address_that_is_not_registered_or_with_a_hint_that_is_not_ours() {
    let bench = Bench::new().await;
    let hint = bench.id_token("vera").await;
    let other = Bench::new().await.id_token("vera").await;
    bench.upstream.put_client(ClientRegistration {
        client_id: "other".to_owned(),
        ..ClientRegistration::of_vestibule("o", "https://o.example")
    });
    for asked in [
        vec![("id_token_hint", &*hint), ("post_logout_redirect_uri", "https://evil.example")],
        vec![
            ("id_token_hint", &*hint),
            ("post_logout_redirect_uri", "https://shop.example/federation/upstream/signed-out/"),
        ],
        vec![("post_logout_redirect_uri", SIGNED_OUT)],
        vec![("id_token_hint", &*other), ("post_logout_redirect_uri", SIGNED_OUT)],
        vec![("id_token_hint", "nonsense"), ("post_logout_redirect_uri", SIGNED_OUT)],
        vec![("id_token_hint", &*hint), ("client_id", "other")],
        vec![("client_id", "stranger")],
    ] {
        assert_eq!(end_session(&bench, &asked).await.status(), 400, "{asked:?}");
    }
    assert_eq!(bench.upstream.sessions().len(), 1);
}

#[tokio::test]
async fn without_an_address_the_person_stays_and_reads_that_it_is_done() {
    let bench = Bench::new().await;
    let hint = bench.id_token("vera").await;
    let answer = end_session(&bench, &[("id_token_hint", &hint)]).await;
    assert_eq!(answer.status(), 200);
    assert!(answer.text().await.unwrap().contains("You are signed out"));
}

#[tokio::test]
async fn b19_the_state_that_comes_back_can_be_wrong_or_missing() {
    for (switch, expected) in [(Switch::SignedOutStateMissing, false), (Switch::SignedOutStateWrong, true)] {
        let bench = Bench::switched(switch).await;
        let hint = bench.id_token("vera").await;
        let asked = [("id_token_hint", &*hint), ("post_logout_redirect_uri", SIGNED_OUT), ("state", "right")];
        let address = location(&end_session(&bench, &asked).await);
        let state =
            address.query_pairs().find(|(name, _)| name == "state").map(|(_, value)| value.into_owned());
        assert_eq!(state.is_some(), expected);
        assert_ne!(state.as_deref(), Some("right"));
    }
}

#[tokio::test]
async fn auth0s_way_out_goes_back_to_allowed_addresses_only() {
    let bench = Bench::new().await;
    bench.code("vera").await;
    let leave = async |query: String| bench.get(&format!("/v2/logout?{query}")).await;
    let evil = encoded(&[("client_id", DEMO_CLIENT_ID), ("returnTo", "https://evil.example")]);
    assert_eq!(leave(evil).await.status(), 400);
    assert_eq!(bench.upstream.sessions().len(), 1);
    let good = encoded(&[("client_id", DEMO_CLIENT_ID), ("returnTo", SIGNED_OUT)]);
    let answer = leave(format!("{good}&federated")).await;
    assert_eq!(location(&answer).as_str(), SIGNED_OUT);
    assert!(bench.upstream.sessions().is_empty());
    let visit = bench.upstream.journal().into_iter().rev().find(|visit| visit.path == "/v2/logout").unwrap();
    assert!(visit.query.contains_key("federated"));
    assert_eq!(visit.query["returnTo"], SIGNED_OUT);
}

#[tokio::test]
async fn where_it_is_switched_on_clients_are_told_in_frames() {
    let bench = Bench::switched(Switch::FrontchannelLogout).await;
    let hint = bench.id_token("vera").await;
    let sid = claims(&hint)["sid"].as_str().unwrap().to_owned();
    let answer =
        end_session(&bench, &[("id_token_hint", &hint), ("post_logout_redirect_uri", SIGNED_OUT)]).await;
    let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.ends_with("frame-src https://shop.example"), "{policy}");
    let html = scraper::Html::parse_document(&answer.text().await.unwrap());
    let attribute = |selector: &str, name: &str| {
        let selector = scraper::Selector::parse(selector).unwrap();
        html.select(&selector).next().unwrap().attr(name).unwrap().to_owned()
    };
    let issuer = bench.upstream.issuer();
    let query = encoded(&[("iss", &issuer), ("sid", &sid)]);
    assert_eq!(
        attribute("iframe", "src"),
        format!("https://shop.example/federation/upstream/frontchannel-logout?{query}")
    );
    assert_eq!(attribute("a[data-follow]", "href"), SIGNED_OUT);
}
