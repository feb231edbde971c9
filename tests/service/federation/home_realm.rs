//! Where people of which shop sign in: what is offered, in which order, and who is sent on at once. Whoever comes
//! back with a problem finds all ways, and never a loop.

use chrono::TimeDelta;
use reqwest::StatusCode;
use vestibule::config::{ProviderId, Settings, StorefrontSettings};
use vestibule::sandbox::upstream::Switch;

use super::door::Door;
use crate::bench::{LEGACY, Link, PASSWORD, Page, Plan, ProviderPlan, TestApp, globex, legacy, web};

const ALPHA: ProviderPlan = ProviderPlan { id: "alpha", ..ProviderPlan::TRUSTED };
const BETA: ProviderPlan =
    ProviderPlan { id: "beta", settings: "trust_email = true\ndomains = [\"beta.example\"]", ..ALPHA };
const LINKED: ProviderPlan = ProviderPlan { id: "linked", settings: "use = \"link\"", ..ALPHA };
const CHOSEN: ProviderPlan = ProviderPlan {
    id: "chosen",
    settings: "storefronts = [\"acme-legacy-shop-client-id-0000000000000001\"]",
    ..ALPHA
};

const ALL: &[ProviderPlan] = &[ALPHA, BETA, LINKED, CHOSEN];

fn id(text: &str) -> ProviderId {
    ProviderId::parse(text).unwrap()
}

fn web_shop(settings: &mut Settings) -> &mut StorefrontSettings {
    &mut settings.storefronts[0]
}

async fn house(adjust: fn(&mut Settings)) -> TestApp {
    TestApp::planned(Plan { providers: ALL, adjust, ..Plan::default() }).await
}

fn offered(page: &Page) -> Vec<String> {
    page.all("ul.providers span").iter().map(|words| words.replace("Continue with ", "")).collect()
}

/// The provider that the walk left to at once; `None` where a page of ours is shown.
fn jumped_to(app: &TestApp, page: &Page) -> Option<&'static str> {
    let target = page.answer.location()?;
    let at = app.upstreams.iter().position(|upstream| target.as_str().starts_with(&upstream.issuer()))?;
    Some(ALL[at].id)
}

#[tokio::test]
async fn a_page_offers_the_providers_of_its_shop_in_its_order() {
    let app = house(|_| ()).await;
    for link in [web(), web().signup()] {
        let page = app.browser().visit(link.address()).await;
        assert_eq!(offered(&page), ["Alpha ID", "Beta ID"], "not the link-only one, not another shop's");
    }
    let page = app.browser().visit(legacy().address()).await;
    assert_eq!(offered(&page), ["Alpha ID", "Beta ID", "Chosen ID"]);
    let app =
        house(|settings| web_shop(settings).providers = vec![id("linked"), id("beta"), id("alpha")]).await;
    let page = app.browser().visit(web().address()).await;
    assert_eq!(offered(&page), ["Beta ID", "Alpha ID"]);
    let app = house(|settings| web_shop(settings).providers.clear()).await;
    let page = app.browser().visit(web().address()).await;
    assert_eq!(offered(&page), [""; 0]);
    assert!(page.has_button("Login"), "{}", page.text());
}

#[tokio::test]
async fn f07_what_is_offered_does_not_tell_who_has_linked_what() {
    let app = house(|_| ()).await;
    let page = app.browser().visit(web().address()).await.click("Continue with Alpha ID").await;
    page.as_person("vera").await.landing();
    app.tick().await;
    for email in ["vera@people.example", "nobody@people.example"] {
        let page = app.browser().visit(web().with("customerEmail", email).address()).await;
        assert_eq!(offered(&page), ["Alpha ID", "Beta ID"], "{email}");
        let page = page.sign_in_as(email, PASSWORD).await;
        assert_eq!(offered(&page), ["Alpha ID", "Beta ID"], "{email}");
        assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY, "{email}");
    }
}

#[tokio::test]
async fn a_link_may_name_a_provider_or_none() {
    let app = house(|_| ()).await;
    for (idp, jumps) in [
        ("beta", Some("beta")),
        ("alpha", Some("alpha")),
        ("none", None),
        ("linked", None),
        ("chosen", None),
        ("nobody", None),
        ("ALPHA", None),
        ("", None),
        ("https://evil.example", None),
    ] {
        let page = app.browser().visit(web().with("idp", idp).address()).await;
        assert_eq!(jumped_to(&app, &page), jumps, "idp={idp}");
        assert!(jumps.is_some() || offered(&page).len() == 2, "idp={idp}: {}", page.text());
    }
    let page = app.browser().visit(web().with("idp", "beta").address()).await.as_person("vera").await;
    assert_eq!(page.landing().url.as_str(), "https://shop.acme.example/cart");
    app.tick().await;
}

