//! Group D: headers, hosts and proxies.

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};
use vestibule::config::{BackendAuth, Network, Settings};
use vestibule::foundation::Secret;
use vestibule::sandbox::JournalEntry;

use crate::bench::{Browser, PASSWORD, Plan, TestApp, legacy, web};

const LIES: [(&str, &str); 9] = [
    ("host", "evil.example"),
    ("x-forwarded-host", "evil.example"),
    ("x-forwarded-proto", "https"),
    ("x-forwarded-server", "evil.example"),
    ("x-forwarded-port", "8443"),
    ("x-host", "evil.example"),
    ("x-original-host", "evil.example"),
    ("x-http-host-override", "evil.example"),
    ("forwarded", "for=1.2.3.4;host=evil.example;proto=https"),
];

#[tokio::test]
async fn d01_letters_and_pages_name_the_configured_address_whatever_a_request_says() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "grace@example.com").await;
    for (name, value) in LIES {
        let fields = [
            ("customerEmail", "grace@example.com"),
            ("customerPassword", PASSWORD),
            ("customerConfirmPassword", PASSWORD),
        ];
        let request = app.browser().post(&web().signup().address(), &fields).header(name, value);
        let answer = request.send().await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{name}: {}", answer.body);
        assert!(!answer.header("location").contains("evil"), "{name}");
        let letter = app.letters_to("grace@example.com").await.remove(0);
        assert!(letter.subject.contains("already have an account"), "{name}: {}", letter.subject);
        for text in [&letter.text, &letter.html] {
            assert!(!text.contains("evil.example"), "{name}: {text}");
        }
        assert!(letter.text.contains(&format!("{}/identity/login?", app.url())), "{name}: {}", letter.text);
        let page = app.browser().request(Method::GET, &web().address()).header(name, value).send().await;
        assert!(page.status.is_success() && !page.body.contains("evil"), "{name}");
        app.pass(TimeDelta::minutes(30));
    }
}

#[tokio::test]
async fn d01_the_origin_check_knows_only_the_configured_address() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    for host in ["evil.example", "evil.example:80"] {
        let request = browser.request(Method::POST, &web().to("/logout").address());
        let request = request.header("host", host).header("x-forwarded-host", host);
        let answer = request.header("origin", format!("http://{host}")).send().await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(app.count("sessions").await, 1);
}

fn behind_a_proxy(settings: &mut Settings) {
    settings.server.trusted_proxies = vec![Network::parse("127.0.0.1").unwrap()];
}

/// Wrong passwords until the answer is "wait", each with another header; gives how many were let through.
async fn guesses(browser: &Browser, forwarded: impl Fn(usize) -> String) -> usize {
    for number in 0..12 {
        let fields = [("customerEmail", "grace@example.com"), ("customerPassword", "a wrong guess")];
        let request = browser.post(&web().address(), &fields).header("x-forwarded-for", forwarded(number));
        let answer = request.send().await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            return number;
        }
    }
    12
}

#[tokio::test]
async fn d02_a_header_of_a_stranger_is_not_read() {
    let app = TestApp::start().await;
    assert_eq!(guesses(&app.browser(), |number| format!("203.0.113.{number}")).await, 10);
}

#[tokio::test]
async fn d02_what_a_proxy_forwards_is_read_and_an_unreadable_header_escapes_nothing() {
    let app = TestApp::planned(Plan { adjust: behind_a_proxy, ..Plan::default() }).await;
    let browser = app.browser();
    assert_eq!(guesses(&browser, |number| format!("203.0.113.{number}")).await, 12, "twelve networks");
    assert_eq!(
        guesses(&browser, |number| format!("203.0.113.{number}, 198.51.100.7")).await,
        10,
        "the last hop counts"
    );
    let garbage = ["a", "", ",", "unknown", "1.2.3", "fe80::1%eth0", "1.2.3.4:80", "[::1", "999.1.1.1", "'"];
    let unreadable = |number: usize| garbage[number % garbage.len()].to_owned();
    assert_eq!(guesses(&browser, unreadable).await, 10, "all count as the proxy");
    assert_eq!(guesses(&browser, unreadable).await, 0);
}

#[tokio::test]
async fn d05_the_own_machine_is_no_exception() {
    let app = TestApp::start().await;
    let browser = app.browser();
    assert_eq!(guesses(&browser, |_| "127.0.0.1".to_owned()).await, 10);
    let answer = browser.request(Method::POST, &web().to("/logout").address()).send().await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "no origin, no change");
    let answer = browser.token(crate::bench::WEB, "market:code:usa", "http://localhost").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn d08_a_browser_cannot_choose_whose_calls_are_counted() {
    let app = TestApp::planned(Plan {
        adjust: |settings| {
            for organization in settings.organizations.values_mut() {
                organization.backend_auth = Some(BackendAuth(Secret::new("sandbox-backend-auth-key")));
            }
        },
        ..Plan::default()
    })
    .await;
    let browser = app.browser();
    for header in [
        "x-true-client-ip",
        "true-client-ip",
        "x-client-ip",
        "cf-connecting-ip",
        "x-real-ip",
        "x-forwarded-for",
        "forwarded",
    ] {
        browser.always(header, "203.0.113.66");
    }
    browser.always("x-backend-auth", "forged");
    browser.sign_up(&app, &legacy(), "grace@example.com").await.landing();
    let journal = app.sandbox.journal();
    let exchanges: Vec<&JournalEntry> = journal
        .iter()
        .filter(|e| e.grant.as_deref().is_some_and(|grant| grant.ends_with("jwt-bearer")))
        .collect();
    assert_eq!(exchanges.len(), 1);
    assert!(journal.iter().all(|entry| entry.ip == "127.0.0.1"), "{journal:?}");
}

#[tokio::test]
async fn d08_a_request_id_is_ours_alone() {
    let app = TestApp::start().await;
    let answer = app.browser().request(Method::GET, "/nothing").header("x-request-id", "forged").send().await;
    assert!(answer.header("x-request-id").len() == 16 && answer.header("x-request-id") != "forged");
    let addresses: Option<String> =
        sqlx::query_scalar("select max(address) from events").fetch_one(app.db()).await.unwrap();
    assert_eq!(addresses, None);
}
