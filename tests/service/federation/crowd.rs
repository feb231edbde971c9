//! Many at once, and ends without a warning: one account, one identity, one customer, and nothing lost.

use std::time::Duration;

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};

use super::steps::{SECOND, SESSION, UMA, UNTRUSTED, VERA};
use crate::bench::{
    Browser, Link, PASSWORD, Page, Plan, ProviderPlan, Returned, TestApp, WEB, at_once, client, legacy, web,
};

/// Browsers that are about to come back as this person.
async fn about_to_come(app: &TestApp, link: &Link, person: &str, count: usize) -> Vec<(Browser, Returned)> {
    let mut crowd = Vec::new();
    for _ in 0..count {
        let browser = app.browser();
        let answer = browser.answer_for(link, person).await;
        crowd.push((browser, answer));
    }
    crowd
}

async fn settled(app: &TestApp) {
    for _ in 0..3 {
        app.tick().await;
        app.pass(TimeDelta::minutes(10));
    }
    app.tick().await;
}

async fn one_of_each(app: &TestApp) {
    assert_eq!((app.count("accounts").await, app.count("identities").await), (1, 1));
    assert_eq!(app.count("events where kind = 'account_created'").await, 1);
    assert_eq!(app.count("events where kind = 'provider_linked'").await, 1);
    assert_eq!(app.count("customers where customer_id is not null and next_attempt_at is null").await, 1);
    assert_eq!(app.customers_of(VERA), 1);
}

#[tokio::test]
async fn a_hundred_first_arrivals_of_one_person_make_one_account_and_one_customer() {
    let app = TestApp::with_provider().await;
    let crowd = about_to_come(&app, &web(), "vera", 100).await;
    let answers = at_once(100, async |n| crowd[n].0.get(crowd[n].1.url.as_str()).await).await;
    for answer in &answers {
        assert_eq!(answer.header("location"), "https://shop.acme.example/cart", "{}", answer.status);
    }
    settled(&app).await;
    one_of_each(&app).await;
    assert_eq!(app.count("sessions").await, 100);
    assert_eq!(app.told_of_links(VERA).await, 0, "whoever made the account is not told of its first link");
}

#[tokio::test]
async fn a_hundred_first_arrivals_with_the_token_in_the_address_make_one_customer() {
    let app = TestApp::with_provider().await;
    app.switches().set(|switches| switches.auth_limit = 0);
    let crowd = about_to_come(&app, &legacy(), "vera", 100).await;
    let answers = at_once(100, async |n| crowd[n].0.get(crowd[n].1.url.as_str()).await).await;
    let with_token =
        answers.iter().filter(|answer| answer.header("location").contains("accessToken=")).count();
    let waiting = answers.iter().filter(|answer| answer.header("location").starts_with("/waiting")).count();
    assert_eq!(
        with_token + waiting,
        100,
        "{:?}",
        answers.iter().map(|a| a.header("location")).collect::<Vec<_>>()
    );
    assert!(with_token > 0);
    settled(&app).await;
    one_of_each(&app).await;
    assert_eq!(app.count("sessions").await, 100);
    // Those who wait have their token a little later.
    for (browser, _) in crowd.iter().step_by(20) {
        let page = browser.visit(legacy().address()).await.press("Continue as v…@people.example").await;
        assert!(page.landing().parameter("accessToken").is_some());
        app.pass(TimeDelta::minutes(10));
    }
}

#[tokio::test]
async fn a_hundred_first_arrivals_at_two_nodes_make_one_account_and_one_customer() {
    let app = TestApp::with_provider().await;
    let (port, _server) = app.second_server();
    let crowd = about_to_come(&app, &web(), "vera", 100).await;
    let answers = at_once(100, async |n| {
        let (browser, answer) = &crowd[n];
        let mut url = answer.url.clone();
        if n % 2 == 1 {
            url.set_port(Some(port)).unwrap();
        }
        browser.request(Method::GET, url.as_str()).send().await
    })
    .await;
    for answer in &answers {
        assert_eq!(answer.header("location"), "https://shop.acme.example/cart", "{}", answer.status);
    }
    let nodes = [app.node(|_| {}), app.node(|_| {})];
    at_once(4, async |n| vestibule::jobs::run_due(&nodes[n % 2]).await).await;
    settled(&app).await;
    one_of_each(&app).await;
    assert_eq!(app.count("sessions").await, 100);
}

