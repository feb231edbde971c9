//! Signing in at a provider, and whatever it or a stranger can make of that.

use reqwest::Method;
use vestibule::sandbox::upstream::{DEMO_CLIENT_SECRET, Person, Switch};

use super::Secrets;
use crate::bench::{Plan, ProviderPlan, TestApp, legacy, logged, web};

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
    let mut secrets = Secrets::default();
    secrets.keep([
        "Never-Logged",
        "sub-first-unlogged",
        "first.unlogged",
        "second.unlogged",
        DEMO_CLIENT_SECRET,
    ]);
    let parameters = |secrets: &mut Secrets, url: &url::Url| {
        let kept = ["state", "nonce", "code", "code_challenge", "id_token_hint"];
        secrets.keep(url.query_pairs().filter(|(name, _)| kept.contains(&&**name)).map(|(_, value)| value));
    };
    for who in ["first", "second"] {
        let browser = app.browser();
        let leaving = browser.visit(legacy().address()).await.click("Continue with Example ID").await;
        parameters(&mut secrets, &leaving.provider_address());
        let back = leaving.at_provider().await.sign_in_as(who).await;
        parameters(&mut secrets, &back.returned.url);
        let page = back.follow().await;
        secrets.keep_cookies(&browser);
        if who == "second" {
            let page = page.fill("Password", "guess-never-logged").press("Confirm with password").await;
            let code = app.code_for("second.unlogged@people.example").await;
            page.fill("Code", &code).press("Confirm").await.landing();
            secrets.keep_cookies(&browser);
        }
        back.follow().await;
        app.browser().come_back(&back.returned).await;
        app.tick().await;
        let sid = app.upstream().sessions().last().unwrap().sid.clone();
        secrets.keep([&sid]);
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
        secrets.keep(app.upstream().notices().into_iter().map(|notice| notice.logout_token));
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
    secrets.keep(["guess-never-logged"]);
    assert!(logged("\"route\":\"/federation/{provider}/callback\""), "the log is one");
    secrets.are_not_logged(30);
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