fn beta_first(settings: &mut Settings) {
    web_shop(settings).default_provider = Some(id("beta"));
}

#[tokio::test]
async fn a_default_provider_is_jumped_to_at_once_unless_the_link_says_otherwise() {
    let app = house(beta_first).await;
    for (link, jumps) in [
        (web(), Some("beta")),
        (web().with("idp", "nobody"), Some("beta")),
        (web().with("idp", "alpha"), Some("alpha")),
        (web().with("idp", "none"), None),
        (legacy(), None),
    ] {
        let page = app.browser().visit(link.address()).await;
        assert_eq!(jumped_to(&app, &page), jumps, "{link:?}");
    }
    let browser = app.browser();
    let page = browser.visit(web().address()).await.as_person("vera").await;
    assert_eq!(page.landing().url.as_str(), "https://shop.acme.example/cart");
    let page = browser.visit(web().address()).await;
    assert_eq!(page.status(), StatusCode::OK, "who is signed in goes nowhere: {:?}", page.answer.location());
    assert!(page.text().contains("Continue as v…@people.example"), "{}", page.text());
    app.tick().await;
}

/// A browser stops a form whose answer redirects to a place that the page's policy does not name.
#[tokio::test]
async fn a_form_is_never_answered_by_a_jump_to_the_default_provider() {
    let app = house(beta_first).await;
    app.upstreams[1].switches().on(Switch::SilentSessions);
    let browser = app.browser();
    browser.visit(web().address()).await.as_person("vera").await.landing();
    let asked = browser.visit(web().address()).await;
    let page = asked.press("Use another account").await;
    assert_eq!((jumped_to(&app, &page), page.status()), (None, StatusCode::OK), "{}", page.text());
    assert_eq!(offered(&page), ["Alpha ID", "Beta ID"]);
    browser.visit(web().address()).await.at_provider().await.returned().unwrap().follow().await.landing();
    let asked = browser.visit(web().address()).await;
    app.pass(TimeDelta::days(400));
    let page = asked.press("Continue as v…@people.example").await;
    assert_eq!((jumped_to(&app, &page), page.status()), (None, StatusCode::OK), "{}", page.text());
    app.tick().await;
}

#[tokio::test]
async fn whoever_says_no_at_the_default_provider_finds_all_ways_and_no_loop() {
    let app = house(beta_first).await;
    let browser = app.browser();
    let there = browser.visit(web().address()).await.at_provider().await;
    let back =
        there.press(|fields| fields.iter().any(|(name, value)| name == "decision" && value == "deny")).await;
    let page = back.follow().await;
    assert_eq!(page.status(), StatusCode::OK);
    assert!(page.heading().contains("You stopped at Beta ID"), "{}", page.heading());
    let login = page.click("Sign in another way").await;
    assert_eq!((jumped_to(&app, &login), login.status()), (None, StatusCode::OK));
    assert_eq!(offered(&login), ["Alpha ID", "Beta ID"]);
    let page = login.sign_in_as("nobody@people.example", PASSWORD).await;
    assert_eq!(jumped_to(&app, &page), None, "a wrong password is told here");
    app.upstreams[1].switches().on(Switch::NonceWrong);
    let page = browser.visit(web().address()).await.as_person("vera").await;
    assert_eq!(page.status(), StatusCode::BAD_REQUEST);
    let login = page.click("Sign in another way").await;
    assert_eq!((jumped_to(&app, &login), login.status()), (None, StatusCode::OK));
}