#[tokio::test]
async fn one_answer_at_two_nodes_at_once_is_used_once() {
    let app = TestApp::with_provider().await;
    let (port, _server) = app.second_server();
    for _ in 0..5 {
        let crowd = about_to_come(&app, &web(), "vera", 1).await;
        let (browser, answer) = &crowd[0];
        let statuses = at_once(8, async |n| {
            let mut url = answer.url.clone();
            if n % 2 == 1 {
                url.set_port(Some(port)).unwrap();
            }
            browser.request(Method::GET, url.as_str()).send().await.status
        })
        .await;
        assert_eq!(
            statuses.iter().filter(|status| **status == StatusCode::SEE_OTHER).count(),
            1,
            "{statuses:?}"
        );
    }
    assert_eq!(app.count("sessions").await, 5);
    app.tick().await;
}

#[tokio::test]
async fn one_person_by_two_providers_at_once_is_one_account() {
    let providers = &[ProviderPlan::TRUSTED, SECOND];
    let app = TestApp::planned(Plan { providers, ..Plan::default() }).await;
    let mut crowd = about_to_come(&app, &web(), "vera", 20).await;
    for _ in 0..20 {
        let browser = app.browser();
        let page = browser.visit(web().address()).await.click("Continue with Second ID").await;
        let answer = page.at_provider().await.sign_in_as("vera").await.returned;
        crowd.push((browser, answer));
    }
    let answers = at_once(40, async |n| {
        let (browser, answer) = &crowd[n / 2 + 20 * (n % 2)];
        browser.get(answer.url.as_str()).await
    })
    .await;
    assert!(answers.iter().all(|answer| answer.header("location").starts_with("https://shop")));
    settled(&app).await;
    assert_eq!((app.count("accounts").await, app.count("identities").await), (1, 2));
    assert_eq!((app.count("sessions").await, app.customers_of(VERA)), (40, 1));
    assert_eq!(app.told_of_links(VERA).await, 1, "the second of them is told");
}

#[tokio::test]
async fn a_person_whose_address_changes_at_every_sign_in_is_one_account_at_once_as_well() {
    let app = TestApp::with_provider().await;
    let crowd = about_to_come(&app, &web(), "wanda", 30).await;
    let answers = at_once(30, async |n| crowd[n].0.get(crowd[n].1.url.as_str()).await).await;
    assert!(answers.iter().all(|answer| answer.header("location").starts_with("https://shop")));
    settled(&app).await;
    assert_eq!((app.count("accounts").await, app.count("identities").await), (1, 1));
    assert_eq!(app.count("customers").await, 1);
}

#[tokio::test]
async fn a_sign_up_and_an_arrival_with_one_address_at_once_are_one_account() {
    for _ in 0..5 {
        let app = TestApp::with_provider().await;
        let typing = app.browser();
        typing.begin_sign_up(&web(), VERA).await;
        let code = app.code_for(VERA).await;
        let crowd = about_to_come(&app, &web(), "vera", 4).await;
        at_once(5, async |n| match crowd.get(n) {
            Some((browser, answer)) => browser.get(answer.url.as_str()).await,
            None => typing.post_code(&code).await,
        })
        .await;
        settled(&app).await;
        assert_eq!((app.count("accounts").await, app.count("identities").await), (1, 1));
        assert_eq!(app.customers_of(VERA), 1);
    }
}

