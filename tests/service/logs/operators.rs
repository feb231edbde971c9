//! What operators do, and what becomes of letters.

use vestibule::config::OrganizationName;
use vestibule::foundation::Clock;
use vestibule::{jobs, moving};

use super::Secrets;
use crate::bench::{MailServer, PASSWORD, TestApp, web};
use crate::moving::bcrypt_of_password;

#[tokio::test]
async fn k17_no_letter_that_cannot_be_delivered_leaves_a_secret_or_an_address_in_the_log() {
    let app = TestApp::start().await;
    let server = MailServer::start().await;
    let mut secrets = Secrets::default();
    let node = app.node(|settings| server.in_settings(settings));
    for verdict in [
        "250 fine",
        "451 try later, undelivered.unlogged@example.com",
        "550 no such mailbox undelivered.unlogged@example.com",
        "nonsense of undelivered.unlogged@example.com",
    ] {
        server.says(verdict);
        let browser = app.browser();
        browser.begin_sign_up(&web(), "undelivered.unlogged@example.com").await;
        secrets.keep_cookies(&browser);
        jobs::run_due(&node).await;
    }
    secrets.keep(["undelivered.unlogged"]);
    assert!(server.letters()[0].contains("undelivered.unlogged"), "it arrived once");
    app.let_letters_wait();
    secrets.are_not_logged(5);
}

#[tokio::test]
async fn k17_no_account_that_comes_over_leaves_a_secret_or_an_address_in_the_log() {
    let app = TestApp::start().await;
    let mut secrets = Secrets::default();
    let hash = bcrypt_of_password();
    let line = |name: &str, hash: &str| {
        format!(
            "{{\"email\":\"{name}.unlogged@example.com\",\"email_verified\":true,\"passwordHash\":\"{hash}\",\
             \"name\":\"Moved-Named-Unlogged\"}}\n"
        )
    };
    let lines = line("moved", hash)
        + &line("broken", "$2b$04$broken-hash-unlogged")
        + &line("@unreadable", hash)
        + "{\"email\": unlogged-json\n";
    assert_eq!(app.import(lines).await.imported, 1);
    secrets.keep(["moved.unlogged", "broken.unlogged", "unreadable.unlogged", "unlogged-json"]);
    secrets.keep([hash, "broken-hash-unlogged", "Moved-Named-Unlogged"]);

    let email = "moved.unlogged@example.com";
    app.browser().sign_in(&web(), email, "guess-of-moved-unlogged").await;
    secrets.keep(["guess-of-moved-unlogged"]);
    let browser = app.browser();
    browser.sign_in(&web(), email, PASSWORD).await.landing();
    secrets.keep_cookies(&browser);
    secrets.keep(app.hash_of(email).await);
    app.tick().await;
    let mut out = Vec::new();
    moving::export(app.inner(), &OrganizationName::parse("acme").unwrap(), &mut out).await.unwrap();
    assert!(String::from_utf8(out).unwrap().contains(email));
    secrets.are_not_logged(10);
}

/// The commands log nothing at all; what they leave to the service is done there.
#[tokio::test]
async fn k17_what_an_operator_does_to_an_account_leaves_neither_secret_nor_address_in_the_log() {
    let app = TestApp::start().await;
    app.pass(Clock::System.now() - app.now());
    let mut secrets = Secrets::default();
    let (email, new) = ("operated.unlogged@example.com", "unlogged-harbour-of-mist");
    let browser = app.browser();
    browser.sign_up(&app, &web(), email).await.landing();
    secrets.keep_cookies(&browser);
    secrets.keep(["operated.unlogged", new]);
    for command in ["show", "find", "lock", "show", "unlock", "end-sessions", "send-reset"] {
        let said = app.operate(&["accounts", command, email]).await;
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{command}");
        app.heard().await;
        browser.visit(web().address()).await;
        app.browser().sign_in(&web(), email, "mistyped-operated-unlogged").await;
        app.tick().await;
    }
    secrets.keep(["mistyped-operated-unlogged"]);
    let link = secrets.keep_link(&app, email).await;
    let page = app.browser().visit(&link).await;
    page.fill("Password", new).fill("Confirm password", new).press("Set password").await;
    for arguments in [["accounts", "close", email], ["audit", "--account", email]] {
        assert_eq!(app.operate(&arguments).await.code, 0, "{arguments:?}");
        app.tick().await;
    }
    secrets.are_not_logged(6);
}
