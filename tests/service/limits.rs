//! Catalogue E: guessing, flooding and wearing out.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::bench::{Answer, PASSWORD, Plan, TestApp, WEB, at_once, other_code, web};

const SHOP: &str = "https://shop.acme.example";
const WRONG: &str = "wrong password here";

fn of_status(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|answer| answer.status == status).count()
}

#[tokio::test]
async fn e03_a_guesser_with_any_number_of_networks_and_sign_ups_has_twenty_five_tries() {
    let app = TestApp::planned(Plan::behind_a_proxy()).await;
    let mut compared = 0;
    for round in 0..8 {
        let browser = app.browser_in_network(round);
        let page = browser.begin_sign_up(&web(), "grace@example.com").await;
        if page.status() == StatusCode::TOO_MANY_REQUESTS {
            continue;
        }
        let wrong = other_code(&app.code_for("grace@example.com").await);
        for guess in 0..10 {
            browser.always("x-forwarded-for", &format!("203.0.113.{}", round * 10 + guess));
            let answer = browser.post_code(&wrong).await;
            compared += usize::from(answer.body.contains("isn’t the code"));
        }
    }
    // The last of five tries is told as "too many", not as "wrong".
    assert_eq!(compared, 5 * 4, "five letters, five tries each");
    assert_eq!(app.letters_to("grace@example.com").await.len(), 5);
    app.pass(TimeDelta::minutes(10));
    let fresh = app.browser_in_network(99);
    let page = fresh.begin_sign_up(&web(), "grace@example.com").await;
    assert_eq!(page.heading(), "Check your email", "the owner is not shut out for ever");
    let code = app.code_for("grace@example.com").await;
    page.fill("Code", &code).press("Confirm").await.landing();
}

#[tokio::test]
async fn e07_nonsense_typed_into_a_foreign_sign_up_costs_the_owner_no_try() {
    let app = TestApp::planned(Plan::behind_a_proxy()).await;
    let owner = app.browser_in_network(0);
    let page = owner.begin_sign_up(&web(), "grace@example.com").await;
    let code = app.code_for("grace@example.com").await;
    let stranger = app.browser_in_network(1);
    stranger.begin_sign_up(&web(), "grace@example.com").await;
    let nonsense = other_code(&app.code_for("grace@example.com").await);
    for guess in 0..60 {
        stranger.always("x-forwarded-for", &format!("203.0.113.{guess}"));
        stranger.post_code(&nonsense).await;
    }
    page.fill("Code", &code).press("Confirm").await.landing();
}

#[tokio::test]
async fn e04_a_guess_is_counted_where_it_is_checked_and_not_only_where_a_letter_is_sent() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.begin_sign_up(&web(), "grace@example.com").await;
    let code = app.code_for("grace@example.com").await;
    let answers = at_once(200, async |_| browser.post_code(&other_code(&code)).await).await;
    assert_eq!(answers.iter().filter(|answer| answer.body.contains("isn’t the code")).count(), 4);
    assert_eq!(app.count("registrations where tries = 5").await, 1);
    let answer = browser.post_code(&code).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "now the right one does not help, either");
    assert_eq!(app.count("accounts").await, 0);
}

#[tokio::test]
async fn e04_two_hundred_passwords_at_once_count_as_two_hundred() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "grace@example.com").await;
    let before = app.inner().hasher.computations();
    let browser = app.browser();
    let answers = at_once(200, async |_| browser.post_login(&web(), "grace@example.com", WRONG).await).await;
    assert_eq!((of_status(&answers, 422), of_status(&answers, 429)), (10, 190));
    assert_eq!(app.inner().hasher.computations() - before, 10, "the others cost nothing");
    for answer in answers.iter().filter(|answer| answer.status == 429) {
        assert!(answer.header("retry-after").parse::<u32>().unwrap() >= 1);
    }
}

