//! Catalogue B18 and B19: being signed out by a provider's token, and signing out there at our wish.

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};
use vestibule::config::{LogoutBehaviour, Settings};
use vestibule::sandbox::upstream::{DEMO_CLIENT_ID, Switch};

use super::steps::{SECOND, SESSION, USA, VERA};
use crate::bench::{
    Answer, Browser, PASSWORD, Plan, ProviderPlan, TestApp, WEB, at_once, client, legacy, web,
};

const LOGOUT: &str = "/federation/example/backchannel-logout";
const RP_INITIATED: ProviderPlan = ProviderPlan {
    id: "example",
    settings: "trust_email = true\nlogout = \"rp_initiated\"",
    register: |_| {},
};

impl TestApp {
    /// Where the latest session at the provider is known by its `sid`.
    fn latest_sid(&self) -> String {
        self.upstream().sessions().last().expect("a session at the provider").sid.clone()
    }

    /// Posts a logout token, as a server does.
    async fn post_logout(&self, token: &str) -> StatusCode {
        let request = client().post(format!("{}{LOGOUT}", self.url())).form(&[("logout_token", token)]);
        request.send().await.unwrap().status()
    }

    async fn rp_initiated() -> Self {
        Self::planned(Plan { providers: &[RP_INITIATED], ..Plan::default() }).await
    }
}

/// Signs in with a token in the hand of the shop.
async fn signed_in(app: &TestApp, person: &str) -> (Browser, String) {
    let browser = app.browser();
    let landing = browser.come_as(&legacy(), person).await.landing();
    app.tick().await;
    (browser, landing.parameter("accessToken").unwrap())
}

#[tokio::test]
async fn b18_a_forged_logout_token_signs_nobody_out() {
    let app = TestApp::with_provider().await;
    let (browser, token) = signed_in(&app, "vera").await;
    let sid = app.latest_sid();
    for forged in [
        Switch::LogoutAlgNone,
        Switch::LogoutHs256,
        Switch::LogoutBadSignature,
        Switch::LogoutSignedByAttacker,
        Switch::LogoutNonce,
        Switch::LogoutIssWrong,
        Switch::LogoutAudWrong,
        Switch::LogoutAudMissing,
        Switch::LogoutNoEvents,
        Switch::LogoutWrongEvent,
        Switch::LogoutEventNotObject,
        Switch::LogoutNobody,
        Switch::LogoutNoJti,
        Switch::LogoutExpired,
        Switch::LogoutIatOld,
        Switch::LogoutIatMissing,
        Switch::LogoutIatInFuture,
        Switch::LogoutIsIdToken,
    ] {
        app.upstream().switches().on(forged);
        let notices = app.upstream().send_backchannel_logout(&sid).await;
        app.upstream().switches().off(forged);
        assert_eq!(notices.len(), 1, "{forged:?}");
        assert_eq!(notices[0].status, Some(400), "{forged:?}");
        assert!(browser.is_signed_in().await, "{forged:?}");
    }
    app.tick().await;
    assert!(!app.sandbox.is_revoked(&token));
    assert_eq!(app.count("logout_tokens").await, 0);
    // The provider's own word, after all these, is still taken.
    assert_eq!(app.upstream().send_backchannel_logout(&sid).await[0].status, Some(200));
    assert!(!browser.is_signed_in().await);
    app.tick().await;
    assert!(app.sandbox.is_revoked(&token));
}

