//! The way back into an account: a letter with a code and a link, and a new password.

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};

use crate::bench::{Browser, PASSWORD, Page, Plan, TestApp, at_once, other_code, web};

const GRACE: &str = "grace@example.com";
const NEW: &str = "a much calmer kettle";

async fn with_grace() -> TestApp {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), GRACE).await.landing();
    app
}

async fn ask(browser: &Browser, email: &str) -> Page {
    let page = browser.visit(web().address()).await.click("Forgot your password?").await;
    page.fill("Email", email).press("Send me a code").await
}

async fn choose(page: Page, password: &str) -> Page {
    page.fill("Password", password).fill("Confirm password", password).press("Set password").await
}

async fn link_to(app: &TestApp, email: &str) -> String {
    let text = app.letters_to(email).await.remove(0).text;
    text.split_whitespace().find(|word| word.contains("token=")).expect("a link").to_owned()
}

#[tokio::test]
async fn the_code_leads_to_a_new_password_and_into_the_shop() {
    let app = with_grace().await;
    let elsewhere = app.browser();
    elsewhere.sign_in(&web(), GRACE, PASSWORD).await.landing();
    let browser = app.browser();
    let page = ask(&browser, GRACE).await;
    assert!(page.text().contains("If there is an account for grace@example.com"), "{}", page.text());
    let code = app.code_for(GRACE).await;
    let page = page.fill("Code", &code).press("Continue").await;
    assert_eq!(page.heading(), "Choose a new password");
    choose(page, NEW).await.landing();

    assert_eq!(elsewhere.visit(web().address()).await.heading(), "Login", "everybody else is out");
    assert!(app.browser().sign_in(&web(), GRACE, PASSWORD).await.alert().is_some(), "the old one is over");
    app.browser().sign_in(&web(), GRACE, NEW).await.landing();
    let letters = app.letters_to(GRACE).await;
    assert!(letters.iter().any(|letter| letter.subject.contains("was changed")), "the owner is told");
    let new_browsers = letters.iter().filter(|letter| letter.subject.contains("New sign-in")).count();
    assert_eq!(new_browsers, 2, "of the one before and the one after, not of this one");
}

#[tokio::test]
async fn the_link_works_in_another_browser_and_signs_nobody_in() {
    let app = with_grace().await;
    ask(&app.browser(), GRACE).await;
    let link = link_to(&app, GRACE).await;
    let phone = app.browser();
    for _ in 0..3 {
        // Mail programs follow links, too.
        assert_eq!(phone.visit(&link).await.heading(), "Choose a new password");
    }
    let page = choose(phone.visit(&link).await, "short").await;
    assert!(page.problem_of("Password").is_some(), "and a refused password uses nothing up");
    let page = choose(page, NEW).await;
    assert_eq!(page.heading(), "Your password is changed");
    assert_eq!(phone.visit(web().address()).await.heading(), "Login");
    phone.sign_in(&web(), GRACE, NEW).await.landing();
    let again = app.browser().visit(&link).await;
    assert_eq!((again.status(), again.heading().as_str()), (StatusCode::GONE, "This link no longer works"));
}

#[tokio::test]
async fn g01_a_link_used_at_once_from_everywhere_sets_one_password() {
    let app = with_grace().await;
    ask(&app.browser(), GRACE).await;
    let link = link_to(&app, GRACE).await;
    let pages = at_once(8, async |n| {
        let page = app.browser().visit(&link).await;
        choose(page, &format!("{NEW} number {n}")).await
    })
    .await;
    let done = pages.iter().filter(|page| page.heading() == "Your password is changed").count();
    assert_eq!(done, 1);
    assert_eq!(app.count("events where kind = 'recovered'").await, 1);
}

#[tokio::test]
async fn code_and_link_are_over_after_thirty_minutes() {
    let app = with_grace().await;
    let page = ask(&app.browser(), GRACE).await;
    let (code, link) = (app.code_for(GRACE).await, link_to(&app, GRACE).await);
    app.pass(TimeDelta::minutes(30));
    let page = page.fill("Code", &code).press("Continue").await;
    assert!(page.alert().unwrap().contains("That code has run out"), "{:?}", page.alert());
    assert_eq!(app.browser().visit(&link).await.status(), StatusCode::GONE);
    let page = page.fill("Code", &app.code_for(GRACE).await).press("Continue").await;
    choose(page, NEW).await.landing();
}

