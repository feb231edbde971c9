//! Catalogue A: whose account an identity is. Issuer and subject decide; an address joins only what both sides have
//! proven, and whatever else is left to a proof.

use chrono::TimeDelta;
use reqwest::StatusCode;
use vestibule::sandbox::upstream::{Person, Switch};

use super::steps::{SECOND, UMA, UNTRUSTED, VERA};
use crate::bench::{PASSWORD, Plan, ProviderPlan, TestApp, WEB, at_once, legacy, web};

#[tokio::test]
async fn a01_an_unproven_account_is_not_linked_silently_and_changes_hands_with_the_proof() {
    let app = TestApp::with_provider().await;
    let squatter = app.browser();
    let landing = squatter.sign_up(&app, &legacy(), VERA).await.landing();
    // A way in of his own, beside the password.
    squatter.account().await.press("Link").await.as_person("noah").await;
    app.unprove(VERA).await;
    let stolen = landing.parameter("accessToken").unwrap();

    app.pass(TimeDelta::minutes(2));
    let vera = app.browser();
    let page = vera.come_as(&web(), "vera").await;
    assert_eq!(page.url().path(), "/prove", "{}", page.text());
    assert!(!vera.is_signed_in().await);
    assert_eq!(app.count("identities").await, 1, "only the squatter's own");
    let code = app.code_for(VERA).await;
    page.fill("Code", &code).press("Confirm").await.landing();

    assert_eq!((app.count("accounts").await, app.count("passwords").await), (1, 0));
    assert_eq!(app.count("identities where subject = 'vera-0001'").await, 1);
    assert_eq!(app.count("identities").await, 1, "the squatter's is gone");
    assert_eq!(app.count("sessions").await, 1, "the squatter's is gone");
    assert!(!squatter.is_signed_in().await);
    let refused = app.browser().post_login(&web(), VERA, PASSWORD).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let again = app.browser().come_as(&web(), "noah").await;
    assert_eq!(again.url().path(), "/prove", "a stranger like any other");
    app.tick().await;
    assert!(app.sandbox.is_revoked(&stolen));
    assert!(vera.customer_token().await.is_some());
}

#[tokio::test]
async fn a01_a_detour_that_is_not_finished_changes_nothing() {
    let app = TestApp::with_provider().await;
    let owner = app.browser();
    owner.sign_up(&app, &web(), VERA).await.landing();
    app.unprove(VERA).await;
    app.browser().come_as(&web(), "vera").await;
    assert!(owner.is_signed_in().await);
    assert_eq!((app.count("passwords").await, app.count("identities").await), (1, 0));
    app.browser().sign_in(&web(), VERA, PASSWORD).await.landing();
    app.tick().await;
}

#[tokio::test]
async fn a01_the_password_of_an_unproven_account_proves_no_address() {
    let app = TestApp::planned(Plan { providers: &[UNTRUSTED], ..Plan::default() }).await;
    app.browser().sign_up(&app, &web(), UMA).await.landing();
    app.unprove(UMA).await;
    app.pass(TimeDelta::minutes(2));
    let page = app.browser().come_as(&web(), "uma").await;
    page.fill("Password", PASSWORD).press("Confirm with password").await.landing();
    assert_eq!(app.count("identities").await, 1, "linked: the account is his");
    assert_eq!(app.count("accounts where email_verified_at is not null").await, 0, "the address is not");
    assert_eq!(app.count("passwords").await, 1);
    app.tick().await;
}

#[tokio::test]
async fn a01_linking_in_an_unproven_account_proves_no_address_either() {
    let app = TestApp::with_provider().await;
    let squatter = app.browser();
    squatter.sign_up(&app, &web(), "ada@example.com").await.landing();
    app.unprove("ada@example.com").await;
    let page = squatter.account().await.press("Link").await.as_person("vera").await;
    assert_eq!(page.url().path(), "/account");
    assert_eq!(app.count("accounts where email_verified_at is not null").await, 0);
    assert!(squatter.is_signed_in().await);
    app.tick().await;
}

#[tokio::test]
async fn a02_an_address_joins_only_with_the_boolean_true() {
    let app = TestApp::with_provider().await;
    app.browser().sign_up(&app, &web(), VERA).await.landing();
    let switches = app.upstream().switches();
    for wrong in [
        Switch::EmailVerifiedMissing,
        Switch::EmailVerifiedText,
        Switch::EmailVerifiedFalse,
        Switch::EmailVerifiedOne,
    ] {
        app.pass(TimeDelta::hours(2));
        switches.on(wrong);
        let browser = app.browser();
        let page = browser.come_as(&web(), "vera").await;
        switches.off(wrong);
        // A token that is none at all is not read: for a number, the person is not even asked to prove it.
        let asked = page.url().path() == "/prove" || wrong == Switch::EmailVerifiedOne;
        assert!(asked && page.answer.location().is_none(), "{wrong:?}: {}", page.text());
        assert!(!browser.is_signed_in().await, "{wrong:?}");
        assert_eq!(app.count("identities").await, 0, "{wrong:?}");
        app.tick().await;
    }
    let browser = app.browser();
    browser.come_as(&web(), "vera").await.landing();
    assert_eq!((app.count("accounts").await, app.count("identities").await), (1, 1));
    assert_eq!(app.told_of_links(VERA).await, 1);
}

