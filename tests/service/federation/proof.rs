//! The detour of somebody whose address is not proven: what proves it, how often that may be tried, and that nobody
//! learns from it who has an account (catalogue A04, A05, E03, E08, F05, F07, G01).

use chrono::TimeDelta;
use reqwest::StatusCode;

use super::steps::{PENDING, SHOP, UMA, UNTRUSTED, VERA};
use crate::bench::{Answer, PASSWORD, Page, Plan, TestApp, at_once, web};

async fn untrusted() -> TestApp {
    TestApp::planned(Plan { providers: &[UNTRUSTED], ..Plan::behind_a_proxy() }).await
}

#[tokio::test]
async fn a04_the_code_of_one_identity_links_no_other_of_the_same_provider() {
    let app = untrusted().await;
    app.unverified("eve", UMA);
    let browser = app.browser();
    browser.come_as(&web(), "uma").await;
    let code = app.code_for(UMA).await;
    // The same browser comes back as somebody else who claims the same address.
    app.pass(TimeDelta::minutes(2));
    let page = browser.come_as(&web(), "eve").await;
    let other = app.code_for(UMA).await;
    assert_ne!(code, other);
    let page = page.fill("Code", &code).press("Confirm").await;
    assert!(page.problem_of("Code").unwrap().contains("4 tries left"));
    assert_eq!(app.count("accounts").await, 0);
    // And the code of the second fits no browser that shows the first.
    let uma = app.browser();
    let page = uma.come_as(&web(), "uma").await;
    page.fill("Code", &other).press("Confirm").await.problem_of("Code").unwrap();
    assert_eq!(app.count("identities").await, 0);
    app.tick().await;
}

#[tokio::test]
async fn a04_a_proof_begun_in_one_browser_is_not_finished_in_another() {
    let app = untrusted().await;
    let browser = app.browser();
    browser.come_as(&web(), "uma").await;
    let code = app.code_for(UMA).await;
    let thief = app.browser();
    let answer = thief.post(&web().to("/prove").address(), &[("code", &code)]).send().await;
    assert!(answer.header("location").starts_with("/identity/login"));
    // With a detour of his own, the code is still not his.
    app.unverified("eve", "eve@people.example");
    let page = thief.come_as(&web(), "eve").await;
    let page = page.fill("Code", &code).press("Confirm").await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(app.count("accounts").await, 0);
    app.tick().await;
}

#[tokio::test]
async fn a05_an_address_that_came_along_is_not_changed_and_the_letter_says_who_asks() {
    let app = untrusted().await;
    app.browser().sign_up(&app, &web(), VERA).await.landing();
    app.unverified("eve", "eve@people.example");
    let browser = app.browser();
    browser.come_as(&web(), "eve").await;
    let changed = browser.post(&web().to("/prove/email").address(), &[("customerEmail", VERA)]).send().await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER);
    assert_eq!(app.count("pending_links where email = 'eve@people.example'").await, 1);
    assert_eq!(app.letters_to(VERA).await.len(), 1, "her own sign-up's");
    let letter = app.letters_to("eve@people.example").await.remove(0);
    assert!(letter.text.contains("eve@people.example, signed in at Example ID"), "{}", letter.text);
    assert!(!letter.text.contains("http"), "nothing to click: {}", letter.text);
}

#[tokio::test]
async fn a05_an_address_that_is_typed_may_be_corrected_and_only_the_last_one_is_proven() {
    let app = untrusted().await;
    app.browser().sign_up(&app, &web(), VERA).await.landing();
    let browser = app.browser();
    let page = browser.come_as(&web(), "noah").await;
    page.fill("Email", "noah@people.example").press("Send code").await;
    let first = app.code_for("noah@people.example").await;
    app.pass(TimeDelta::minutes(2));
    let email = web().to("/prove/email").address();
    browser.post(&email, &[("customerEmail", VERA)]).send().await;
    assert_eq!(app.count("pending_links where email = 'vera@people.example'").await, 1);
    let answer = browser.post(&web().to("/prove").address(), &[("code", &first)]).send().await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "the code of his own mailbox");
    assert!(!browser.is_signed_in().await);
    assert_eq!((app.count("accounts").await, app.count("identities").await), (1, 0));
    app.tick().await;
}

