//! What a provider is asked: what the settings say, and what this walk knows of the person.

use std::collections::BTreeMap;

use reqwest::StatusCode;

use super::door::Door;
use crate::bench::{WEB, web};

/// The latest authorization request that the provider saw; it shows the values of these parameters alone.
fn asked(door: &Door) -> BTreeMap<String, String> {
    let journal = door.upstream().journal();
    journal.into_iter().rfind(|visit| visit.path == "/authorize").unwrap().query
}

async fn asks(door: &Door, link: &crate::bench::Link) -> BTreeMap<String, String> {
    let page = door.browser().visit(link.address()).await;
    let jumped = page.answer.location().is_some();
    let words = page.all("ul.providers span").pop();
    let page = if jumped { page } else { page.click(&words.unwrap()).await };
    page.at_provider().await;
    asked(door)
}

#[tokio::test]
async fn an_ordinary_request_says_the_protocol_s_words_and_no_more() {
    let door = Door::behind("asks").await;
    let request = asks(&door, &web()).await;
    let names: Vec<_> = request.keys().map(String::as_str).collect();
    let usual = [
        "client_id",
        "code_challenge",
        "code_challenge_method",
        "nonce",
        "redirect_uri",
        "response_type",
        "scope",
        "state",
        "ui_locales",
    ];
    assert_eq!(names, usual);
    assert_eq!(request["response_type"], "code");
    assert_eq!(request["code_challenge_method"], "S256");
    assert_eq!(request["scope"], "openid email profile");
    assert_eq!(request["redirect_uri"], format!("{}/federation/asks/callback", door.url()));
}

#[tokio::test]
async fn the_settings_parameters_are_sent() {
    let settings = r#"
scopes = ["email", "openid", "groups"]
prompt = "select_account"
acr_values = ["urn:gold", "urn:silver"]
[providers.extra_parameters]
audience = "https://api.acme.example/?a=b&c"
organization = "org_1"
"#;
    let door = Door::with("asks-more", settings).await;
    let request = asks(&door, &web()).await;
    for (name, value) in [
        ("scope", "openid email groups"),
        ("prompt", "select_account"),
        ("acr_values", "urn:gold urn:silver"),
        ("audience", "https://api.acme.example/?a=b&c"),
        ("organization", "org_1"),
    ] {
        assert_eq!(request[name], value, "{name}");
    }
    let page = door.knock("vera").await;
    door.came_in(&page, "with all of them").await;
}

#[tokio::test]
async fn the_language_of_the_page_goes_along() {
    let door = Door::behind("asks-language").await;
    assert_eq!(asks(&door, &web().with("lang", "it")).await["ui_locales"], "it");
    assert_eq!(asks(&door, &web()).await["ui_locales"], "en");
    let browser = door.browser();
    browser.always("accept-language", "it-IT,it;q=0.9,en;q=0.5");
    let page = browser.visit(web().address()).await;
    page.click("Continua con Asks-language ID").await.at_provider().await;
    assert_eq!(asked(&door)["ui_locales"], "it", "as the browser asked for it");
}

#[tokio::test]
async fn the_address_that_the_shop_or_the_person_gave_is_a_hint_unless_the_settings_say_no() {
    let hinted = web().with("customerEmail", "vera+1@people.example");
    let door = Door::with("hints", "domains = [\"people.example\"]").await;
    assert_eq!(asks(&door, &hinted).await["login_hint"], "vera+1@people.example");
    assert_eq!(
        asks(&door, &hinted.clone().with("idp", "hints")).await["login_hint"],
        "vera+1@people.example"
    );
    for odd in ["nobody", "a@b@c", "<b>@x", "vera@people.example\r\nprompt: none"] {
        let request = asks(&door, &web().with("customerEmail", odd)).await;
        assert_eq!(request.get("login_hint"), None, "{odd}");
    }
    let page = door.browser().visit(web().address()).await.sign_in_as("Vera@People.example", "").await;
    page.at_provider().await;
    assert_eq!(asked(&door)["login_hint"], "Vera@People.example", "as it was typed");
    let quiet = Door::with("no-hints", "forward_login_hint = false\ndomains = [\"people.example\"]").await;
    assert_eq!(asks(&quiet, &hinted).await.get("login_hint"), None);
    let page = quiet.browser().visit(web().address()).await.sign_in_as("vera@people.example", "").await;
    page.at_provider().await;
    assert_eq!(asked(&quiet).get("login_hint"), None);
}

#[tokio::test]
async fn linking_asks_the_same_way() {
    let door = Door::with("asks-link", "prompt = \"login\"").await;
    let browser = door.browser();
    browser.sign_up(&door, &web(), "ada@example.com").await.landing();
    let account = browser.visit(format!("/account?clientId={WEB}")).await;
    assert_eq!(account.status(), StatusCode::OK);
    let back = account.press("Link").await.at_provider().await.sign_in_as("vera").await;
    assert_eq!(asked(&door)["prompt"], "login");
    assert_eq!(back.follow().await.url().path(), "/account");
    door.tick().await;
}
