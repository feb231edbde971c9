//! What a provider says of itself: held to the configured issuer, asked for rarely, kept while the provider is away,
//! and never a reason to send a secret, a person or a request to where the operator did not point.

use chrono::TimeDelta;
use reqwest::StatusCode;
use vestibule::config::Settings;
use vestibule::sandbox::upstream::Switch;

use super::door::{AWAY, Door};
use crate::bench::{PASSWORD, Plan, ProviderPlan, TestApp, web};

const DOCUMENT: &str = "/.well-known/openid-configuration";

/// What can be wrong with the document, and what the log says of it.
const WRONG: [(Switch, &str); 11] = [
    (Switch::DiscoveryOtherIssuer, "it calls itself \\\"https://other-id.example.com\\\""),
    (Switch::DiscoveryNoTokenEndpoint, "missing field `token_endpoint`"),
    (Switch::DiscoveryNoKeys, "missing field `jwks_uri`"),
    (Switch::DiscoveryScriptEndpoint, "begins with javascript:"),
    (Switch::DiscoveryRedirect, "is not followed"),
    (Switch::DiscoveryHtml, "the answer is not JSON"),
    (Switch::DiscoveryHuge, "larger than"),
    (Switch::DiscoveryUnavailable, "the answer has status 503"),
    (Switch::DiscoveryAway, "the connection broke"),
    (Switch::JwksUriPrivate, ""),
    (Switch::JwksUriMapped, ""),
];

fn only_the_document() -> impl Iterator<Item = (Switch, &'static str)> {
    WRONG.into_iter().filter(|(_, why)| !why.is_empty())
}

#[tokio::test]
async fn b03_k18_nobody_is_sent_to_a_provider_whose_document_is_wrong() {
    let door = Door::behind("b03-document").await;
    for (switch, why) in only_the_document() {
        door.pass(TimeDelta::minutes(1));
        door.upstream().switches().on(switch);
        let page = door.leave(&door.browser()).await;
        door.upstream().switches().off(switch);
        door.turned_away(&page, &format!("{switch:?}"), AWAY, why).await;
    }
    assert_eq!(door.count("departures").await, 0);
    let own = door.upstream().address().to_string();
    assert!(door.upstream().journal().iter().all(|visit| visit.host == own), "somebody went elsewhere");
    assert!(door.upstream().journal().iter().all(|visit| visit.path == DOCUMENT));
    let page = door.knock("vera").await;
    door.came_in(&page, "an honest document").await;
}

#[tokio::test]
async fn what_was_once_heard_holds_while_the_provider_is_away_or_out_of_its_mind() {
    let door = Door::behind("kept").await;
    let page = door.knock("vera").await;
    door.came_in(&page, "at first").await;
    for (switch, why) in only_the_document() {
        door.pass(TimeDelta::minutes(61));
        let before = door.upstream().visits_to(DOCUMENT);
        door.takes(switch).await;
        assert_eq!(door.upstream().visits_to(DOCUMENT), before + 1, "{switch:?} was asked once: {why}");
    }
    assert_eq!((door.count("accounts").await, door.count("identities").await), (1, 1));
}

#[tokio::test]
async fn after_a_day_of_silence_a_page_says_so_and_the_password_still_works() {
    let door = Door::behind("silent").await;
    let browser = door.browser();
    browser.sign_up(&door, &web(), "ada@example.com").await.landing();
    let page = door.knock("vera").await;
    door.came_in(&page, "at first").await;
    for switch in [Switch::DiscoveryAway, Switch::JwksAway, Switch::TokenAway] {
        door.upstream().switches().on(switch);
    }
    door.pass(TimeDelta::hours(25));
    for _ in 0..3 {
        let page = door.leave(&door.browser()).await;
        assert_eq!(page.status(), AWAY.0);
        let login = page.click("Sign in another way").await;
        assert_eq!(login.status(), StatusCode::OK);
        let page = login.sign_in_as("ada@example.com", PASSWORD).await;
        door.came_in(&page, "by password").await;
    }
    assert_eq!(door.upstream().visits_to(DOCUMENT), 2, "nobody hammers a provider that is away");
    for switch in [Switch::DiscoveryAway, Switch::JwksAway, Switch::TokenAway] {
        door.upstream().switches().off(switch);
    }
    let page = door.knock("vera").await;
    door.came_in(&page, "back again").await;
}

#[tokio::test]
async fn a_provider_that_goes_away_while_somebody_is_there_is_met_with_a_page() {
    let door = Door::behind("gone").await;
    let browser = door.browser();
    let there = door.leave(&browser).await.at_provider().await;
    let back = there.sign_in_as("vera").await;
    for switch in [Switch::JwksAway, Switch::TokenAway, Switch::DiscoveryAway] {
        door.upstream().switches().on(switch);
    }
    let page = back.follow().await;
    door.turned_away(&page, "the way back", AWAY, "the connection broke").await;
}