#[tokio::test]
async fn a03_a_squatter_who_comes_in_while_the_owner_proves_is_out_again() {
    let app = TestApp::planned(Plan { providers: &[UNTRUSTED], ..Plan::behind_a_proxy() }).await;
    for round in 0..6 {
        app.pass(TimeDelta::hours(3));
        let (email, person) = (format!("round{round}@people.example"), format!("owner{round}"));
        app.unverified(&person, &email);
        app.unverified(&format!("squatter{round}"), &format!("squatter{round}@people.example"));
        let squatter = app.browser_in_network(1);
        squatter.sign_up(&app, &web(), &email).await.landing();
        app.unprove(&email).await;
        let linking = squatter.account().await.press("Link").await.at_provider().await;
        let linking = linking.sign_in_as(&format!("squatter{round}")).await.returned;
        app.pass(TimeDelta::minutes(2));
        let owner = app.browser_in_network(2);
        owner.come_as(&web(), &person).await;
        let code = app.code_for(&email).await;
        let others = [app.browser_in_network(1), app.browser_in_network(1)];
        at_once(4, async |n| match n {
            0 => squatter.get(linking.url.as_str()).await,
            1 => owner.post(&web().to("/prove").address(), &[("code", &code)]).send().await,
            _ => others[n - 2].post_login(&web(), &email, PASSWORD).await,
        })
        .await;
        assert!(owner.is_signed_in().await, "round {round}");
        for browser in [&squatter, &others[0], &others[1]] {
            assert!(!browser.is_signed_in().await, "round {round}");
        }
        let linked = "identities where subject like 'squatter%'";
        assert_eq!(app.count(linked).await, 0, "round {round}");
        assert_eq!(app.count("passwords").await, 0, "round {round}");
        app.tick().await;
    }
}

#[tokio::test]
async fn two_ways_in_unlinked_at_once_leave_one() {
    let providers = &[ProviderPlan::TRUSTED, SECOND];
    let app = TestApp::planned(Plan { providers, ..Plan::default() }).await;
    for round in 0..6 {
        let browser = app.browser();
        browser.come_as(&web(), "vera").await.landing();
        let page = app.browser().visit(web().address()).await.click("Continue with Second ID").await;
        page.as_person("vera").await.landing();
        assert_eq!(app.count("identities").await, 2, "round {round}");
        at_once(2, async |n| {
            let id = ["example", "second"][n];
            browser.post(&format!("/account/providers/{id}/unlink?clientId={WEB}"), &[]).send().await
        })
        .await;
        assert_eq!(app.count("identities").await, 1, "round {round}");
        app.tick().await;
        app.pass(TimeDelta::minutes(1));
    }
}

#[tokio::test]
async fn a_storm_of_unlinking_and_signing_in_leaves_the_service_standing() {
    let app = TestApp::with_provider().await;
    let owner = app.browser();
    owner.sign_up(&app, &web(), VERA).await.landing();
    let crowd = about_to_come(&app, &web(), "vera", 20).await;
    let unlink = format!("/account/providers/example/unlink?clientId={WEB}");
    let answers = at_once(60, async |n| match crowd.get(n) {
        Some((browser, answer)) => browser.get(answer.url.as_str()).await,
        None => owner.post(&unlink, &[]).send().await,
    })
    .await;
    for answer in &answers {
        assert!(!answer.status.is_server_error(), "{} {}", answer.url, answer.status);
    }
    assert_eq!(app.count("accounts").await, 1);
    app.tick().await;
    app.tick().await;
}

