use vestibule::sandbox::upstream::*;

use super::bench::*;

#[tokio::test]
async fn the_way_back_carries_code_state_and_issuer() {
    let bench = Bench::new().await;
    let page = bench.ask(&request()).await;
    assert_eq!(page.status(), 200);
    let back = bench.back(&request(), "vera").await;
    assert_eq!(back["state"], "the-state");
    assert_eq!(back["iss"], bench.upstream.issuer());
    assert_eq!(back.len(), 3);
}

#[tokio::test]
async fn a_request_may_be_posted() {
    let bench = Bench::new().await;
    let page = bench.http.post(bench.url("/authorize")).form(&request()).send().await.unwrap();
    assert_eq!(page.status(), 200);
    let text = page.text().await.unwrap();
    assert!(text.contains(&format!("client_id={DEMO_CLIENT_ID}")), "the page sends the request again");
}

#[tokio::test]
async fn an_unknown_client_or_address_is_never_redirected_to() {
    let bench = Bench::new().await;
    for change in [
        ("client_id", "stranger"),
        ("client_id", ""),
        ("redirect_uri", ""),
        ("redirect_uri", "https://shop.example/federation/upstream/callback/"),
        ("redirect_uri", "https://shop.example.evil.example/federation/upstream/callback"),
        ("redirect_uri", "https://shop.example/federation/upstream/callback?x=1"),
    ] {
        let answer = bench.ask(&request_with(&[change])).await;
        assert_eq!((answer.status().as_u16(), answer.headers().get("location")), (400, None), "{change:?}");
    }
}

#[tokio::test]
async fn a_wrong_request_goes_back_with_the_error_of_the_specification() {
    let bench = Bench::new().await;
    for (change, expected) in [
        (("response_type", ""), "invalid_request"),
        (("response_type", "id_token"), "unsupported_response_type"),
        (("scope", "email"), "invalid_scope"),
        (("scope", ""), "invalid_scope"),
        (("response_mode", "fragment"), "invalid_request"),
        (("prompt", "none login"), "invalid_request"),
        (("prompt", "dance"), "invalid_request"),
        (("max_age", "soon"), "invalid_request"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("code_challenge_method", ""), "invalid_request"),
        (("code_challenge", "short"), "invalid_request"),
        (("request", "eyJ"), "request_not_supported"),
        (("request_uri", "https://shop.example/request"), "request_uri_not_supported"),
        (("prompt", "none"), "login_required"),
    ] {
        let answer = bench.ask(&request_with(&[change])).await;
        assert_eq!(error(&answer), expected, "{change:?}");
        let back = back(&answer);
        assert_eq!((&*back["state"], &back["iss"]), ("the-state", &bench.upstream.issuer()));
    }
    let mut twice = request();
    twice.push(("nonce", "another"));
    assert_eq!(error(&bench.ask(&twice).await), "invalid_request");
}

#[tokio::test]
async fn saying_no_is_access_denied() {
    let bench = Bench::new().await;
    assert_eq!(error(&bench.choose(&request(), &[("decision", "deny")]).await), "access_denied");
}

