//! Catalogue M: whose token is whose.

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::Value;
use vestibule::sandbox::Api;

use crate::bench::{Browser, GLOBEX, LEGACY, PASSWORD, TestApp, WEB, at_once, framed, globex, legacy, web};

const SHOPS: [(&str, &str, &str); 3] = [
    (WEB, "acme", "https://shop.acme.example"),
    (LEGACY, "acme", "https://legacy.acme.example"),
    (GLOBEX, "globex", "https://globex.example"),
];

/// Every (client, scope) that somebody may ask for, with the organization and the shop's origin.
fn combinations() -> Vec<(&'static str, &'static str, &'static str, &'static str)> {
    let scopes = |slug: &str| match slug {
        "acme" => vec!["market:code:usa", "market:code:europe"],
        _ => vec!["market:code:world"],
    };
    let all = SHOPS.iter().flat_map(|(client, slug, origin)| {
        scopes(slug).into_iter().map(move |scope| (*client, scope, *slug, *origin))
    });
    all.collect()
}

/// The token is the customer's, for this client and scope, and Commerce Layer takes it.
async fn assert_own(app: &TestApp, answer: &Value, email: &str, client: &str, scope: &str, slug: &str) {
    let customer = app.sandbox.customer(slug, email).unwrap();
    assert_eq!((&answer["kind"], &answer["scope"]), (&"customer".into(), &scope.into()), "{answer}");
    assert_eq!(answer["customer_id"], customer.id);
    let claims = app.claims(slug, answer["access_token"].as_str().unwrap()).await;
    assert_eq!(claims["owner"]["id"], customer.id);
    assert_eq!(claims["organization"]["slug"], slug);
    assert_eq!(claims["application"]["client_id"], client);
    assert_eq!(claims["scope"], scope);
}

async fn both_organizations(app: &TestApp, email: &str) -> Browser {
    let browser = app.browser();
    browser.sign_up(app, &web(), email).await.landing();
    browser.sign_up(app, &globex(), email).await.landing();
    browser
}

#[tokio::test]
async fn m01_two_customers_two_clients_two_scopes_and_two_organizations_are_never_mixed() {
    let app = TestApp::start().await;
    app.switches().set(|switches| (switches.auth_limit, switches.core_limits) = (0, false));
    let emails = ["ada@example.com", "grace@example.com"];
    let browsers = [both_organizations(&app, emails[0]).await, both_organizations(&app, emails[1]).await];
    let asked = combinations();
    // All at once, in an order that puts the two persons side by side, and three times each.
    let answers = at_once(asked.len() * 6, async |number| {
        let (who, what) = (number % 2, (number / 2) % asked.len());
        let (client, scope, _, origin) = asked[what];
        (who, what, browsers[who].token(client, scope, origin).await.json())
    });
    for (who, what, answer) in answers.await {
        let (client, scope, slug, _) = asked[what];
        assert_own(&app, &answer, emails[who], client, scope, slug).await;
    }
    assert_eq!(app.count("customer_tokens").await, i64::try_from(asked.len() * 2).unwrap());
    let owners = "(select distinct customer_id from customer_tokens) as it";
    assert_eq!(app.count(owners).await, 4, "two persons in two organizations");
}

#[tokio::test]
async fn m01_one_browser_that_changes_hands_never_shows_the_token_of_the_one_before() {
    let app = TestApp::start().await;
    app.switches().set(|switches| switches.auth_limit = 0);
    app.browser().sign_up(&app, &web(), "ada@example.com").await.landing();
    app.browser().sign_up(&app, &web(), "grace@example.com").await.landing();
    let shared = app.browser();
    for round in 0..3 {
        for email in ["ada@example.com", "grace@example.com"] {
            assert_eq!(shared.post_login(&web(), email, PASSWORD).await.status, StatusCode::SEE_OTHER);
            let (client, scope, slug, origin) = combinations()[round];
            let answer = shared.token(client, scope, origin).await.json();
            assert_own(&app, &answer, email, client, scope, slug).await;
        }
    }
    shared.sign_out(&web()).await;
    assert_eq!(shared.token(WEB, "market:code:usa", SHOPS[0].2).await.json()["kind"], "guest");
}