#[tokio::test]
async fn a02_the_word_of_a_provider_that_is_not_trusted_joins_nobody_and_makes_nobody() {
    let app = TestApp::planned(Plan { providers: &[UNTRUSTED], ..Plan::default() }).await;
    app.browser().sign_up(&app, &web(), VERA).await.landing();
    app.pass(TimeDelta::minutes(2));
    for person in ["vera", "mila"] {
        let page = app.browser().come_as(&web(), person).await;
        assert_eq!(page.url().path(), "/prove", "{person}");
    }
    assert_eq!((app.count("accounts").await, app.count("identities").await), (1, 0));
    app.tick().await;
}

#[tokio::test]
async fn a02_the_provider_s_address_never_replaces_the_account_s() {
    let app = TestApp::with_provider().await;
    for _ in 0..2 {
        app.browser().come_as(&web(), "wanda").await.landing();
    }
    let email: String = sqlx::query_scalar("select email from accounts").fetch_one(app.db()).await.unwrap();
    assert_eq!(email, "wanda-1@people.example");
    assert_eq!(app.count("identities where known_as = 'wanda-2@people.example'").await, 1);
    app.tick().await;
}

#[tokio::test]
async fn a03_the_sign_up_of_a_squatter_ends_where_the_owner_has_come_by_a_provider() {
    let app = TestApp::with_provider().await;
    let squatter = app.browser();
    let page = squatter.visit(web().signup().address()).await;
    let page = page.sign_up_as(VERA, "the squatter was here first").await;
    let code = app.code_for(VERA).await;
    app.browser().come_as(&web(), "vera").await.landing();
    // Even with the code, which only the owner could tell him.
    let page = page.fill("Code", &code).press("Confirm").await;
    assert_eq!(page.url().path(), "/identity/login", "{}", page.text());
    let refused = app.browser().post_login(&web(), VERA, "the squatter was here first").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!((app.count("accounts").await, app.count("passwords").await), (1, 0));
    assert!(!squatter.is_signed_in().await);
    app.tick().await;
}

#[tokio::test]
async fn a08_one_subject_of_two_issuers_is_two_people() {
    let providers = &[ProviderPlan::TRUSTED, SECOND];
    let app = TestApp::planned(Plan { providers, ..Plan::default() }).await;
    app.upstreams[1].put_person(Person::verified("vera", "Not Vera", "vera-0001", "other@people.example"));
    app.browser().come_as(&web(), "vera").await.landing();
    let other = app.browser().visit(web().address()).await.click("Continue with Second ID").await;
    other.as_person("vera").await.landing();
    assert_eq!((app.count("accounts").await, app.count("identities").await), (2, 2));
    app.tick().await;
}

#[tokio::test]
async fn a08_one_person_of_one_issuer_is_two_at_two_organizations() {
    let app = TestApp::with_provider().await;
    app.browser().come_as(&web(), "vera").await.landing();
    app.browser().come_as(&crate::bench::globex(), "vera").await.landing();
    assert_eq!((app.count("accounts").await, app.count("identities").await), (2, 2));
    app.tick().await;
}

#[tokio::test]
async fn a10_a_provider_for_linking_only_signs_nobody_in() {
    const LINK_ONLY: ProviderPlan =
        ProviderPlan { id: "example", settings: "trust_email = true\nuse = \"link\"", register: |_| {} };
    let app = TestApp::planned(Plan { providers: &[LINK_ONLY], ..Plan::default() }).await;
    let owner = app.browser();
    owner.sign_up(&app, &web(), VERA).await.landing();
    owner.account().await.press("Link").await.as_person("vera").await;
    assert_eq!(app.count("identities").await, 1);
    let before = app.count("departures").await;
    for link in [web().to("/federation/example/depart"), web().with("idp", "example"), web()] {
        let browser = app.browser();
        let page = browser.visit(link.address()).await;
        assert_eq!(page.find_link("Continue with Example ID"), None);
        assert!(!browser.is_signed_in().await);
    }
    let refused = app.browser().visit(web().to("/federation/example/depart").address()).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    assert_eq!(refused.heading(), "Example ID can’t sign you in here");
    assert_eq!(app.count("departures").await, before);
    app.tick().await;
}

