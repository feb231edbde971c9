//! `lazy_passwords`: the first sign-in of who has a password at Commerce Layer alone.

use chrono::TimeDelta;
use vestibule::accounts;
use vestibule::config::{Network, OrganizationName, Settings};
use vestibule::foundation::Email;
use vestibule::sandbox::Api;

use crate::bench::{PASSWORD, Page, Plan, TestApp, WEB, legacy, web};

const SHOP: &str = "https://shop.acme.example";
const THERE: &str = "the password of before";
const EMAIL: &str = "grace@example.com";

fn lazy(settings: &mut Settings) {
    settings.server.trusted_proxies = vec![Network::parse("127.0.0.0/8").unwrap()];
    for organization in settings.organizations.values_mut() {
        organization.lazy_passwords = true;
    }
}

/// With a customer who has a password there.
async fn app_with_customer() -> (TestApp, String) {
    let app = TestApp::planned(Plan { adjust: lazy, ..Plan::default() }).await;
    let id = app.sandbox.create_customer("acme", EMAIL, Some(THERE)).unwrap();
    (app, id)
}

fn is_wrong(page: &Page) -> bool {
    page.alert().is_some_and(|alert| alert.contains("don’t belong together"))
}

fn is_busy(page: &Page) -> bool {
    page.alert().is_some_and(|alert| alert.contains("try again in a moment"))
}

impl TestApp {
    async fn tries_there(&self) -> i64 {
        self.count("token_calls where purpose = 'moving_in'").await
    }
}

#[tokio::test]
async fn the_first_sign_in_moves_the_password_over_and_links_exactly_that_customer() {
    let (app, id) = app_with_customer().await;
    let browser = app.browser();
    let landing = browser.sign_in(&web(), " GRACE@example.com ", THERE).await.landing();
    assert_eq!(landing.url.as_str(), "https://shop.acme.example/cart");
    assert_eq!(app.tries_there().await, 1);
    let token = browser.token(WEB, "market:code:usa", SHOP).await.json();
    assert_eq!((&token["customer_id"], &token["kind"]), (&id.into(), &"customer".into()));
    assert!(app.hash_of(EMAIL).await.unwrap().starts_with("$argon2id$"));
    assert_eq!(app.count("accounts where email_verified_at is null").await, 1, "it verifies nothing else");
    app.browser().sign_in(&legacy(), EMAIL, THERE).await.landing();
    assert!(is_wrong(&app.browser().sign_in(&web(), EMAIL, PASSWORD).await));
    assert_eq!(app.tries_there().await, 1, "and from then on the password is ours");
}

#[tokio::test]
async fn where_it_is_not_wanted_nobody_is_asked() {
    let app = TestApp::start().await;
    app.sandbox.create_customer("acme", EMAIL, Some(THERE)).unwrap();
    assert!(is_wrong(&app.browser().sign_in(&web(), EMAIL, THERE).await));
    assert_eq!((app.tries_there().await, app.count("accounts").await), (0, 0));
}

#[tokio::test]
async fn a01_an_account_that_is_anybodys_is_not_opened_by_a_password_of_elsewhere() {
    let (app, _) = app_with_customer().await;
    // The owner of the mailbox has an account, and took its password away: a provider is the way in.
    app.browser().sign_up(&app, &web(), EMAIL).await;
    sqlx::query("delete from passwords").execute(app.db()).await.unwrap();
    let before = app.tries_there().await;
    assert!(is_wrong(&app.browser().sign_in(&web(), EMAIL, THERE).await), "the address is proven");
    sqlx::query("update accounts set email_verified_at = null").execute(app.db()).await.unwrap();
    assert!(is_wrong(&app.browser().sign_in(&web(), EMAIL, THERE).await), "somebody is signed in");
    sqlx::query("delete from sessions").execute(app.db()).await.unwrap();
    sqlx::query("update accounts set locked_at = now()").execute(app.db()).await.unwrap();
    assert!(is_wrong(&app.browser().sign_in(&web(), EMAIL, THERE).await), "it is locked");
    assert_eq!(app.tries_there().await, before, "and nobody was asked");
}

#[tokio::test]
async fn an_account_that_came_over_without_its_password_is_opened_by_it() {
    let (app, id) = app_with_customer().await;
    app.import(format!("{{\"email\":\"{EMAIL}\",\"email_verified\":false}}")).await;
    let browser = app.browser();
    browser.sign_in(&web(), EMAIL, THERE).await.landing();
    assert_eq!(browser.token(WEB, "market:code:usa", SHOP).await.json()["customer_id"], id);
    assert_eq!(app.count("accounts").await, 1);
}

