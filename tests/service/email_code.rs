//! The mailed code of a sign-up.

use chrono::TimeDelta;
use reqwest::StatusCode;

use crate::bench::{PASSWORD, TestApp, web};

#[tokio::test]
async fn another_code_can_be_asked_for_after_a_minute_and_ends_the_one_before() {
    let app = TestApp::start().await;
    let page = app.browser().begin_sign_up(&web(), "grace@example.com").await;
    let first = app.code_for("grace@example.com").await;
    let page = page.press("Send a new code").await;
    assert_eq!(page.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(page.answer.header("retry-after"), "60");
    assert!(page.alert().unwrap().contains("still on its way"), "{:?}", page.alert());
    assert_eq!(app.letters_to("grace@example.com").await.len(), 1);

    app.pass(TimeDelta::seconds(60));
    let page = page.press("Send a new code").await;
    assert!(page.alert().unwrap().contains("A new code is on its way"), "{:?}", page.alert());
    let second = app.code_for("grace@example.com").await;
    assert_ne!(first, second);
    let page = page.fill("Code", &first).press("Confirm").await;
    assert!(page.problem_of("Code").unwrap().contains("4 tries left"));
    page.fill("Code", &second).press("Confirm").await.landing();
}

#[tokio::test]
async fn a_code_that_ran_out_is_replaced_at_once() {
    let app = TestApp::start().await;
    let page = app.browser().begin_sign_up(&web(), "grace@example.com").await;
    let code = app.code_for("grace@example.com").await;
    app.pass(TimeDelta::minutes(10));
    let page = page.fill("Code", &code).press("Confirm").await;
    assert!(page.alert().unwrap().contains("That code has run out"), "{:?}", page.alert());
    assert_eq!(app.count("accounts").await, 0);
    let code = app.code_for("grace@example.com").await;
    page.fill("Code", &code).press("Confirm").await.landing();
}

#[tokio::test]
async fn after_five_wrong_codes_only_a_new_one_helps() {
    let app = TestApp::start().await;
    let mut page = app.browser().begin_sign_up(&web(), "grace@example.com").await;
    let right = app.code_for("grace@example.com").await;
    let wrong = if right == "000000" { "000001" } else { "000000" };
    for left in (1..5).rev() {
        page = page.fill("Code", wrong).press("Confirm").await;
        let words = page.problem_of("Code").unwrap();
        assert!(words.contains(if left == 1 { "one try left" } else { "tries left" }), "{words}");
    }
    app.pass(TimeDelta::seconds(60));
    page = page.fill("Code", wrong).press("Confirm").await;
    assert!(page.alert().unwrap().contains("tried too often"), "{:?}", page.alert());
    page = page.fill("Code", &right).press("Confirm").await;
    assert!(page.problem_of("Code").is_some(), "the old code is dead");
    let code = app.code_for("grace@example.com").await;
    page.fill("Code", &code).press("Confirm").await.landing();
}

#[tokio::test]
async fn five_wrong_codes_in_the_first_minute_have_to_wait_for_the_next_letter() {
    let app = TestApp::start().await;
    let mut page = app.browser().begin_sign_up(&web(), "grace@example.com").await;
    let right = app.code_for("grace@example.com").await;
    let wrong = if right == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        page = page.fill("Code", wrong).press("Confirm").await;
    }
    assert_eq!(page.status(), StatusCode::TOO_MANY_REQUESTS);
    page = page.fill("Code", &right).press("Confirm").await;
    assert_eq!(page.status(), StatusCode::TOO_MANY_REQUESTS, "the right code is as dead as the others");
    app.pass(TimeDelta::seconds(60));
    page = page.press("Send a new code").await;
    let code = app.code_for("grace@example.com").await;
    page.fill("Code", &code).press("Confirm").await.landing();
}

