//! Floods of letters (catalogue E08, E14): beyond a few letters that nobody answers, a network's browsers work for each,
//! or wait for it. What a browser computes is computed here anew, from the words of the page alone.

use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2::{self, PBKDF2_HMAC_SHA256};
use chrono::TimeDelta;
use reqwest::StatusCode;
use vestibule::config::{Network, Settings};

use crate::bench::{Browser, PASSWORD, Page, Plan, TestApp, at_once, web};

/// As many letters as a network has without more ado.
const FREE: usize = 10;

fn mailed_codes(settings: &mut Settings) {
    settings.server.trusted_proxies = vec![Network::parse("127.0.0.0/8").unwrap()];
    settings.storefronts.iter_mut().for_each(|shop| shop.mailed_code = true);
}

async fn start() -> TestApp {
    TestApp::planned(Plan { adjust: mailed_codes, ..Plan::default() }).await
}

/// Somebody in the network of all, with cookies of his own.
fn somebody(app: &TestApp) -> Browser {
    app.browser_in_network(0)
}

/// Asks for so many letters and answers none of them.
async fn flood(app: &TestApp, letters: std::ops::Range<usize>) -> Vec<Page> {
    let mut pages = Vec::new();
    for number in letters {
        let page = somebody(app).begin_sign_up(&web(), &format!("flood{number}@example.com")).await;
        pages.push(page);
    }
    pages
}

fn has_puzzle(page: &Page) -> bool {
    !page.attributes("input[name=work]", "value").is_empty()
}

/// Does the work that the page asks for, as its script does: the puzzle, and the answer.
fn solve(page: &Page) -> (String, String) {
    let of = |name: &str| page.attributes("input[name=work]", name).remove(0);
    let (rounds, zeros): (u32, u32) = (of("data-rounds").parse().unwrap(), of("data-zeros").parse().unwrap());
    let rounds = NonZeroU32::new(rounds).unwrap();
    let token = of("value");
    let fits = |answer: &u64| {
        let mut output = [0; 4];
        let salt = answer.to_string();
        pbkdf2::derive(PBKDF2_HMAC_SHA256, rounds, salt.as_bytes(), token.as_bytes(), &mut output);
        u32::from_be_bytes(output) >> (32 - zeros) == 0
    };
    let answer = (0..).find(fits).unwrap();
    (token, answer.to_string())
}

fn work(page: Page) -> Page {
    let (_, answer) = solve(&page);
    page.computed("work_answer", &answer)
}

async fn sign_up_page(app: &TestApp) -> Page {
    somebody(app).visit(web().signup().address()).await
}

fn is_late(page: &Page) -> bool {
    assert_eq!(page.heading(), "Check your email", "{}", page.text());
    page.alert().is_some_and(|alert| alert.contains("Many emails are asked for"))
}

#[tokio::test]
async fn e08_beyond_a_few_letters_a_network_works_for_each_and_has_it_at_once() {
    let app = start().await;
    assert!(!has_puzzle(&sign_up_page(&app).await));
    assert!(flood(&app, 0..FREE).await.iter().all(|page| !is_late(page)));
    let page = sign_up_page(&app).await;
    assert!(has_puzzle(&page) && page.text().contains("a short calculation"));
    let page = work(page).sign_up_as("ada@example.com", PASSWORD).await;
    assert!(!is_late(&page));
    let code = app.code_for("ada@example.com").await;
    page.fill("Code", &code).press("Confirm").await.landing();
    let elsewhere = app.browser_in_network(1);
    assert!(
        !has_puzzle(&elsewhere.visit(web().signup().address()).await),
        "another network is none of theirs"
    );
}