#[tokio::test]
async fn after_every_step_the_service_may_crash() {
    let mut app = TestApp::planned(Plan { providers: &[UNTRUSTED], ..Plan::default() }).await;
    let browser = app.browser();
    let leaving = browser.leave(&legacy()).await;
    app.crash_and_restart().await;
    let back = leaving.at_provider().await.sign_in_as("uma").await;
    app.crash_and_restart().await;
    let page = back.follow().await;
    assert_eq!(page.url().path(), "/prove", "{}", page.text());
    app.crash_and_restart().await;
    let code = app.code_for(UMA).await;
    let wrong = crate::bench::other_code(&code);
    let page = page.fill("Code", &wrong).press("Confirm").await;
    assert!(page.problem_of("Code").unwrap().contains("4 tries left"));
    app.crash_and_restart().await;
    // Between the account and its customer.
    app.switches().set(|switches| switches.core.unreachable = true);
    let page = page.fill("Code", &code).press("Confirm").await;
    assert_eq!(page.heading(), "Almost there");
    assert_eq!((app.count("accounts").await, app.customers_of(UMA)), (1, 0));
    app.crash_and_restart().await;
    app.switches().reset();
    app.pass(TimeDelta::minutes(10));
    app.tick().await;
    assert_eq!(app.customers_of(UMA), 1, "owed, and done by the next one");
    app.crash_and_restart().await;
    browser.visit(legacy().address()).await.press("Continue as u…@people.example").await.landing();
    browser.sign_out(&legacy()).await;
    app.crash_and_restart().await;
    app.browser().come_as(&legacy(), "uma").await.landing();
    app.tick().await;
    assert_eq!((app.count("accounts").await, app.count("identities").await), (1, 1));
    assert_eq!(app.customers_of(UMA), 1);
}

/// Sends a request as this browser would, on a connection that may break.
fn send(
    browser: &Browser,
    method: Method,
    url: String,
    cookie: &str,
    body: String,
) -> impl Future<Output = ()> + use<> {
    let origin = url.split('/').take(3).collect::<Vec<_>>().join("/");
    let cookie = format!("{cookie}={}", browser.cookie(cookie).unwrap());
    let request = client().request(method, url).header("cookie", cookie).header("origin", origin);
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
    async move { drop(request.send().await) }
}

#[tokio::test]
async fn a_node_that_dies_while_somebody_arrives_or_proves_leaves_a_person_who_can_go_on() {
    let mut app = TestApp::planned(Plan { providers: &[UNTRUSTED], ..Plan::default() }).await;
    for (number, millis) in [0, 2, 4, 7, 11, 16, 25].into_iter().enumerate() {
        let (email, person) = (format!("shopper{number}@people.example"), format!("shopper{number}"));
        app.unverified(&person, &email);
        let browser = app.browser();
        let answer = browser.answer_for(&legacy(), &person).await;
        let dying =
            send(&browser, Method::GET, answer.url.to_string(), super::steps::DEPARTURE, String::new());
        let dying = tokio::spawn(dying);
        tokio::time::sleep(Duration::from_millis(millis)).await;
        app.crash_and_restart().await;
        let _ = dying.await;
        // A reload tells what to do, whatever had been done.
        let page = browser.come_back(&answer).await;
        let page = if page.heading() == "You’ve come back already" {
            browser.come_as(&legacy(), &person).await
        } else {
            page
        };
        assert_eq!(page.url().path(), "/prove", "{}", page.text());
        let code = app.code_for(&email).await;
        let prove = format!("{}{}", app.url(), legacy().to("/prove").address());
        let dying = send(&browser, Method::POST, prove, super::steps::PENDING, format!("code={code}"));
        let dying = tokio::spawn(dying);
        tokio::time::sleep(Duration::from_millis(millis)).await;
        app.crash_and_restart().await;
        let _ = dying.await;
        app.pass(TimeDelta::minutes(3));
        let page: Page = page.fill("Code", &code).press("Confirm").await;
        let page = if page.heading_or_shop() == "Login" {
            page.click("Continue with Example ID").await.as_person(&person).await
        } else {
            page
        };
        let claims = app.claims("acme", &page.landing().parameter("accessToken").unwrap()).await;
        app.tick().await;
        assert_eq!(claims["owner"]["id"], app.sandbox.customer("acme", &email).unwrap().id);
        assert!(browser.cookie(SESSION).is_some());
    }
    assert_eq!((app.count("accounts").await, app.count("identities").await), (7, 7));
    assert_eq!(app.count("customers where customer_id is not null").await, 7);
    assert_eq!(app.count("(select distinct customer_id from customers) as it").await, 7);
}

impl Page {
    /// The heading; nothing where the way led to a shop.
    fn heading_or_shop(&self) -> String {
        if self.answer.location().is_some() { String::new() } else { self.heading() }
    }
}