#[tokio::test]
async fn m01_a_guest_never_gets_what_a_customer_has_and_the_other_way_round() {
    let app = TestApp::start().await;
    let customer = app.browser();
    customer.sign_up(&app, &web(), "grace@example.com").await.landing();
    let guest = app.browser();
    let answers = at_once(20, async |number| {
        let browser = if number % 2 == 0 { &guest } else { &customer };
        browser.token(WEB, "market:code:usa", SHOPS[0].2).await.json()
    });
    let answers = answers.await;
    for (number, answer) in answers.iter().enumerate() {
        assert_eq!(answer["kind"], if number % 2 == 0 { "guest" } else { "customer" });
        assert_eq!(answer.get("customer_id").is_some(), number % 2 == 1);
    }
    assert_ne!(answers[0]["access_token"], answers[1]["access_token"]);
}

#[tokio::test]
async fn m03_whose_token_it_is_cannot_be_said_in_the_request() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    let own = app.sandbox.customer("acme", "grace@example.com").unwrap().id;
    let others = "customer_id=AcmeCusAda&owner=AcmeCusAda&customerId=AcmeCusAda&email=ada%40example.com\
                  &customerEmail=ada%40example.com&account_id=1&sub=AcmeCusAda";
    let url = format!("/api/token?client_id={WEB}&scope=market:code:usa&{others}");
    let request = || {
        let request = browser.request(reqwest::Method::GET, &url).header("origin", SHOPS[0].2);
        request.header("x-customer-id", "AcmeCusAda")
    };
    assert_eq!(request().send().await.json()["customer_id"], own);
    let bearer = request().header("authorization", "Bearer AcmeCusAda").send().await;
    assert_eq!(bearer.json()["error"]["code"], "invalid_token");
    let link = legacy().with("customer_id", "AcmeCusAda");
    let page = app.browser().sign_in(&link, "grace@example.com", PASSWORD).await;
    let token = page.landing().parameter("accessToken").unwrap();
    assert_eq!(app.claims("acme", &token).await["owner"]["id"], own);
    assert!(!format!("{:?}", app.dump().await).contains("AcmeCusAda"));
}

#[tokio::test]
async fn m09_an_integration_token_that_dies_early_is_made_again_once() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "grace@example.com").await.landing();
    let before = app.sandbox.token_calls();
    app.sandbox.revoke_all_access_tokens();
    let customers = app.sandbox.customers("acme").len();
    app.browser().sign_up(&app, &web(), "hedy@example.com").await.landing();
    assert_eq!(app.sandbox.customers("acme").len(), customers + 1);
    assert_eq!(app.sandbox.token_calls() - before, 1, "one integration token");
    assert_eq!(app.count("customers where attempts > 1").await, 0);
}

#[tokio::test]
async fn m09_a_guest_token_that_dies_early_is_made_again_for_the_look_of_the_shop() {
    let app = TestApp::start().await;
    assert_eq!(
        app.browser().visit(web().address()).await.link("Back to Acme Outfitters"),
        "https://shop.acme.example/cart"
    );
    app.sandbox.revoke_all_access_tokens();
    app.pass(TimeDelta::minutes(6));
    for _ in 0..3 {
        app.browser().visit(web().address()).await;
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
    }
    app.pass(TimeDelta::minutes(6));
    let before = app.sandbox.token_calls();
    app.browser().visit(web().address()).await;
    assert!(app.sandbox.token_calls() - before <= 1);
    let guest = app.browser().token(WEB, "market:code:usa", SHOPS[0].2).await.json();
    assert!(
        !app.sandbox.is_revoked(guest["access_token"].as_str().unwrap()),
        "guests get a living one again"
    );
    app.browser().visit(framed().address()).await;
}

#[tokio::test]
async fn m09_a_reset_survives_the_early_death_of_the_guest_token() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "grace@example.com").await.landing();
    let link = crate::reset_password::reset_link(&app, "grace@example.com").await;
    let page = app.browser().visit(link.address()).await;
    app.sandbox.revoke_all_access_tokens();
    let new = "another lamp in the fog";
    let page = page.fill("Password", new).fill("Confirm password", new).press("Set password").await;
    assert_eq!(page.heading(), "Your password is changed");
}

#[tokio::test]
async fn m08_a_dying_token_is_served_until_its_end_while_commerce_layer_is_away() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    let first = browser.token(WEB, "market:code:usa", SHOPS[0].2).await.json();
    app.pass(TimeDelta::hours(4) - TimeDelta::minutes(5));
    app.switches().set(|switches| switches.trouble(Api::Auth).unreachable = true);
    let late = browser.token(WEB, "market:code:usa", SHOPS[0].2).await.json();
    assert_eq!(late["access_token"], first["access_token"]);
    assert_eq!(late["expires_in"], 300);
    app.pass(TimeDelta::minutes(5));
    let answer = browser.token(WEB, "market:code:usa", SHOPS[0].2).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "never a dead one");
}
