//! What an operator sees of accounts and does to them, at a terminal beside the running service.

use reqwest::StatusCode;
use vestibule::foundation::Clock;

use crate::bench::{Browser, PASSWORD, TestApp, globex, logged, web};

const GRACE: &str = "grace@example.com";

/// With Grace, signed in; at the time of the system, which is that of the commands.
async fn with_grace() -> (TestApp, Browser) {
    let app = TestApp::start().await;
    app.pass(Clock::System.now() - app.now());
    let browser = app.browser();
    browser.always("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0");
    browser.sign_up(&app, &web(), GRACE).await.landing();
    (app, browser)
}

#[tokio::test]
async fn show_and_find_tell_an_operator_who_somebody_is() {
    let (app, browser) = with_grace().await;
    browser.send_token_request("market:code:usa").await;
    app.browser().sign_up(&app, &web(), "gregor@example.com").await;
    let shown = app.operate(&["accounts", "show", "Grace@Example.com"]).await;
    assert_eq!(shown.code, 0, "{}", shown.err);
    for words in
        [GRACE, "acc_", "open", "Firefox on Linux, at Acme Web", "confirmed", "signed in", "customer"]
    {
        assert!(shown.out.contains(words), "{words} in:\n{}", shown.out);
    }
    let json = app.operate(&["accounts", "show", GRACE, "--json"]).await.json();
    let id = json["account"]["id"].as_str().unwrap().to_owned();
    assert_eq!(json["customer"]["id"], app.sandbox.customer("acme", GRACE).unwrap().id);
    for secret in app.vault_access().await {
        assert!(!json.to_string().contains(&secret));
    }
    assert_eq!(app.operate(&["accounts", "show", &id]).await.out, shown.out);
    let found = app.operate(&["accounts", "find", "gr"]).await;
    assert!(found.code == 0 && found.out.lines().count() == 2, "{}", found.out);
    let found = app.operate(&["accounts", "find", &id[..30], "--json"]).await.json();
    assert_eq!(found["accounts"].as_array().unwrap().len(), 1);
    let none = app.operate(&["accounts", "find", "gr%"]).await;
    assert_eq!((none.code, none.out.as_str()), (3, ""), "signs of patterns are letters like others");
}

#[tokio::test]
async fn every_end_has_its_own_exit_code() {
    let (app, _) = with_grace().await;
    for (arguments, code) in [
        (&["accounts", "show", GRACE][..], 0),
        (&["accounts", "show", "nobody@example.com"], 3),
        (&["accounts", "show", "acc_00000000000000000000000000000000"], 3),
        (&["accounts", "show", "grace"], 2),
        (&["accounts", "show"], 2),
        (&["accounts", "show", GRACE, "--organization", "initech"], 2),
        (&["accounts", "show", GRACE, "--organization", "globex"], 3),
        (&["accounts", "send-reset", GRACE, "--shop", "nobody"], 2),
        (&["audit", "--since", "yesterday"], 2),
        (&["audit", "--account", "nobody@example.com"], 3),
        (&["audit", "--limit", "0"], 2),
    ] {
        let said = app.operate(arguments).await;
        assert_eq!(said.code, code, "{arguments:?}: {}{}", said.out, said.err);
        assert_eq!(said.err.is_empty(), code == 0, "{arguments:?}: {}", said.err);
    }
    app.browser().sign_up(&app, &globex(), GRACE).await;
    let unclear = app.operate(&["accounts", "show", GRACE]).await;
    assert!(unclear.code == 2 && unclear.err.contains("acme, globex"), "{}", unclear.err);
    let named = app.operate(&["accounts", "show", GRACE, "--organization", "globex", "--json"]).await.json();
    assert_eq!(named["account"]["organization"], "globex");
}

