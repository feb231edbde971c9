//! Whoever came over signs in with the password of the old system.

use std::io::Cursor;

use vestibule::config::{Language, OrganizationName};
use vestibule::moving::{self, Format, Intent, Totals};

use super::bcrypt_of_password;
use crate::bench::{PASSWORD, TestApp, WEB, web};

const SHOP: &str = "https://shop.acme.example";

impl TestApp {
    /// Imports these JSON lines for acme.
    pub async fn import(&self, lines: String) -> Totals {
        let intent = Intent {
            organization: OrganizationName::parse("acme").unwrap(),
            language: Language::English,
            algorithm: "".into(),
            verified: false,
            dry_run: false,
        };
        let batches = moving::read(Cursor::new(lines), Format::JsonLines, intent.clone(), self.now());
        moving::import(self.inner(), &intent, batches, |_, _| Ok(())).await.unwrap()
    }

    pub async fn hash_of(&self, email: &str) -> Option<String> {
        sqlx::query_scalar(
            "select hash from passwords p join accounts a on a.id = p.account_id where email = $1",
        )
        .bind(email)
        .fetch_optional(self.db())
        .await
        .unwrap()
    }
}

fn line(email: &str, verified: bool, hash: &str) -> String {
    format!("{{\"email\":\"{email}\",\"email_verified\":{verified},\"passwordHash\":\"{hash}\"}}\n")
}

#[tokio::test]
async fn the_old_password_signs_in_is_hashed_anew_and_finds_the_customer() {
    let app = TestApp::start().await;
    app.import(line("grace@example.com", true, bcrypt_of_password())).await;
    assert_eq!(app.tick().await, 0, "an import leaves nothing to do");
    let page = app.browser().sign_in(&web(), "grace@example.com", "another password").await;
    assert!(page.alert().unwrap().contains("don’t belong together"));
    assert_eq!(app.hash_of("grace@example.com").await.as_deref(), Some(bcrypt_of_password()));
    let browser = app.browser();
    browser.sign_in(&web(), "grace@example.com", PASSWORD).await.landing();
    let hash = app.hash_of("grace@example.com").await.unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    let token = browser.token(WEB, "market:code:usa", SHOP).await.json();
    assert_eq!(token["customer_id"], app.sandbox.customer("acme", "grace@example.com").unwrap().id);
    app.browser().sign_in(&web(), "grace@example.com", PASSWORD).await.landing();
    assert_eq!(app.hash_of("grace@example.com").await.unwrap(), hash, "once");
}

#[tokio::test]
async fn two_first_sign_ins_at_once_are_both_let_in() {
    let app = TestApp::start().await;
    app.import(line("grace@example.com", true, bcrypt_of_password())).await;
    let (first, second) = (app.browser(), app.browser());
    let link = web();
    let (first, second) = tokio::join!(
        first.sign_in(&link, "grace@example.com", PASSWORD),
        second.sign_in(&link, "grace@example.com", PASSWORD),
    );
    first.landing();
    second.landing();
}

#[tokio::test]
async fn f01_every_try_is_one_computation_whoever_it_names() {
    let app = TestApp::start().await;
    let salted = "{SSHA}NK08WZZPIp+MHjvm3W+IXD7gVSdVCsE4";
    app.import(
        line("bcrypt@example.com", true, bcrypt_of_password()) + &line("ssha@example.com", true, salted),
    )
    .await;
    let mut answers = Vec::new();
    for email in ["bcrypt@example.com", "ssha@example.com", "nobody@example.com"] {
        let before = app.inner().hasher.computations();
        let page = app.browser().sign_in(&web(), email, "a wrong password").await;
        assert_eq!(app.inner().hasher.computations(), before + 1, "{email}");
        answers.push(page.answer.body.replace(email, ""));
    }
    assert_eq!(answers[0], answers[2]);
    assert_eq!(answers[1], answers[2]);
    app.browser().sign_in(&web(), "ssha@example.com", PASSWORD).await.landing();
}

#[tokio::test]
async fn e10_a_row_with_a_hostile_hash_opens_nothing_and_costs_nothing() {
    let app = TestApp::start().await;
    app.import(line("grace@example.com", true, bcrypt_of_password())).await;
    let hostile = format!("$2b$31${}", "a".repeat(53));
    sqlx::query("update passwords set hash = $1").bind(hostile).execute(app.db()).await.unwrap();
    let began = std::time::Instant::now();
    let page = app.browser().sign_in(&web(), "grace@example.com", PASSWORD).await;
    assert!(page.alert().unwrap().contains("don’t belong together"));
    assert!(began.elapsed().as_secs() < 20);
}

#[tokio::test]
async fn an_address_that_the_file_does_not_vouch_for_gets_no_customer() {
    let app = TestApp::start().await;
    app.import(line("grace@example.com", false, bcrypt_of_password())).await;
    let browser = app.browser();
    browser.sign_in(&web(), "grace@example.com", PASSWORD).await;
    let token = browser.token(WEB, "market:code:usa", SHOP).await.json();
    assert_ne!(token["kind"], "customer", "{token}");
    assert!(app.sandbox.customer("acme", "grace@example.com").is_none());
}
