//! Commerce Layer away, slow, out of budget, or answering something else than JSON: people sign up and in all
//! the same, are told the truth, and get customer and token later.

use chrono::TimeDelta;
use reqwest::StatusCode;
use vestibule::sandbox::{Api, SwitchBoard};

use crate::bench::{PASSWORD, TestApp, WEB, legacy, web};

const SHOP: &str = "https://shop.acme.example";

type Trouble = (&'static str, fn(&SwitchBoard));

/// Every kind of trouble, and how to make it.
const TROUBLES: [Trouble; 7] = [
    ("away", |board| board.set(|it| it.unreachable = true)),
    ("auth away", |board| board.set(|it| it.auth.unreachable = true)),
    ("core away", |board| board.set(|it| it.core.unreachable = true)),
    ("429", |board| board.fail_next(100, 429)),
    ("html 429", |board| {
        board.set(|it| it.html_429 = true);
        board.fail_next(100, 429);
    }),
    ("429 with retry-after", |board| {
        board.set(|it| it.retry_after = true);
        board.fail_next(100, 429);
    }),
    ("500", |board| board.fail_next(100, 500)),
];

#[tokio::test]
async fn a_whole_sign_up_in_any_trouble_and_the_customer_is_made_afterwards() {
    for (name, make) in TROUBLES {
        let app = TestApp::start().await;
        make(app.switches());
        let browser = app.browser();
        let page = browser.visit(web().address()).await;
        assert!(page.text().contains("Login"), "{name}");
        let landing = browser.sign_up(&app, &web(), "grace@example.com").await.landing();
        assert_eq!(landing.url.as_str(), "https://shop.acme.example/cart", "{name}");
        assert!(app.sandbox.customer("acme", "grace@example.com").is_none(), "{name}");
        let answer = browser.token(WEB, "market:code:usa", SHOP).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{name}: {}", answer.body);
        assert_eq!(answer.header("access-control-allow-origin"), SHOP, "{name}: the shop can read why");

        app.switches().reset();
        app.pass(TimeDelta::minutes(2));
        app.tick().await;
        let customer = app.sandbox.customer("acme", "grace@example.com").unwrap_or_else(|| panic!("{name}"));
        let token = browser.token(WEB, "market:code:usa", SHOP).await.json();
        assert_eq!(token["customer_id"], customer.id, "{name}");
        assert_eq!(app.count("customers where next_attempt_at is not null").await, 0, "{name}");
    }
}

#[tokio::test]
async fn the_shop_that_wants_its_token_at_once_waits_on_a_page_that_says_so() {
    for (name, make) in TROUBLES {
        let app = TestApp::start().await;
        let browser = app.browser();
        let page = browser.begin_sign_up(&legacy(), "grace@example.com").await;
        let code = app.code_for("grace@example.com").await;
        make(app.switches());
        let page = page.fill("Code", &code).press("Confirm").await;
        assert_eq!(page.heading(), "Almost there", "{name}");
        assert!(page.text().contains("You’re signed in"), "{name}");
        assert_eq!(app.count("sessions").await, 1, "{name}");
        let page = page.press("Try again").await;
        assert_eq!(page.heading(), "Almost there", "{name}");
        assert_eq!(browser.visit(legacy().address()).await.heading(), "Welcome back", "{name}");
        app.switches().reset();
        app.pass(TimeDelta::minutes(2));
        let landing = page.press("Try again").await.landing();
        let claims = app.claims("acme", &landing.parameter("accessToken").unwrap()).await;
        assert_eq!(
            claims["owner"]["id"],
            app.sandbox.customer("acme", "grace@example.com").unwrap().id,
            "{name}"
        );
        app.tick().await;
    }
}

#[tokio::test]
async fn signing_in_and_out_needs_no_commerce_layer() {
    for (name, make) in TROUBLES {
        let app = TestApp::start().await;
        app.browser().sign_up(&app, &legacy(), "grace@example.com").await;
        make(app.switches());
        let browser = app.browser();
        browser.sign_in(&web(), "grace@example.com", PASSWORD).await.landing();
        let page = app.browser().sign_in(&legacy(), "grace@example.com", PASSWORD).await;
        if name != "core away" {
            assert_eq!(page.heading(), "Almost there", "{name}");
        }
        assert_eq!(browser.visit("/account").await.heading(), "Your account", "{name}");
        assert_eq!(browser.sign_out(&web()).await.heading(), "You’re signed out", "{name}");
    }
}

#[tokio::test]
async fn a_page_that_waits_stops_asking_by_itself_after_a_while() {
    let app = TestApp::start().await;
    let browser = app.browser();
    app.switches().set(|it| it.unreachable = true);
    let mut page = browser.sign_up(&app, &legacy(), "grace@example.com").await;
    let mut waits = Vec::new();
    while let Some(wait) = page.attributes("form[data-retry]", "data-retry").pop() {
        waits.push(wait.parse::<u32>().unwrap());
        page = page.press("Try again").await;
        assert!(waits.len() < 20);
    }
    assert_eq!(waits, [5, 10, 20, 40, 80]);
    assert!(page.text().contains("come back later"), "{}", page.text());
    assert!(page.has_button("Try again"));
}

#[tokio::test]
async fn an_overloaded_commerce_layer_is_left_alone_for_a_while() {
    let app = TestApp::start().await;
    app.switches().fail_next_of(Api::Auth, 1000, 429);
    let browser = app.browser();
    for _ in 0..40 {
        browser.visit(web().address()).await;
        browser.token(WEB, "market:code:usa", SHOP).await;
    }
    assert!(app.sandbox.token_calls() <= 1, "{} token calls", app.sandbox.token_calls());
    let refused = app.sandbox.journal().iter().filter(|e| e.api == Api::Auth && e.status == 429).count();
    assert!(refused <= 2, "{refused} calls into a closed door");
}

#[tokio::test]
async fn a_customer_made_by_somebody_else_in_the_meantime_is_linked() {
    let app = TestApp::start().await;
    app.switches().set(|it| it.unreachable = true);
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    app.switches().reset();
    let id = app.sandbox.create_customer("acme", "Grace@Example.com", None).unwrap();
    app.pass(TimeDelta::minutes(2));
    app.tick().await;
    let token = browser.token(WEB, "market:code:usa", SHOP).await.json();
    assert_eq!(token["customer_id"], id);
}

#[tokio::test]
async fn a_customer_whose_making_was_never_answered_is_found_and_not_made_twice() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let page = browser.begin_sign_up(&web(), "grace@example.com").await;
    let code = app.code_for("grace@example.com").await;
    page.fill("Code", &code).press("Confirm").await.landing();
    // The customer is made, the answer is lost.
    app.sandbox.create_customer("acme", "grace@example.com", None).unwrap();
    app.tick().await;
    app.tick().await;
    let made = app.sandbox.customers("acme");
    assert_eq!(made.iter().filter(|customer| customer.email == "grace@example.com").count(), 1);
    assert_eq!(app.count("customers where customer_id is not null").await, 1);
}

#[tokio::test]
async fn a_slow_commerce_layer_does_not_hold_up_sign_up_and_sign_in() {
    let app = TestApp::start().await;
    app.switches().set(|it| it.latency_ms = 30_000);
    let browser = app.browser();
    let began = std::time::Instant::now();
    let page = browser.begin_sign_up(&web(), "grace@example.com").await;
    assert_eq!(page.heading(), "Check your email");
    assert!(began.elapsed().as_secs() < 6, "{:?} for three pages", began.elapsed());
    app.let_letters_wait();
}

#[tokio::test]
async fn a_commerce_layer_that_never_answers_ends_in_the_page_that_waits() {
    let app = TestApp::start().await;
    let page = app.browser().begin_sign_up(&legacy(), "grace@example.com").await;
    let code = app.code_for("grace@example.com").await;
    app.switches().set(|it| it.latency_ms = 30_000);
    let began = std::time::Instant::now();
    let page = page.fill("Code", &code).press("Confirm").await;
    assert_eq!(page.heading(), "Almost there");
    assert!(began.elapsed().as_secs() < 25, "{:?}", began.elapsed());
    app.switches().reset();
    app.pass(TimeDelta::minutes(2));
    page.press("Try again").await.landing();
    app.tick().await;
}
