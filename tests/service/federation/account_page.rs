//! The account page: linking and unlinking, the last way in, and what remains when a provider is gone.

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::json;
use vestibule::config::Settings;
use vestibule::sandbox::upstream::Person;

use super::steps::{SECOND, SESSION, VERA};
use crate::bench::{Answer, Browser, PASSWORD, Plan, ProviderPlan, TestApp, WEB, legacy, web};

const TWO: &[ProviderPlan] = &[ProviderPlan::TRUSTED, SECOND];

impl Browser {
    async fn post_ways(&self, provider: &str, verb: &str) -> Answer {
        self.post(&format!("/account/providers/{provider}/{verb}?clientId={WEB}"), &[]).send().await
    }

    async fn come_by_second(&self, person: &str) {
        let page = self.visit(web().to("/federation/second/depart").address()).await;
        page.as_person(person).await.landing();
    }
}

/// The file without the second provider.
fn without_second(settings: &mut Settings) {
    settings.providers.retain(|provider| provider.id.as_str() != "second");
    for shop in &mut settings.storefronts {
        shop.providers.retain(|id| id.as_str() != "second");
    }
}

#[tokio::test]
async fn h08_unlinking_ends_the_sessions_that_the_provider_began_and_no_others() {
    let app = TestApp::planned(Plan { providers: TWO, ..Plan::default() }).await;
    let (desk, there, second) = (app.browser(), app.browser(), app.browser());
    desk.sign_up(&app, &web(), VERA).await.landing();
    let landing = there.come_as(&legacy(), "vera").await.landing();
    second.come_by_second("vera").await;
    let kept = second.customer_token().await.unwrap();
    app.tick().await;
    let answer = desk.post_ways("example", "unlink").await;
    assert!(answer.header("location").contains("notice=unlinked"), "{}", answer.header("location"));
    assert!(!there.is_signed_in().await);
    assert!(desk.is_signed_in().await && second.is_signed_in().await);
    app.tick().await;
    assert!(app.sandbox.is_revoked(&landing.parameter("accessToken").unwrap()));
    assert!(!app.sandbox.is_revoked(&kept));
    let letter = app.letters_to(VERA).await.remove(0);
    assert!(letter.subject.contains("Example ID"), "{}", letter.subject);
    // Whoever comes from there now is somebody new, who joins by the proven address again and the owner is told.
    let before = app.told_of_links(VERA).await;
    app.browser().come_as(&web(), "vera").await.landing();
    assert_eq!(app.told_of_links(VERA).await, before + 1);
    assert_eq!(app.count("accounts").await, 1);
}

#[tokio::test]
async fn h08_this_holds_where_the_link_goes_by_another_claim_than_the_subject() {
    const BY_OID: ProviderPlan = ProviderPlan {
        id: "example",
        settings: "trust_email = true\n[providers.claims]\nsubject = \"oid\"",
        register: |_| {},
    };
    let app = TestApp::planned(Plan { providers: &[BY_OID], ..Plan::default() }).await;
    let mut person = Person::verified("vera", "Vera", "pairwise-1", VERA);
    person.claims.insert("oid".to_owned(), json!("object-1"));
    app.upstream().put_person(person);
    let (desk, there) = (app.browser(), app.browser());
    desk.sign_up(&app, &web(), VERA).await.landing();
    there.come_as(&web(), "vera").await.landing();
    assert_eq!(app.count("identities where subject = 'object-1'").await, 1);
    desk.post_ways("example", "unlink").await;
    assert_eq!(app.count("identities").await, 0);
    assert!(!there.is_signed_in().await);
    app.tick().await;
}

#[tokio::test]
async fn h08_who_unlinks_in_a_session_of_the_provider_stays_signed_in_there_alone() {
    let app = TestApp::with_provider().await;
    app.browser().sign_up(&app, &web(), VERA).await.landing();
    let (here, elsewhere) = (app.browser(), app.browser());
    here.come_as(&web(), "vera").await.landing();
    elsewhere.come_as(&web(), "vera").await.landing();
    let page = here.account().await.press("Unlink").await;
    assert!(page.alert().unwrap().contains("Example ID is unlinked"), "{:?}", page.alert());
    assert!(here.is_signed_in().await && !elsewhere.is_signed_in().await);
    app.tick().await;
}