#[tokio::test]
async fn a05_an_address_exchanged_while_its_code_is_typed_is_not_proven_by_it() {
    let app = untrusted().await;
    app.browser().sign_up(&app, &web(), VERA).await.landing();
    for _ in 0..8 {
        app.pass(TimeDelta::hours(2));
        let browser = app.browser();
        let page = browser.come_as(&web(), "noah").await;
        page.fill("Email", "eve@people.example").press("Send code").await;
        let code = app.code_for("eve@people.example").await;
        app.pass(TimeDelta::minutes(2));
        let (email, prove) = (web().to("/prove/email").address(), web().to("/prove").address());
        let (exchange, code) = ([("customerEmail", VERA)], [("code", &*code)]);
        at_once(6, async |number| match number % 2 {
            0 => browser.post(&prove, &code).send().await,
            _ => browser.post(&email, &exchange).send().await,
        })
        .await;
        app.tick().await;
        let stolen =
            "identities join accounts on accounts.id = account_id where email = 'vera@people.example'";
        assert_eq!(app.count(stolen).await, 0);
        sqlx::query("delete from accounts where email = 'eve@people.example'")
            .execute(app.db())
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn e03_a_code_takes_five_tries_however_many_come_at_once() {
    let app = untrusted().await;
    let browser = app.browser();
    browser.come_as(&web(), "uma").await;
    let code: u32 = app.code_for(UMA).await.parse().unwrap();
    // The right one is the last, and tried from many networks.
    let guesses: Vec<String> =
        (1..=100).map(|n| format!("{:06}", (code + 1_000_000 - 100 + n) % 1_000_000)).collect();
    let prove = web().to("/prove").address();
    let guess = async |n: usize| {
        let network = format!("198.51.100.{}", n % 250);
        browser.post(&prove, &[("code", &guesses[n])]).header("x-forwarded-for", network).send().await
    };
    let first = at_once(5, guess).await;
    assert!(first.iter().all(|answer| answer.status.is_client_error()));
    let rest = at_once(95, async |n| guess(n + 5).await).await;
    assert!(rest.iter().all(|answer| answer.status == StatusCode::TOO_MANY_REQUESTS));
    assert_eq!(app.count("accounts").await, 0);
    // The next letter brings five more, with another code.
    app.pass(TimeDelta::minutes(2));
    let answer = browser.post(&prove, &[("code", &guesses[99])]).send().await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(app.letters_to(UMA).await.len(), 2);
    assert_eq!(app.count("accounts").await, 0);
}

#[tokio::test]
async fn e03_a_code_lasts_ten_minutes() {
    let app = untrusted().await;
    let browser = app.browser();
    let page = browser.come_as(&web(), "uma").await;
    let code = app.code_for(UMA).await;
    app.pass(TimeDelta::minutes(10));
    let page = page.fill("Code", &code).press("Confirm").await;
    assert!(page.alert().unwrap().contains("That code has run out"), "{:?}", page.alert());
    assert_eq!(app.count("accounts").await, 0);
    let code = app.code_for(UMA).await;
    page.fill("Code", &code).press("Confirm").await.landing();
    app.tick().await;
}

#[tokio::test]
async fn e03_the_password_of_the_detour_is_throttled_like_any_other() {
    let app = untrusted().await;
    app.browser().sign_up(&app, &web(), UMA).await.landing();
    app.pass(TimeDelta::hours(2));
    let browser = app.browser_in_network(7);
    browser.come_as(&web(), "uma").await;
    let form = web().to("/prove/password").address();
    let mut last = StatusCode::OK;
    for _ in 0..11 {
        last = browser.post(&form, &[("customerPassword", "not the password")]).send().await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let right = browser.post(&form, &[("customerPassword", PASSWORD)]).send().await;
    assert_eq!(right.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(app.count("identities").await, 0);
    app.tick().await;
}

#[tokio::test]
async fn e08_a_mailbox_gets_five_letters_however_often_and_from_wherever_somebody_comes() {
    let app = untrusted().await;
    for network in 0..12 {
        app.unverified("eve", UMA);
        let page = app.browser_in_network(network).come_as(&web(), "eve").await;
        assert_eq!(page.url().path(), "/prove", "the page is the same");
    }
    assert_eq!(app.letters_to(UMA).await.len(), 5);
    let page = app.browser_in_network(99).come_as(&web(), "uma").await;
    assert!(page.alert().is_some(), "who gets no letter is told when there will be one");
    // Half an hour later the owner gets hers.
    app.pass(TimeDelta::minutes(31));
    let page = page.press("Send a new code").await;
    let code = app.code_for(UMA).await;
    page.fill("Code", &code).press("Confirm").await.landing();
    app.tick().await;
}

#[tokio::test]
async fn e08_one_detour_gets_five_letters_and_then_begins_anew() {
    let app = untrusted().await;
    let browser = app.browser();
    let mut page = browser.come_as(&web(), "uma").await;
    for _ in 0..4 {
        app.tick().await;
        app.pass(TimeDelta::minutes(11));
        page = page.press("Send a new code").await;
        assert_eq!(page.url().path(), "/prove/resend", "{}", page.text());
    }
    app.tick().await;
    app.pass(TimeDelta::minutes(11));
    let page = page.press("Send a new code").await;
    assert_eq!(page.url().path(), "/identity/login", "{}", page.text());
    assert!(page.find_link("Continue with Example ID").is_some());
    assert_eq!(app.letters_to(UMA).await.len(), 5);
}

/// All that an answer tells, but for what names the person and what differs at every answer.
fn told(answer: &Answer, name: &str) -> String {
    let headers =
        answer.headers.iter().filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()));
    let mut headers: Vec<String> = headers
        .map(|(name, value)| match (name.as_str(), value.to_str().unwrap()) {
            ("set-cookie", value) => format!("cookie {} {}", value.split('=').next().unwrap(), value.len()),
            (name, value) => format!("{name}: {value}"),
        })
        .collect();
    headers.sort();
    let body = &answer.body;
    format!("{} {headers:#?} {body}", answer.status)
        .replace(name, "somebody")
        .replace(&format!("{}…@", &name[..1]), "s…@")
}

fn all_told(page: &Page, name: &str) -> Vec<String> {
    page.trail.iter().chain([&page.answer]).map(|answer| told(answer, name)).collect()
}

/// Every row of every table that is written by a visit, without what differs by nature.
async fn rows(app: &TestApp) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in ["pending_links", "letters", "throttles", "events", "departures", "customers", "identities"]
    {
        let statement = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
        counts.push(sqlx::query_scalar(statement).fetch_one(app.db()).await.unwrap());
    }
    counts
}

#[tokio::test]
async fn f05_the_detour_is_the_same_whether_or_not_the_address_has_an_account() {
    let app = untrusted().await;
    app.browser_in_network(1).sign_up(&app, &web(), "known@people.example").await.landing();
    let mut all = Vec::new();
    for name in ["known", "ghost"] {
        // Time enough for every allowance: both begin alike.
        app.pass(TimeDelta::hours(12));
        app.tick().await;
        app.unverified("eve", &format!("{name}@people.example"));
        let (rows_before, hashes) = (rows(&app).await, app.inner().hasher.computations());
        let mut steps = Vec::new();
        let browser = app.browser_in_network(9);
        let mut page = browser.come_as(&web(), "eve").await;
        steps.push(all_told(&page, name));
        for code in ["", "12", "111111", "222222"] {
            page = page.fill("Code", code).press("Confirm").await;
            steps.push(all_told(&page, name));
        }
        let before = app.inner().hasher.computations();
        page = page.fill("Password", "not the password").press("Confirm with password").await;
        steps.push(all_told(&page, name));
        assert_eq!(app.inner().hasher.computations() - before, 1, "one hash for {name}");
        page = page.press("Send a new code").await;
        steps.push(all_told(&page, name));
        app.pass(TimeDelta::minutes(2));
        page = page.press("Send a new code").await;
        steps.push(all_told(&page, name));
        let written: Vec<i64> =
            rows(&app).await.iter().zip(rows_before).map(|(after, before)| after - before).collect();
        let letter = app.letters_to(&format!("{name}@people.example")).await.remove(0);
        let words: String = letter.text.chars().filter(|c| !c.is_ascii_digit()).collect();
        let letter = words.replace(name, "somebody");
        all.push((steps, written, app.inner().hasher.computations() - hashes, letter));
    }
    let (known, ghost) = (&all[0], &all[1]);
    for (known, ghost) in known.0.iter().zip(&ghost.0) {
        assert_eq!(known, ghost);
    }
    assert_eq!((&known.1, known.2, &known.3), (&ghost.1, ghost.2, &ghost.3));
}

#[tokio::test]
async fn f05_asking_for_an_address_does_not_tell_whether_it_has_an_account() {
    let app = untrusted().await;
    app.browser_in_network(1).sign_up(&app, &web(), "known@people.example").await.landing();
    let mut all = Vec::new();
    for name in ["known", "ghost"] {
        app.pass(TimeDelta::hours(12));
        let page = app.browser_in_network(9).come_as(&web(), "noah").await;
        let page = page.fill("Email", &format!("{name}@people.example")).press("Send code").await;
        let letter = app.letters_to(&format!("{name}@people.example")).await.remove(0);
        let digits = letter.subject.chars().filter(char::is_ascii_digit).count();
        all.push((all_told(&page, name), digits));
    }
    assert_eq!(all[0], all[1]);
}

#[tokio::test]
async fn f07_the_buttons_are_the_same_for_everybody() {
    let app = TestApp::with_provider().await;
    app.browser().come_as(&web(), "vera").await.landing();
    let mut pages = Vec::new();
    for name in ["vera", "nina"] {
        let link = web().with("customerEmail", &format!("{name}@people.example"));
        let page = app.browser().visit(link.address()).await;
        let wrong = app.browser().post_login(&link, &format!("{name}@people.example"), "not it").await;
        let sign_up = app.browser().visit(link.signup().address()).await;
        pages.push([told(&page.answer, name), told(&wrong, name), told(&sign_up.answer, name)]);
    }
    assert_eq!(pages[0], pages[1]);
    assert!(pages[0].iter().all(|page| page.contains("Example ID")));
    app.tick().await;
}

#[tokio::test]
async fn g01_fifty_posts_of_one_code_make_one_session_one_account_and_one_customer() {
    for minutes in [0, 2] {
        let app = untrusted().await;
        let browser = app.browser();
        browser.come_as(&web(), "uma").await;
        let code = app.code_for(UMA).await;
        app.pass(TimeDelta::minutes(minutes));
        let prove = web().to("/prove").address();
        let answers = at_once(50, async |_| browser.post(&prove, &[("code", &code)]).send().await).await;
        assert!(answers.iter().all(|answer| !answer.status.is_server_error()));
        let to_shop = |answer: &&Answer| answer.header("location").starts_with(SHOP);
        assert_eq!(answers.iter().filter(to_shop).count(), 1);
        let wrong = answers.iter().filter(|answer| answer.status == StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(wrong.count(), 0, "a right code is never told as a wrong one");
        for _ in 0..3 {
            app.tick().await;
        }
        assert_eq!((app.count("accounts").await, app.count("sessions").await), (1, 1));
        assert_eq!((app.count("identities").await, app.count("pending_links").await), (1, 0));
        assert_eq!(app.count("events where kind = 'account_created'").await, 1);
        assert_eq!(app.customers_of(UMA), 1);
    }
}

#[tokio::test]
async fn g01_two_browsers_that_prove_one_address_at_once_make_one_account() {
    let app = untrusted().await;
    app.unverified("ulf", UMA);
    let browsers = [app.browser(), app.browser()];
    let mut codes = Vec::new();
    for (browser, person) in browsers.iter().zip(["uma", "ulf"]) {
        browser.come_as(&web(), person).await;
        codes.push(app.code_for(UMA).await);
    }
    let prove = web().to("/prove").address();
    at_once(2, async |n| browsers[n].post(&prove, &[("code", &codes[n])]).send().await).await;
    assert_eq!(app.count("accounts").await, 1);
    let sessions = app.count("sessions").await;
    assert_eq!(app.count("identities").await, sessions, "whoever got in is linked");
    // Who was overtaken is not lost: the walk goes on from the start.
    for (browser, person) in browsers.iter().zip(["uma", "ulf"]) {
        if !browser.is_signed_in().await {
            app.pass(TimeDelta::hours(1));
            let page = browser.come_as(&web(), person).await;
            let code = app.code_for(UMA).await;
            page.fill("Code", &code).press("Confirm").await.landing();
        }
    }
    assert_eq!((app.count("accounts").await, app.count("identities").await), (1, 2));
    app.tick().await;
}

#[tokio::test]
async fn the_right_password_links_in_the_detour_and_leads_to_the_shop() {
    let app = untrusted().await;
    app.browser().sign_up(&app, &web(), UMA).await.landing();
    app.pass(TimeDelta::minutes(2));
    let browser = app.browser();
    let page = browser.come_as(&web(), "uma").await;
    let code = app.code_for(UMA).await;
    let page = page.fill("Password", "not the password").press("Confirm with password").await;
    assert!(page.problem_of("Password").is_some());
    page.fill("Password", PASSWORD).press("Confirm with password").await.landing();
    assert_eq!(browser.cookie(PENDING), None);
    assert_eq!((app.count("accounts").await, app.count("identities").await), (1, 1));
    assert_eq!(app.count("passwords").await, 1, "it goes on working");
    let late = browser.post(&web().to("/prove").address(), &[("code", &code)]).send().await;
    assert_eq!(late.status, StatusCode::SEE_OTHER, "nothing is pending any more");
    app.browser().come_as(&web(), "uma").await.landing();
    app.tick().await;
}

#[tokio::test]
async fn a_shop_without_passwords_takes_none_in_the_detour() {
    let adjust = |settings: &mut vestibule::config::Settings| settings.storefronts[0].password = false;
    let app = TestApp::planned(Plan { providers: &[UNTRUSTED], adjust, ..Plan::default() }).await;
    app.browser().sign_up(&app, &crate::bench::legacy(), UMA).await.landing();
    app.pass(TimeDelta::minutes(2));
    let browser = app.browser();
    let page = browser.come_as(&web(), "uma").await;
    assert!(!page.has_button("Confirm with password"));
    let form = web().to("/prove/password").address();
    let answer = browser.post(&form, &[("customerPassword", PASSWORD)]).send().await;
    assert!(answer.header("location").starts_with("/prove"), "{}", answer.status);
    assert_eq!(app.count("identities").await, 0);
    app.tick().await;
}

#[tokio::test]
async fn unknown_people_prove_in_vain_where_no_account_is_made_and_learn_it_only_then() {
    const KNOWN_ONLY: crate::bench::ProviderPlan =
        crate::bench::ProviderPlan { id: "example", settings: "use = \"sign_in\"", register: |_| {} };
    let app = TestApp::planned(Plan { providers: &[KNOWN_ONLY], ..Plan::default() }).await;
    let page = app.browser().come_as(&web(), "uma").await;
    assert_eq!(page.url().path(), "/prove");
    let code = app.code_for(UMA).await;
    let page = page.fill("Code", &code).press("Confirm").await;
    assert_eq!(page.heading(), "You have no account here yet");
    assert_eq!((app.count("accounts").await, app.count("sessions").await), (0, 0));
}

#[tokio::test]
async fn e03_over_all_letters_a_mailbox_has_few_wrong_guesses() {
    let app = TestApp::with_provider().await;
    let mut guesses = 0;
    // Arrival after arrival, letter after letter, over two days: each brings five guesses.
    for _ in 0..12 {
        let page = app.browser().come_as(&web(), "uma").await;
        for _ in 0..4 {
            let answer = page.browser().post("/prove", &[("code", "000000")]).send().await;
            guesses += usize::from(answer.status == StatusCode::UNPROCESSABLE_ENTITY);
        }
        app.tick().await;
        app.pass(TimeDelta::hours(1));
    }
    assert!((25..=37).contains(&guesses), "{guesses} guesses in half a day");
    app.tick().await;
}