#[tokio::test]
async fn a_second_letter_ends_code_and_link_of_the_first() {
    let app = with_grace().await;
    let page = ask(&app.browser(), GRACE).await;
    let (code, link) = (app.code_for(GRACE).await, link_to(&app, GRACE).await);
    app.pass(TimeDelta::seconds(61));
    let page = page.press("Send a new code").await;
    assert!(page.alert().unwrap().contains("on its way"));
    assert_ne!(app.code_for(GRACE).await, code);
    let page = page.fill("Code", &code).press("Continue").await;
    assert!(page.problem_of("Code").is_some());
    assert_eq!(app.browser().visit(&link).await.status(), StatusCode::GONE);
    assert_eq!(app.browser().visit(link_to(&app, GRACE).await).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn g08_a_code_works_in_the_browser_that_asked_and_a_right_one_for_nothing_else() {
    let app = with_grace().await;
    let eve = app.browser();
    let page = ask(&eve, GRACE).await;
    let code = app.code_for(GRACE).await;
    let stranger = app.browser();
    ask(&stranger, "eve@example.com").await;
    let answer = stranger.visit(format!("{}/recover/code?{}", app.url(), web().query())).await;
    let answer = answer.fill("Code", &code).press("Continue").await;
    assert!(answer.problem_of("Code").is_some(), "another browser's code");
    let unproven = stranger.visit(format!("{}/recover/password?{}", app.url(), web().query())).await;
    assert_eq!(unproven.status(), StatusCode::GONE, "no password before the code");
    page.fill("Code", &code).press("Continue").await;
}

#[tokio::test]
async fn e07_strangers_with_wrong_codes_cannot_keep_the_owner_out() {
    let app = with_grace().await;
    for _ in 0..6 {
        let mut page = ask(&app.browser(), GRACE).await;
        for guess in ["000001", "000002", "000003", "000004"] {
            page = page.fill("Code", guess).press("Continue").await;
        }
        app.pass(TimeDelta::minutes(31));
    }
    ask(&app.browser(), GRACE).await;
    let page = app.browser().visit(link_to(&app, GRACE).await).await;
    assert_eq!(choose(page, NEW).await.heading(), "Your password is changed");
}

#[tokio::test]
async fn e03_two_hundred_guesses_at_once_are_five() {
    let app = with_grace().await;
    let browser = app.browser();
    ask(&browser, GRACE).await;
    let code = app.code_for(GRACE).await;
    let address = format!("/recover/code?{}", web().query());
    let wrong = other_code(&code);
    at_once(200, async |_| browser.post(&address, &[("code", &wrong)]).send().await).await;
    let tries: i32 = sqlx::query_scalar("select tries from challenges").fetch_one(app.db()).await.unwrap();
    assert_eq!(tries, 5);
    let page = browser.visit(&address).await.fill("Code", &code).press("Continue").await;
    assert_ne!(page.heading(), "Choose a new password", "the right one comes too late");
}

#[tokio::test]
async fn d01_the_link_names_the_configured_address_whatever_the_headers_say() {
    let app = with_grace().await;
    let browser = app.browser();
    let query = web().query();
    let request = browser.request(Method::POST, &format!("/recover?{query}"));
    let request = request
        .header("x-forwarded-host", "evil.example")
        .header("forwarded", "host=evil.example")
        .header("x-original-host", "evil.example")
        .header("origin", app.url())
        .header("content-type", "application/x-www-form-urlencoded");
    let answer = request.body("customerEmail=grace%40example.com").send().await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let letter = app.letters_to(GRACE).await.remove(0);
    assert!(link_to(&app, GRACE).await.starts_with(app.url()), "{}", letter.text);
    assert!(!letter.text.contains("evil.example") && !letter.html.contains("evil.example"));
}

#[tokio::test]
async fn a_locked_account_stays_locked_and_its_owner_is_told() {
    let app = with_grace().await;
    let page = ask(&app.browser(), GRACE).await;
    let code = app.code_for(GRACE).await;
    sqlx::query("update accounts set locked_at = now()").execute(app.db()).await.unwrap();
    let page = page.fill("Code", &code).press("Continue").await;
    let page = choose(page, NEW).await;
    assert_eq!((page.status(), page.heading().as_str()), (StatusCode::FORBIDDEN, "This account is locked"));
}

#[tokio::test]
async fn a_password_manager_finds_the_way() {
    let app = with_grace().await;
    let answer = app.browser().request(Method::GET, "/.well-known/change-password").send().await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), "/account/password");
}

#[tokio::test]
async fn a_shop_without_passwords_has_none_to_be_forgotten() {
    let app = TestApp::planned(Plan {
        adjust: |settings| {
            for shop in &mut settings.storefronts {
                (shop.password, shop.mailed_code) = (false, true);
            }
        },
        ..Plan::default()
    })
    .await;
    let browser = app.browser();
    assert_eq!(browser.visit(web().to("/recover").address()).await.heading(), "Login");
    let answer =
        browser.post(&format!("/recover?{}", web().query()), &[("customerEmail", GRACE)]).send().await;
    assert!(answer.location().is_some_and(|to| to.path().ends_with("/login")));
    assert_eq!(app.count("challenges").await, 0);
}