#[tokio::test]
async fn h02_locking_puts_everybody_out_at_once_and_unlocking_lets_the_owner_in() {
    let (app, browser) = with_grace().await;
    let token = browser.send_token_request("market:code:usa").await.json();
    let said = app.operate(&["accounts", "lock", GRACE]).await;
    assert_eq!((said.code, said.out.as_str()), (0, "grace@example.com is locked. One session ended.\n"));
    app.heard().await;
    assert_eq!(browser.send_token_request("market:code:usa").await.json()["kind"], "guest");
    assert!(app.browser().sign_in(&web(), GRACE, PASSWORD).await.alert().is_some());
    app.tick().await;
    let id = token["customer_id"].clone();
    let (status, _) = app.read_customer("acme", &id, token["access_token"].as_str().unwrap()).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "its tokens are revoked");
    let again = app.operate(&["accounts", "lock", GRACE, "--json"]).await.json();
    assert_eq!((&again["done"], &again["sessions_ended"]), (&"locked".into(), &0.into()));
    assert_eq!(app.operate(&["accounts", "unlock", GRACE]).await.out, "grace@example.com is open again.\n");
    app.browser().sign_in(&web(), GRACE, PASSWORD).await.landing();
    assert_eq!(app.count("events where kind in ('locked', 'unlocked')").await, 2);
    app.tick().await;
}

#[tokio::test]
async fn h02_ending_sessions_signs_out_and_leaves_the_account_open() {
    let (app, browser) = with_grace().await;
    let said = app.operate(&["accounts", "end-sessions", GRACE]).await;
    assert_eq!((said.code, said.out.as_str()), (0, "grace@example.com: One session ended.\n"));
    app.heard().await;
    assert_eq!(browser.visit(web().address()).await.heading(), "Login");
    app.browser().sign_in(&web(), GRACE, PASSWORD).await.landing();
    app.tick().await;
}

#[tokio::test]
async fn a_reset_letter_from_the_operator_leads_to_a_new_password() {
    let (app, _) = with_grace().await;
    let said = app.operate(&["accounts", "send-reset", GRACE]).await;
    assert_eq!(said.code, 0, "{}", said.err);
    let text = app.letters_to(GRACE).await.remove(0).text;
    let link = text.split_whitespace().find(|word| word.contains("token=")).expect("a link").to_owned();
    assert!(!said.out.contains("token=") && !said.err.contains("token="), "{}", said.out);
    let page = app.browser().visit(&link).await;
    let new = "a much calmer kettle";
    let page = page.fill("Password", new).fill("Confirm password", new).press("Set password").await;
    assert_eq!(page.heading(), "Your password is changed");
}

#[tokio::test]
async fn closing_at_the_terminal_has_the_same_waiting_time_and_letter() {
    let (app, browser) = with_grace().await;
    let said = app.operate(&["accounts", "close", GRACE, "--json"]).await.json();
    assert!(said["erased_at"].as_str().is_some(), "{said}");
    app.heard().await;
    assert_eq!(browser.visit(web().address()).await.heading(), "Login");
    assert!(app.letters_to(GRACE).await.remove(0).subject.contains("will be closed"));
    let shown = app.operate(&["accounts", "show", GRACE]).await.out;
    assert!(shown.contains("to be erased"), "{shown}");
    assert_eq!(app.browser().sign_in(&web(), GRACE, PASSWORD).await.heading(), "Your account");
    let erasures = app.operate(&["accounts", "erasures"]).await;
    assert!(erasures.code == 0 && erasures.out.contains("has forgotten every customer"), "{}", erasures.out);
}

#[tokio::test]
async fn k17_the_diary_names_ids_and_networks_and_no_address() {
    let (app, browser) = with_grace().await;
    app.browser().sign_in(&web(), GRACE, "a wrong password of hers").await;
    let said = app.operate(&["audit", "--account", GRACE, "--since", "1 day"]).await;
    assert_eq!(said.code, 0, "{}", said.err);
    for words in ["sign in refused", "account created", "signed in", "acc_", "at acme", "127.0.0.1"] {
        assert!(said.out.contains(words), "{words} in:\n{}", said.out);
    }
    assert!(!said.out.contains(GRACE), "{}", said.out);
    let newest = app.operate(&["audit", "--limit", "1", "--json"]).await.json();
    let events = newest["events"].as_array().unwrap();
    assert_eq!((events.len(), &events[0]["event"]), (1, &"sign_in_refused".into()));
    let later = app.operate(&["audit", "--since", "2099-01-01"]).await;
    assert_eq!(later.out, "Nothing was written down.\n");
    assert!(!logged("--account"));
    drop(browser);
}
