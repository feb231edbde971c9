//! Floods of letters (catalogue E08, E14): beyond a few letters, a network's browsers work for each, or wait for it. What a browser computes is computed here anew, from the words of the page alone.

mod floods;
mod puzzles;

use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2::{self, PBKDF2_HMAC_SHA256};
use vestibule::config::{Network, Settings};

use crate::bench::{Browser, Page, Plan, TestApp, web};

/// As many letters as a network has without more ado.
const FREE: usize = 60;

fn mailed_codes(settings: &mut Settings) {
    settings.server.trusted_proxies = vec![Network::parse("127.0.0.0/8").unwrap()];
    settings.storefronts.iter_mut().for_each(|shop| shop.mailed_code = true);
}

async fn start() -> TestApp {
    TestApp::planned(Plan { adjust: mailed_codes, ..Plan::default() }).await
}

/// Somebody in the network of all, with cookies of his own.
fn somebody(app: &TestApp) -> Browser {
    app.browser_in_network(0)
}

/// Asks for so many letters and answers none of them.
async fn flood(app: &TestApp, letters: std::ops::Range<usize>) -> Vec<Page> {
    let mut pages = Vec::new();
    for number in letters {
        let page = somebody(app).visit(web().to("/recover").address()).await;
        let page = page.fill("Email", &format!("flood{number}@example.com")).press("Send me a code").await;
        pages.push(page);
    }
    pages
}

fn has_puzzle(page: &Page) -> bool {
    !page.attributes("input[name=work]", "value").is_empty()
}

/// Does the work that the page asks for, as its script does: the puzzle, and the answer.
fn solve(page: &Page) -> (String, String) {
    let of = |name: &str| page.attributes("input[name=work]", name).remove(0);
    let (rounds, zeros): (u32, u32) = (of("data-rounds").parse().unwrap(), of("data-zeros").parse().unwrap());
    let rounds = NonZeroU32::new(rounds).unwrap();
    let token = of("value");
    let fits = |answer: &u64| {
        let mut output = [0; 4];
        let salt = answer.to_string();
        pbkdf2::derive(PBKDF2_HMAC_SHA256, rounds, salt.as_bytes(), token.as_bytes(), &mut output);
        u32::from_be_bytes(output) >> (32 - zeros) == 0
    };
    let answer = (0..100_000).find(fits).unwrap();
    (token, answer.to_string())
}

fn work(page: Page) -> Page {
    let (_, answer) = solve(&page);
    page.computed("work_answer", &answer)
}

async fn sign_up_page(app: &TestApp) -> Page {
    somebody(app).visit(web().signup().address()).await
}

fn is_late(page: &Page) -> bool {
    assert_eq!(page.heading(), "Check your email", "{}", page.text());
    page.alert().is_some_and(|alert| alert.contains("Many emails are asked for"))
}
