//! Catalogue G: what may be used once, by one browser, for one thing.

use chrono::TimeDelta;
use reqwest::StatusCode;

use crate::bench::{GLOBEX, PASSWORD, TestApp, WEB, at_once, globex, legacy, other_code, web};

const SIGN_UP: &str = "__Host-vestibule-signup";
const SESSION: &str = "__Host-vestibule-acme";
const SHOP: &str = "https://shop.acme.example";

#[tokio::test]
async fn g01_fifty_posts_of_one_code_make_one_session_one_account_and_one_customer() {
    for minutes in [0, 2] {
        let app = TestApp::start().await;
        let browser = app.browser();
        browser.begin_sign_up(&web(), "grace@example.com").await;
        let code = app.code_for("grace@example.com").await;
        app.pass(TimeDelta::minutes(minutes));
        let customers = app.sandbox.customers("acme").len();
        let answers = at_once(50, async |_| browser.post_code(&code).await).await;
        assert!(answers.iter().all(|answer| !answer.status.is_server_error()));
        let to_shop = |answer: &&crate::bench::Answer| answer.header("location").starts_with(SHOP);
        assert!(answers.iter().filter(to_shop).count() >= 1);
        for _ in 0..3 {
            app.tick().await;
        }
        assert_eq!(app.count("accounts").await, 1);
        assert_eq!(app.count("sessions").await, 1);
        assert_eq!(app.count("passwords").await, 1);
        assert_eq!(app.count("events where kind = 'account_created'").await, 1);
        assert_eq!(app.sandbox.customers("acme").len(), customers + 1);
    }
}

#[tokio::test]
async fn g01_a_code_that_is_posted_twice_is_never_told_as_a_wrong_one() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.begin_sign_up(&web(), "grace@example.com").await;
    let code = app.code_for("grace@example.com").await;
    app.pass(TimeDelta::minutes(2));
    let answers = at_once(2, async |_| browser.post_code(&code).await).await;
    for answer in &answers {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }
    assert_eq!(app.letters_to("grace@example.com").await.len(), 1, "and no other code is sent");
}

#[tokio::test]
async fn g01_two_browsers_that_confirm_one_address_at_once_make_one_account() {
    let app = TestApp::start().await;
    let browsers = [app.browser(), app.browser()];
    let mut codes = Vec::new();
    for browser in &browsers {
        browser.begin_sign_up(&web(), "grace@example.com").await;
        codes.push(app.code_for("grace@example.com").await);
    }
    let answers = at_once(2, async |n| browsers[n].post_code(&codes[n]).await).await;
    let to_shop = answers.iter().filter(|answer| answer.header("location").starts_with(SHOP)).count();
    assert_eq!(to_shop, 1);
    assert_eq!((app.count("accounts").await, app.count("sessions").await), (1, 1));
    app.tick().await;
}

#[tokio::test]
async fn g03_two_hundred_guesses_at_once_are_five() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.begin_sign_up(&web(), "grace@example.com").await;
    let code: u32 = app.code_for("grace@example.com").await.parse().unwrap();
    // The right code is among them, but not among the first five that are compared.
    let guesses: Vec<String> =
        (1..=200).map(|n| format!("{:06}", (code + 1_000_000 - 200 + n) % 1_000_000)).collect();
    let first = at_once(5, async |n| browser.post_code(&guesses[n]).await).await;
    assert!(first.iter().all(|answer| answer.status.is_client_error()));
    let rest = at_once(195, async |n| browser.post_code(&guesses[n + 5]).await).await;
    assert!(rest.iter().all(|answer| answer.status == StatusCode::TOO_MANY_REQUESTS));
    assert_eq!(app.count("accounts").await, 0);
}

#[tokio::test]
async fn g06_a_token_of_one_kind_is_worth_nothing_as_another() {
    let app = TestApp::start().await;
    let owner = app.browser();
    owner.sign_up(&app, &web(), "grace@example.com").await.landing();
    let session = owner.cookie(SESSION).unwrap();
    let waiting = app.browser();
    waiting.begin_sign_up(&web(), "hedy@example.com").await;
    let sign_up = waiting.cookie(SIGN_UP).unwrap();
    let code = app.code_for("hedy@example.com").await;
    let customer = owner.token(WEB, "market:code:usa", SHOP).await.json()["access_token"].clone();
    let customer = customer.as_str().unwrap().to_owned();

    for foreign in [&sign_up, &code, &customer, &format!("vst_{code}")] {
        let thief = app.browser();
        thief.set_cookie(SESSION, foreign);
        assert_eq!(thief.visit(web().address()).await.heading(), "Login", "as a session");
        assert_eq!(thief.token(WEB, "market:code:usa", SHOP).await.json()["kind"], "guest");
    }
    for foreign in [&session, &customer, &code] {
        let thief = app.browser();
        thief.set_cookie(SIGN_UP, foreign);
        let page = thief.visit(web().to("/verify").address()).await;
        assert_eq!(page.heading(), "Sign up", "as a sign-up");
        thief.post_code(&code).await;
    }
    for foreign in [&sign_up, &session, &customer] {
        let answer = waiting.post_code(foreign).await;
        assert!(answer.status.is_client_error(), "as a code");
    }
    for (email, foreign) in [
        ("grace@example.com", &session),
        ("grace@example.com", &customer),
        ("hedy@example.com", &code),
        ("hedy@example.com", &sign_up),
    ] {
        let answer = app.browser().post_login(&web(), email, foreign).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "as a password");
    }
    assert_eq!(app.count("accounts").await, 1);
}

