//! Catalogue M05: two tabs, two nodes, one claim.

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};
use serde_json::json;
use vestibule::config::CartPolicy;
use vestibule::jobs;

use crate::bench::{Browser, PASSWORD, Shelf, TestApp, at_once, policy, web};

const GRACE: &str = "grace@example.com";

async fn signed_in_with_a_cart(app: &TestApp) -> (Browser, String) {
    app.browser().sign_up(app, &web(), GRACE).await.landing();
    let browser = app.browser();
    let order = browser.fill_cart(app).await;
    browser.sign_in(&web(), GRACE, PASSWORD).await.landing();
    (browser, order)
}

#[tokio::test]
async fn m05_two_tabs_on_two_nodes_and_the_background_claim_once() {
    let app = TestApp::with_carts(|_| {}).await;
    let (browser, order) = signed_in_with_a_cart(&app).await;
    let (port, second) = app.second_server();
    let other = app.node(|_| {});
    app.switches().set(|switches| switches.core.latency_ms = 50);
    let there = format!("http://localhost:{port}{}", Shelf::default().address());
    let answers = at_once(12, async |number| match number % 4 {
        0 => Some(browser.cart().await),
        1 => {
            let request = browser.request(Method::GET, &there).header("origin", "https://shop.acme.example");
            Some(request.send().await.json()["order_id"].take())
        }
        2 => jobs_of(&other).await,
        _ => jobs_of(app.inner()).await,
    });
    for answer in answers.await.into_iter().flatten() {
        assert_eq!(answer, order);
    }
    assert_eq!(app.order_calls("PATCH"), 1);
    assert_eq!(app.order(&order).customer, app.customer_id(GRACE));
    assert_eq!(app.count("events where kind = 'cart_adopted'").await, 1);
    second.stop().await;
}

async fn jobs_of(app: &vestibule::app::App) -> Option<serde_json::Value> {
    jobs::run_due(app).await;
    None
}

#[tokio::test]
async fn m05_two_tabs_that_sign_in_at_once_move_the_cart_once() {
    let app = TestApp::with_carts(|_| {}).await;
    app.browser().sign_up(&app, &web(), GRACE).await.landing();
    app.browser().sign_up(&app, &web(), "ida@example.com").await.landing();
    let browser = app.browser();
    let order = browser.fill_cart(&app).await;
    let cookie = browser.cookie("__Host-vestibule-cart-acme").unwrap();
    // The tabs are of one browser, and yet each has the answers of its own.
    let tabs: Vec<Browser> = (0..4).map(|_| app.browser()).collect();
    at_once(4, async |number| {
        tabs[number].set_cookie("__Host-vestibule-cart-acme", &cookie);
        let email = [GRACE, "ida@example.com"][number % 2];
        assert_eq!(tabs[number].post_login(&web(), email, PASSWORD).await.status, StatusCode::SEE_OTHER);
    })
    .await;
    assert_eq!(app.count("cart_handovers").await, 1);
    app.tick().await;
    let owner = app.order(&order).customer;
    assert!([app.customer_id(GRACE), app.customer_id("ida@example.com")].contains(&owner));
    let has = at_once(4, async |number| tabs[number].cart().await == order.as_str()).await;
    assert_eq!(has[0], has[2]);
    assert_ne!(has[0], has[1], "one of the two persons has it");
    assert_eq!(app.order_calls("PATCH"), 1);
}

#[tokio::test]
async fn a_choice_made_twice_at_once_claims_once() {
    let app = TestApp::with_carts(|settings| policy(settings, CartPolicy::Ask)).await;
    let browser = app.browser();
    let order = browser.fill_cart(&app).await;
    browser.sign_up(&app, &web(), GRACE).await;
    app.switches().set(|switches| switches.core.latency_ms = 50);
    at_once(6, async |number| {
        if number % 2 == 0 {
            let answer = browser.put_cart_at(Shelf::default(), &order).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        } else {
            let answer = browser.post(&web().to("/cart").address(), &[("choice", "take")]).send().await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER);
        }
    })
    .await;
    app.tick().await;
    assert_eq!((app.order_calls("PATCH"), browser.cart().await), (1, order.into()));
}

#[tokio::test]
async fn a_node_that_dies_at_it_is_replaced_after_its_lease() {
    let app = TestApp::with_carts(|_| {}).await;
    let (browser, order) = signed_in_with_a_cart(&app).await;
    let at_work = "update cart_handovers set next_attempt_at = $1, attempts = 1";
    sqlx::query(at_work).bind(app.now() + TimeDelta::minutes(3)).execute(app.db()).await.unwrap();
    app.tick().await;
    assert_eq!((browser.cart().await, app.order_calls("PATCH")), (order.clone().into(), 0));
    app.pass(TimeDelta::minutes(4));
    app.tick().await;
    assert_eq!(app.order(&order).customer, app.customer_id(GRACE));
}

#[tokio::test]
async fn puts_at_once_leave_one_of_them() {
    let app = TestApp::with_carts(|_| {}).await;
    let browser = app.browser();
    browser.fill_cart(&app).await;
    let mut orders = Vec::new();
    for _ in 0..4 {
        orders.push(browser.make_order(&app, "market:code:usa").await);
    }
    at_once(4, async |number| browser.put_cart(&orders[number]).await).await;
    let cart = browser.cart().await;
    assert!(orders.iter().any(|order| cart == json!(order)));
    assert_eq!(app.count("carts").await, 1);
}
