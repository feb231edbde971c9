use serde_json::{Value, json};
use vestibule::sandbox::upstream::*;

use super::bench::*;
use super::listener::listening;

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
const HOUR: i64 = 3_600;

async fn signed_in(bench: &Bench) -> String {
    bench.claims("vera").await["sid"].as_str().unwrap().to_owned()
}

/// A logout token while a switch is on, and whether the published keys verify it.
async fn token_under(switch: Switch) -> (String, bool) {
    let bench = Bench::new().await;
    let sid = signed_in(&bench).await;
    bench.upstream.switches().once(switch);
    let token = bench.upstream.logout_token(DEMO_CLIENT_ID, &sid).unwrap();
    let genuine = bench.verifies(&token).await;
    let honest = bench.upstream.logout_token(DEMO_CLIENT_ID, &sid).unwrap();
    assert!(bench.verifies(&honest).await, "once is once");
    (token, genuine)
}

/// Its claims, where the signature is good.
async fn claims_under(switch: Switch) -> Value {
    let (token, genuine) = token_under(switch).await;
    assert!(genuine, "{switch:?}");
    assert_eq!(header(&token)["typ"], "logout+jwt");
    claims(&token)
}

#[tokio::test]
async fn a_logout_token_is_posted_as_a_form_and_says_what_the_specification_wants() {
    let (bench, listener) = listening().await;
    let sid = signed_in(&bench).await;
    let notices = bench.upstream.send_backchannel_logout(&sid).await;
    assert_eq!((notices.len(), notices[0].status), (1, Some(200)));
    let request = listener.requests().pop().unwrap();
    assert!(request.starts_with("POST /backchannel-logout HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("content-type: application/x-www-form-urlencoded\r\n"));
    let token = listener.tokens().pop().unwrap();
    assert_eq!(token, notices[0].logout_token);
    assert!(bench.verifies(&token).await);
    assert_eq!((&header(&token)["alg"], &header(&token)["typ"]), (&"RS256".into(), &"logout+jwt".into()));
    let mut claims = claims(&token);
    let jti = claims.as_object_mut().unwrap().remove("jti").unwrap();
    assert!(jti.as_str().unwrap().len() > 20);
    assert_eq!(
        claims,
        json!({
            "iss": bench.upstream.issuer(), "aud": DEMO_CLIENT_ID, "iat": NOW, "exp": NOW + 120, "sid": sid,
            "sub": "vera-0001", "events": { EVENT: {} },
        })
    );
    assert_eq!(bench.upstream.sessions().len(), 1, "only sent");
    bench.upstream.end_session(&sid).await;
    assert!(bench.upstream.sessions().is_empty());
    assert!(bench.upstream.send_backchannel_logout(&sid).await.is_empty());
    let jtis: Vec<_> = listener.tokens().iter().map(|token| self::claims(token)["jti"].clone()).collect();
    assert_eq!(jtis.len(), 2);
    assert_ne!(jtis[0], jtis[1]);
}

#[tokio::test]
async fn only_clients_that_know_of_the_session_and_want_to_be_told_are_told() {
    let (bench, listener) = listening().await;
    bench.upstream.put_client(ClientRegistration {
        client_id: "other".to_owned(),
        ..ClientRegistration::of_vestibule("upstream", "https://shop.example")
    });
    let sid = signed_in(&bench).await;
    let deaf = ClientRegistration {
        backchannel_logout_uri: None,
        ..ClientRegistration::of_vestibule("u", "https://u.example")
    };
    bench.upstream.send_backchannel_logout(&sid).await;
    assert_eq!(listener.tokens().len(), 1);
    bench.upstream.put_client(deaf);
    assert!(bench.upstream.send_backchannel_logout(&sid).await.is_empty());
}

#[tokio::test]
async fn a_client_that_does_not_answer_is_noted() {
    let bench = Bench::with(|options| {
        options.clients[0].backchannel_logout_uri = Some("http://127.0.0.1:1/backchannel-logout".to_owned());
    });
    let bench = bench.await;
    let sid = signed_in(&bench).await;
    assert_eq!(bench.upstream.end_session(&sid).await[0].status, None);
}

#[tokio::test]
async fn b18_logout_tokens_with_a_bad_signature() {
    for (switch, algorithm) in [
        (Switch::LogoutAlgNone, "none"),
        (Switch::LogoutHs256, "HS256"),
        (Switch::LogoutBadSignature, "RS256"),
        (Switch::LogoutSignedByAttacker, "RS256"),
    ] {
        let (token, genuine) = token_under(switch).await;
        assert!(!genuine, "{switch:?}");
        assert_eq!(header(&token)["alg"], algorithm);
        assert_eq!(claims(&token)["events"], json!({ EVENT: {} }), "nothing else is wrong");
    }
}

#[tokio::test]
async fn b18_logout_tokens_that_lack_something() {
    for (switch, missing) in [
        (Switch::LogoutAudMissing, vec!["aud"]),
        (Switch::LogoutNoEvents, vec!["events"]),
        (Switch::LogoutNobody, vec!["sub", "sid"]),
        (Switch::LogoutSubOnly, vec!["sid"]),
        (Switch::LogoutSidOnly, vec!["sub"]),
        (Switch::LogoutNoJti, vec!["jti"]),
        (Switch::LogoutNoExp, vec!["exp"]),
        (Switch::LogoutIatMissing, vec!["iat"]),
    ] {
        let claims = claims_under(switch).await;
        let absent = ["iss", "aud", "iat", "exp", "jti", "events", "sub", "sid"];
        let absent: Vec<_> = absent.into_iter().filter(|name| claims.get(name).is_none()).collect();
        assert_eq!(absent, missing, "{switch:?}");
    }
}

#[tokio::test]
async fn b18_logout_tokens_with_something_wrong() {
    assert!(claims_under(Switch::LogoutNonce).await["nonce"].is_string());
    assert_eq!(claims_under(Switch::LogoutIssWrong).await["iss"], "https://other-id.example.com");
    assert_eq!(claims_under(Switch::LogoutAudWrong).await["aud"], "another-client");
    assert_eq!(claims_under(Switch::LogoutAudList).await["aud"], json!([DEMO_CLIENT_ID, "another-client"]));
    assert!(claims_under(Switch::LogoutWrongEvent).await["events"].get(EVENT).is_none());
    assert_eq!(claims_under(Switch::LogoutEventNotObject).await["events"], json!({ EVENT: "yes" }));
    assert_eq!(claims_under(Switch::LogoutExpired).await["exp"], NOW - HOUR);
    let old = claims_under(Switch::LogoutIatOld).await;
    assert_eq!((&old["iat"], &old["exp"]), (&(NOW - 24 * HOUR).into(), &(NOW + 120).into()));
    assert_eq!(claims_under(Switch::LogoutIatInFuture).await["iat"], NOW + HOUR);
}

#[tokio::test]
async fn b18_logout_tokens_of_the_wrong_type() {
    let (token, genuine) = token_under(Switch::LogoutTypMissing).await;
    assert!(genuine && header(&token).get("typ").is_none());
    let (token, genuine) = token_under(Switch::LogoutTypWrong).await;
    assert!(genuine && header(&token)["typ"] == "JWT");
    let (token, genuine) = token_under(Switch::LogoutIsIdToken).await;
    assert!(genuine && claims(&token).get("events").is_none() && claims(&token)["email"].is_string());
}

#[tokio::test]
async fn b18_the_latest_logout_token_comes_again() {
    let (bench, listener) = listening().await;
    let sid = signed_in(&bench).await;
    bench.upstream.switches().once(Switch::LogoutReplay);
    for _ in 0..3 {
        bench.upstream.send_backchannel_logout(&sid).await;
    }
    let tokens = listener.tokens();
    assert_eq!(tokens[0], tokens[1], "the first time there was nothing to send again");
    assert_ne!(tokens[1], tokens[2]);
}
