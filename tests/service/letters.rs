//! Letters on their way: a mail server that is away, refuses, or takes them.

use chrono::TimeDelta;
use reqwest::StatusCode;
use vestibule::config::MailTransport;
use vestibule::{jobs, mail};

use crate::bench::{MailServer, PASSWORD, TestApp, logged, web};

#[tokio::test]
async fn a_letter_is_tried_again_with_longer_and_longer_waits_until_it_is_of_no_use() {
    let app = TestApp::start().await;
    let server = MailServer::start().await;
    server.says("451 try later, grey.listed@example.com");
    let node = app.node(|settings| server.in_settings(settings));
    app.browser().begin_sign_up(&web(), "grey.listed@example.com").await;
    let mut waits = Vec::new();
    for _ in 0..20 {
        jobs::run_due(&node).await;
        let wait = "select extract(epoch from next_attempt_at - $1)::bigint from letters";
        let wait = sqlx::query_scalar(wait).bind(app.now()).fetch_optional(app.db()).await.unwrap();
        let Some(wait): Option<i64> = wait else { break };
        waits.push(wait);
        app.pass(TimeDelta::seconds(wait));
    }
    assert_eq!(waits, [5, 10, 20, 40, 80, 160, 300], "ten minutes in all");
    assert_eq!(app.count("letters").await, 0);
    assert!(server.letters().is_empty());
    assert!(!logged("grey.listed"), "the server's words name the recipient");
}

#[tokio::test]
async fn a_letter_arrives_once_the_mail_server_is_there_again() {
    let app = TestApp::start().await;
    let server = MailServer::start().await;
    let nobody = app.node(|settings| {
        server.in_settings(settings);
        if let MailTransport::Smtp(smtp) = &mut settings.mail.transport {
            smtp.port = 1;
        }
    });
    app.browser().begin_sign_up(&web(), "grace@example.com").await;
    jobs::run_due(&nobody).await;
    assert_eq!(app.count("letters where attempts = 1").await, 1);
    let node = app.node(|settings| server.in_settings(settings));
    app.pass(TimeDelta::seconds(5));
    jobs::run_due(&node).await;
    let letters = server.letters();
    assert_eq!(letters.len(), 1);
    for part in [
        "To: grace@example.com",
        "From: Shops <hello@shops.example>",
        "text/plain",
        "text/html",
        "Auto-Submitted: auto-generated",
    ] {
        assert!(letters[0].contains(part), "{part} is missing in: {}", letters[0]);
    }
}

#[tokio::test]
async fn a_letter_that_is_refused_for_good_is_dropped_and_holds_up_no_other() {
    let app = TestApp::start().await;
    let server = MailServer::start().await;
    let node = app.node(|settings| server.in_settings(settings));
    app.browser().begin_sign_up(&web(), "gone.mailbox@example.com").await;
    server.says("550 no such mailbox gone.mailbox@example.com");
    jobs::run_due(&node).await;
    assert_eq!(app.count("letters").await, 0);
    assert!(!logged("gone.mailbox"));
    server.says("250 fine");
    let page = app.browser().begin_sign_up(&web(), "grace@example.com").await;
    assert_eq!(page.heading(), "Check your email");
    jobs::run_due(&node).await;
    assert_eq!(server.letters().len(), 1);
}

#[tokio::test]
async fn a_poisoned_row_is_dropped_and_holds_up_no_other() {
    let app = TestApp::start().await;
    let server = MailServer::start().await;
    let node = app.node(|settings| server.in_settings(settings));
    let words = |to: &str| mail::Letter {
        to: to.to_owned(),
        subject: "Hello\r\nBcc: everybody@example.com".to_owned(),
        text: "text".to_owned(),
        html: "<p>html</p>".to_owned(),
        organization: None,
    };
    let (now, until) = (app.now(), app.now() + TimeDelta::minutes(10));
    let mut connection = app.db().acquire().await.unwrap();
    for to in [
        "",
        "nobody",
        "a@b, c@d",
        "a@example.com\r\nRCPT TO:<b@example.com>",
        &format!("{}@x", "a".repeat(9000)),
    ] {
        mail::enqueue(&mut connection, &app.inner().sealer, &words(to), now, until).await.unwrap();
    }
    let broken = "insert into letters (id, body_sealed, created_at, until, next_attempt_at)
                  select gen_random_uuid(), '\\x00ff', $1, $2, $1 from generate_series(1, 30)";
    sqlx::query(broken).bind(now).bind(until).execute(&mut *connection).await.unwrap();
    app.pass(TimeDelta::seconds(1));
    app.browser().begin_sign_up(&web(), "grace@example.com").await;
    for _ in 0..3 {
        jobs::run_due(&node).await;
    }
    let letters = server.letters();
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert!(letters[0].contains("To: grace@example.com"));
    assert_eq!(app.count("letters").await, 0);
}