#[tokio::test]
async fn b18_a_mac_is_never_taken_even_where_id_tokens_may_have_one() {
    const PLAN: ProviderPlan = ProviderPlan {
        id: "example",
        settings: "trust_email = true\nsigning_algorithms = [\"RS256\", \"HS256\"]",
        register: |_| {},
    };
    let app = TestApp::planned(Plan { providers: &[PLAN], ..Plan::default() }).await;
    let (browser, _) = signed_in(&app, "vera").await;
    app.upstream().switches().on(Switch::LogoutHs256);
    let notices = app.upstream().send_backchannel_logout(&app.latest_sid()).await;
    assert_eq!(notices[0].status, Some(400));
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn b18_every_honest_form_of_a_logout_token_is_taken() {
    let app = TestApp::with_provider().await;
    for honest in [
        None,
        Some(Switch::LogoutSubOnly),
        Some(Switch::LogoutSidOnly),
        Some(Switch::LogoutAudList),
        Some(Switch::LogoutNoExp),
        Some(Switch::LogoutTypMissing),
        Some(Switch::LogoutTypWrong),
        Some(Switch::SignEs256),
    ] {
        app.pass(TimeDelta::minutes(11));
        if let Some(honest) = honest {
            app.upstream().switches().on(honest);
        }
        let (browser, token) = signed_in(&app, "vera").await;
        let notices = app.upstream().send_backchannel_logout(&app.latest_sid()).await;
        app.upstream().switches().reset();
        assert_eq!(notices[0].status, Some(200), "{honest:?}");
        assert!(!browser.is_signed_in().await, "{honest:?}");
        app.tick().await;
        assert!(app.sandbox.is_revoked(&token), "{honest:?}");
    }
    assert_eq!(app.count("sessions").await, 0);
}

#[tokio::test]
async fn b18_a_session_id_ends_one_session_and_a_subject_all_of_the_person() {
    let app = TestApp::with_provider().await;
    let (mila, milas) = signed_in(&app, "mila").await;
    let (phone, _) = signed_in(&app, "vera").await;
    let phone_sid = app.latest_sid();
    let (desk, desks) = signed_in(&app, "vera").await;
    let (tablet, _) = signed_in(&app, "vera").await;
    app.browser().come_as(&web(), "vera").await;
    assert_eq!(app.upstream().send_backchannel_logout(&phone_sid).await[0].status, Some(200));
    assert!(!phone.is_signed_in().await);
    assert!(desk.is_signed_in().await && tablet.is_signed_in().await && mila.is_signed_in().await);
    app.tick().await;
    assert!(!app.sandbox.is_revoked(&desks));
    // The phone's session at the provider, named by the person alone: everything of that person.
    app.upstream().switches().on(Switch::LogoutSubOnly);
    assert_eq!(app.upstream().send_backchannel_logout(&phone_sid).await[0].status, Some(200));
    assert!(!desk.is_signed_in().await && !tablet.is_signed_in().await);
    assert!(mila.is_signed_in().await);
    app.tick().await;
    assert!(app.sandbox.is_revoked(&desks) && !app.sandbox.is_revoked(&milas));
    assert_eq!(app.count("sessions").await, 1);
}

#[tokio::test]
async fn b18_only_sessions_that_began_there_end() {
    let app = TestApp::planned(Plan { providers: &[ProviderPlan::TRUSTED, SECOND], ..Plan::default() }).await;
    let (there, theirs) = signed_in(&app, "vera").await;
    let sid = app.latest_sid();
    // The same account by the other provider, and by a password at another browser.
    let second = app.browser();
    let page = second.visit(web().address()).await.click("Continue with Second ID").await;
    page.as_person("vera").await.landing();
    let seconds = second.customer_token().await.unwrap();
    assert_eq!(app.count("accounts").await, 1);
    app.upstream().switches().on(Switch::LogoutSubOnly);
    app.upstream().send_backchannel_logout(&sid).await;
    assert!(!there.is_signed_in().await);
    assert!(second.is_signed_in().await);
    app.tick().await;
    assert!(app.sandbox.is_revoked(&theirs) && !app.sandbox.is_revoked(&seconds));
    // A token of one provider says nothing at the other's address.
    app.upstream().switches().off(Switch::LogoutSubOnly);
    let sid = app.upstreams[1].sessions()[0].sid.clone();
    let token = app.upstreams[1].logout_token(DEMO_CLIENT_ID, &sid).unwrap();
    assert_eq!(app.post_logout(&token).await, StatusCode::BAD_REQUEST);
    assert!(second.is_signed_in().await);
}

#[tokio::test]
async fn b18_the_session_of_a_password_outlives_the_providers() {
    let app = TestApp::with_provider().await;
    let desk = app.browser();
    desk.sign_up(&app, &web(), VERA).await.landing();
    let (phone, _) = signed_in(&app, "vera").await;
    app.upstream().switches().on(Switch::LogoutSubOnly);
    app.upstream().end_session(&app.latest_sid()).await;
    assert!(desk.is_signed_in().await && !phone.is_signed_in().await);
    app.browser().sign_in(&web(), VERA, PASSWORD).await.landing();
    app.tick().await;
}

#[tokio::test]
async fn b18_a_token_is_taken_once_also_of_twenty_at_once() {
    let app = TestApp::with_provider().await;
    signed_in(&app, "vera").await;
    let token = app.upstream().logout_token(DEMO_CLIENT_ID, &app.latest_sid()).unwrap();
    let statuses = at_once(20, async |_| app.post_logout(&token).await).await;
    assert_eq!(statuses.iter().filter(|status| **status == StatusCode::OK).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == StatusCode::BAD_REQUEST).count(), 19);
    // Whoever kept it cannot sign the next session out, whenever he tries.
    let (browser, _) = signed_in(&app, "vera").await;
    for minutes in [0, 1, 5, 10, 60, 60 * 24 * 3] {
        app.pass(TimeDelta::minutes(minutes));
        app.tick().await;
        assert_eq!(app.post_logout(&token).await, StatusCode::BAD_REQUEST, "{minutes}");
        assert!(browser.is_signed_in().await);
    }
    assert_eq!(app.count("logout_tokens").await, 0, "forgotten when nobody would take it any more");
}