#[tokio::test]
async fn e08_who_does_not_work_has_the_letter_later() {
    let app = start().await;
    flood(&app, 0..FREE).await;
    let page = sign_up_page(&app).await.sign_up_as("ada@example.com", PASSWORD).await;
    assert!(is_late(&page));
    assert!(page.alert().unwrap().contains("in 60 seconds"), "{:?}", page.alert());
    assert!(app.letters_to("ada@example.com").await.is_empty(), "not before its turn");
    let second = sign_up_page(&app).await.sign_up_as("ida@example.com", PASSWORD).await;
    assert!(second.alert().unwrap().contains("in 2 minutes"), "one leaves each minute: {:?}", second.alert());

    app.pass(TimeDelta::seconds(61));
    let code = app.code_for("ada@example.com").await;
    assert!(app.letters_to("ida@example.com").await.is_empty());
    let page = page.browser().visit(page.url().as_str()).await;
    assert!(!is_late(&page));
    page.fill("Code", &code).press("Confirm").await.landing();
    app.pass(TimeDelta::seconds(60 + 9 * 60));
    let code = app.code_for("ida@example.com").await;
    second.fill("Code", &code).press("Confirm").await.landing();
}

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
async fn e08_a_puzzle_counts_once_where_it_was_given_and_in_its_time() {
    let app = start().await;
    flood(&app, 0..FREE).await;
    let fields = |token: &str, answer: &str, email: &str| {
        [
            ("customerEmail", email),
            ("customerPassword", PASSWORD),
            ("customerConfirmPassword", PASSWORD),
            ("work", token),
            ("work_answer", answer),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let post = async |browser: &Browser, token: &str, answer: &str, email: &str| {
        let fields = fields(token, answer, email);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = browser.post(&web().signup().address(), &fields).send().await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        app.letters_to(email).await.len()
    };
    let solved = async || solve(&sign_up_page(&app).await);
    let (token, answer) = solved().await;
    assert_eq!(post(&somebody(&app), &token, &answer, "a@example.com").await, 1);
    assert_eq!(post(&somebody(&app), &token, &answer, "b@example.com").await, 0, "used up");

    let (token, answer) = solved().await;
    let wrong = (answer.parse::<u64>().unwrap() + 1).to_string();
    assert_eq!(post(&somebody(&app), &token, &wrong, "c@example.com").await, 0);
    assert_eq!(post(&somebody(&app), &token, &answer, "d@example.com").await, 0, "a guess costs the puzzle");

    for nonsense in ["", "AAAA", "a b", &"A".repeat(5_000)] {
        assert_eq!(
            post(&somebody(&app), nonsense, "1", &format!("e{}@example.com", nonsense.len())).await,
            0
        );
    }

    let (token, answer) = solved().await;
    for number in 0..FREE {
        app.browser_in_network(1).begin_sign_up(&web(), &format!("other{number}@example.com")).await;
    }
    assert_eq!(
        post(&app.browser_in_network(1), &token, &answer, "f@example.com").await,
        0,
        "of another network"
    );
    assert_eq!(post(&somebody(&app), &token, &answer, "g@example.com").await, 1, "and still good in its own");
}

#[tokio::test]
async fn e08_a_puzzle_is_good_for_half_an_hour() {
    let app = start().await;
    flood(&app, 0..FREE).await;
    let (in_time, too_late) = (work(sign_up_page(&app).await), work(sign_up_page(&app).await));
    app.pass(TimeDelta::minutes(29));
    flood(&app, 20..20 + FREE).await;
    assert!(!is_late(&in_time.sign_up_as("ada@example.com", PASSWORD).await));
    app.pass(TimeDelta::minutes(1));
    flood(&app, 40..41).await;
    assert!(is_late(&too_late.sign_up_as("ida@example.com", PASSWORD).await));
}

#[tokio::test]
async fn letters_that_are_answered_are_no_flood_but_sign_ups_are_counted() {
    let app = start().await;
    for number in 0..60 {
        let email = format!("shopper{number}@example.com");
        let browser = somebody(&app);
        let page = browser.visit(web().signup().address()).await;
        assert!(!has_puzzle(&page), "shopper {number}");
        let page = page.sign_up_as(&email, PASSWORD).await;
        let code = app.code_for(&email).await;
        page.fill("Code", &code).press("Confirm").await.landing();
    }
    let page = sign_up_page(&app).await.sign_up_as("one-too-many@example.com", PASSWORD).await;
    assert_eq!(page.status(), StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn recovery_and_sign_in_by_code_have_their_price_too_whoever_is_asked_for() {
    let app = start().await;
    app.browser_in_network(1).sign_up(&app, &web(), "grace@example.com").await.landing();
    flood(&app, 0..FREE).await;
    for (link, button) in [("/recover", "Send me a code"), ("/identity/login", "Send me a code instead")] {
        for email in ["grace@example.com", "ghost@example.com"] {
            let page = somebody(&app).visit(web().to(link).address()).await;
            let before = app.letters_to(email).await.len();
            let page = work(page).fill("Email", email).press(button).await;
            assert!(!is_late(&page), "{link} {email}");
            assert_eq!(app.letters_to(email).await.len(), before + 1);
            let page = somebody(&app).visit(web().to(link).address()).await;
            let page = page.fill("Email", email).press(button).await;
            assert!(is_late(&page), "{link} {email}");
            assert_eq!(app.letters_to(email).await.len(), before + 1);
            app.pass(TimeDelta::minutes(3));
            assert_eq!(app.letters_to(email).await.len(), before + 2);
            app.pass(TimeDelta::hours(3));
            flood(&app, 0..FREE).await;
        }
    }
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
    let pages = flood(&app, 0..70).await;
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