#[tokio::test]
async fn a_default_provider_that_is_away_is_a_page_with_the_other_ways() {
    let app = house(beta_first).await;
    app.upstreams[1].switches().on(Switch::DiscoveryAway);
    let browser = app.browser();
    browser.sign_up(&app, &web(), "ada@example.com").await.landing();
    browser.sign_out(&web()).await;
    for _ in 0..3 {
        let page = app.browser().visit(web().address()).await;
        assert_eq!(page.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(page.alert().unwrap().contains("Beta ID isn’t answering"), "{:?}", page.alert());
        assert_eq!(offered(&page), ["Alpha ID", "Beta ID"]);
        let page = page.sign_in_as("ada@example.com", PASSWORD).await;
        assert_eq!(page.landing().url.as_str(), "https://shop.acme.example/cart");
    }
    let page = app.browser().visit(web().address()).await.click("Continue with Beta ID").await;
    assert_eq!(page.status(), StatusCode::SERVICE_UNAVAILABLE);
    let page = page.click("Sign in another way").await.click("Continue with Alpha ID").await;
    page.as_person("vera").await.landing();
    app.upstreams[1].switches().off(Switch::DiscoveryAway);
    app.pass(TimeDelta::minutes(1));
    let page = app.browser().visit(web().address()).await;
    assert_eq!(jumped_to(&app, &page), Some("beta"), "back again");
    app.tick().await;
}

#[tokio::test]
async fn the_domain_of_an_address_leads_to_its_provider_and_no_password_is_looked_at() {
    let app = house(|_| ()).await;
    for (email, led) in [
        ("vera@beta.example", true),
        ("VERA@BETA.Example", true),
        ("vera@sub.beta.example", false),
        ("vera@beta.example.evil.example", false),
        ("vera@notbeta.example", false),
        ("beta.example@people.example", false),
    ] {
        let page = app.browser().visit(web().address()).await.sign_in_as(email, PASSWORD).await;
        let leaves = !page.attributes("meta[http-equiv=refresh]", "content").is_empty();
        assert_eq!(leaves, led, "{email}: {} {}", page.status(), page.text());
    }
    let page = app.browser().visit(web().address()).await.sign_in_as("vera@beta.example", "").await;
    assert!(page.provider_address().as_str().starts_with(&app.upstreams[1].issuer()));
    let page = page.as_person("vera").await;
    assert_eq!(page.landing().url.as_str(), "https://shop.acme.example/cart");
    app.upstreams[1].switches().on(Switch::DiscoveryAway);
    app.pass(TimeDelta::hours(25));
    let page = app.browser().visit(web().address()).await.sign_in_as("vera@beta.example", PASSWORD).await;
    assert_eq!(page.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.alert().unwrap().contains("Beta ID isn’t answering"));
    app.tick().await;
}

#[tokio::test]
async fn a_shop_without_passwords_takes_none() {
    let app = house(|settings| web_shop(settings).password = false).await;
    let browser = app.browser();
    // The other shop of the organization takes passwords: there is an account with one.
    browser.sign_up(&app, &legacy(), "ada@example.com").await.landing();
    app.tick().await;
    let page = app.browser().visit(web().address()).await;
    assert_eq!(page.attributes("input[type=password]", "name"), [""; 0]);
    assert_eq!(page.find_link("Sign up for free"), None);
    let by_address = page.fill("Email", "vera@beta.example").press("Continue").await;
    assert!(by_address.provider_address().as_str().starts_with(&app.upstreams[1].issuer()));
    let page = app.browser().visit(web().address()).await;
    let nowhere = page.fill("Email", "ada@example.com").press("Continue").await;
    assert!(nowhere.alert().unwrap().contains("We can’t tell"), "{:?}", nowhere.alert());
    let forced = [("customerEmail", "ada@example.com"), ("customerPassword", PASSWORD)];
    let browser = app.browser();
    let answer = browser.post(&web().address(), &forced).send().await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "the right password, posted all the same");
    let new = [
        ("customerEmail", "new@example.com"),
        ("customerPassword", PASSWORD),
        ("customerConfirmPassword", PASSWORD),
    ];
    let answer = browser.post(&web().signup().address(), &new).send().await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    assert_eq!(app.count("registrations where completed_at is null").await, 0);
    assert_eq!(browser.send_token_request("market:code:usa").await.json()["kind"], "guest");
}

#[tokio::test]
async fn a_shop_sends_nobody_to_a_provider_that_it_does_not_offer() {
    let app = house(|_| ()).await;
    let depart = |link: Link, provider: &str| link.to(&format!("/federation/{provider}/depart"));
    for (link, provider, status) in [
        (web(), "chosen", StatusCode::FORBIDDEN),
        (globex(), "chosen", StatusCode::FORBIDDEN),
        (web(), "linked", StatusCode::FORBIDDEN),
        (web(), "nobody", StatusCode::NOT_FOUND),
        (web(), "none", StatusCode::NOT_FOUND),
        (web(), "ALPHA", StatusCode::NOT_FOUND),
    ] {
        let page = app.browser().visit(depart(link, provider).address()).await;
        assert_eq!(page.status(), status, "{provider}: {}", page.text());
    }
    assert_eq!(app.count("departures").await, 0);
    assert!(app.upstreams[2..].iter().all(|upstream| upstream.journal().is_empty()));
    let page = app.browser().visit(depart(legacy(), "chosen").address()).await;
    assert_eq!(jumped_to(&app, &page), Some("chosen"), "{LEGACY} offers it");
}

#[tokio::test]
async fn a_provider_for_known_people_makes_nobody_an_account() {
    let door = Door::with("known-only", "use = \"sign_in\"").await;
    let page = door.knock("vera").await;
    assert_eq!(page.status(), StatusCode::FORBIDDEN);
    assert!(page.heading().contains("You have no account here yet"), "{}", page.heading());
    door.nobody_came_in(&page.browser(), "unknown").await;
    let browser = door.browser();
    browser.sign_up(&door, &web(), "vera@people.example").await.landing();
    browser.sign_out(&web()).await;
    let page = door.knock("vera").await;
    door.came_in(&page, "known by the address that both have proven").await;
    assert_eq!((door.count("accounts").await, door.count("identities").await), (1, 1));
}
