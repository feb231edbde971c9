//! Catalogue K17: what the log never says, even at its finest level. The tests of a process share one log, so
//! every word that is looked for is this test's own.

use chrono::TimeDelta;

use crate::bench::{TestApp, WEB, legacy, logged, web};

const SHOP: &str = "https://shop.acme.example";

#[tokio::test]
async fn k17_neither_a_whole_walk_nor_its_troubles_leave_a_secret_or_an_address_in_the_log() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let (email, password) = ("logged.nowhere@example.com", "unlogged lamp over the harbour");
    let mut secrets = vec![email.to_owned(), "logged.nowhere".to_owned(), password.to_owned()];
    browser.always("user-agent", "Mozilla/5.0 agent-never-logged");
    let link = web()
        .with("customerEmail", "typed.nowhere@example.com")
        .with("returnUrl", "https://shop.acme.example/cart?secret=query-never-logged");
    let page = browser.visit(link.clone().signup().address()).await.sign_up_as(email, password).await;
    secrets.extend(["typed.nowhere", "query-never-logged", "agent-never-logged"].map(str::to_owned));
    secrets.push(browser.cookie("__Host-vestibule-signup").unwrap());
    let page = page.fill("Code", "no code").press("Confirm").await;
    let code = app.code_for(email).await;
    page.fill("Code", &code).press("Confirm").await.landing();
    secrets.push(browser.cookie("__Host-vestibule-acme").unwrap());
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
    browser.request(reqwest::Method::GET, "/path-never-logged?a=b").send().await;
    secrets.extend(
        ["mistyped-", "broken-", "evil-", "client-", "reset-", "path-"]
            .map(|word| format!("{word}never-logged")),
    );
    let landing = browser.sign_in(&legacy(), email, password).await.landing();
    secrets.push(landing.parameter("accessToken").unwrap());
    secrets.extend(app.vault().await);
    browser.sign_out(&legacy()).await;
    app.tick().await;

    assert!(logged("\"route\":\"/identity/login\""), "the log is one");
    for secret in &secrets {
        assert!(!logged(secret), "{secret} is in the log");
    }
    for secret in ["acme-web-shop-secret-", "acme-legacy-shop-secret-", "acme-integration-secret-"] {
        assert!(!logged(secret), "{secret} is in the log");
    }
    assert!(!logged(&format!(" {code} ")) && !logged(&format!("\"{code}\"")), "the code is in the log");
    assert!(!logged("eyJ"), "a token is in the log");
}
