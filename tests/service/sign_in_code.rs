//! Signing in with a mailed code.

use chrono::TimeDelta;
use reqwest::StatusCode;

use crate::bench::{Browser, PASSWORD, Page, Plan, TestApp, at_once, other_code, web};

const GRACE: &str = "grace@example.com";

async fn with_codes() -> TestApp {
    let plan = Plan {
        adjust: |settings| settings.storefronts.iter_mut().for_each(|shop| shop.mailed_code = true),
        ..Plan::default()
    };
    TestApp::planned(plan).await
}

async fn ask(browser: &Browser, email: &str) -> Page {
    browser.visit(web().address()).await.fill("Email", email).press("Send me a code instead").await
}

#[tokio::test]
async fn a_code_signs_in_and_keeps_the_password() {
    let app = with_codes().await;
    app.browser().sign_up(&app, &web(), GRACE).await.landing();
    let browser = app.browser();
    let page = ask(&browser, GRACE).await;
    assert_eq!(page.attributes("#code", "autocomplete"), ["one-time-code"]);
    let code = app.code_for(GRACE).await;
    page.fill("Code", &code).press("Login").await.landing();
    app.browser().sign_in(&web(), GRACE, PASSWORD).await.landing();
    assert_eq!(app.count("accounts").await, 1);
}

#[tokio::test]
async fn a_first_code_makes_the_account_and_its_customer() {
    let app = with_codes().await;
    let browser = app.browser();
    let page = ask(&browser, "ida@example.com").await;
    let code = app.code_for("ida@example.com").await;
    page.fill("Code", &code).press("Login").await.landing();
    app.tick().await;
    assert_eq!(app.count("accounts where email_verified_at is not null").await, 1);
    assert_eq!(app.count("customers where customer_id is not null").await, 1);
    assert_eq!(app.count("passwords").await, 0);
}

#[tokio::test]
async fn where_sign_up_is_closed_no_code_makes_an_account() {
    let plan = Plan {
        adjust: |settings| {
            for shop in &mut settings.storefronts {
                (shop.mailed_code, shop.sign_up) = (true, false);
            }
        },
        ..Plan::default()
    };
    let app = TestApp::planned(plan).await;
    let page = ask(&app.browser(), "ida@example.com").await;
    let letter = app.letters_to("ida@example.com").await.remove(0);
    assert!(letter.subject.starts_with("There is no account"), "{}", letter.subject);
    let page = page.fill("Code", "123456").press("Login").await;
    assert!(page.problem_of("Code").is_some());
    let page = app.browser().visit(web().signup().address()).await;
    assert_eq!(page.heading(), "Login");
    assert!(page.alert().unwrap().contains("aren’t made here"), "{:?}", page.alert());
    assert_eq!(page.find_link("Sign up for free"), None);
}

#[tokio::test]
async fn g01_fifty_posts_of_one_code_make_one_session() {
    let app = with_codes().await;
    app.browser().sign_up(&app, &web(), GRACE).await.landing();
    let before = app.count("sessions").await;
    let browser = app.browser();
    ask(&browser, GRACE).await;
    let code = app.code_for(GRACE).await;
    let address = format!("/code/enter?{}", web().query());
    at_once(50, async |_| browser.post(&address, &[("code", &code)]).send().await).await;
    assert_eq!(app.count("sessions").await, before + 1);
    assert_eq!(app.count("events where kind = 'signed_in'").await, 2);
}

#[tokio::test]
async fn g03_two_hundred_guesses_at_once_are_five() {
    let app = with_codes().await;
    app.browser().sign_up(&app, &web(), GRACE).await.landing();
    let browser = app.browser();
    ask(&browser, GRACE).await;
    let code = app.code_for(GRACE).await;
    let (address, wrong) = (format!("/code/enter?{}", web().query()), other_code(&code));
    at_once(200, async |_| browser.post(&address, &[("code", &wrong)]).send().await).await;
    let page = browser.visit(&address).await.fill("Code", &code).press("Login").await;
    assert_ne!(page.status(), StatusCode::OK, "the right one comes too late");
    assert_eq!(app.count("sessions").await, 1);
}

#[tokio::test]
async fn g06_a_code_for_one_thing_is_none_for_another() {
    let app = with_codes().await;
    app.browser().sign_up(&app, &web(), GRACE).await.landing();
    let browser = app.browser();
    ask(&browser, GRACE).await;
    let code = app.code_for(GRACE).await;
    let token = browser.cookie("__Host-vestibule-code").unwrap();
    browser.set_cookie("__Host-vestibule-recover", &token);
    let answer = browser.post(&format!("/recover/code?{}", web().query()), &[("code", &code)]).send().await;
    assert!(answer.location().is_some_and(|to| to.path() == "/recover"), "{:?}", answer.location());
    browser.set_cookie("__Host-vestibule-signup", &token);
    let answer = browser.post(&format!("/verify?{}", web().query()), &[("code", &code)]).send().await;
    assert!(answer.location().is_some_and(|to| to.path().ends_with("/signup")), "{:?}", answer.location());
}

#[tokio::test]
async fn e04_guesses_are_counted_over_all_letters_to_a_mailbox() {
    let app = with_codes().await;
    app.browser().sign_up(&app, &web(), GRACE).await.landing();
    sqlx::query("update events set address = null").execute(app.db()).await.unwrap();
    let mut guesses = 0;
    let mut last = None;
    for _ in 0..12 {
        let mut page = ask(&app.browser(), GRACE).await;
        for guess in ["000001", "000002", "000003", "000004"] {
            page = page.fill("Code", guess).press("Login").await;
            guesses += i32::from(page.status() == StatusCode::UNPROCESSABLE_ENTITY);
        }
        last = Some(page.status());
        app.pass(TimeDelta::minutes(31));
    }
    assert!(guesses <= 30, "{guesses}");
    assert_eq!(last, Some(StatusCode::TOO_MANY_REQUESTS));
}

#[tokio::test]
async fn a_shop_with_codes_alone_asks_for_the_address_alone() {
    let plan = Plan {
        adjust: |settings| {
            for shop in &mut settings.storefronts {
                (shop.mailed_code, shop.password) = (true, false);
            }
        },
        ..Plan::default()
    };
    let app = TestApp::planned(plan).await;
    let page = app.browser().visit(web().address()).await;
    assert!(page.all("input[type=password]").is_empty());
    let page = page.fill("Email", GRACE).press("Send me a code").await;
    let code = app.code_for(GRACE).await;
    page.fill("Code", &code).press("Login").await.landing();
}