#[tokio::test]
async fn e07_guessing_from_many_networks_shuts_nobody_out_where_he_has_signed_in_before() {
    let app = TestApp::planned(Plan::behind_a_proxy()).await;
    let owner = app.browser_in_network(0);
    owner.sign_up(&app, &web(), "grace@example.com").await;
    let mut refused = 0;
    for network in 1..=25 {
        let guesser = app.browser_in_network(network);
        let answers =
            at_once(6, async |_| guesser.post_login(&web(), "grace@example.com", WRONG).await).await;
        refused += of_status(&answers, 429);
    }
    assert!(refused >= 40, "a hundred guesses from everywhere, not more: {refused}");
    let elsewhere = app.browser_in_network(500);
    let page = elsewhere.sign_in(&web(), "grace@example.com", PASSWORD).await;
    assert_eq!(page.status(), StatusCode::TOO_MANY_REQUESTS);
    app.browser_in_network(0).sign_in(&web(), "grace@example.com", PASSWORD).await.landing();
    app.pass(TimeDelta::minutes(1));
    elsewhere.sign_in(&web(), "grace@example.com", PASSWORD).await.landing();
}

#[tokio::test]
async fn e08_nobodys_mailbox_can_be_flooded_from_any_number_of_networks() {
    let app = TestApp::planned(Plan::behind_a_proxy()).await;
    for network in 0..12 {
        let browser = app.browser_in_network(network);
        let page = browser.begin_sign_up(&web(), "Victim@Example.com").await;
        if page.status() == StatusCode::TOO_MANY_REQUESTS {
            assert!(page.answer.header("retry-after").parse::<u32>().unwrap() > 60);
            continue;
        }
        page.press("Send a new code").await;
    }
    assert_eq!(app.letters_to("Victim@Example.com").await.len(), 5, "one at each sign-up");
    app.pass(TimeDelta::hours(1));
    for network in 200..220 {
        app.browser_in_network(network).begin_sign_up(&web(), "victim@example.com").await;
    }
    assert_eq!(app.letters_to("victim@example.com").await.len(), 5, "five more after an hour");
}

#[tokio::test]
async fn e08_an_address_that_has_an_account_gets_no_more_letters_than_any_other() {
    let app = TestApp::planned(Plan::behind_a_proxy()).await;
    app.browser_in_network(0).sign_up(&app, &web(), "grace@example.com").await;
    for network in 1..12 {
        app.browser_in_network(network).begin_sign_up(&web(), "grace@example.com").await;
    }
    assert_eq!(app.letters_to("grace@example.com").await.len(), 5);
}

#[tokio::test]
async fn e11_fifty_kilobytes_are_refused_and_not_worked_on() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let long = format!("market:id:{}", "a".repeat(50_000));
    let page = browser.visit(web().with("scope", &long).address()).await;
    assert_eq!(page.status(), StatusCode::BAD_REQUEST);
    assert!(page.answer.body.len() < 20_000, "it does not come back");
    let answer = browser.token(WEB, &long, SHOP).await;
    assert_eq!(
        (answer.status, &answer.json()["error"]["code"]),
        (StatusCode::BAD_REQUEST, &"scope_not_allowed".into())
    );
    for field in ["scope", "publicScope", "returnUrl", "clientId", "customerEmail", "lang"] {
        let page = browser.visit(web().with(field, &long).address()).await;
        assert!(page.status().is_client_error() || page.status().is_success(), "{field}: {}", page.status());
    }
    let answer = browser.post_login(&web(), &long, PASSWORD).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let answer = browser.post_login(&web(), "grace@example.com", &"x".repeat(15_000)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        app.sandbox
            .journal()
            .iter()
            .filter(|call| call.client.as_ref().is_some_and(|c| c.len() > 80))
            .count(),
        0
    );
}