#[tokio::test]
async fn whoever_proves_the_address_later_has_the_account_and_the_password_is_gone() {
    let (app, id) = app_with_customer().await;
    let first = app.browser();
    first.sign_in(&web(), EMAIL, THERE).await.landing();
    let (acme, email) = (OrganizationName::parse("acme").unwrap(), Email::parse(EMAIL).unwrap());
    let account = accounts::by_email(app.db(), &acme, &email).await.unwrap().unwrap();
    let mut tx = app.db().begin().await.unwrap();
    assert!(accounts::take_over(&mut tx, &account, app.now()).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(app.hash_of(EMAIL).await, None);
    assert!(is_wrong(&app.browser().sign_in(&web(), EMAIL, THERE).await), "it is not tried again");
    assert_eq!(app.count("customers where customer_id is not null").await, 1, "{id}");
}

#[tokio::test]
async fn m07_no_relay_for_guessing_at_commerce_layer() {
    let (app, _) = app_with_customer().await;
    for _ in 0..3 {
        assert!(is_wrong(&app.browser().sign_in(&web(), EMAIL, "the same guess").await));
    }
    assert_eq!(app.tries_there().await, 1, "the same pair is asked for once");
    for number in 0..9 {
        let browser = app.browser_in_network(number);
        assert!(is_wrong(&browser.sign_in(&web(), EMAIL, &format!("guess number {number}")).await));
        app.pass(TimeDelta::seconds(62));
    }
    assert_eq!(app.tries_there().await, 5, "five guesses at one address, from wherever");
    app.pass(TimeDelta::hours(3));
    app.browser().sign_in(&web(), EMAIL, THERE).await.landing();
}

#[tokio::test]
async fn e13_strangers_spend_a_small_share_and_customers_are_served_all_the_while() {
    let (app, _) = app_with_customer().await;
    let customer = app.browser_in_network(200);
    customer.sign_up(&app, &legacy(), "ada@example.com").await.landing();
    let mut busy = 0;
    for number in 0..30 {
        let browser = app.browser_in_network(number);
        let page = browser.sign_in(&web(), &format!("nobody{number}@example.com"), THERE).await;
        assert!(is_wrong(&page) || is_busy(&page), "{}", page.text());
        busy += usize::from(is_busy(&page));
    }
    assert_eq!((app.tries_there().await, busy), (9, 21));
    // F: the same for an address that has a password here.
    let page = app.browser_in_network(201).sign_in(&web(), "ada@example.com", "a wrong password").await;
    assert!(is_busy(&page), "{}", page.text());
    app.browser_in_network(202).sign_in(&legacy(), "ada@example.com", PASSWORD).await.landing();
    assert_eq!(app.sandbox.too_many_requests(Api::Auth), 0);
    app.pass(TimeDelta::seconds(62));
    app.browser_in_network(203).sign_in(&web(), EMAIL, THERE).await.landing();
}

#[tokio::test]
async fn f01_whoever_has_no_password_anywhere_costs_one_computation_and_gets_the_same_answer() {
    let (app, _) = app_with_customer().await;
    app.browser().sign_up(&app, &web(), "ada@example.com").await;
    let mut answers = Vec::new();
    for email in ["ada@example.com", "nobody@example.com", EMAIL] {
        let before = app.inner().hasher.computations();
        let page = app.browser().sign_in(&web(), email, "a wrong password").await;
        assert_eq!(app.inner().hasher.computations(), before + 1, "{email}");
        answers.push((page.status(), page.answer.body.replace(email, "")));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
}

#[tokio::test]
async fn m08_while_commerce_layer_is_away_nobody_is_told_that_a_password_is_wrong() {
    let (app, _) = app_with_customer().await;
    app.switches().set(|switches| switches.auth.unreachable = true);
    assert!(is_busy(&app.browser().sign_in(&web(), EMAIL, THERE).await));
    app.switches().reset();
    app.pass(TimeDelta::seconds(20));
    app.browser().sign_in(&web(), EMAIL, THERE).await.landing();
}

#[tokio::test]
async fn a_customer_who_belongs_to_another_account_opens_no_second_one() {
    let (app, id) = app_with_customer().await;
    app.browser().sign_up(&app, &web(), "ada@example.com").await;
    app.tick().await;
    sqlx::query("update customers set customer_id = $1").bind(&id).execute(app.db()).await.unwrap();
    assert!(is_wrong(&app.browser().sign_in(&web(), EMAIL, THERE).await));
    assert_eq!(app.count("accounts").await, 1);
}

#[tokio::test]
async fn the_same_first_sign_in_twice_at_once_makes_one_account_and_two_sessions() {
    let (app, _) = app_with_customer().await;
    let (first, second, link) = (app.browser(), app.browser(), web());
    let (first, second) =
        tokio::join!(first.sign_in(&link, EMAIL, THERE), second.sign_in(&link, EMAIL, THERE));
    first.landing();
    second.landing();
    assert_eq!((app.count("accounts").await, app.count("sessions").await), (1, 2));
}