#[tokio::test]
async fn a10_the_way_back_from_linking_signs_nobody_in() {
    let app = TestApp::with_provider().await;
    app.browser().come_as(&web(), "vera").await.landing();
    let browser = app.browser();
    browser.sign_up(&app, &web(), "ada@example.com").await.landing();
    let leaving = browser.account().await.press("Link").await;
    let back = leaving.at_provider().await.sign_in_as("vera").await;
    browser.forget_cookie(super::steps::SESSION);
    let page = back.follow().await;
    assert_eq!(page.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(page.heading(), "You were signed out meanwhile");
    assert!(!browser.is_signed_in().await);
    assert_eq!(app.count("identities").await, 1);
    app.tick().await;
}

#[tokio::test]
async fn a12_an_answer_opens_once() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    let answer = browser.answer_for(&web(), "vera").await;
    browser.come_back(&answer).await.landing();
    let session = browser.cookie(super::steps::SESSION);
    let again = browser.come_back(&answer).await;
    assert_eq!(again.status(), StatusCode::BAD_REQUEST);
    assert_eq!(again.heading(), "You’ve come back already");
    assert_eq!(browser.cookie(super::steps::SESSION), session);
    // Signed out, the old address opens nothing again, nor with the code of another walk.
    browser.sign_out(&web()).await;
    assert_eq!(browser.come_back(&answer).await.status(), StatusCode::BAD_REQUEST);
    let fresh = browser.answer_for(&web(), "vera").await;
    let mixed = answer.with("code", &fresh.parameter("code"));
    assert_eq!(browser.come_back(&mixed).await.status(), StatusCode::BAD_REQUEST);
    assert!(!browser.is_signed_in().await);
    assert_eq!(app.count("sessions").await, 0);
    app.tick().await;
}

#[tokio::test]
async fn a12_one_answer_brought_twenty_times_at_once_makes_one_session() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    let answer = browser.answer_for(&web(), "vera").await;
    let answers = at_once(20, async |_| browser.get(answer.url.as_str()).await).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == StatusCode::SEE_OTHER).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.status == StatusCode::BAD_REQUEST).count(), 19);
    assert_eq!((app.count("sessions").await, app.count("accounts").await), (1, 1));
    assert_eq!(app.upstream().visits_to("/token"), 1);
    app.tick().await;
}

#[tokio::test]
async fn a13_a_locked_account_is_closed_by_every_way() {
    let app = TestApp::with_provider().await;
    let inside = app.browser();
    inside.sign_up(&app, &web(), VERA).await.landing();
    let linking = inside.account().await.press("Link").await;
    let linking = linking.at_provider().await.sign_in_as("noah").await;
    app.browser().come_as(&web(), "vera").await.landing();
    app.tick().await;
    app.lock(VERA).await;
    let sessions = app.count("sessions").await;

    assert!(inside.customer_token().await.is_none(), "no token");
    assert_eq!(inside.visit(web().address()).await.heading(), "Login", "no continuing");
    assert_eq!(linking.follow().await.status(), StatusCode::UNAUTHORIZED, "no linking");
    for person in ["vera", "victor"] {
        let browser = app.browser();
        let page = browser.come_as(&web(), person).await;
        assert_eq!(page.heading(), "This account is locked", "{person}");
        assert!(!browser.is_signed_in().await);
    }
    assert_eq!(app.browser().post_login(&web(), VERA, PASSWORD).await.status, 422, "no password");
    app.pass(TimeDelta::hours(1));
    app.unverified("eve", VERA);
    let page = app.browser().come_as(&web(), "eve").await;
    let wrong = page.fill("Password", PASSWORD).press("Confirm with password").await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY, "no proof by password");
    let code = app.code_for(VERA).await;
    let page = wrong.fill("Code", &code).press("Confirm").await;
    assert_eq!(page.heading(), "This account is locked", "no proof by code");
    assert_eq!(app.count("sessions").await, sessions);
    assert_eq!(app.count("identities").await, 1);
    app.tick().await;
}

