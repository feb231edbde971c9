//! Two nodes on one database, and nodes that die at any moment: everything is done, and done once.

use std::time::Duration;

use chrono::TimeDelta;
use vestibule::jobs;

use crate::bench::{PASSWORD, Plan, TestApp, WEB, at_once, client, legacy, web};

const SHOP: &str = "https://shop.acme.example";

#[tokio::test]
async fn two_nodes_carry_each_letter_make_each_customer_and_revoke_each_token_once() {
    let app =
        TestApp::planned(Plan { settings: "[tokens]\ncalls_per_minute = 1000\n", ..Plan::default() }).await;
    app.switches().set(|switches| switches.auth_limit = 0);
    let nodes = [app.node(|_| {}), app.node(|_| {}), app.node(|_| {})];
    let browsers: Vec<_> = (0..12).map(|_| app.browser()).collect();
    for (number, browser) in browsers.iter().enumerate() {
        browser.begin_sign_up(&web(), &format!("shopper{number}@example.com")).await;
    }
    at_once(6, async |n| jobs::run_due(&nodes[n % 3]).await).await;
    let mut letters: Vec<_> = nodes.iter().flat_map(|node| node.mail.mailbox().unwrap().letters()).collect();
    letters.sort_by(|a, b| a.to.cmp(&b.to));
    assert_eq!(letters.len(), 12, "each letter once");
    letters.dedup_by(|a, b| a.to == b.to);
    assert_eq!(letters.len(), 12);

    for (number, browser) in browsers.iter().enumerate() {
        let to = format!("shopper{number}@example.com");
        let letter = letters.iter().find(|letter| letter.to == to).unwrap();
        let code = letter.text.split(|c: char| !c.is_ascii_digit()).find(|word| word.len() == 6).unwrap();
        assert!(browser.post_code(code).await.header("location").starts_with(SHOP));
    }
    at_once(6, async |n| jobs::run_due(&nodes[n % 3]).await).await;
    let made = |method: &str| {
        let journal = app.sandbox.journal();
        journal.iter().filter(|call| call.method == method && call.path.ends_with("/customers")).count()
    };
    assert_eq!(made("POST"), 12, "each customer once");
    assert_eq!(app.count("customers where customer_id is not null").await, 12);

    for browser in &browsers {
        browser.token(WEB, "market:code:usa", SHOP).await;
        browser.sign_out(&web()).await;
    }
    assert_eq!(app.count("revocations").await, 24);
    let before = revocations(&app);
    at_once(9, async |n| jobs::run_due(&nodes[n % 3]).await).await;
    assert_eq!(revocations(&app) - before, 24, "each token once");
    assert_eq!(app.count("revocations").await, 0);
}

fn revocations(app: &TestApp) -> usize {
    app.sandbox.journal().iter().filter(|call| call.path.ends_with("/oauth/revoke")).count()
}

/// Posts a form as this browser would, on a connection that may break.
fn post(app: &TestApp, cookie: &str, path: &str, body: String) -> impl Future<Output = bool> + use<> {
    let request = client()
        .post(format!("{}{path}", app.url()))
        .header("origin", app.url())
        .header("cookie", cookie)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body);
    async move { request.send().await.is_ok_and(|answer| answer.status().is_redirection()) }
}

#[tokio::test]
async fn a_node_that_dies_while_a_code_is_checked_leaves_a_person_who_can_go_on() {
    let mut app = TestApp::start().await;
    for (number, millis) in [0, 1, 2, 3, 4, 6, 8, 12, 20].into_iter().enumerate() {
        let email = format!("shopper{number}@example.com");
        let browser = app.browser();
        let page = browser.begin_sign_up(&legacy(), &email).await;
        let code = app.code_for(&email).await;
        let cookie =
            format!("__Host-vestibule-signup={}", browser.cookie("__Host-vestibule-signup").unwrap());
        let dying = tokio::spawn(post(&app, &cookie, "/verify", format!("code={code}")));
        tokio::time::sleep(Duration::from_millis(millis)).await;
        app.crash_and_restart().await;
        let _ = dying.await;
        app.pass(TimeDelta::minutes(3));

        // The same person presses the button again, and signs in if that is what the page then asks for.
        let page = page.fill("Code", &code).press("Confirm").await;
        let page = if page.url().path() == "/identity/login" {
            assert!(page.alert().unwrap().contains("Your email is confirmed"));
            page.sign_in_as(&email, PASSWORD).await
        } else {
            page
        };
        let claims = app.claims("acme", &page.landing().parameter("accessToken").unwrap()).await;
        app.tick().await;
        assert_eq!(claims["owner"]["id"], app.sandbox.customer("acme", &email).unwrap().id);
    }
    assert_eq!(app.count("accounts").await, 9);
    assert_eq!(app.count("passwords").await, 9);
    assert_eq!(app.count("customers where customer_id is not null and next_attempt_at is null").await, 9);
    assert_eq!(app.count("(select distinct customer_id from customers) as it").await, 9);
}

#[tokio::test]
async fn a_sign_up_that_was_cut_off_goes_on_in_another_browser_too() {
    let mut app = TestApp::start().await;
    app.browser().begin_sign_up(&web(), "grace@example.com").await;
    app.crash_and_restart().await;
    app.tick().await;
    // Not by signing in, which must not tell that there is no account; by signing up again.
    let phone = app.browser();
    let page = phone.sign_in(&web(), "grace@example.com", PASSWORD).await;
    assert_eq!(page.heading(), "Login");
    app.crash_and_restart().await;
    let desk = app.browser();
    let again = desk.begin_sign_up(&web(), "grace@example.com").await;
    let code = app.code_for("grace@example.com").await;
    again.fill("Code", &code).press("Confirm").await.landing();
    app.crash_and_restart().await;
    app.tick().await;
    assert_eq!((app.count("accounts").await, app.count("customers").await), (1, 1));
    app.browser().sign_in(&web(), "grace@example.com", PASSWORD).await.landing();
}

#[tokio::test]
async fn what_a_node_owed_when_it_died_is_done_by_the_next_one() {
    let mut app = TestApp::start().await;
    let browser = app.browser();
    let landing = browser.sign_up(&app, &legacy(), "grace@example.com").await.landing();
    app.switches().set(|switches| switches.latency_ms = 30_000);
    browser.sign_out(&legacy()).await;
    // Dies while Commerce Layer is being asked: the rows are leased then.
    let cut = tokio::time::timeout(Duration::from_millis(100), app.tick()).await;
    assert!(cut.is_err());
    app.crash_and_restart().await;
    app.switches().reset();
    app.tick().await;
    assert_eq!(app.count("revocations").await, 2, "the lease of the dead is respected");
    app.pass(TimeDelta::minutes(3));
    app.tick().await;
    assert_eq!(app.count("revocations").await, 0);
    assert!(app.sandbox.is_revoked(&landing.parameter("accessToken").unwrap()));
}
