//! What the commands say of other people's services, and with which code they end.

use vestibule::sandbox::upstream::Switch;

use crate::bench::Terminal;

const TEST: [&str; 3] = ["provider", "test", "example"];
const ONLINE: [&str; 2] = ["check", "--online"];

#[tokio::test]
async fn a_provider_that_works_is_described_with_what_to_register_there() {
    let terminal = Terminal::new().await;
    let said = terminal.run(&TEST).await;
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
    for (label, page) in [
        ("redirect URI          ", "callback"),
        ("post-logout URI       ", "signed-out"),
        ("back-channel logout   ", "backchannel-logout"),
        ("front-channel logout  ", "frontchannel-logout"),
    ] {
        let line = format!("\n      {label}https://login.acme.example/federation/example/{page}\n");
        assert!(said.out.contains(&line), "{line}{}", said.out);
    }
    for words in [
        "accepts us        yes",
        "clock             as ours",
        "PKCE              S256",
        "\n    nothing stands in the way\n",
    ] {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    assert!(!said.out.contains("jwks.json\n"), "our keys are of no use to a provider that knows a secret");
}

#[tokio::test]
async fn every_trouble_of_a_provider_has_words_of_its_own_and_ends_with_1() {
    let terminal = Terminal::new().await;
    for (trouble, words) in [
        (Switch::DiscoveryOtherIssuer, "issuer = \"https://other-id.example.com\""),
        (Switch::DiscoveryNoTokenEndpoint, "has no token_endpoint"),
        (Switch::DiscoveryNoKeys, "has no jwks_uri"),
        (Switch::DiscoveryScriptEndpoint, "authorization_endpoint is no web address"),
        (Switch::JwksUriPrivate, "we do not go there: 169.254.169.254 is not on the public internet"),
        (Switch::DiscoveryRedirect, "the answer is a redirect to http://localhost:"),
        (Switch::DiscoveryHtml, "No discovery document: the answer is not JSON. Compare `issuer`"),
        (Switch::DiscoveryHuge, "the answer is larger than"),
        (Switch::DiscoveryUnavailable, "status 503. The provider is in trouble"),
        (Switch::DiscoveryAway, "the connection broke. Try again"),
        (Switch::JwksEmpty, "It publishes no key"),
        (Switch::JwksRedirect, "Its keys cannot be had: the answer is a redirect"),
        (Switch::JwksHtml, "Its keys cannot be had: the answer is not JSON"),
        (Switch::JwksAway, "Its keys cannot be had: the connection broke"),
        (Switch::NoEndSession, "names no end_session_endpoint"),
    ] {
        terminal.upstream.switches().on(trouble);
        let said = terminal.run(&TEST).await;
        assert!(said.code == 1 && said.out.contains(words), "{trouble:?}: {}", said.out);
        assert!(said.out.contains("/federation/example/callback"), "what to register is always said");
        terminal.upstream.switches().reset();
    }
}

#[tokio::test]
async fn what_honest_providers_do_one_way_or_the_other_stands_in_nobodys_way() {
    let terminal = Terminal::new().await;
    for choice in [
        Switch::IssNotPromised,
        Switch::OnlyBasicListed,
        Switch::OnlyPostListed,
        Switch::NoUserinfo,
        Switch::DiscoveryWithoutPkce,
        Switch::DiscoveryWeakAlgorithms,
        Switch::JwksUnknownKinds,
    ] {
        terminal.upstream.switches().on(choice);
        let said = terminal.run(&TEST).await;
        assert_eq!(said.code, 0, "{choice:?}: {}", said.out);
        terminal.upstream.switches().reset();
    }
}

#[tokio::test]
async fn a_secret_that_is_not_the_right_one_is_found_out() {
    let terminal = Terminal::new().await;
    let wrong = terminal.settings().replace("-example-id-", "-somebody-else-");
    let said = terminal.run_with(&wrong, &TEST).await;
    assert!(
        said.code == 1 && said.out.contains("does not accept us as a client (invalid_client)"),
        "{}",
        said.out
    );
}

#[tokio::test]
async fn a_secret_is_not_sent_to_whom_a_sign_in_would_not_send_it() {
    let terminal = Terminal::new().await;
    terminal.upstream.switches().on(Switch::DiscoveryOtherIssuer);
    terminal.run(&TEST).await;
    assert_eq!(terminal.upstream.visits_to("/token"), 0);
}

#[tokio::test]
async fn a_provider_that_wants_us_to_sign_is_told_where_our_keys_are() {
    let terminal = Terminal::new().await;
    let settings = terminal.settings();
    let secret = settings.lines().rfind(|line| line.starts_with("client_secret")).unwrap();
    let signing = settings.replace(secret, "client_auth = \"private_key_jwt\"");
    let said = terminal.run_with(&signing, &TEST).await;
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert!(said.out.contains("https://login.acme.example/federation/jwks.json\n"), "{}", said.out);
}

#[tokio::test]
async fn a_provider_that_the_settings_do_not_have_is_not_tested() {
    let terminal = Terminal::new().await;
    let said = terminal.run(&["provider", "test", "exmaple"]).await;
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    assert!(said.err.contains("They have: example."), "{}", said.err);
}

#[tokio::test]
async fn check_asks_nobody_unless_it_is_told_to() {
    let terminal = Terminal::new().await;
    let said = terminal.run(&["check"]).await;
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(terminal.upstream.journal().is_empty() && terminal.sandbox.journal().is_empty());
}

#[tokio::test]
async fn check_online_asks_commerce_layer_and_the_providers_within_half_of_the_token_calls() {
    let terminal = Terminal::new().await;
    let said = terminal.run(&ONLINE).await;
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    for words in [
        "The settings are good",
        "integration       accepted; it may read customers",
        "sales channel     accepted",
        "open to guests    market:code:usa, market:code:europe",
        "market:code:vip is refused to guests",
        "accepts us        yes",
        "\nNothing stands in the way.\n",
    ] {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    assert!(!said.out.contains("not asked"), "{}", said.out);
    assert_eq!(terminal.sandbox.token_calls(), 15);
    assert!(terminal.sandbox.customers("acme").iter().all(|customer| !customer.email.contains("vestibule")));

    let terminal = Terminal::new().await;
    let more = terminal.settings().replace(
        "scopes = [\"market:code:world\"]",
        "scopes = [\"market:code:world\", \"market:id:GlobexMrkt\", \"market:code:other\"]",
    );
    let said = terminal.run_with(&more, &ONLINE).await;
    assert!(said.out.contains("market:code:other: not asked"), "{}", said.out);
    assert_eq!(terminal.sandbox.token_calls(), 15);
}

#[tokio::test]
async fn check_online_finds_wrong_credentials_and_a_role_that_may_too_little() {
    let terminal = Terminal::new().await;
    for (right, wrong, words) in [
        (
            "acme-integration-secret-0",
            "acme-integration-secret-9",
            "The integration gets no token: the client id",
        ),
        (
            "acme-web-shop-secret-0",
            "acme-web-shop-secret-9",
            "The sales channel gets no customer tokens: its",
        ),
        ("client_id = \"acme-web-shop", "client_id = \"acme-wrong-shop", "market:code:usa gives no token:"),
        (
            "[organizations.globex]",
            "[organizations.globex]\nslug = \"acme\"",
            "belongs to another organization",
        ),
    ] {
        let settings = terminal.settings().replacen(right, wrong, 1);
        let said = terminal.run_with(&settings, &ONLINE).await;
        assert!(said.code == 1 && said.out.contains(words), "{words}: {}{}", said.out, said.err);
        assert!(said.out.ends_with("Something stands in the way: see above.\n"), "{}", said.out);
        terminal.sandbox.reset_limits();
    }
}
