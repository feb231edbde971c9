//! Group F: nobody learns from us who has an account.

use chrono::TimeDelta;

use crate::bench::{Answer, PASSWORD, Page, Plan, TestApp, web};

const KNOWN: &str = "grace@example.com";
const UNKNOWN: &str = "ghost@example.com";

/// All that an answer tells, but for what names the address that was typed and what differs at every answer.
fn told(answer: &Answer, address: &str) -> String {
    let mut headers: Vec<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| !["date", "x-request-id", "set-cookie"].contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    let cookies = answer.headers.get_all("set-cookie").iter().map(|value| {
        let value = value.to_str().unwrap();
        let (name, attributes) = (value.split('=').next().unwrap(), value.split_once(';').unwrap().1);
        format!("cookie {name}; {attributes}; {} bytes", value.len())
    });
    headers.extend(cookies);
    headers.sort();
    let (name, _) = address.split_once('@').unwrap();
    format!("{} {headers:#?} {}", answer.status, answer.body).replace(name, "somebody")
}

fn all_told(page: &Page, address: &str) -> Vec<String> {
    page.trail.iter().chain([&page.answer]).map(|answer| told(answer, address)).collect()
}

async fn app_with_grace() -> TestApp {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), KNOWN).await.landing();
    app
}

#[tokio::test]
async fn f01_a_wrong_password_and_an_unknown_address_are_one_answer() {
    let app = app_with_grace().await;
    let page = app.browser().begin_sign_up(&web(), "begun@example.com").await;
    drop(page);
    app.tick().await;
    let mut answers = Vec::new();
    for address in [KNOWN, UNKNOWN, "begun@example.com"] {
        let page = app.browser().sign_in(&web(), address, "a wrong password").await;
        answers.push(all_told(&page, address));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
}

#[tokio::test]
async fn f01_waiting_after_many_tries_is_asked_of_everybody() {
    let app = app_with_grace().await;
    let mut answers = Vec::new();
    for address in [KNOWN, UNKNOWN] {
        let browser = app.browser();
        let mut last = Vec::new();
        for _ in 0..11 {
            last = all_told(&browser.sign_in(&web(), address, "a wrong password").await, address);
        }
        assert!(last[0].starts_with("429"));
        answers.push(last);
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn f03_one_password_is_hashed_at_each_attempt_whoever_is_asked_for() {
    let app = app_with_grace().await;
    let hasher = &app.inner().hasher;
    let cost = async |page: std::pin::Pin<Box<dyn Future<Output = Page> + '_>>| {
        let before = hasher.computations();
        page.await;
        hasher.computations() - before
    };
    for address in [KNOWN, UNKNOWN] {
        let browser = app.browser();
        assert_eq!(
            cost(Box::pin(browser.sign_in(&web(), address, "a wrong password"))).await,
            1,
            "{address}"
        );
        assert_eq!(cost(Box::pin(browser.begin_sign_up(&web(), address))).await, 1, "{address}");
    }
    app.tick().await;
}

#[tokio::test]
async fn f03_asking_for_another_letter_is_the_same_for_everybody() {
    let app = app_with_grace().await;
    let mut answers = Vec::new();
    for address in [KNOWN, UNKNOWN] {
        let page = app.browser().begin_sign_up(&web(), address).await;
        let early = page.press("Send a new code").await;
        app.pass(TimeDelta::seconds(61));
        let sent = page.press("Send a new code").await;
        app.tick().await;
        answers.push([all_told(&early, address), all_told(&sent, address)]);
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn f04_a_wrong_code_is_answered_the_same_for_everybody() {
    let app = app_with_grace().await;
    let mut answers = Vec::new();
    for address in [KNOWN, UNKNOWN] {
        let mut page = app.browser().begin_sign_up(&web(), address).await;
        app.tick().await;
        let mut all = Vec::new();
        for code in ["", "12", "111111", "222222", "333333", "444444", "555555", "666666"] {
            page = page.fill("Code", code).press("Confirm").await;
            all.push(all_told(&page, address));
        }
        app.pass(TimeDelta::minutes(11));
        page = page.fill("Code", "777777").press("Confirm").await;
        all.push(all_told(&page, address));
        app.tick().await;
        answers.push(all);
    }
    for (known, unknown) in answers[0].iter().zip(&answers[1]) {
        assert_eq!(known, unknown);
    }
}

#[tokio::test]
async fn f05_signing_up_with_a_known_address_looks_the_same_and_the_letter_tells_its_owner() {
    let app = app_with_grace().await;
    let mut answers = Vec::new();
    for address in [KNOWN, UNKNOWN, "Grace@EXAMPLE.com"] {
        let page = app.browser().begin_sign_up(&web(), address).await;
        let shown = all_told(&page, address).join("\n");
        answers.push(shown.replace("EXAMPLE", "example"));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2].replace("Grace", "somebody"));
    let letter = app.letters_to(KNOWN).await.remove(0);
    assert!(letter.subject.contains("already have an account"), "{}", letter.subject);
    let digits = letter.text.split(|c: char| !c.is_ascii_digit()).any(|word| word.len() == 6);
    assert!(!digits, "no code that could fit: {}", letter.text);
    let letter = app.letters_to(UNKNOWN).await.remove(0);
    assert!(letter.subject.contains("is your code"), "{}", letter.subject);
}

#[tokio::test]
async fn f05_no_code_at_all_fits_where_the_account_exists() {
    let app = app_with_grace().await;
    let page = app.browser().begin_sign_up(&web(), KNOWN).await;
    app.tick().await;
    // Whatever the row may hold, the account stays whose it was.
    let refused = page.fill("Code", "000000").press("Confirm").await;
    assert!(refused.problem_of("Code").is_some());
    assert_eq!(app.count("accounts").await, 1);
    app.browser().sign_in(&web(), KNOWN, PASSWORD).await.landing();
}

#[tokio::test]
async fn f05_a_stranger_s_own_sign_up_does_not_tell_whether_the_address_has_an_account() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "known@example.com").await;
    let mut answers = Vec::new();
    for address in ["known@example.com", "nobody@example.com"] {
        let stranger = app.browser();
        stranger.begin_sign_up(&web(), address).await;
        let before = app.inner().hasher.computations();
        let page = stranger.sign_in(&web(), address, "the stranger's own long password").await;
        assert_eq!(app.inner().hasher.computations() - before, 1, "exactly one hash for {address}");
        answers.push(page.answer.body.replace(address, "address"));
    }
    assert_eq!(answers[0], answers[1]);
    app.tick().await;
}

/// Every row that is written counts, whatever the table.
async fn count_writes(app: &TestApp) {
    let all = "create sequence written;
        create function count_write() returns trigger language plpgsql as
            $$ begin perform nextval('written'); return null; end $$;
        do $$ declare name text; begin
            for name in select tablename from pg_tables where schemaname = 'public' loop
                execute format('create trigger counted after insert or update or delete on %I
                                for each row execute function count_write()', name);
            end loop;
        end $$";
    sqlx::raw_sql(all).execute(app.db()).await.unwrap();
}

async fn writes(app: &TestApp) -> i64 {
    let last = "select case when is_called then last_value else 0 end from written";
    sqlx::query_scalar(last).fetch_one(app.db()).await.unwrap()
}

/// What one attempt costs: hashes, rows that were written, letters.
async fn cost(app: &TestApp, attempt: impl AsyncFn() -> Page) -> (u64, i64, usize) {
    let letters = || app.inner().mail.mailbox().unwrap().letters().len();
    let (hashes, rows) = (app.inner().hasher.computations(), writes(app).await);
    let before = letters();
    attempt().await;
    let rows = writes(app).await - rows;
    app.tick().await;
    (app.inner().hasher.computations() - hashes, rows, letters() - before)
}

#[tokio::test]
async fn f03_every_request_costs_the_same_whoever_is_asked_for() {
    let app = TestApp::planned(Plan {
        adjust: |settings| settings.storefronts.iter_mut().for_each(|shop| shop.mailed_code = true),
        ..Plan::default()
    })
    .await;
    app.browser().sign_up(&app, &web(), KNOWN).await.landing();
    app.tick().await;
    count_writes(&app).await;
    let mut costs = Vec::new();
    for address in [KNOWN, UNKNOWN] {
        let sign_in = async || app.browser().sign_in(&web(), address, "a wrong password").await;
        let sign_up = async || app.browser().begin_sign_up(&web(), address).await;
        let recover = async || ask_back(&app, address).await;
        let code = async || {
            let page = app.browser().visit(web().address()).await;
            page.fill("Email", address).press("Send me a code instead").await
        };
        costs.push([
            cost(&app, sign_in).await,
            cost(&app, sign_up).await,
            cost(&app, recover).await,
            cost(&app, code).await,
        ]);
    }
    assert_eq!(costs[0], costs[1]);
    assert_eq!(costs[0].map(|cost| (cost.0, cost.2)), [(1, 0), (1, 1), (0, 1), (0, 1)]);
}

async fn ask_back(app: &TestApp, address: &str) -> Page {
    let page = app.browser().visit(web().address()).await.click("Forgot your password?").await;
    page.fill("Email", address).press("Send me a code").await
}

#[tokio::test]
async fn f01_recovery_looks_the_same_and_the_letter_tells_its_owner() {
    let app = app_with_grace().await;
    let mut answers = Vec::new();
    for address in [KNOWN, UNKNOWN] {
        let mut page = ask_back(&app, address).await;
        let mut all = all_told(&page, address);
        for code in ["", "12", "111111", "222222", "333333"] {
            page = page.fill("Code", code).press("Continue").await;
            all.extend(all_told(&page, address));
        }
        app.pass(TimeDelta::seconds(61));
        all.extend(all_told(&page.press("Send a new code").await, address));
        answers.push(all);
    }
    for (known, unknown) in answers[0].iter().zip(&answers[1]) {
        assert_eq!(known, unknown);
    }
    assert!(app.letters_to(KNOWN).await[0].text.contains("asked for a new password"));
    assert!(app.letters_to(UNKNOWN).await[0].subject.starts_with("There is no account"));
}