#[tokio::test]
async fn b18_the_latest_token_sent_again_ends_nothing() {
    let app = TestApp::with_provider().await;
    signed_in(&app, "vera").await;
    let sid = app.latest_sid();
    app.upstream().send_backchannel_logout(&sid).await;
    app.upstream().switches().on(Switch::LogoutReplay);
    assert_eq!(app.upstream().send_backchannel_logout(&sid).await[0].status, Some(400));
    app.tick().await;
}

#[tokio::test]
async fn b18_a_session_that_nobody_knows_is_no_mistake() {
    let app = TestApp::with_provider().await;
    let (vera, _) = signed_in(&app, "vera").await;
    vera.sign_out(&legacy()).await;
    let (mila, _) = signed_in(&app, "mila").await;
    let vera_sid = app.upstream().sessions()[0].sid.clone();
    assert_eq!(app.upstream().send_backchannel_logout(&vera_sid).await[0].status, Some(200));
    assert!(mila.is_signed_in().await);
    app.tick().await;
}

#[tokio::test]
async fn b18_a_storm_of_logouts_real_and_forged_leaves_the_service_standing() {
    let app = TestApp::with_provider().await;
    let (browser, token) = signed_in(&app, "vera").await;
    let (mila, _) = signed_in(&app, "mila").await;
    let sid = app.upstream().sessions()[0].sid.clone();
    let upstream = app.upstream();
    let mut tokens: Vec<String> =
        (0..150).map(|_| upstream.logout_token(DEMO_CLIENT_ID, &sid).unwrap()).collect();
    for forged in [Switch::LogoutSignedByAttacker, Switch::LogoutBadSignature, Switch::LogoutAlgNone] {
        upstream.switches().on(forged);
        tokens.extend((0..50).map(|_| upstream.logout_token(DEMO_CLIENT_ID, &sid).unwrap()));
        upstream.switches().off(forged);
    }
    let asked = upstream.visits_to("/jwks.json");
    let storm = at_once(300, async |n| app.post_logout(&tokens[n]).await);
    let reader = app.browser();
    let (statuses, page) = tokio::join!(Box::pin(storm), reader.visit(web().address()));
    assert_eq!(page.heading(), "Login", "pages are served meanwhile");
    assert!(statuses[..150].iter().all(|status| *status == StatusCode::OK), "{statuses:?}");
    assert!(statuses[150..].iter().all(|status| *status == StatusCode::BAD_REQUEST));
    assert!(upstream.visits_to("/jwks.json") - asked <= 1, "forged ones do not hammer the provider");
    assert!(!browser.is_signed_in().await && mila.is_signed_in().await);
    app.tick().await;
    assert!(app.sandbox.is_revoked(&token));
}

