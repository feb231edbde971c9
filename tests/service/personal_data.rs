//! Everything that is kept about a person, as a file for that person.

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::bench::{Answer, Browser, PASSWORD, TestApp, found_in, web};

const GRACE: &str = "Grace@example.com";

async fn fetch(browser: &Browser) -> Answer {
    browser.request(Method::GET, &web().to("/account/data").address()).send().await
}

#[tokio::test]
async fn the_file_has_everything_that_is_kept_about_the_person() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    browser.always("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0");
    browser.sign_up(&app, &web(), GRACE).await.landing();
    browser.send_token_request("market:code:usa").await;
    let answer = fetch(&browser).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.header("content-type").starts_with("application/json"));
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"my-data.json\"");
    assert_eq!(answer.header("cache-control"), "no-store");
    let data = answer.json();
    let customer = app.sandbox.customer("acme", "grace@example.com").unwrap().id;
    for (pointer, value) in [
        ("/account/email", Value::from(GRACE)),
        ("/account/organization", "acme".into()),
        ("/account/language", "en".into()),
        ("/account/name", Value::Null),
        ("/customer/id", customer.into()),
        ("/sessions/entries/0/signed_in_by", "email_code".into()),
        ("/tokens/entries/0/scope", "market:code:usa".into()),
        ("/security_events/entries/0/what", "data_exported".into()),
        ("/security_events/left_out", 0.into()),
        ("/requests/entries/0/for", "sign_up".into()),
    ] {
        assert_eq!(data.pointer(pointer), Some(&value), "{pointer} in {data:#}");
    }
    assert!(data["sessions"]["entries"][0]["browser"].as_str().unwrap().contains("Firefox"));
    assert_eq!(data["devices"]["entries"].as_array().unwrap().len(), 1);
    assert_eq!(app.count("events where kind = 'data_exported'").await, 1);
}

#[tokio::test]
async fn k13_the_file_holds_nothing_that_opens_anything() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), GRACE).await.landing();
    let token = browser.send_token_request("market:code:usa").await.json();
    let body = fetch(&browser).await.body;
    let mut secrets = app.vault().await;
    secrets.push(token["access_token"].as_str().unwrap().to_owned());
    let columns = "select encode(token_hash, 'hex') from sessions
                   union all select encode(device_hash, 'hex') from devices
                   union all select encode(browser_hash, 'hex') from registrations
                   union all select hash from passwords
                   union all select encode(access_sealed, 'hex') from customer_tokens";
    secrets.extend(sqlx::query_scalar::<_, String>(columns).fetch_all(app.db()).await.unwrap());
    assert!(secrets.len() >= 6, "{}", secrets.len());
    for secret in secrets {
        assert_eq!(found_in(&body, &secret), None);
    }
    for words in ["$argon2", "hash", "sealed", "secret"] {
        assert!(!body.contains(words), "{words} in {body}");
    }
}

#[tokio::test]
async fn k14_nobody_gets_the_data_of_somebody_else() {
    let app = TestApp::start().await;
    let (grace, ada) = (app.browser(), app.browser());
    grace.sign_up(&app, &web(), "grace@example.com").await;
    ada.sign_up(&app, &web(), "ada@example.com").await;
    let id: String = sqlx::query_scalar("select id::text from accounts where email = 'ada@example.com'")
        .fetch_one(app.db())
        .await
        .unwrap();
    for (name, value) in
        [("account", &*id), ("account_id", &id), ("email", "ada@example.com"), ("userId", &id)]
    {
        let address = web().to("/account/data").with(name, value).address();
        let body = grace.request(Method::GET, &address).send().await.body;
        assert!(body.contains("grace@example.com") && !body.contains("ada@example.com"), "{name}");
        assert!(!body.contains(&id.replace('-', "")), "{name}");
    }
}

#[tokio::test]
async fn h11_the_file_is_for_somebody_who_has_just_signed_in() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), GRACE).await;
    app.pass(TimeDelta::minutes(31));
    let page = browser.visit(web().to("/account/data").address()).await;
    assert_eq!((page.status(), page.heading().as_str()), (StatusCode::FORBIDDEN, "Sign in again first"));
    let page = page.press("Sign in again").await.sign_in_as(GRACE, PASSWORD).await;
    assert_eq!(page.heading(), "Your account");
    assert_eq!(fetch(&browser).await.status, StatusCode::OK);
    assert_eq!(fetch(&app.browser()).await.status, StatusCode::SEE_OTHER, "signed out");
    assert_eq!(app.count("events where kind = 'data_exported'").await, 1);
    app.tick().await;
}

#[tokio::test]
async fn a_long_list_says_how_much_it_leaves_out() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), GRACE).await;
    let many = "insert into events (at, organization, account_id, kind)
                select now() - n * interval '1 minute', 'acme', id, 'signed_in'
                from accounts, generate_series(1, 1100) as n";
    sqlx::query(many).execute(app.db()).await.unwrap();
    let data = fetch(&browser).await.json();
    let events = &data["security_events"];
    assert_eq!(events["entries"].as_array().unwrap().len(), 1000);
    assert!(events["left_out"].as_i64().unwrap() >= 100, "{}", events["left_out"]);
}

/// Whoever adds a column that leads to a person decides what becomes of it: in the file (`personal_data`), at an erasure
/// (`erasure`), or neither; and writes it down here.
#[tokio::test]
async fn every_column_that_leads_to_a_person_is_known() {
    // Besides the table's own `account_id`, which goes with the account, or in `events` by hand.
    const KNOWN: [&str; 25] = [
        "accounts.email",
        "accounts.email_typed",
        "back_end_tokens.session_id",
        "cart_browsers.session_id",
        "cart_handovers.session_id",
        "challenges.email",
        "challenges.email_typed",
        "customer_tokens.customer_id",
        "customer_tokens.session_id",
        "customers.customer_id",
        "departures.session_id",
        "email_changes.former",
        "email_changes.former_typed",
        "erasures.customer_id",
        "events.address",
        "events.session_id",
        "handover_codes.session_id",
        "identities.subject",
        "pending_links.email",
        "pending_links.email_typed",
        "registrations.email",
        "registrations.email_typed",
        "sessions.user_agent",
        "upstream_sessions.session_id",
        "upstream_sessions.subject",
    ];
    let app = TestApp::start().await;
    let columns = "select table_name || '.' || column_name from information_schema.columns
                   where table_schema = 'public'
                     and column_name ~ '^(email|email_typed|former|former_typed|session_id|customer_id|subject|address|user_agent)$'
                   order by 1";
    let columns: Vec<String> = sqlx::query_scalar(columns).fetch_all(app.db()).await.unwrap();
    assert_eq!(columns, KNOWN);
    let with_account = "select table_name::text from information_schema.columns
                        where table_schema = 'public' and column_name = 'account_id' order by 1";
    let with_account: Vec<String> = sqlx::query_scalar(with_account).fetch_all(app.db()).await.unwrap();
    let known = [
        "cart_handovers",
        "carts",
        "challenges",
        "customers",
        "devices",
        "email_changes",
        "events",
        "identities",
        "passwords",
        "sessions",
    ];
    assert_eq!(with_account, known);
}