#[tokio::test]
async fn a_code_may_be_pasted_with_spaces_and_must_have_six_digits() {
    let app = TestApp::start().await;
    let page = app.browser().begin_sign_up(&web(), "grace@example.com").await;
    let code = app.code_for("grace@example.com").await;
    let mut page = page.press("Confirm").await;
    assert_eq!(page.problem_of("Code").as_deref(), Some("Enter the code from our email"));
    for short in ["12345", "1234567", "abcdef", "１２３４５６"] {
        page = page.fill("Code", short).press("Confirm").await;
        assert_eq!(page.problem_of("Code").as_deref(), Some("The code has six digits"), "{short}");
    }
    let spaced = format!(" {}-{} ", &code[..3], &code[3..]);
    page.fill("Code", &spaced).press("Confirm").await.landing();
}

#[tokio::test]
async fn the_code_fits_only_the_browser_that_asked() {
    let app = TestApp::start().await;
    let page = app.browser().begin_sign_up(&web(), "grace@example.com").await;
    let code = app.code_for("grace@example.com").await;
    let thief = app.browser();
    let elsewhere = thief.visit(page.url().as_str()).await;
    assert_eq!(elsewhere.heading(), "Sign up");
    assert!(elsewhere.alert().unwrap().contains("start again"), "{:?}", elsewhere.alert());
    let answer = thief.post(&web().to("/verify").address(), &[("code", &code)]).send().await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(app.count("accounts").await, 0);
    page.fill("Code", &code).press("Confirm").await.landing();
}

#[tokio::test]
async fn going_back_after_the_code_leads_to_the_shop_again() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let verify = browser.begin_sign_up(&web(), "grace@example.com").await;
    let code = app.code_for("grace@example.com").await;
    let verify = verify.fill("Code", &code);
    verify.press("Confirm").await.landing();
    browser.visit(verify.url().as_str()).await.landing();
    verify.press("Confirm").await.landing();
    verify.press("Send a new code").await.landing();
    assert_eq!((app.count("accounts").await, app.count("sessions").await), (1, 1));
    app.tick().await;
}

#[tokio::test]
async fn a_sign_up_gets_five_letters_and_then_begins_anew() {
    let app = TestApp::start().await;
    let mut page = app.browser().begin_sign_up(&web(), "grace@example.com").await;
    // Nothing is delivered before the first code has run out.
    for _ in 0..4 {
        app.pass(TimeDelta::minutes(11));
        page = page.press("Send a new code").await;
        assert_eq!(page.status(), StatusCode::OK, "{}", page.text());
        app.tick().await;
    }
    app.pass(TimeDelta::minutes(11));
    let page = page.press("Send a new code").await;
    assert_eq!(page.heading(), "Sign up");
    let letters = app.letters_to("grace@example.com").await;
    assert_eq!(letters.len(), 4, "the first was never sent: it had run out before the post left");
}

#[tokio::test]
async fn a_browser_that_lost_its_cookie_begins_again() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let page = browser.begin_sign_up(&web(), "grace@example.com").await;
    app.tick().await;
    browser.forget_cookie("__Host-vestibule-signup");
    let page = page.fill("Code", "123456").press("Confirm").await;
    assert_eq!(page.heading(), "Sign up");
    let page = page.sign_up_as("grace@example.com", PASSWORD).await;
    let code = app.code_for("grace@example.com").await;
    page.fill("Code", &code).press("Confirm").await.landing();
    app.tick().await;
}

#[tokio::test]
async fn g11_a_code_needs_its_browser_and_its_time_both() {
    for (own_browser, in_time) in [(true, true), (true, false), (false, true), (false, false)] {
        let app = TestApp::start().await;
        let browser = app.browser();
        browser.begin_sign_up(&web(), "grace@example.com").await;
        let code = app.code_for("grace@example.com").await;
        let other = app.browser();
        other.begin_sign_up(&web(), "eve@example.com").await;
        app.tick().await;
        if !in_time {
            app.pass(TimeDelta::minutes(10));
        }
        let browser = if own_browser { browser } else { other };
        let answer = browser.post(&web().to("/verify").address(), &[("code", &code)]).send().await;
        let entered = answer.header("location").starts_with("https://shop.acme.example");
        let coincidence =
            !own_browser && app.letters_to("eve@example.com").await.iter().any(|l| l.text.contains(&code));
        assert!(coincidence || entered == (own_browser && in_time), "{own_browser} {in_time}");
        app.tick().await;
    }
}
