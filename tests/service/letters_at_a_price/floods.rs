//! What holds whoever works.

use chrono::TimeDelta;
use reqwest::StatusCode;
use vestibule::config::Network;

use super::{FREE, flood, has_puzzle, is_late, mailed_codes, sign_up_page, somebody, start, work};
use crate::bench::{Browser, PASSWORD, Page, Plan, TestApp, at_once, other_code, web};

#[tokio::test]
async fn e08_few_letters_wait_and_the_rest_is_refused() {
    let app = start().await;
    flood(&app, 0..FREE).await;
    let mut statuses = Vec::new();
    for page in flood(&app, FREE..FREE + 20).await {
        statuses.push(page.status());
    }
    assert_eq!(statuses.iter().filter(|status| **status == StatusCode::OK).count(), 15);
    assert!(statuses[15..].iter().all(|status| *status == StatusCode::TOO_MANY_REQUESTS));
    // And yet nobody there is shut out who works.
    let page = work(sign_up_page(&app).await).sign_up_as("ada@example.com", PASSWORD).await;
    assert!(!is_late(&page));
    let metrics = app.inner().metrics.text().unwrap();
    for (goes, count) in [("at_once", FREE), ("worked", 1), ("late", 15), ("refused", 5)] {
        let line = format!("vestibule_letters_total{{goes=\"{goes}\"}} {count}\n");
        assert!(metrics.contains(&line), "{line} in {metrics}");
    }
}

#[tokio::test]
async fn e14_letters_that_are_answered_are_no_flood_but_sign_ups_are_counted() {
    let app = start().await;
    for number in 0..150 {
        let email = format!("shopper{number}@example.com");
        let page = sign_up_page(&app).await;
        assert!(!has_puzzle(&page), "shopper {number}");
        let page = page.sign_up_as(&email, PASSWORD).await;
        let code = app.code_for(&email).await;
        page.fill("Code", &code).press("Confirm").await.landing();
    }
    let page = sign_up_page(&app).await.sign_up_as("one-too-many@example.com", PASSWORD).await;
    assert_eq!(page.status(), StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn e08_a_right_code_gives_back_its_own_letter_and_no_more() {
    let app = start().await;
    app.browser_in_network(1).sign_up(&app, &web(), "grace@example.com").await.landing();
    let browser = somebody(&app);
    let page = browser.visit(web().to("/recover").address()).await;
    page.fill("Email", "grace@example.com").press("Send me a code").await;
    let code = app.code_for("grace@example.com").await;
    for _ in 0..5 {
        browser.post("/recover/code", &[("code", &code)]).send().await;
    }
    assert!(flood(&app, 0..FREE).await.iter().all(|page| !is_late(page)));
    assert!(is_late(&flood(&app, FREE..FREE + 1).await[0]));
}

/// Asks for a letter from another network each time; gives the statuses of those that were late or refused.
async fn recover_from(app: &TestApp, network: &str, email: &str) -> Page {
    let browser = app.browser();
    browser.always("x-forwarded-for", network);
    let page = browser.visit(web().to("/recover").address()).await;
    page.fill("Email", email).press("Send me a code").await
}

#[tokio::test]
async fn e08_a_line_has_many_networks_of_the_new_kind_and_one_allowance() {
    let app = start().await;
    for number in 0..240 {
        let page =
            recover_from(&app, &format!("2001:db8:7:{number:x}::1"), &format!("a{number}@example.com")).await;
        assert!(!is_late(&page), "{number}");
    }
    assert!(is_late(&recover_from(&app, "2001:db8:7:ffff::1", "ada@example.com").await));
    assert!(!is_late(&recover_from(&app, "2001:db8:8::1", "ida@example.com").await));
}

#[tokio::test]
async fn e08_a_flood_from_many_networks_has_one_line_to_wait_in() {
    let app = start().await;
    let ask = async |number: usize| {
        let network = format!("198.51.{}.{}", number / 250, number % 250 + 1);
        let (browser, email) = (app.browser(), format!("flood{number}@example.com"));
        browser.always("x-forwarded-for", &network);
        let answer = browser.post(&web().to("/recover").address(), &[("customerEmail", &email)]).send().await;
        answer.status
    };
    for first in (0..900).step_by(20) {
        let statuses = at_once(20, async |number| ask(first + number).await).await;
        assert!(statuses.iter().all(|status| *status == StatusCode::SEE_OTHER), "{first}: {statuses:?}");
    }
    assert_eq!(ask(901).await, StatusCode::TOO_MANY_REQUESTS, "600 at once and 300 that wait");
    let page = app.browser_in_network(999).visit(web().to("/recover").address()).await;
    let page = work(page).fill("Email", "ada@example.com").press("Send me a code").await;
    assert!(!is_late(&page), "who works is not held up");
}

#[tokio::test]
async fn e08_an_account_asks_for_few_letters_to_other_addresses() {
    let app = start().await;
    let browser = somebody(&app);
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    let mut statuses = Vec::new();
    for number in 0..11 {
        let page = browser.visit(web().to("/account/email").address()).await;
        let page =
            page.fill("New email", &format!("another{number}@example.com")).press("Send me a code").await;
        statuses.push(page.status());
    }
    assert!(statuses[..10].iter().all(|status| *status == StatusCode::OK), "{statuses:?}");
    assert_eq!(statuses[10], StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn e07_a_browser_that_its_owner_signed_in_with_is_not_held_up_by_guesses_from_elsewhere() {
    let app = start().await;
    let owner = app.browser_in_network(1);
    owner.sign_up(&app, &web(), "grace@example.com").await.landing();
    owner.sign_out(&web()).await;
    let ask = async |browser: &Browser| {
        let page = browser.visit(web().address()).await.fill("Email", "grace@example.com");
        page.press("Send me a code instead").await
    };
    for number in 0..6 {
        app.pass(TimeDelta::minutes(10));
        let stranger = app.browser_in_network(10 + number);
        ask(&stranger).await;
        let wrong = other_code(&app.code_for("grace@example.com").await);
        for _ in 0..5 {
            stranger.post("/code/enter", &[("code", &wrong)]).send().await;
        }
    }
    app.pass(TimeDelta::minutes(61));
    // On the way, in a network where nobody has ever signed in.
    owner.always("x-forwarded-for", "203.0.113.200");
    let page = ask(&owner).await;
    let code = app.code_for("grace@example.com").await;
    page.fill("Code", &code).press("Login").await.landing();
    let stranger = app.browser_in_network(99);
    let page = ask(&stranger).await;
    let code = app.code_for("grace@example.com").await;
    assert_eq!(page.fill("Code", &code).press("Login").await.status(), StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn nothing_is_counted_on_a_network_that_the_operator_knows() {
    let app = TestApp::planned(Plan {
        adjust: |settings| {
            mailed_codes(settings);
            settings.server.known_networks = vec![Network::parse("198.51.0.0/24").unwrap()];
        },
        ..Plan::default()
    })
    .await;
    // Beyond every allowance of a network: letters, sign-ups, passwords that are wrong.
    let pages = flood(&app, 0..160).await;
    assert!(pages.iter().all(|page| !is_late(page)));
    let wrong = at_once(70, async |number| {
        somebody(&app).post_login(&web(), &format!("nobody{number}@example.com"), "a wrong password").await
    });
    assert!(wrong.await.iter().all(|answer| answer.status != StatusCode::TOO_MANY_REQUESTS));
    // An account is watched there as everywhere.
    let mut last = StatusCode::OK;
    for _ in 0..11 {
        last = somebody(&app).post_login(&web(), "grace@example.com", "a wrong password").await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}