#[tokio::test]
async fn the_document_is_asked_for_once_an_hour() {
    let door = Door::behind("hourly").await;
    for _ in 0..5 {
        door.knock("vera").await;
    }
    assert_eq!(door.upstream().visits_to(DOCUMENT), 1);
    assert_eq!(door.upstream().visits_to("/jwks.json"), 1);
    door.pass(TimeDelta::minutes(60));
    door.knock("vera").await;
    assert_eq!(door.upstream().visits_to(DOCUMENT), 2);
    door.tick().await;
}

#[tokio::test]
async fn a16_the_client_secret_does_not_follow_a_token_endpoint_that_moves() {
    let mut door = Door::behind("a16").await;
    let page = door.knock("vera").await;
    door.came_in(&page, "at first").await;
    let own = door.upstream().address().to_string();
    door.upstream().switches().on(Switch::TokenEndpointElsewhere);
    door.pass(TimeDelta::minutes(61));
    let page = door.knock("vera").await;
    door.came_in(&page, "at the endpoint of before").await;
    assert!(door.new_warnings().is_empty());
    door.pass(TimeDelta::hours(25));
    let page = door.leave(&door.browser()).await;
    assert_eq!(page.status(), AWAY.0, "{}", page.text());
    let log = door.new_warnings();
    assert!(log.contains("its token endpoint moved from http://127.0.0.1"), "{log}");
    assert!(log.contains("restart to go along"), "{log}");
    let elsewhere = |door: &Door| {
        let asked = door.upstream().journal().into_iter().filter(|visit| visit.path == "/token");
        asked.filter(|visit| visit.host != own).count()
    };
    assert_eq!(elsewhere(&door), 0, "the secret went elsewhere");
    // Only the operator can say that it is right.
    door.restart().await;
    let page = door.knock("vera").await;
    door.came_in(&page, "after a restart").await;
    assert_eq!(elsewhere(&door), 1);
}

#[tokio::test]
async fn k18_keys_are_not_fetched_from_the_metadata_of_clouds() {
    for (id, switch) in [("k18-keys", Switch::JwksUriPrivate), ("k18-mapped", Switch::JwksUriMapped)] {
        let door = Door::behind(id).await;
        door.refuses(switch, AWAY, "is not on the public internet, or is reserved").await;
    }
    let door = Door::behind("k18-redirect").await;
    door.refuses(Switch::JwksRedirect, AWAY, "a redirect to http://169.254.169.254, which is not followed")
        .await;
    let page = door.knock("vera").await;
    door.came_in(&page, "honest keys").await;
}

#[tokio::test]
async fn k18_without_private_addresses_this_machine_is_out_of_reach_however_it_is_written() {
    let issuers: [fn(&mut Settings); 7] = [
        |settings| close(settings, "https://127.0.0.1"),
        |settings| close(settings, "https://localhost"),
        |settings| close(settings, "https://localhost."),
        |settings| close(settings, "https://[::1]"),
        |settings| close(settings, "https://[::ffff:127.0.0.1]"),
        |settings| close(settings, "https://2130706433"),
        |settings| close(settings, "https://0.0.0.0"),
    ];
    for adjust in issuers {
        let door = closed(adjust).await;
        let page = door.leave(&door.browser()).await;
        door.turned_away(&page, "https", AWAY, "is not on the public internet, or is reserved").await;
        assert!(door.upstream().journal().is_empty());
    }
    let door = closed(|settings| close(settings, "http://127.0.0.1")).await;
    let page = door.leave(&door.browser()).await;
    door.turned_away(&page, "http", AWAY, "must begin with https://").await;
    assert!(door.upstream().journal().is_empty());
}

async fn closed(adjust: fn(&mut Settings)) -> Door {
    const PLAN: ProviderPlan = ProviderPlan { id: "k18-closed", ..ProviderPlan::TRUSTED };
    let app = TestApp::planned(Plan { adjust, providers: &[PLAN], ..Plan::default() }).await;
    let door = Door::of(app, "k18-closed");
    door.new_warnings();
    door
}

/// The provider as the settings would never let it in: an address of this machine that nobody has allowed.
fn close(settings: &mut Settings, origin: &str) {
    let provider = &mut settings.providers[0];
    let port = provider.issuer.rsplit_once(':').unwrap().1.to_owned();
    (provider.issuer, provider.private_addresses) = (format!("{origin}:{port}"), false);
}

#[tokio::test]
async fn a_provider_that_lists_no_s256_gets_s256() {
    let door = Door::behind("plain-pkce").await;
    door.upstream().switches().on(Switch::DiscoveryWithoutPkce);
    door.upstream().switches().on(Switch::PkceRequired);
    let page = door.knock("vera").await;
    door.came_in(&page, "S256 all the same").await;
    let asked = door.upstream().journal().into_iter().find(|visit| visit.path == "/authorize").unwrap();
    assert_eq!(asked.query["code_challenge_method"], "S256");
}