#[tokio::test]
async fn the_last_way_in_stays() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    browser.come_as(&web(), "vera").await.landing();
    let page = browser.account().await;
    assert!(page.text().contains("Your only way in") && !page.has_button("Unlink"), "{}", page.text());
    let answer = browser.post_ways("example", "unlink").await;
    assert!(answer.header("location").contains("notice=last-way"));
    assert_eq!(app.count("identities").await, 1);
    assert!(browser.is_signed_in().await);
    app.tick().await;
}

#[tokio::test]
async fn a_way_that_no_shop_offers_is_not_counted_as_one() {
    let app = TestApp::planned(Plan { providers: TWO, ..Plan::default() }).await;
    app.browser().sign_up(&app, &web(), VERA).await.landing();
    let browser = app.browser();
    browser.come_as(&web(), "vera").await.landing();
    app.browser().come_by_second("vera").await;
    app.tick().await;
    let mut app = app;
    // No shop takes passwords any more, and none offers the second provider.
    app.restart_with(|settings| {
        for shop in &mut settings.storefronts {
            shop.password = false;
            shop.providers.retain(|id| id.as_str() == "example");
        }
    })
    .await;
    let page = browser.account().await;
    assert!(page.text().contains("Your only way in"), "{}", page.text());
    browser.post_ways("example", "unlink").await;
    assert_eq!(app.count("identities").await, 2);
    browser.post_ways("second", "unlink").await;
    assert_eq!(app.count("identities").await, 1);
    app.browser().come_as(&web(), "vera").await.landing();
    app.tick().await;
}

#[tokio::test]
async fn a_provider_that_is_gone_is_shown_signs_nobody_in_and_can_be_unlinked() {
    let mut app = TestApp::planned(Plan { providers: TWO, ..Plan::default() }).await;
    let browser = app.browser();
    browser.come_as(&web(), "vera").await.landing();
    app.browser().come_by_second("vera").await;
    let left = app.browser();
    let leaving = left.visit(web().address()).await.click("Continue with Second ID").await;
    let back = leaving.at_provider().await.sign_in_as("vera").await;
    app.tick().await;
    app.restart_with(without_second).await;

    assert!(browser.is_signed_in().await, "the session goes on");
    let page = browser.account().await;
    assert!(page.text().contains("second"), "{}", page.text());
    assert_eq!(back.follow().await.status(), StatusCode::NOT_FOUND);
    assert!(!left.is_signed_in().await);
    let depart = left.visit(web().to("/federation/second/depart").address()).await;
    assert_eq!(depart.status(), StatusCode::NOT_FOUND);
    let sid = app.upstreams[1].sessions()[0].sid.clone();
    let notices = app.upstreams[1].send_backchannel_logout(&sid).await;
    assert_eq!(notices[0].status, Some(404));

    let answer = browser.post_ways("example", "unlink").await;
    assert!(answer.header("location").contains("notice=last-way"), "nobody signs in by what is gone");
    browser.post_ways("second", "unlink").await;
    assert_eq!(app.count("identities where provider = 'second'").await, 0);
    assert_eq!(app.count("identities").await, 1);
    assert_eq!(browser.sign_out(&web()).await.heading(), "You’re signed out");
    app.tick().await;
}

#[tokio::test]
async fn who_signed_in_by_a_provider_that_is_gone_signs_out_here() {
    let mut app = TestApp::planned(Plan { providers: TWO, ..Plan::default() }).await;
    let browser = app.browser();
    browser.come_by_second("vera").await;
    let token = browser.customer_token().await.unwrap();
    app.tick().await;
    app.restart_with(without_second).await;
    let page = browser.sign_out(&web()).await;
    assert_eq!(page.heading(), "You’re signed out");
    assert_eq!(browser.cookie(SESSION), None);
    app.tick().await;
    assert!(app.sandbox.is_revoked(&token));
}

#[tokio::test]
async fn a_proof_for_a_provider_that_is_gone_leads_to_no_session() {
    let mut app = TestApp::planned(Plan { providers: TWO, ..Plan::default() }).await;
    app.browser().sign_up(&app, &web(), "uma@people.example").await.landing();
    app.pass(TimeDelta::minutes(2));
    let browser = app.browser();
    let page = browser.visit(web().address()).await.click("Continue with Second ID").await;
    let page = page.as_person("uma").await;
    let code = app.code_for("uma@people.example").await;
    app.restart_with(without_second).await;
    let page = page.fill("Code", &code).press("Confirm").await;
    assert_eq!(page.heading(), "Login", "{}", page.text());
    assert!(!browser.is_signed_in().await);
    assert_eq!(app.count("identities").await, 0);
}

