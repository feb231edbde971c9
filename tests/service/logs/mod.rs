//! Catalogue K17: what the log never says, even at its finest level. The tests of a process share one log, so
//! every word that is looked for is the test's own.

mod accounts;
mod operators;
mod providers;

use chrono::TimeDelta;
use reqwest::Method;

use crate::bench::{Browser, TestApp, WEB, legacy, logged, web};

const SHOP: &str = "https://shop.acme.example";

/// The shortest value of a cookie that opens something; a language opens nothing.
const SHORTEST_TOKEN: usize = 20;

/// What must not stand in the log.
#[derive(Default)]
struct Secrets {
    words: Vec<String>,
    codes: Vec<String>,
}

impl Secrets {
    fn keep(&mut self, words: impl IntoIterator<Item = impl Into<String>>) {
        self.words.extend(words.into_iter().map(Into::into));
    }

    /// Six digits may stand in any number: looked for are those that stand alone.
    fn keep_codes(&mut self, codes: impl IntoIterator<Item = impl Into<String>>) {
        self.codes.extend(codes.into_iter().map(Into::into));
    }

    /// Whatever the browser is known by at present.
    fn keep_cookies(&mut self, browser: &Browser) {
        self.keep(browser.cookies().into_iter().filter(|value| value.len() >= SHORTEST_TOKEN));
    }

    /// The token of the link in the newest letter to `address`; gives the link.
    async fn keep_link(&mut self, app: &TestApp, address: &str) -> String {
        let text = app.letters_to(address).await.remove(0).text;
        let link = text.split_whitespace().find(|word| word.contains("token=")).expect("a link").to_owned();
        self.keep(link.split("token=").nth(1).and_then(|rest| rest.split('&').next()));
        link
    }

    /// The code in the newest letter to `address`.
    async fn keep_code(&mut self, app: &TestApp, address: &str) -> String {
        let code = app.code_for(address).await;
        self.keep_codes([&code]);
        code
    }

    /// Looks for all of them; `least` is how many there should be at least.
    fn are_not_logged(&self, least: usize) {
        assert!(self.words.len() + self.codes.len() >= least, "the walk has kept its secrets");
        let codes = self
            .codes
            .iter()
            .flat_map(|code| [format!(" {code} "), format!("\"{code}\""), format!("={code}")]);
        for secret in self.words.iter().cloned().chain(codes) {
            assert!(secret.len() >= 7, "{secret} may be anything");
            assert!(!logged(&secret), "{secret} is in the log");
        }
        assert!(!logged("eyJ"), "a token is in the log");
    }
}

#[tokio::test]
async fn k17_neither_a_whole_walk_nor_its_troubles_leave_a_secret_or_an_address_in_the_log() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let (email, password) = ("logged.nowhere@example.com", "unlogged lamp over the harbour");
    let mut secrets = Secrets::default();
    secrets.keep([email, "logged.nowhere", password]);
    browser.always("user-agent", "Mozilla/5.0 agent-never-logged");
    let link = web()
        .with("customerEmail", "typed.nowhere@example.com")
        .with("returnUrl", "https://shop.acme.example/cart?secret=query-never-logged");
    let page = browser.visit(link.clone().signup().address()).await.sign_up_as(email, password).await;
    secrets.keep(["typed.nowhere", "query-never-logged", "agent-never-logged"]);
    secrets.keep_cookies(&browser);
    let page = page.fill("Code", "no code").press("Confirm").await;
    let code = app.code_for(email).await;
    page.fill("Code", &code).press("Confirm").await.landing();
    secrets.keep_codes([code]);
    secrets.keep_cookies(&browser);
    app.tick().await;
    browser.token(WEB, "market:code:usa", SHOP).await;

    for status in [400, 401, 403, 404, 422, 429, 500, 502] {
        app.pass(TimeDelta::hours(4));
        app.switches().fail_next(30, status);
        browser.token(WEB, "market:code:usa", SHOP).await;
        browser.visit(legacy().address()).await;
        app.tick().await;
    }
    app.switches().reset();
    let browser = app.browser();
    app.pass(TimeDelta::hours(4));
    browser.sign_in(&web(), email, "mistyped-never-logged").await;
    browser.post_login(&web(), "broken-never-logged", "x").await;
    browser.visit(web().with("returnUrl", "https://evil-never-logged.example").address()).await;
    browser.visit(web().with("clientId", "client-never-logged").address()).await;
    browser.visit("/identity/reset-password?resetPasswordToken=reset-never-logged").await;
    browser.request(Method::GET, "/path-never-logged?a=b").send().await;
    let typed = ["mistyped-", "broken-", "evil-", "client-", "reset-", "path-"];
    secrets.keep(typed.map(|word| format!("{word}never-logged")));
    let landing = browser.sign_in(&legacy(), email, password).await.landing();
    secrets.keep(landing.parameter("accessToken"));
    secrets.keep(app.vault().await);
    browser.sign_out(&legacy()).await;
    app.tick().await;

    assert!(logged("\"route\":\"/identity/login\""), "the log is one");
    secrets.keep(["acme-web-shop-secret-", "acme-legacy-shop-secret-", "acme-integration-secret-"]);
    secrets.are_not_logged(15);
}
