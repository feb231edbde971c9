//! The token broker: every visitor has a fresh token, and the thirty calls a minute are never the limit.

mod budget;
mod exchange;
mod flights;
mod memory;
mod metrics;
mod rejected;
mod renewal;

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::bench::{Answer, Browser, TestApp, WEB};

pub const SHOP: &str = "https://shop.acme.example";
pub const USA: &str = "market:code:usa";
pub const EUROPE: &str = "market:code:europe";

/// Asks one node, by its port.
pub async fn token_at(browser: &Browser, port: u16, scope: &str) -> Answer {
    let address = format!("http://localhost:{port}/api/token?client_id={WEB}&scope={scope}");
    browser.request(Method::GET, &address).header("origin", SHOP).send().await
}

/// A customer's or a guest's token as text.
pub async fn access_token(browser: &Browser, scope: &str) -> String {
    let answer = browser.token(WEB, scope, SHOP).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

/// Says that Commerce Layer refuses a token.
pub async fn report(browser: &Browser, access_token: &str, scope: &str) -> Answer {
    let body = json!({"client_id": WEB, "scope": scope, "access_token": access_token});
    browser
        .request(Method::POST, "/api/token/rejected")
        .header("origin", SHOP)
        .header("content-type", "application/json")
        .body(body.to_string())
        .send()
        .await
}

/// Waits for what happens in the background.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..400 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("not within ten seconds: {what}");
}

impl TestApp {
    /// Token calls of a grant so far.
    pub fn calls_of(&self, grant: &str) -> u64 {
        let calls = self.sandbox.auth_calls();
        calls.iter().filter(|(call, _)| call.grant.as_deref() == Some(grant)).map(|(_, count)| count).sum()
    }

    /// Whose token it is, by Commerce Layer's word.
    pub async fn owner_of(&self, token: &str) -> Value {
        self.claims("acme", token).await["owner"]["id"].clone()
    }
}