#[tokio::test]
async fn b18_logouts_of_one_person_at_once_end_every_session_and_fail_nowhere() {
    let app = TestApp::with_provider().await;
    for _ in 0..12 {
        app.browser().come_as(&web(), "vera").await.landing();
    }
    let sids: Vec<String> = app.upstream().sessions().iter().map(|session| session.sid.clone()).collect();
    app.upstream().switches().on(Switch::LogoutSubOnly);
    let tokens: Vec<String> =
        sids.iter().map(|sid| app.upstream().logout_token(DEMO_CLIENT_ID, sid).unwrap()).collect();
    let statuses = at_once(12, async |n| app.post_logout(&tokens[n]).await).await;
    assert!(statuses.iter().all(|status| *status == StatusCode::OK), "{statuses:?}");
    assert_eq!(app.count("sessions").await, 0);
    app.tick().await;
}

#[tokio::test]
async fn b18_what_is_no_logout_request_is_refused_and_signs_nobody_out() {
    let app = TestApp::with_provider().await;
    let (browser, _) = signed_in(&app, "vera").await;
    let token = app.upstream().logout_token(DEMO_CLIENT_ID, &app.latest_sid()).unwrap();
    let url = format!("{}{LOGOUT}", app.url());
    let form = "application/x-www-form-urlencoded";
    let post = |kind: &'static str, body: String| client().post(&url).header("content-type", kind).body(body);
    for (request, status) in [
        (client().get(format!("{url}?logout_token={token}")), 404),
        (client().post(format!("{url}?logout_token={token}")), 400),
        (post("application/json", format!("{{\"logout_token\":\"{token}\"}}")), 400),
        (post("text/plain", format!("logout_token={token}")), 400),
        (post(form, String::new()), 400),
        (post(form, "logout_token=".into()), 400),
        (post(form, format!("logout_token={}", "x".repeat(100_000))), 400),
        (post(form, format!("logout_token={token}x")), 400),
    ] {
        let answer = request.send().await.unwrap();
        let found = answer.status().as_u16();
        assert!(
            found == status || (status == 404 && found == 405) || (status == 400 && found == 413),
            "{found}"
        );
    }
    let nobody = client().post(format!("{}/federation/nobody/backchannel-logout", app.url()));
    let nobody = nobody.form(&[("logout_token", &token)]).send().await.unwrap();
    assert_eq!(nobody.status(), StatusCode::NOT_FOUND);
    assert!(browser.is_signed_in().await);
    assert_eq!(app.post_logout(&token).await, StatusCode::OK, "and the token is not used up by any of it");
    app.tick().await;
}

#[tokio::test]
async fn b18_while_the_provider_s_keys_cannot_be_had_the_answer_says_so_and_the_token_is_good_later() {
    let mut app = TestApp::with_provider().await;
    let (browser, _) = signed_in(&app, "vera").await;
    // A new process has no keys yet.
    app.crash_and_restart().await;
    let token = app.upstream().logout_token(DEMO_CLIENT_ID, &app.latest_sid()).unwrap();
    app.upstream().switches().on(Switch::DiscoveryAway);
    assert_eq!(app.post_logout(&token).await, StatusCode::SERVICE_UNAVAILABLE);
    assert!(browser.is_signed_in().await);
    app.upstream().switches().reset();
    app.pass(TimeDelta::seconds(30));
    assert_eq!(app.post_logout(&token).await, StatusCode::OK);
    assert!(!browser.is_signed_in().await);
    app.tick().await;
}

#[tokio::test]
async fn a_logout_ends_here_at_once_and_at_commerce_layer_as_soon_as_it_can_be_done() {
    let mut app = TestApp::with_provider().await;
    let (browser, token) = signed_in(&app, "vera").await;
    let vault = app.vault().await;
    app.switches().set(|switches| switches.unreachable = true);
    let notices = app.upstream().end_session(&app.latest_sid()).await;
    assert_eq!(notices[0].status, Some(200), "the provider does not wait for Commerce Layer");
    assert!(!browser.is_signed_in().await);
    app.tick().await;
    assert!(!app.sandbox.is_revoked(&token));
    app.crash_and_restart().await;
    app.switches().reset();
    app.pass(TimeDelta::minutes(2));
    app.tick().await;
    for token in vault.iter().chain([&token]) {
        assert!(app.sandbox.is_revoked(token));
    }
    assert_eq!(app.count("revocations").await, 0);
}

