//! The API of storefronts: who asks, what is answered, and the words of refusals.

mod callers;
mod description;
mod handover;
mod logout;
mod refusals;
mod session;

use reqwest::Method;
use serde_json::{Value, json};
use vestibule::config::Handover;

use crate::bench::{Answer, Browser, LEGACY, Link, Page, Plan, Request, TestApp, WEB, web};

const SHOP: &str = "https://shop.acme.example";
const SECRET: &str = "acme-web-shop-secret-0000000000000000000001";
const LEGACY_SECRET: &str = "acme-legacy-shop-secret-0000000000000000001";
const RETURN_URL: &str = "https://shop.acme.example/cart";
const USA: &str = "market:code:usa";

/// Both shops of acme have a back end.
fn with_back_ends() -> Plan {
    let adjust = |settings: &mut vestibule::config::Settings| {
        for storefront in &mut settings.storefronts {
            if [WEB, LEGACY].contains(&storefront.client.client_id.as_str()) {
                storefront.handover = Handover::Code;
            }
        }
    };
    Plan { adjust, ..Plan::default() }
}

/// `code` of the address that a page led to.
fn code_of(page: &Page) -> String {
    page.landing().parameter("code").expect("a code")
}

impl Browser {
    /// A call of a shop's script.
    fn call(&self, method: Method, address: &str) -> Request {
        self.request(method, address).header("origin", SHOP)
    }

    async fn session(&self) -> Answer {
        self.call(Method::GET, &format!("/api/session?client_id={WEB}")).send().await
    }

    /// Grace comes to the shop again, signed in as she is.
    async fn another_code(&self) -> String {
        code_of(&self.visit(web().address()).await.press("Continue as g…@example.com").await)
    }

    /// A JSON call without an origin, as a back end makes it.
    fn post_json(&self, address: &str, body: &Value) -> Request {
        self.request(Method::POST, address).header("content-type", "application/json").body(body.to_string())
    }
}

/// What a back end sends to have a code exchanged.
fn exchange(code: &str) -> Value {
    json!({"client_id": WEB, "client_secret": SECRET, "code": code, "return_url": RETURN_URL})
}

impl TestApp {
    /// The back end of a shop: no cookies.
    async fn exchange(&self, body: &Value) -> Answer {
        self.browser().post_json("/api/handover", body).send().await
    }

    /// The session token that a code is exchanged for.
    async fn session_token(&self, code: &str) -> String {
        let answer = self.exchange(&exchange(code)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()["session_token"].as_str().unwrap().to_owned()
    }

    /// Asks with a session token.
    async fn as_back_end(&self, token: &str, address: &str) -> Answer {
        let bearer = format!("Bearer {token}");
        self.browser().request(Method::GET, address).header("authorization", bearer).send().await
    }

    /// `GET /api/session` with a session token.
    async fn session_of(&self, token: &str) -> Answer {
        self.as_back_end(token, &format!("/api/session?client_id={WEB}")).await
    }

    /// Somebody signs up at a shop with a back end: the browser, and the code.
    async fn arrives(&self, link: &Link, email: &str) -> (Browser, String) {
        let browser = self.browser();
        let code = code_of(&browser.sign_up(self, link, email).await);
        (browser, code)
    }
}