#[tokio::test]
async fn a10_a_link_only_provider_of_now_signs_nobody_in_who_left_before() {
    let mut app = TestApp::with_provider().await;
    app.browser().come_as(&web(), "vera").await.landing();
    let left = app.browser();
    let back = left.answer_for(&web(), "vera").await;
    let proving = app.browser();
    let page = proving.come_as(&web(), "uma").await;
    let code = app.code_for("uma@people.example").await;
    app.restart_with(|settings| settings.providers[0].usage = vestibule::config::Usage::Link).await;
    let refused = left.come_back(&back).await;
    assert_eq!(refused.heading(), "Example ID can’t sign you in here", "{}", refused.text());
    assert!(!left.is_signed_in().await);
    page.fill("Code", &code).press("Confirm").await;
    assert!(!proving.is_signed_in().await);
    assert_eq!(app.count("accounts").await, 1);
}

#[tokio::test]
async fn h11_ways_in_are_changed_only_just_after_signing_in() {
    let app = TestApp::planned(Plan { providers: TWO, ..Plan::default() }).await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), VERA).await.landing();
    browser.account().await.press("Link").await.as_person("vera").await;
    assert_eq!(app.count("identities").await, 1);
    app.tick().await;
    app.pass(TimeDelta::minutes(30));
    let departures = app.count("departures").await;
    let page = browser.account().await;
    assert!(!page.has_button("Link") && !page.has_button("Unlink"), "{}", page.text());
    for (provider, verb) in [("second", "link"), ("example", "unlink")] {
        let answer = browser.post_ways(provider, verb).await;
        assert!(answer.header("location").starts_with("/account"), "{}", answer.header("location"));
    }
    assert_eq!((app.count("departures").await, app.count("identities").await), (departures, 1));
    let login = page.press("Sign in again").await;
    let page = login.sign_in_as(VERA, PASSWORD).await;
    assert_eq!(page.url().path(), "/account", "{}", page.text());
    page.press("Unlink").await;
    assert_eq!(app.count("identities").await, 0);
    app.tick().await;
}

#[tokio::test]
async fn linking_twice_is_one_link_and_says_so() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "ada@example.com").await.landing();
    let first = browser.account().await.press("Link").await.at_provider().await.sign_in_as("vera").await;
    let second = browser.account().await.press("Link").await.at_provider().await.sign_in_as("vera").await;
    let page = first.follow().await;
    assert!(page.alert().unwrap().contains("is linked"), "{:?}", page.alert());
    let page = second.follow().await;
    assert!(page.alert().unwrap().contains("was linked already"), "{:?}", page.alert());
    assert_eq!(app.count("identities").await, 1);
    assert_eq!(app.letters_to("ada@example.com").await.len(), 2, "the code, and one notice");
}

#[tokio::test]
async fn saying_no_while_linking_leads_back_to_the_account() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "ada@example.com").await.landing();
    let there = browser.account().await.press("Link").await.at_provider().await;
    let page = there.press(|fields| fields.iter().any(|(_, value)| value == "deny")).await.follow().await;
    assert_eq!(page.url().path(), "/account");
    assert!(page.alert().unwrap().contains("was not linked"), "{:?}", page.alert());
    assert!(browser.is_signed_in().await);
    app.tick().await;
}

#[tokio::test]
async fn another_site_can_neither_link_nor_unlink() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), VERA).await.landing();
    browser.account().await.press("Link").await.as_person("vera").await;
    let departures = app.count("departures").await;
    for verb in ["link", "unlink"] {
        let path = format!("/account/providers/example/{verb}?clientId={WEB}");
        let post = browser.post(&path, &[]).header("sec-fetch-site", "cross-site");
        let evil = post.header("origin", "https://evil.example").send().await;
        assert!(evil.status.is_client_error(), "{verb}: {}", evil.status);
    }
    assert_eq!((app.count("departures").await, app.count("identities").await), (departures, 1));
    let says =
        browser.visit(format!("/account?clientId={WEB}&notice=linked&provider=%3Cscript%3Ealert(1)")).await;
    assert_eq!(says.alert(), None, "only providers of ours are named");
    app.tick().await;
}