#[tokio::test]
async fn b19_coming_back_without_a_state_or_with_a_wrong_one_is_a_page_that_says_so() {
    for odd in [None, Some(Switch::SignedOutStateMissing), Some(Switch::SignedOutStateWrong)] {
        let app = TestApp::rp_initiated().await;
        if let Some(odd) = odd {
            app.upstream().switches().on(odd);
        }
        let browser = app.browser();
        browser.come_as(&web(), "vera").await.landing();
        let back = browser.sign_out(&web()).await.at_provider().await.returned().unwrap();
        assert!(!browser.is_signed_in().await, "here it is done before");
        let page = back.follow().await;
        assert_eq!((page.status(), page.heading()), (StatusCode::OK, "You’re signed out".into()), "{odd:?}");
        assert_eq!(page.text().contains("and at Example ID"), odd.is_none(), "{odd:?}: {}", page.text());
        assert_eq!(page.trail.len(), usize::from(odd.is_none()), "nobody is sent on: {odd:?}");
        app.tick().await;
    }
}

#[tokio::test]
async fn b19_a_state_of_another_browser_or_of_another_walk_leads_nowhere() {
    let app = TestApp::rp_initiated().await;
    let browser = app.browser();
    let signing_in = browser.leave(&web()).await.provider_address();
    browser.come_as(&web(), "vera").await.landing();
    let signing_in = signing_in.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let back = browser.sign_out(&web()).await.at_provider().await.returned().unwrap().returned;
    let elsewhere = app.browser();
    elsewhere.come_as(&web(), "mila").await.landing();
    let path = |state: &str| format!("/federation/example/signed-out?state={state}");
    for (browser, state) in [
        (&app.browser(), back.parameter("state")),
        (&elsewhere, back.parameter("state")),
        (&browser, signing_in.clone()),
        (&browser, "vst_nonsense".to_owned()),
        (&browser, String::new()),
    ] {
        let page = browser.visit(path(&state)).await;
        assert_eq!((page.url().path(), page.trail.len()), ("/federation/example/signed-out", 0), "{state}");
    }
    assert!(elsewhere.is_signed_in().await, "coming back signs nobody out");
    // The state of a sign-out signs nobody in.
    let page =
        browser.visit(format!("/federation/example/callback?code=a&state={}", back.parameter("state"))).await;
    assert_eq!(page.status(), StatusCode::GONE);
    // None of it has used up the right one, which works once.
    let page = browser.come_back(&back).await;
    assert!(page.text().contains("and at Example ID"), "{}", page.text());
    let again = browser.come_back(&back).await;
    assert_eq!(again.trail.len(), 0);
    app.tick().await;
}

#[tokio::test]
async fn b19_no_get_signs_anybody_out() {
    let app = TestApp::rp_initiated().await;
    let browser = app.browser();
    browser.come_as(&web(), "vera").await.landing();
    let image = |address: String| {
        let request = browser.request(Method::GET, &address);
        let request = request.header("sec-fetch-dest", "image").header("sec-fetch-mode", "no-cors");
        request.header("sec-fetch-site", "cross-site").send()
    };
    for address in [
        web().to("/logout").address(),
        web().to("/signed-out").address(),
        "/federation/example/signed-out".to_owned(),
        "/federation/example/frontchannel-logout".to_owned(),
        format!("/federation/example/frontchannel-logout?iss={}&sid=guessed", app.upstream().issuer()),
        "/federation/example/backchannel-logout".to_owned(),
        web().to("/account/providers/example/unlink").address(),
        web().to("/continue/switch").address(),
    ] {
        let answer: Answer = image(address.clone()).await;
        assert!(!answer.status.is_server_error(), "{address}");
        assert!(browser.is_signed_in().await, "{address}");
    }
    let cross_site = browser.post(&web().to("/logout").address(), &[]).header("sec-fetch-site", "cross-site");
    let evil = cross_site.header("origin", "https://evil.example").send().await;
    assert!(evil.status.is_client_error(), "{}", evil.status);
    assert!(browser.is_signed_in().await);
    assert_eq!(app.count("identities").await, 1);
    app.tick().await;
}