#[tokio::test]
async fn form_post_is_a_page_with_a_form_that_a_script_sends() {
    let bench = Bench::new().await;
    let asked = request_with(&[("response_mode", "form_post"), ("state", "\"><script>")]);
    let page = bench.choose(&asked, &[("person", "vera")]).await;
    assert_eq!(page.status(), 200);
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"));
    let html = page.text().await.unwrap();
    let document = scraper::Html::parse_document(&html);
    let find = |selector: &str| scraper::Selector::parse(selector).unwrap();
    let form = document.select(&find("form")).next().unwrap();
    assert_eq!((form.attr("method"), form.attr("action")), (Some("post"), Some(CALLBACK)));
    let fields: Vec<_> =
        form.select(&find("input")).map(|it| (it.attr("name").unwrap(), it.attr("value").unwrap())).collect();
    assert_eq!(fields.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["code", "state", "iss"]);
    assert_eq!(fields[1].1, "\"><script>");
    assert_eq!(bench.redeem(fields[0].1).await.0, 200);
    bench.upstream.switches().on(Switch::OriginHidden);
    let policies: Vec<_> = bench
        .choose(&asked, &[("person", "vera")])
        .await
        .headers()
        .get_all("referrer-policy")
        .iter()
        .cloned()
        .collect();
    assert_eq!(policies.last().unwrap(), "no-referrer");
    bench.upstream.switches().on(Switch::UserField);
    let html = bench.choose(&asked, &[("person", "vera")]).await.text().await.unwrap();
    assert!(html.contains("name=\"user\"") && html.contains("Vera"), "{html}");
}

#[tokio::test]
async fn pkce_is_required_where_a_switch_or_a_public_client_says_so() {
    let without = request_with(&[("code_challenge", ""), ("code_challenge_method", "")]);
    let bench = Bench::new().await;
    assert_eq!(bench.ask(&without).await.status(), 200);
    bench.upstream.switches().on(Switch::PkceRequired);
    assert_eq!(error(&bench.ask(&without).await), "invalid_request");
    assert_eq!(bench.ask(&request()).await.status(), 200);
    let public = Bench::with(|options| options.clients[0].authentication = ClientAuthentication::None).await;
    assert_eq!(error(&public.ask(&without).await), "invalid_request");
}

#[tokio::test]
async fn the_journal_keeps_what_was_asked_for_and_no_secrets() {
    let bench = Bench::new().await;
    bench.ask(&request_with(&[("login_hint", "vera@people.example"), ("acr_values", "gold")])).await;
    let visit = bench.upstream.journal().pop().unwrap();
    assert_eq!((&*visit.method, &*visit.path, visit.status), ("GET", "/authorize", 200));
    assert_eq!(visit.query["login_hint"], "vera@people.example");
    assert_eq!(
        (&*visit.query["acr_values"], &*visit.query["nonce"], &*visit.query["state"]),
        ("gold", "…", "…")
    );
    bench.tokens("vera").await;
    let visit = bench.upstream.journal().pop().unwrap();
    assert_eq!(visit.form, ["grant_type", "code", "redirect_uri", "code_verifier"]);
    assert_eq!(visit.client_id.as_deref(), Some(DEMO_CLIENT_ID));
    assert_eq!(visit.authentication, Some(Authentication::ClientSecretBasic));
}

#[tokio::test]
async fn the_way_back_can_be_wrong_in_every_parameter() {
    let back = async |switch| Bench::switched(switch).await.back(&request(), "vera").await;
    assert_ne!(back(Switch::StateWrong).await["state"], "the-state");
    assert!(!back(Switch::StateMissing).await.contains_key("state"));
    for switch in [Switch::IssMissing, Switch::IssNotPromised] {
        assert!(!back(switch).await.contains_key("iss"));
    }
    assert_eq!(back(Switch::IssWrong).await["iss"], "https://other-id.example.com");
    let both = back(Switch::CodeAndError).await;
    assert!(both.contains_key("code") && both.contains_key("error"));
    let neither = back(Switch::CodeMissing).await;
    assert!(!neither.contains_key("code") && !neither.contains_key("error"));
    let script = back(Switch::ErrorWithScript).await;
    assert_eq!(script["error_description"], "<script>alert(document.domain)</script>");
    let bench = Bench::switched(Switch::ParametersTwice).await;
    let twice = location(&bench.choose(&request(), &[("person", "vera")]).await);
    for name in ["code", "state", "iss"] {
        let values: Vec<_> =
            twice.query_pairs().filter(|(key, _)| key == name).map(|(_, value)| value).collect();
        assert!(values.len() == 2 && values[0] != values[1], "{twice}");
    }
}