#[tokio::test]
async fn a14_no_field_of_any_form_or_address_makes_more_of_a_person() {
    const MORE: &str = "email_verified=true&emailVerified=true&account_id=1&accountId=1&role=admin&verified=1\
                        &locked_at=&provider=second&sub=vera-0001&customer_id=x&owner=x";
    let app = TestApp::planned(Plan { providers: &[UNTRUSTED], ..Plan::default() }).await;
    app.browser().sign_up(&app, &web(), VERA).await.landing();
    app.pass(TimeDelta::minutes(2));
    let browser = app.browser();
    let back = browser.answer_for(&web(), "uma").await;
    let mut more = back.clone();
    more.url.set_query(Some(&format!("{}&{MORE}&email={VERA}", back.url.query().unwrap())));
    let page = browser.come_back(&more).await;
    assert_eq!(page.url().path(), "/prove");
    let fields: Vec<_> = MORE.split('&').map(|pair| pair.split_once('=').unwrap()).collect();
    let with = |more: &[(&'static str, &'static str)]| [fields.clone(), more.to_vec()].concat();
    let query = web().query();
    for (path, more) in [
        ("/prove", [("code", "123456"), ("email", VERA)]),
        ("/prove/email", [("customerEmail", VERA), ("email", VERA)]),
        ("/prove/resend", [("customerEmail", VERA), ("email", VERA)]),
        ("/prove/password", [("customerPassword", PASSWORD), ("customerEmail", VERA)]),
    ] {
        browser.post(&format!("{path}?{query}&{MORE}"), &with(&more)).send().await;
    }
    app.tick().await;
    assert!(!browser.is_signed_in().await);
    assert_eq!((app.count("accounts").await, app.count("identities").await), (1, 0));
    assert_eq!(app.count("pending_links where email = 'uma@people.example'").await, 1);
    assert!(app.letters_to(VERA).await.iter().all(|letter| !letter.text.contains("Example ID")));
}

#[tokio::test]
async fn a_link_cannot_be_made_by_whoever_is_not_signed_in_any_more() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "ada@example.com").await.landing();
    let back = browser.account().await.press("Link").await.at_provider().await.sign_in_as("vera").await;
    // Somebody else signs in, in the same browser.
    browser.sign_out(&web()).await;
    browser.sign_up(&app, &web(), "eve@example.com").await.landing();
    let page = back.follow().await;
    assert_eq!(page.heading(), "You were signed out meanwhile");
    assert_eq!(app.count("identities").await, 0);
    assert_eq!(page.click("Sign in again").await.heading(), "Welcome back");
    app.tick().await;
}

#[tokio::test]
async fn what_belongs_to_another_account_is_not_linked_and_nobody_learns_whose_it_is() {
    let app = TestApp::with_provider().await;
    app.browser().come_as(&web(), "vera").await.landing();
    let browser = app.browser();
    browser.sign_up(&app, &web(), "ada@example.com").await.landing();
    let page = browser.account().await.press("Link").await.as_person("vera").await;
    assert_eq!(page.status(), StatusCode::CONFLICT);
    assert!(!page.answer.body.contains("vera"), "{}", page.text());
    assert_eq!(page.click("Back to your account").await.url().path(), "/account");
    assert_eq!(app.count("identities").await, 1);
    app.tick().await;
}

#[tokio::test]
async fn a06_without_a_session_nothing_is_linked() {
    let app = TestApp::with_provider().await;
    app.browser().sign_up(&app, &web(), VERA).await.landing();
    app.pass(TimeDelta::minutes(2));
    // Known by name only: an address typed into the login form, a sign-up begun, a detour begun.
    let named = app.browser();
    named.visit(web().with("customerEmail", VERA).address()).await;
    named.post_login(&web(), VERA, "not the password").await;
    let begun = app.browser();
    begun.begin_sign_up(&web(), VERA).await;
    app.unverified("eve", VERA);
    let detour = app.browser();
    detour.come_as(&web(), "eve").await;
    let departures = app.count("departures").await;
    for browser in [named, begun, detour] {
        for verb in ["link", "unlink"] {
            let address = format!("/account/providers/example/{verb}?clientId={WEB}");
            let answer = browser.post(&address, &[("customerEmail", VERA)]).send().await;
            assert!(answer.header("location").starts_with("/identity/login"), "{}", answer.status);
        }
    }
    assert_eq!(app.count("departures").await, departures, "nobody was sent anywhere");
    assert_eq!(app.count("identities").await, 0);
    app.tick().await;
}

#[tokio::test]
async fn a03_a_link_that_waits_while_the_account_changes_hands_is_not_made() {
    let app = TestApp::with_provider().await;
    let squatter = app.browser();
    squatter.sign_up(&app, &web(), UMA).await.landing();
    app.unprove(UMA).await;
    let back = squatter.account().await.press("Link").await.at_provider().await.sign_in_as("vera").await;
    // The owner's proof is about to be committed.
    let mut owner = app.db().begin().await.unwrap();
    let proven = "update accounts set email_verified_at = now()";
    sqlx::query(proven).execute(&mut *owner).await.unwrap();
    sqlx::query("delete from sessions").execute(&mut *owner).await.unwrap();
    let commit = async {
        let waits = "select count(*) from pg_stat_activity where datname = current_database()
                     and wait_event_type = 'Lock'";
        while sqlx::query_scalar::<_, i64>(waits).fetch_one(app.db()).await.unwrap() == 0 {
            tokio::task::yield_now().await;
        }
        owner.commit().await.unwrap();
    };
    let (page, ()) = tokio::join!(back.follow(), commit);
    assert_eq!(page.heading(), "You were signed out meanwhile");
    assert_eq!(app.count("identities").await, 0);
    app.tick().await;
}
