//! What people change on their account page: password, address, name, where they are signed in.

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::bench::{Browser, PASSWORD, Page, Plan, TestApp, at_once, web};

const GRACE: &str = "grace@example.com";
const HOPPER: &str = "hopper@example.com";
const NEW: &str = "a much calmer kettle";

/// Grace, signed in.
async fn grace(app: &TestApp) -> Browser {
    let browser = app.browser();
    browser.sign_up(app, &web(), GRACE).await.landing();
    browser
}

async fn account(browser: &Browser) -> Page {
    browser.visit(web().to("/account").address()).await
}

async fn ask_for(browser: &Browser, email: &str) -> Page {
    let page = account(browser).await.click("Change: Email").await;
    page.fill("New email", email).press("Send me a code").await
}

#[tokio::test]
async fn h08_another_password_signs_everybody_else_out_and_its_owner_is_told() {
    let app = TestApp::start().await;
    let browser = grace(&app).await;
    let other = app.browser();
    other.sign_in(&web(), GRACE, PASSWORD).await.landing();
    let page = account(&browser).await.click("Change: Password").await;
    let page = page.fill("Password", NEW).fill("Confirm password", NEW).press("Set password").await;
    assert!(page.alert().unwrap().contains("Your password is changed"), "{:?}", page.alert());
    assert_eq!(other.visit(web().address()).await.heading(), "Login");
    assert_eq!(account(&browser).await.heading(), "Your account", "this browser stays");
    app.browser().sign_in(&web(), GRACE, NEW).await.landing();
    let letters = app.letters_to(GRACE).await;
    assert!(letters.iter().any(|letter| letter.subject.contains("Your password at")));
}

#[tokio::test]
async fn h11_what_opens_doors_wants_a_new_sign_in_after_half_an_hour() {
    let app = TestApp::start().await;
    let browser = grace(&app).await;
    app.pass(TimeDelta::minutes(30));
    for path in ["/account/password", "/account/email", "/account/close", "/account/data"] {
        let page = browser.visit(web().to(path).address()).await;
        assert_eq!(page.status(), StatusCode::FORBIDDEN, "{path}");
        assert!(page.has_button("Sign in again"), "{path}: {}", page.text());
    }
    let answer = browser
        .post(
            &format!("/account/password?{}", web().query()),
            &[("customerPassword", NEW), ("customerConfirmPassword", NEW)],
        )
        .send()
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    app.browser().sign_in(&web(), GRACE, PASSWORD).await.landing();
    assert_eq!(browser.visit(web().to("/account/profile").address()).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn another_address_is_proven_written_to_the_customer_and_can_be_undone() {
    let app = TestApp::start().await;
    let browser = grace(&app).await;
    let customer = app.customer_id(GRACE).expect("a customer");
    let page = ask_for(&browser, HOPPER).await;
    assert!(page.text().contains("hopper@example.com"), "{}", page.text());
    let code = app.code_for(HOPPER).await;
    let page = page.fill("Code", &code).press("Confirm").await;
    assert!(page.alert().unwrap().contains("Your email is changed"), "{:?}", page.alert());
    assert!(page.text().contains(HOPPER));
    app.tick().await;
    assert_eq!(app.customer_id(HOPPER), Some(customer.clone()), "the same customer at Commerce Layer");
    app.browser().sign_in(&web(), HOPPER, PASSWORD).await.landing();
    assert!(app.browser().sign_in(&web(), GRACE, PASSWORD).await.alert().is_some());

    let letter = app.letters_to(GRACE).await.remove(0);
    assert!(letter.subject.contains("has a new email"), "{}", letter.subject);
    let link = letter.text.split_whitespace().find(|word| word.contains("token=")).unwrap().to_owned();
    let owner = app.browser();
    assert_eq!(owner.visit(&link).await.heading(), "Undo the change of email?");
    let page = owner.visit(&link).await.press("Undo the change").await;
    assert_eq!(page.heading(), "Your email is back");
    app.tick().await;
    assert_eq!(app.customer_id(GRACE), Some(customer));
    assert_eq!(browser.visit(web().address()).await.heading(), "Login", "the thief is out");
    assert!(app.browser().sign_in(&web(), GRACE, PASSWORD).await.alert().is_some(), "with every password");
    let page = page.click("Choose a new password").await;
    assert_eq!(page.value_of("Email"), GRACE);
    let over = app.browser().visit(&link).await.press("Undo the change").await;
    assert_eq!(over.status(), StatusCode::GONE);
}

#[tokio::test]
async fn an_address_that_has_an_account_looks_the_same_and_its_reader_is_told() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), HOPPER).await.landing();
    let browser = grace(&app).await;
    let free = ask_for(&browser, "free@example.com").await;
    let taken = ask_for(&browser, HOPPER).await;
    let told = |page: &Page, name: &str| page.answer.body.replace(name, "x");
    assert_eq!(told(&free, "free@example.com"), told(&taken, HOPPER));
    let letter = app.letters_to(HOPPER).await.remove(0);
    assert!(letter.subject.starts_with("This email already has an account"), "{}", letter.subject);
    let page = taken.fill("Code", "123456").press("Confirm").await;
    assert!(page.problem_of("Code").is_some());
}

