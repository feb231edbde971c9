//! `accounts.refused_domains`: addresses of disposable mailboxes get no account, and those that have one keep it.

use chrono::TimeDelta;
use reqwest::StatusCode;
use vestibule::sandbox::upstream::Person;

use crate::bench::{Browser, PASSWORD, Page, Plan, ProviderPlan, TestApp, web};

const WORDS: &str = "This address is from a disposable email service. Please use another one.";
const KNOWN: &str = "known@eu.trash.example";
const UNKNOWN: &str = "ghost@eu.trash.example";

/// An account with such an address, made before the list.
async fn app_with_known(plan: Plan) -> TestApp {
    let mut app = TestApp::planned(plan).await;
    app.browser().sign_up(&app, &web(), KNOWN).await.landing();
    refuse(&mut app).await;
    app
}

async fn refuse(app: &mut TestApp) {
    app.restart_with(|settings| {
        settings.accounts.refused_domains = ["trash.example".to_owned()].into_iter().collect();
    })
    .await;
}

fn with_codes() -> Plan {
    Plan {
        adjust: |settings| settings.storefronts.iter_mut().for_each(|shop| shop.mailed_code = true),
        ..Plan::default()
    }
}

async fn ask_for_code(browser: &Browser, email: &str) -> Page {
    browser.visit(web().address()).await.fill("Email", email).press("Send me a code instead").await
}

/// What a page tells, but for the name before the `@`.
fn told(page: &Page, email: &str) -> String {
    let (name, _) = email.split_once('@').unwrap();
    format!("{} {}", page.status(), page.answer.body).replace(name, "somebody")
}

#[tokio::test]
async fn nobody_signs_up_with_one_and_the_answer_is_the_same_whoever_has_it() {
    let app = app_with_known(Plan::default()).await;
    let hashed = app.inner().hasher.computations();
    sqlx::query("delete from throttles").execute(app.db()).await.unwrap();
    let mut answers = Vec::new();
    for email in [KNOWN, UNKNOWN] {
        let page = app.browser().begin_sign_up(&web(), email).await;
        assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(page.problem_of("Email").as_deref(), Some(WORDS));
        assert_eq!(page.value_of("Email"), email);
        answers.push(told(&page, email));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(app.inner().hasher.computations(), hashed, "nothing was hashed");
    assert_eq!(app.count("throttles").await, 0, "nothing was counted");
    assert_eq!(app.letters_to(UNKNOWN).await.len(), 0);
    app.browser().sign_up(&app, &web(), "ida@nottrash.example").await.landing();
}

#[tokio::test]
async fn who_has_an_account_signs_in_recovers_and_changes_as_ever() {
    let app = app_with_known(with_codes()).await;
    app.browser().sign_in(&web(), KNOWN, PASSWORD).await.landing();
    let page = ask_for_code(&app.browser(), KNOWN).await;
    let code = app.code_for(KNOWN).await;
    page.fill("Code", &code).press("Login").await.landing();

    let page = app.browser().visit(web().address()).await.click("Forgot your password?").await;
    let page = page.fill("Email", KNOWN).press("Send me a code").await;
    let code = app.code_for(KNOWN).await;
    let page = page.fill("Code", &code).press("Continue").await;
    let new = "a much calmer kettle";
    page.fill("Password", new).fill("Confirm password", new).press("Set password").await.landing();
    app.browser().sign_in(&web(), KNOWN, new).await.landing();
}

#[tokio::test]
async fn nobody_changes_to_one() {
    let app = app_with_known(Plan::default()).await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    let mut answers = Vec::new();
    for email in [KNOWN, UNKNOWN] {
        let page = browser.visit(web().to("/account/email").address()).await;
        let page = page.fill("New email", email).press("Send me a code").await;
        assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(page.problem_of("New email").as_deref(), Some(WORDS));
        answers.push(told(&page, email));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(app.count("challenges").await, 0);
    let leaving = app.browser();
    let page = leaving.sign_in(&web(), KNOWN, PASSWORD).await;
    page.landing();
    let page = leaving.visit(web().to("/account/email").address()).await;
    let page = page.fill("New email", "known@example.com").press("Send me a code").await;
    let code = app.code_for("known@example.com").await;
    let page = page.fill("Code", &code).press("Confirm").await;
    assert!(page.alert().unwrap().contains("Your email is changed"), "{:?}", page.alert());
}

#[tokio::test]
async fn a_first_code_makes_no_account_there_and_only_the_letter_says_so() {
    let app = app_with_known(with_codes()).await;
    let mut answers = Vec::new();
    for email in [KNOWN, UNKNOWN] {
        let page = ask_for_code(&app.browser(), email).await;
        let asked = told(&page, email);
        let wrong = page.fill("Code", "no code").press("Login").await;
        answers.push([asked, told(&wrong, email)]);
        app.tick().await;
    }
    assert_eq!(answers[0], answers[1]);
    let letter = app.letters_to(UNKNOWN).await.remove(0);
    assert!(letter.subject.starts_with("There is no account"), "{}", letter.subject);
    assert_eq!(app.count("accounts").await, 1);
}

#[tokio::test]
async fn a_code_that_was_mailed_before_the_list_makes_no_account_either() {
    let mut app = TestApp::planned(with_codes()).await;
    let browser = app.browser();
    ask_for_code(&browser, UNKNOWN).await;
    let code = app.code_for(UNKNOWN).await;
    refuse(&mut app).await;
    app.pass(TimeDelta::minutes(2));
    let page =
        browser.visit(web().to("/code/enter").address()).await.fill("Code", &code).press("Login").await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text());
    assert_eq!((app.count("accounts").await, app.count("sessions").await), (0, 0));
    let letter = app.letters_to(UNKNOWN).await.remove(0);
    assert!(letter.subject.starts_with("There is no account"), "{}", letter.subject);
}

#[tokio::test]
async fn a_provider_vouches_for_its_person() {
    let plan = Plan { providers: &[ProviderPlan::TRUSTED], ..Plan::default() };
    let mut app = TestApp::planned(plan).await;
    refuse(&mut app).await;
    app.upstream().put_person(Person::verified("ghost", "Ghost", "sub-ghost", UNKNOWN));
    let leaving = app.browser().visit(web().address()).await.click("Continue with Example ID").await;
    leaving.at_provider().await.sign_in_as("ghost").await.follow().await.landing();
    assert_eq!(app.count("accounts").await, 1);
}
