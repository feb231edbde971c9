//! What the owner of an account is written when somebody comes in by a provider.

use chrono::TimeDelta;

use super::steps::{UMA, UNTRUSTED, VERA};
use crate::bench::{PASSWORD, Plan, TestApp, web};

const LINKED: &str = "Example ID can now sign in";
const NEW_BROWSER: &str = "New sign-in";

impl TestApp {
    /// How many letters to `address` tell of a linked provider, and of a new browser.
    async fn told(&self, address: &str) -> (usize, usize) {
        let letters = self.letters_to(address).await;
        let count = |words| letters.iter().filter(|letter| letter.subject.starts_with(words)).count();
        (count(LINKED), count(NEW_BROWSER))
    }
}

#[tokio::test]
async fn a_first_sign_in_that_links_in_a_new_browser_brings_one_letter() {
    let app = TestApp::with_provider().await;
    app.browser().sign_up(&app, &web(), VERA).await.landing();
    let before = app.letters_to(VERA).await.len();
    let browser = app.browser();
    browser.come_as(&web(), "vera").await.landing();
    assert_eq!(app.told(VERA).await, (1, 0));
    assert_eq!(app.letters_to(VERA).await.len(), before + 1);

    browser.sign_out(&web()).await;
    browser.come_as(&web(), "vera").await.landing();
    browser.sign_out(&web()).await;
    browser.sign_in(&web(), VERA, PASSWORD).await.landing();
    assert_eq!(app.told(VERA).await, (1, 0), "the browser is remembered");
    app.browser().come_as(&web(), "vera").await.landing();
    assert_eq!(app.told(VERA).await, (1, 1), "a new browser without linking is told of");
    app.browser().sign_in(&web(), VERA, PASSWORD).await.landing();
    assert_eq!(app.told(VERA).await, (1, 2));
}

#[tokio::test]
async fn a_link_that_a_password_or_a_code_proves_brings_one_letter_as_well() {
    for by_password in [true, false] {
        let app = TestApp::planned(Plan { providers: &[UNTRUSTED], ..Plan::default() }).await;
        app.browser().sign_up(&app, &web(), UMA).await.landing();
        app.pass(TimeDelta::minutes(2));
        let page = app.browser().come_as(&web(), "uma").await;
        if by_password {
            page.fill("Password", PASSWORD).press("Confirm with password").await.landing();
        } else {
            let code = app.code_for(UMA).await;
            page.fill("Code", &code).press("Confirm").await.landing();
        }
        assert_eq!(app.told(UMA).await, (1, 0), "by password: {by_password}");
        app.browser().come_as(&web(), "uma").await.landing();
        assert_eq!(app.told(UMA).await, (1, 1), "by password: {by_password}");
    }
}
