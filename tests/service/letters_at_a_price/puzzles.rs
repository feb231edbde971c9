//! What a letter costs, and what it costs not to pay.

use chrono::TimeDelta;
use reqwest::StatusCode;

use super::{FREE, flood, has_puzzle, is_late, sign_up_page, solve, somebody, start, work};
use crate::bench::{Browser, PASSWORD, Page, web};

#[tokio::test]
async fn e08_beyond_a_few_letters_a_network_works_for_each_and_has_it_at_once() {
    let app = start().await;
    assert!(!has_puzzle(&sign_up_page(&app).await));
    assert!(flood(&app, 0..FREE).await.iter().all(|page| !is_late(page)));
    let page = sign_up_page(&app).await;
    assert!(has_puzzle(&page) && page.text().contains("a short calculation"));
    let page = work(page).sign_up_as("ada@example.com", PASSWORD).await;
    assert!(!is_late(&page));
    let code = app.code_for("ada@example.com").await;
    page.fill("Code", &code).press("Confirm").await.landing();
    let elsewhere = app.browser_in_network(1);
    assert!(
        !has_puzzle(&elsewhere.visit(web().signup().address()).await),
        "another network is none of theirs"
    );
}

#[tokio::test]
async fn e08_who_does_not_work_has_the_letter_later() {
    let app = start().await;
    flood(&app, 0..FREE).await;
    let page = sign_up_page(&app).await.sign_up_as("ada@example.com", PASSWORD).await;
    assert!(is_late(&page));
    assert!(page.alert().unwrap().contains("in 60 seconds"), "{:?}", page.alert());
    assert!(app.letters_to("ada@example.com").await.is_empty(), "not before its turn");
    let second = sign_up_page(&app).await.sign_up_as("ida@example.com", PASSWORD).await;
    assert!(second.alert().unwrap().contains("in 2 minutes"), "one leaves each minute: {:?}", second.alert());

    app.pass(TimeDelta::seconds(61));
    let code = app.code_for("ada@example.com").await;
    assert!(app.letters_to("ida@example.com").await.is_empty());
    let page = page.browser().visit(page.url().as_str()).await;
    assert!(!is_late(&page));
    page.fill("Code", &code).press("Confirm").await.landing();
    app.pass(TimeDelta::seconds(60 + 9 * 60));
    let code = app.code_for("ida@example.com").await;
    second.fill("Code", &code).press("Confirm").await.landing();
}

#[tokio::test]
async fn e08_a_puzzle_counts_once_and_a_guess_costs_it() {
    let app = start().await;
    flood(&app, 0..FREE).await;
    let fields = |token: &str, answer: &str, email: &str| {
        [
            ("customerEmail", email),
            ("customerPassword", PASSWORD),
            ("customerConfirmPassword", PASSWORD),
            ("work", token),
            ("work_answer", answer),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let post = async |browser: &Browser, token: &str, answer: &str, email: &str| {
        let fields = fields(token, answer, email);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = browser.post(&web().signup().address(), &fields).send().await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        app.letters_to(email).await.len()
    };
    let solved = async || solve(&sign_up_page(&app).await);
    let (token, answer) = solved().await;
    assert_eq!(post(&somebody(&app), &token, &answer, "a@example.com").await, 1);
    assert_eq!(post(&somebody(&app), &token, &answer, "b@example.com").await, 0, "used up");

    let (token, answer) = solved().await;
    let wrong = (answer.parse::<u64>().unwrap() + 1).to_string();
    assert_eq!(post(&somebody(&app), &token, &wrong, "c@example.com").await, 0);
    assert_eq!(post(&somebody(&app), &token, &answer, "d@example.com").await, 0, "a guess costs the puzzle");

    for nonsense in ["", "AAAA", "a b", &"A".repeat(5_000)] {
        assert_eq!(
            post(&somebody(&app), nonsense, "1", &format!("e{}@example.com", nonsense.len())).await,
            0
        );
    }

    let (token, answer) = solved().await;
    let mut altered = token.clone().into_bytes();
    altered[20] ^= 1;
    let altered = String::from_utf8(altered).unwrap();
    assert_eq!(post(&somebody(&app), &altered, &answer, "f@example.com").await, 0, "none of ours");
    assert_eq!(post(&somebody(&app), &token, &answer, "g@example.com").await, 1);
}

#[tokio::test]
async fn e08_a_puzzle_is_good_for_half_an_hour() {
    let app = start().await;
    flood(&app, 0..FREE).await;
    let (in_time, too_late) = (work(sign_up_page(&app).await), work(sign_up_page(&app).await));
    app.pass(TimeDelta::minutes(29));
    flood(&app, 100..100 + FREE).await;
    assert!(!is_late(&in_time.sign_up_as("ada@example.com", PASSWORD).await));
    app.pass(TimeDelta::minutes(1));
    flood(&app, 200..203).await;
    assert!(is_late(&too_late.sign_up_as("ida@example.com", PASSWORD).await));
}

#[tokio::test]
async fn e08_another_letter_costs_as_much_as_the_first() {
    let app = start().await;
    let page = somebody(&app).begin_sign_up(&web(), "ada@example.com").await;
    flood(&app, 1..FREE).await;
    app.pass(TimeDelta::seconds(59));
    let again = async |page: &Page| page.browser().visit(page.url().as_str()).await;
    app.pass(TimeDelta::seconds(1));
    flood(&app, FREE..FREE + 3).await;
    let page = again(&page).await.press("Send a new code").await;
    assert!(is_late(&page));
    assert_eq!(app.letters_to("ada@example.com").await.len(), 1);
    app.pass(TimeDelta::minutes(3));
    assert_eq!(app.letters_to("ada@example.com").await.len(), 2);
    flood(&app, FREE + 3..FREE + 12).await;
    let page = work(again(&page).await).press("Send a new code").await;
    assert!(page.alert().unwrap().contains("on its way"), "{:?}", page.alert());
    let code = app.code_for("ada@example.com").await;
    page.fill("Code", &code).press("Confirm").await.landing();
}

#[tokio::test]
async fn recovery_and_sign_in_by_code_have_their_price_too_whoever_is_asked_for() {
    let app = start().await;
    app.browser_in_network(1).sign_up(&app, &web(), "grace@example.com").await.landing();
    flood(&app, 0..FREE).await;
    for (link, button) in [("/recover", "Send me a code"), ("/identity/login", "Send me a code instead")] {
        for email in ["grace@example.com", "ghost@example.com"] {
            let page = somebody(&app).visit(web().to(link).address()).await;
            let before = app.letters_to(email).await.len();
            let page = work(page).fill("Email", email).press(button).await;
            assert!(!is_late(&page), "{link} {email}");
            assert_eq!(app.letters_to(email).await.len(), before + 1);
            let page = somebody(&app).visit(web().to(link).address()).await;
            let page = page.fill("Email", email).press(button).await;
            assert!(is_late(&page), "{link} {email}");
            assert_eq!(app.letters_to(email).await.len(), before + 1);
            app.pass(TimeDelta::minutes(3));
            assert_eq!(app.letters_to(email).await.len(), before + 2);
            app.pass(TimeDelta::hours(3));
            flood(&app, 0..FREE).await;
        }
    }
}
