//! Catalogue K17: what the log never says, even at its finest level. The tests of a process share one log, so
//! every word that is looked for is this test's own.

use chrono::TimeDelta;
use reqwest::Method;
use vestibule::sandbox::upstream::{DEMO_CLIENT_SECRET, Person, Switch};

use crate::bench::{Plan, ProviderPlan, TestApp, WEB, legacy, logged, web};

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
    browser.request(Method::GET, "/path-never-logged?a=b").send().await;
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

#[tokio::test]
async fn k17_no_walk_to_a_provider_and_back_leaves_a_secret_or_an_address_in_the_log() {
    const PLAN: ProviderPlan = ProviderPlan {
        id: "example",
        settings: "trust_email = true\nlogout = \"rp_initiated\"",
        register: |_| {},
    };
    let app = TestApp::planned(Plan { providers: &[PLAN], ..Plan::default() }).await;
    let person = |id: &str, verified| {
        let name = "Name Never-Logged";
        let (subject, email) = (format!("sub-{id}-unlogged"), format!("{id}.unlogged@people.example"));
        let person = Person::unverified(id, name, &subject, &email);
        app.upstream().put_person(Person { email_verified: verified, ..person });
    };
    person("first", true);
    person("second", false);
    let mut secrets: Vec<String> =
        ["Never-Logged", "sub-first-unlogged", "first.unlogged", "second.unlogged", DEMO_CLIENT_SECRET]
            .map(str::to_owned)
            .to_vec();
    let keep = |secrets: &mut Vec<String>, browser: &crate::bench::Browser| {
        for name in ["departure", "pending", "acme"] {
            secrets.extend(browser.cookie(&format!("__Host-vestibule-{name}")));
        }
    };
    let parameters = |secrets: &mut Vec<String>, url: &url::Url| {
        let kept = ["state", "nonce", "code", "code_challenge", "id_token_hint"];
        secrets.extend(
            url.query_pairs().filter(|(name, _)| kept.contains(&&**name)).map(|(_, v)| v.into_owned()),
        );
    };
    for who in ["first", "second"] {
        let browser = app.browser();
        let leaving = browser.visit(legacy().address()).await.click("Continue with Example ID").await;
        parameters(&mut secrets, &leaving.provider_address());
        let back = leaving.at_provider().await.sign_in_as(who).await;
        parameters(&mut secrets, &back.returned.url);
        let page = back.follow().await;
        keep(&mut secrets, &browser);
        if who == "second" {
            let page = page.fill("Password", "guess-never-logged").press("Confirm with password").await;
            let code = app.code_for("second.unlogged@people.example").await;
            page.fill("Code", &code).press("Confirm").await.landing();
            keep(&mut secrets, &browser);
        }
        back.follow().await;
        app.browser().come_back(&back.returned).await;
        app.tick().await;
        let sid = app.upstream().sessions().last().unwrap().sid.clone();
        secrets.push(sid.clone());
        if who == "first" {
            let leaving = browser.sign_out(&legacy()).await;
            parameters(&mut secrets, &leaving.provider_address());
            leaving.at_provider().await.returned().unwrap().follow().await;
        } else {
            app.upstream().switches().on(Switch::LogoutBadSignature);
            app.upstream().send_backchannel_logout(&sid).await;
            app.upstream().switches().reset();
            app.upstream().send_backchannel_logout(&sid).await;
        }
        secrets.extend(app.upstream().notices().into_iter().map(|notice| notice.logout_token));
        app.tick().await;
    }
    // Every trouble that a provider can make while somebody comes back.
    for trouble in [
        Switch::TokenErrorWithScript,
        Switch::TokenHtml,
        Switch::TokenAway,
        Switch::IdTokenAbsent,
        Switch::NonceWrong,
        Switch::BadRs256,
        Switch::NotAToken,
        Switch::SubMissing,
        Switch::EmailOdd,
        Switch::ErrorWithScript,
        Switch::StateWrong,
        Switch::UserinfoHtml,
    ] {
        app.upstream().switches().on(trouble);
        let browser = app.browser();
        let leaving = browser.visit(web().address()).await.click("Continue with Example ID").await;
        let back = leaving.at_provider().await.sign_in_as("first").await;
        parameters(&mut secrets, &back.returned.url);
        back.follow().await;
        app.upstream().switches().reset();
        app.tick().await;
    }
    secrets.push("guess-never-logged".to_owned());
    assert!(logged("\"route\":\"/federation/{provider}/callback\""), "the log is one");
    assert!(secrets.len() > 30);
    for secret in &secrets {
        assert!(!logged(secret), "{secret} is in the log");
    }
    assert!(!logged("eyJ"), "a token is in the log");
    assert!(!logged("document.domain"), "the provider's own words are in the log");
}

#[tokio::test]
async fn k17_what_a_stranger_writes_into_a_provider_s_addresses_is_not_logged() {
    let app = TestApp::with_provider().await;
    // A provider that nobody knows is somebody's own words, wherever it is asked for.
    let browser = app.browser();
    for page in ["callback", "depart", "signed-out", "frontchannel-logout"] {
        let query = format!("{}&state=a&code=b&iss=https%3A%2F%2Fiss-strange.example&sid=s", web().query());
        browser.request(Method::GET, &format!("/federation/id-strange/{page}?{query}")).send().await;
        browser.request(Method::GET, &format!("/federation/example/{page}?{query}")).send().await;
    }
    for id in ["id-strange", "example"] {
        let page = format!("/federation/{id}/backchannel-logout");
        browser.post(&page, &[("logout_token", "token-strange")]).send().await;
    }
    for secret in ["id", "iss", "token"].map(|word| format!("{word}-strange")) {
        assert!(!logged(&secret), "{secret} is in the log");
    }
}