#[tokio::test]
async fn g01_one_code_changes_the_address_once() {
    let app = TestApp::start().await;
    let browser = grace(&app).await;
    ask_for(&browser, HOPPER).await;
    let code = app.code_for(HOPPER).await;
    let address = format!("/account/email/code?{}", web().query());
    at_once(20, async |_| browser.post(&address, &[("code", &code)]).send().await).await;
    assert_eq!(app.count("events where kind = 'email_changed'").await, 1);
    assert_eq!(app.count("email_changes").await, 1);
    app.tick().await;
}

#[tokio::test]
async fn an_address_that_another_customer_has_is_told() {
    let app = TestApp::start().await;
    let browser = grace(&app).await;
    let other = app.browser().sign_up(&app, &web(), "ida@example.com").await;
    other.landing();
    let ida = app.customer_id("ida@example.com").unwrap();
    app.change_customer_email(&ida, HOPPER).await;
    let page = ask_for(&browser, HOPPER).await;
    let code = app.code_for(HOPPER).await;
    page.fill("Code", &code).press("Confirm").await;
    app.tick().await;
    let page = account(&browser).await;
    assert!(page.text().contains("still uses your former email"), "{}", page.text());
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one_or_all_but_this() {
    let app = TestApp::start().await;
    let browser = grace(&app).await;
    let others = [app.browser(), app.browser(), app.browser()];
    for other in &others {
        other.always("user-agent", "Mozilla/5.0 (Linux; Android 14) Firefox/130.0");
        other.sign_in(&web(), GRACE, PASSWORD).await.landing();
    }
    let page = account(&browser).await;
    assert_eq!(page.text().matches("Firefox on Android").count(), 3, "{}", page.text());
    let page = page.press_labelled("Sign out: Firefox on Android").await;
    assert!(page.alert().unwrap().contains("That device is signed out"));
    assert_eq!(app.count("sessions").await, 3);
    let page = page.press("Sign out everywhere else").await;
    assert!(page.alert().unwrap().contains("All other devices"));
    assert_eq!(app.count("sessions").await, 1);
    for other in &others {
        assert_eq!(other.visit(web().address()).await.heading(), "Login");
    }
    assert_eq!(account(&browser).await.heading(), "Your account");
    app.tick().await;
}

#[tokio::test]
async fn k14_a_session_of_somebody_else_is_not_ended() {
    let app = TestApp::start().await;
    let browser = grace(&app).await;
    app.browser().sign_up(&app, &web(), HOPPER).await.landing();
    let id: uuid::Uuid = sqlx::query_scalar(
        "select sessions.id from sessions join accounts on accounts.id = account_id where email = $1",
    )
    .bind(HOPPER)
    .fetch_one(app.db())
    .await
    .unwrap();
    let address = format!("/account/sessions/{}/end?{}", id.simple(), web().query());
    browser.post(&address, &[]).send().await;
    assert_eq!(app.count("sessions").await, 2);
}

#[tokio::test]
async fn name_and_language_are_kept_and_told_to_the_shop() {
    let app = TestApp::start().await;
    let browser = grace(&app).await;
    let page = account(&browser).await.click("Change: Name and language").await;
    let page = page.fill("Name", "  Grace   Hopper ").fill("Language", "it");
    let page = page.fill("Email me when somebody signs in on a new device", "off").press("Save").await;
    assert_eq!(page.heading(), "Il tuo account");
    assert!(page.text().contains("Grace Hopper"));
    app.tick().await;
    let token = browser.send_token_request("market:code:usa").await.json();
    let (_, customer) =
        app.read_customer("acme", &token["customer_id"], token["access_token"].as_str().unwrap()).await;
    let metadata = &customer["data"]["attributes"]["metadata"];
    assert_eq!((&metadata["name"], &metadata["language"]), (&json!("Grace Hopper"), &json!("it")));
    app.letters_to(GRACE).await;
    let before = app.letters_to(GRACE).await.len();
    app.browser().sign_in(&web(), GRACE, PASSWORD).await.landing();
    assert_eq!(app.letters_to(GRACE).await.len(), before, "no letter about a new device");
}

#[tokio::test]
async fn a_new_device_is_told_of_once_and_not_over_and_over() {
    let app = TestApp::start().await;
    grace(&app).await;
    let phone = app.browser();
    phone.sign_in(&web(), GRACE, PASSWORD).await.landing();
    let told = async || {
        let letters = app.letters_to(GRACE).await;
        letters.iter().filter(|letter| letter.subject.starts_with("New sign-in")).count()
    };
    assert_eq!(told().await, 1);
    phone.sign_out(&web()).await;
    phone.sign_in(&web(), GRACE, PASSWORD).await.landing();
    assert_eq!(told().await, 1, "known by now");
    for _ in 0..12 {
        app.browser().sign_in(&web(), GRACE, PASSWORD).await.landing();
    }
    assert!(told().await <= 5, "{}", told().await);
}

#[tokio::test]
async fn what_happened_lately_is_told_in_plain_words() {
    let app = TestApp::start().await;
    let browser = grace(&app).await;
    app.browser().sign_in(&web(), GRACE, "a wrong password").await;
    let text = account(&browser).await.text();
    assert!(text.contains("Wrong password") && text.contains("Account made"), "{text}");
}

#[tokio::test]
async fn without_a_session_the_account_s_pages_lead_to_signing_in() {
    let app = TestApp::start().await;
    for path in ["/account/password", "/account/email", "/account/profile", "/account/email/code"] {
        let page = app.browser().visit(web().to(path).address()).await;
        assert_eq!(page.heading(), "Login", "{path}");
    }
    let answer = app.browser().request(Method::GET, "/account/password").send().await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "as a password manager comes");
}

#[tokio::test]
async fn the_shop_s_own_pages_for_orders_get_a_fresh_token() {
    let app = TestApp::planned(Plan {
        adjust: |settings| {
            let pages = url::Url::parse("https://legacy.acme.example/my-account").unwrap();
            settings.storefronts.iter_mut().for_each(|shop| shop.my_account = Some(pages.clone()));
        },
        ..Plan::default()
    })
    .await;
    let browser = grace(&app).await;
    let landing = account(&browser).await.press("Orders and addresses").await.landing();
    let token = landing.parameter("accessToken").unwrap();
    let (status, _) = app.read_customer("acme", &json!(app.customer_id(GRACE).unwrap()), &token).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(landing.parameter("lang").as_deref(), Some("en"));
}