#[tokio::test]
async fn a_subject_cannot_bring_in_headers() {
    let app = TestApp::start().await;
    let server = MailServer::start().await;
    let node = app.node(|settings| server.in_settings(settings));
    let letter = mail::Letter {
        to: "grace@example.com".to_owned(),
        subject: "Hello\r\nBcc: everybody@example.com\r\n\r\nbody".to_owned(),
        text: ".\r\nQUIT\r\n".to_owned(),
        html: "<p>html</p>".to_owned(),
        organization: None,
    };
    let mut connection = app.db().acquire().await.unwrap();
    let (now, until) = (app.now(), app.now() + TimeDelta::minutes(10));
    mail::enqueue(&mut connection, &app.inner().sealer, &letter, now, until).await.unwrap();
    jobs::run_due(&node).await;
    let letters = server.letters();
    assert_eq!(letters.len(), 1);
    assert!(!letters[0].lines().any(|line| line.starts_with("Bcc")), "{}", letters[0]);
}

#[tokio::test]
async fn every_address_that_can_sign_up_can_be_written_to() {
    let app = TestApp::start().await;
    let server = MailServer::start().await;
    let node = app.node(|settings| server.in_settings(settings));
    let odd = [
        "o'hara@example.com",
        "first.last+tag@example.com",
        "a_b-c@sub.example.co.uk",
        "!#$%&*/=?^`{|}~@example.com",
        "grace@b\u{fc}cher.example",
        "gr\u{e4}fin@example.com",
        "\u{7528}\u{6237}@\u{4f8b}\u{5b50}.example",
    ];
    for address in odd {
        let answer = app.browser().post_sign_up(&web(), address, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{address}");
    }
    jobs::run_due(&node).await;
    assert_eq!(server.letters().len(), 5, "two wait for a server that knows their letters");
    assert!(server.letters().iter().any(|letter| letter.contains("To: grace@xn--bcher-kva.example")));
    server.learns_utf8();
    let node = app.node(|settings| server.in_settings(settings));
    app.pass(TimeDelta::minutes(1));
    jobs::run_due(&node).await;
    assert_eq!(server.letters().len(), 7);
    assert_eq!(app.count("letters").await, 0);
}

#[tokio::test]
async fn an_address_that_mail_could_not_carry_cannot_sign_up() {
    let app = TestApp::start().await;
    for address in [
        "\"quoted\"@example.com",
        "a..b@example.com",
        ".a@example.com",
        "a@example",
        "a@[127.0.0.1]",
        "a@-example.com",
        "a b@example.com",
        "a@b@example.com,",
    ] {
        let answer = app.browser().post_sign_up(&web(), address, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
    }
}

#[tokio::test]
async fn a_mail_server_that_never_answers_holds_up_no_customer() {
    let app = TestApp::start().await;
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = silent.local_addr().unwrap().port();
    let server = MailServer::start().await;
    let node = app.node(|settings| {
        server.in_settings(settings);
        if let MailTransport::Smtp(smtp) = &mut settings.mail.transport {
            smtp.port = port;
        }
    });
    app.browser().sign_up(&app, &web(), "grace@example.com").await.landing();
    let owed = "update customers set customer_id = null, linked_at = null, next_attempt_at = $1";
    sqlx::query(owed).bind(app.now()).execute(app.db()).await.unwrap();
    app.browser().begin_sign_up(&web(), "hedy@example.com").await;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let linked = async {
        while app.count("customers where customer_id is null").await > 0 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    let in_time = tokio::select! {
        () = jobs::ticker(&node, stopped) => false,
        linked = tokio::time::timeout(std::time::Duration::from_secs(5), linked) => linked.is_ok(),
    };
    assert!(in_time, "the customer waited for the letter");
    drop(stop);
    app.let_letters_wait();
}