/// Sends `beginning`, then a byte now and then; gives how long the server let that go on, and what it said.
async fn dribble(app: &TestApp, beginning: String) -> (Duration, String) {
    let address = app.url().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(beginning.as_bytes()).await.unwrap();
    let (mut read, mut write) = stream.into_split();
    let began = Instant::now();
    let dribbling = async {
        while write.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        std::future::pending::<()>().await;
    };
    let mut said = Vec::new();
    let closed = tokio::select! {
        closed = tokio::time::timeout(Duration::from_secs(50), read.read_to_end(&mut said)) => closed,
        () = dribbling => unreachable!(),
    };
    assert!(closed.is_ok(), "the connection is still open");
    (began.elapsed(), String::from_utf8_lossy(&said).into_owned())
}

/// Waits ten seconds, but idly: other tests run meanwhile.
#[tokio::test]
async fn e12_who_dribbles_headers_or_a_body_is_hung_up_on() {
    let app = TestApp::start().await;
    let post = format!(
        "POST {} HTTP/1.1\r\nhost: localhost\r\norigin: {}\r\ncontent-length: 9999\r\n\
         content-type: application/x-www-form-urlencoded\r\n\r\n",
        web().address(),
        app.url()
    );
    let from_provider = |page: &str| {
        format!(
            "POST /federation/example/{page} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9999\r\n\
             content-type: application/x-www-form-urlencoded\r\n\r\n"
        )
    };
    let (headers, line, body, answer, logout) = tokio::join!(
        dribble(&app, "GET /health/live HTTP/1.1\r\nhost: localhost\r\nx-slow: ".to_owned()),
        dribble(&app, "GET /".to_owned()),
        dribble(&app, post),
        dribble(&app, from_provider("callback")),
        dribble(&app, from_provider("backchannel-logout")),
    );
    for (time, said) in [&headers, &line, &body, &answer, &logout] {
        assert!((9..40).contains(&time.as_secs()), "{time:?}: {said:.100}");
    }
    assert!(headers.1.starts_with("HTTP/1.1 408"), "{}", headers.1);
    for (_, said) in [&body, &answer, &logout] {
        assert!(said.starts_with("HTTP/1.1 400"), "{said}");
    }
}

#[tokio::test]
async fn e15_more_passwords_than_there_is_memory_for_are_told_to_come_again() {
    let adjust = |settings: &mut vestibule::config::Settings| settings.passwords.hashing_queue = 6;
    let app = TestApp::planned(Plan { adjust, ..Plan::behind_a_proxy() }).await;
    let browsers: Vec<_> = (0..120).map(|_| app.browser()).collect();
    let mut logins = Box::pin(at_once(120, async |number| {
        browsers[number].post_login(&web(), &format!("nobody{number}@example.com"), WRONG).await
    }));
    let reader = app.browser();
    let (answers, page) = tokio::join!(&mut logins, reader.visit(web().address()));
    assert_eq!(page.heading(), "Login", "pages do not wait for passwords");
    let (wrong, busy, waiting) =
        (of_status(&answers, 422), of_status(&answers, 503), of_status(&answers, 429));
    assert_eq!(wrong + busy + waiting, 120);
    assert!(busy > 0 && wrong > 0, "{wrong} checked, {busy} sent away, {waiting} throttled");
    assert_eq!(app.inner().hasher.computations(), u64::try_from(wrong).unwrap());
    for answer in answers.iter().filter(|answer| answer.status == 503) {
        assert_eq!(answer.header("retry-after"), "2");
        assert!(answer.body.contains("We have a lot to do right now"));
    }
    let later = app.browser().post_login(&web(), "nobody@example.com", WRONG).await;
    assert_ne!(later.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn e15_a_form_that_cannot_be_right_costs_no_hash() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.post_login(&web(), "not an address", PASSWORD).await;
    browser.post_login(&web(), "grace@example.com", "").await;
    browser.post_sign_up(&web(), "grace@example.com", "short").await;
    browser.post_sign_up(&web(), "grace@example.com", &"long ".repeat(300)).await;
    browser.post_login(&web(), "grace@example.com", &"x".repeat(8_000)).await;
    browser.request(Method::POST, &web().address()).send().await;
    assert!(app.inner().hasher.computations() <= 1, "{}", app.inner().hasher.computations());
}