#[tokio::test]
async fn b19_a_way_back_that_took_too_long_is_a_page() {
    let app = TestApp::rp_initiated().await;
    let browser = app.browser();
    browser.come_as(&web(), "vera").await.landing();
    let back = browser.sign_out(&web()).await.at_provider().await.returned().unwrap();
    app.pass(TimeDelta::minutes(11));
    let page = back.follow().await;
    assert_eq!((page.status(), page.heading()), (StatusCode::OK, "You’re signed out".into()));
    app.tick().await;
}

#[tokio::test]
async fn whoever_signs_out_is_signed_out_here_whatever_the_provider_does() {
    for trouble in [Switch::NoEndSession, Switch::DiscoveryAway] {
        let mut app = TestApp::rp_initiated().await;
        let (browser, token) = signed_in(&app, "vera").await;
        app.upstream().switches().on(trouble);
        app.crash_and_restart().await;
        let page = browser.sign_out(&legacy()).await;
        assert_eq!(page.heading(), "You’re signed out", "{trouble:?}");
        assert!(page.text().contains("Example ID may still know you"), "{}", page.text());
        assert_eq!(browser.cookie(SESSION), None);
        app.tick().await;
        assert!(app.sandbox.is_revoked(&token));
    }
}

#[tokio::test]
async fn a_provider_that_is_left_alone_is_named() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    browser.come_as(&web(), "vera").await.landing();
    let page = browser.sign_out(&web()).await;
    assert!(page.text().contains("Example ID may still know you"), "{}", page.text());
    assert_eq!(app.upstream().visits_to("/end-session"), 0);
    assert_eq!(page.click("Login again").await.heading(), "Login");
    app.tick().await;
}

#[tokio::test]
async fn a_session_of_a_password_is_not_sent_to_any_provider() {
    let app = TestApp::rp_initiated().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), VERA).await.landing();
    browser.account().await.press("Link").await.as_person("vera").await;
    let page = browser.sign_out(&web()).await;
    assert_eq!(page.heading(), "You’re signed out");
    assert!(!page.text().contains("Example ID"), "{}", page.text());
    app.tick().await;
}

#[tokio::test]
async fn signing_out_there_at_our_wish_comes_back_by_its_token_too_and_both_are_fine() {
    let app = TestApp::rp_initiated().await;
    let (browser, _) = signed_in(&app, "vera").await;
    let (other, _) = signed_in(&app, "vera").await;
    browser.sign_out(&legacy()).await.at_provider().await.returned().unwrap().follow().await;
    let notices = app.upstream().notices();
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0].status, Some(200), "a session that has ended already is no mistake");
    assert!(other.is_signed_in().await, "another session there, another session here");
    assert_eq!(other.send_token_request(USA).await.json()["kind"], "customer");
    app.tick().await;
}

#[tokio::test]
async fn auth0_s_older_way_is_walked_as_well() {
    let adjust = |settings: &mut Settings| settings.providers[0].logout = LogoutBehaviour::Federated;
    let app = TestApp::planned(Plan { providers: &[ProviderPlan::TRUSTED], adjust, ..Plan::default() }).await;
    let browser = app.browser();
    browser.come_as(&web(), "vera").await.landing();
    let leaving = browser.sign_out(&web()).await;
    let address = leaving.provider_address();
    assert!(address.path().ends_with("/v2/logout"), "{address}");
    assert!(!address.as_str().contains("eyJ"), "it needs no token: {address}");
    assert!(!browser.is_signed_in().await);
    if let Some(back) = leaving.at_provider().await.returned() {
        assert_eq!(back.follow().await.heading(), "You’re signed out");
    }
    let link = web().to("/logout").with("clientId", WEB);
    assert_eq!(browser.visit(link.address()).await.heading(), "You’re signed out");
    app.tick().await;
}