#[tokio::test]
async fn g06_a_session_of_one_organization_opens_no_other() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    browser.set_cookie("__Host-vestibule-globex", &browser.cookie(SESSION).unwrap());
    assert_eq!(browser.visit(globex().address()).await.heading(), "Login");
    let answer = browser.token(GLOBEX, "market:code:world", "https://globex.example").await;
    assert_eq!(answer.json()["kind"], "guest");
}

#[tokio::test]
async fn g08_a_code_confirms_the_sign_up_it_was_sent_for_and_no_other() {
    let app = TestApp::start().await;
    let (mine, yours) = (app.browser(), app.browser());
    mine.begin_sign_up(&web(), "thief@example.com").await;
    let my_code = app.code_for("thief@example.com").await;
    yours.begin_sign_up(&web(), "victim@example.com").await;
    let your_code = app.code_for("victim@example.com").await;
    // The thief's right code, with what a form could try to say about whose it is.
    let fields = [
        ("code", my_code.as_str()),
        ("email", "victim@example.com"),
        ("customerEmail", "victim@example.com"),
    ];
    let landing = mine.post("/verify?customerEmail=victim@example.com", &fields).send().await;
    assert_eq!(landing.status, StatusCode::SEE_OTHER);
    assert_eq!(app.count("accounts where email = 'victim@example.com'").await, 0);
    assert_eq!(app.count("accounts where email = 'thief@example.com'").await, 1);
    assert!(my_code == your_code || yours.post_code(&my_code).await.status.is_client_error());
}

#[tokio::test]
async fn g10_a_code_goes_to_the_stored_address_and_works_in_the_browser_that_asked() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.begin_sign_up(&web(), "grace@example.com").await;
    let code = app.code_for("grace@example.com").await;
    app.pass(TimeDelta::minutes(2));
    let fields = [("email", "thief@example.com"), ("customerEmail", "thief@example.com")];
    let answer = browser
        .post("/verify/resend?customerEmail=thief@example.com&email=thief@example.com", &fields)
        .send()
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(app.letters_to("thief@example.com").await.is_empty());
    assert_eq!(app.letters_to("grace@example.com").await.len(), 2);

    assert!(browser.post_code(&code).await.status.is_client_error(), "the older one is dead");
    let code = app.code_for("grace@example.com").await;
    let thief = app.browser();
    assert_eq!(thief.post_code(&code).await.status, StatusCode::GONE, "no sign-up in this browser");
    thief.begin_sign_up(&web(), "other@example.com").await;
    assert!(thief.post_code(&code).await.status.is_client_error());
    assert_eq!(app.count("accounts").await, 0);
    assert_eq!(browser.post_code(&code).await.status, StatusCode::SEE_OTHER);
    app.let_letters_wait();
}

#[tokio::test]
async fn g13_a_code_is_spent_by_its_first_use() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.begin_sign_up(&web(), "grace@example.com").await;
    let (code, token) = (app.code_for("grace@example.com").await, browser.cookie(SIGN_UP).unwrap());
    browser.post_code(&code).await;
    assert_eq!(app.count("registrations where completed_at is not null and code_sealed is null").await, 1);
    let again = app.browser();
    again.set_cookie(SIGN_UP, &token);
    let answer = again.post_code(&code).await;
    assert!(answer.header("location").starts_with("/identity/login"), "{}", answer.header("location"));
    assert_eq!(again.cookie(SESSION), None);
    assert_eq!(app.count("sessions").await, 1);
    assert!(again.post_code(&other_code(&code)).await.header("location").starts_with("/identity/login"));
}

#[tokio::test]
async fn g08_a_reset_opens_one_customer_once() {
    let app = TestApp::start().await;
    let owner = app.browser();
    owner.sign_up(&app, &web(), "grace@example.com").await.landing();
    let link = |id: &str, token: &str| {
        let link = web().to("/identity/reset-password").with("customerPasswordResetId", id);
        link.with("resetPasswordToken", token).with("customerEmail", "grace@example.com")
    };
    for (id, token) in [("AbCdEfGhIj", "guess"), ("../customers", "x"), ("x%2f..", "x"), ("", "")] {
        let page = app.browser().visit(link(id, token).address()).await;
        if page.heading() == "Choose a new password" {
            let page = page
                .fill("Password", "another lamp in the fog")
                .fill("Confirm password", "another lamp in the fog");
            assert_eq!(page.press("Set password").await.heading(), "This link no longer works", "{id}");
        }
    }
    app.browser().sign_in(&legacy(), "grace@example.com", PASSWORD).await.landing();
}
