//! The process is killed (SIGKILL) at every point of a sign-up and started again: no half account that cannot
//! go on, nothing done twice.

use std::time::Duration;

use crate::bench::{PASSWORD, Process, legacy, web};

const EMAIL: &str = "grace@example.com";

#[tokio::test]
async fn killed_between_any_two_steps_of_a_sign_up_it_goes_on() {
    let mut process = Process::start().await;
    let browser = process.browser();
    let page = browser.visit(legacy().signup().address()).await;
    process.kill();
    process.restart().await;
    let page = page.sign_up_as(EMAIL, PASSWORD).await;
    assert_eq!(page.heading(), "Check your email");
    process.kill();
    process.restart().await;
    // The letter left before the end or leaves after it; then both hold the same code.
    let code = process.code(1).await;
    process.kill();
    process.restart().await;
    let landing = page.fill("Code", &code).press("Confirm").await.landing();
    assert!(landing.parameter("accessToken").is_some());
    process.kill();
    process.restart().await;
    browser.visit(legacy().address()).await.press("Continue as g…@example.com").await.landing();
    process.browser().sign_in(&legacy(), EMAIL, PASSWORD).await.landing();
    assert_eq!(customers(&process), 1);
}

#[tokio::test]
async fn killed_while_commerce_layer_is_asked_it_finds_the_customer_again() {
    let mut process = Process::start().await;
    let browser = process.browser();
    let page = browser.begin_sign_up(&legacy(), EMAIL).await;
    let code = process.code(1).await;
    process.sandbox.switches().set(|it| it.core.latency_ms = 700);
    let page = page.fill("Code", &code);
    for pause in [150, 900, 1600] {
        let confirming = page.press("Confirm");
        tokio::select! {
            _ = confirming => break,
            () = tokio::time::sleep(Duration::from_millis(pause)) => {}
        }
        process.kill();
        process.restart().await;
    }
    process.sandbox.switches().reset();
    let page = process.browser().sign_in(&legacy(), EMAIL, PASSWORD).await;
    let token = page.landing().parameter("accessToken");
    assert!(token.is_some());
    assert_eq!(customers(&process), 1, "made once, found again");
}

#[tokio::test]
async fn killed_while_a_sign_up_is_posted_it_was_made_wholly_or_not_at_all() {
    let mut process = Process::start().await;
    let browser = process.browser();
    let form = browser.visit(web().signup().address()).await;
    let form = form.fill("Email", EMAIL).fill("Password", PASSWORD).fill("Confirm password", PASSWORD);
    let mut pages = 0;
    for pause in [1, 5, 20, 60, 200] {
        let posting = form.press("Sign up");
        tokio::select! {
            _ = posting => pages += 1,
            () = tokio::time::sleep(Duration::from_millis(pause)) => {}
        }
        process.kill();
        process.restart().await;
    }
    let begun = process.letters_for_certain().await;
    assert!(begun >= pages, "whoever saw the page of the code gets a letter: {begun} of {pages}");
    let page = process.browser().begin_sign_up(&web(), EMAIL).await;
    assert_eq!(page.heading(), "Check your email");
    let code = process.code(begun + 1).await;
    page.fill("Code", &code).press("Confirm").await.landing();
}

impl Process {
    /// How many letters there are once the outbox is empty.
    async fn letters_for_certain(&self) -> usize {
        let mut connection = self.database.connect().await;
        // What the dead had in hand is theirs for two minutes: they are over.
        let over = "update letters set next_attempt_at = created_at";
        sqlx::query(over).execute(&mut connection).await.unwrap();
        for _ in 0..400 {
            let waiting: i64 =
                sqlx::query_scalar("select count(*) from letters").fetch_one(&mut connection).await.unwrap();
            if waiting == 0 {
                return self.letters().len();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("letters wait for ever");
    }
}

fn customers(process: &Process) -> usize {
    process.sandbox.customers("acme").iter().filter(|customer| customer.email == EMAIL).count()
}
