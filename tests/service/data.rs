//! Group K, third part: whose data a request gets, and what is told of it.

use reqwest::{Method, StatusCode};

use crate::bench::{GLOBEX, PASSWORD, Plan, TestApp, WEB, globex, legacy, web};

#[tokio::test]
async fn k11_case_is_one_mailbox_plus_and_dots_are_others() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "Grace.Hopper@Example.com").await.landing();
    assert_eq!(app.letters_to("Grace.Hopper@Example.com").await.len(), 1, "sent as it was typed");
    for same in ["grace.hopper@example.com", "GRACE.HOPPER@EXAMPLE.COM", " Grace.Hopper@example.COM "] {
        app.browser().sign_in(&web(), same, PASSWORD).await.landing();
    }
    app.browser().begin_sign_up(&web(), "gRaCe.hOpPeR@example.com").await;
    let letter = app.letters_to("gRaCe.hOpPeR@example.com").await.remove(0);
    assert!(letter.subject.contains("already have an account"));
    for other in ["grace.hopper+shop@example.com", "gracehopper@example.com", "grace.hopper@sub.example.com"]
    {
        let page = app.browser().sign_in(&web(), other, PASSWORD).await;
        assert!(page.alert().is_some(), "{other} is somebody else");
        app.browser().sign_up(&app, &web(), other).await.landing();
    }
    assert_eq!(app.count("accounts").await, 4);
    let emails: Vec<String> =
        app.sandbox.customers("acme").into_iter().map(|customer| customer.email).collect();
    assert!(emails.contains(&"grace.hopper@example.com".to_owned()));
}

#[tokio::test]
async fn k13_no_answer_holds_a_secret() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &legacy(), "grace@example.com").await;
    let mut bodies = vec![
        browser.send_token_request("market:code:usa").await.body,
        app.browser().send_token_request("market:code:usa").await.body,
    ];
    for path in ["/identity/login", "/account", "/logout", "/health/live", "/health/ready", "/nothing"] {
        bodies.push(browser.request(Method::GET, &web().to(path).address()).send().await.body);
    }
    for body in bodies {
        for secret in ["-secret-", "refresh_token", "sandbox-backend", "postgres", "AAECAwQF", "$argon2"] {
            assert!(!body.contains(secret), "{secret} in {body}");
        }
    }
    let token = browser.send_token_request("market:code:usa").await.json();
    let names: Vec<&String> = token.as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        ["access_token", "customer_id", "expires_at", "expires_in", "kind", "scope", "token_type"]
    );
}

#[tokio::test]
async fn k14_whoever_a_request_names_the_session_decides() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    let id = app.sandbox.customer("acme", "grace@example.com").unwrap().id;
    let names = [
        "customer_id",
        "customerId",
        "userId",
        "user_id",
        "account",
        "accountId",
        "owner",
        "sub",
        "email",
        "id",
    ];
    for name in names {
        for value in ["AcmeCusAda", "ada@example.com"] {
            let address = format!("/api/token?client_id={WEB}&scope=market:code:usa&{name}={value}");
            let token =
                browser.request(Method::GET, &address).header("x-customer-id", value).send().await.json();
            assert_eq!(token["customer_id"], id, "{name}");
            let answer = browser
                .post(&legacy().to("/continue").with(name, value).address(), &[(name, value)])
                .send()
                .await;
            let landing = answer.location().unwrap();
            let token = landing.query_pairs().find(|(name, _)| name == "accessToken").unwrap().1.into_owned();
            assert_eq!(app.claims("acme", &token).await["owner"]["id"], id, "{name}");
        }
    }
}

#[tokio::test]
async fn k15_a_session_counts_at_its_own_organization_only() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    let cookie = browser.cookie("__Host-vestibule-acme").unwrap();
    browser.set_cookie("__Host-vestibule-globex", &cookie);
    for header in ["x-organization", "x-tenant", "x-organization-slug"] {
        browser.always(header, "acme");
    }
    assert_eq!(browser.visit(globex().address()).await.heading(), "Login");
    let token = browser.token(GLOBEX, "market:code:world", "https://globex.example").await.json();
    assert_eq!(token["kind"], "guest");
    browser.post(&globex().to("/logout").address(), &[]).send().await;
    assert_eq!(app.count("sessions").await, 1, "not ended through the other organization");
}

#[tokio::test]
async fn k16_every_answer_has_its_headers() {
    let app = TestApp::planned(Plan {
        adjust: |settings| settings.server.public_url = "https://id.acme.example".parse().unwrap(),
        ..Plan::default()
    })
    .await;
    let browser = app.browser();
    let origin = "https://id.acme.example";
    // Which headers there are is checked by the rules of the bench for every answer there is.
    for path in ["/identity/login", "/nothing", "/api/token", "/health/live", "/api/nothing", "/assets/none"]
    {
        let answer = app.local(&browser, Method::GET, &web().to(path).address()).send().await;
        assert_eq!(answer.header("strict-transport-security"), "max-age=31536000", "{path}");
        assert_eq!(
            answer.header("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=()",
            "{path}"
        );
    }
    let request = app.local(&browser, Method::POST, &web().to("/logout").address()).header("origin", origin);
    assert_eq!(request.send().await.status, StatusCode::SEE_OTHER);
    let request = app
        .local(&browser, Method::POST, &web().to("/logout").address())
        .header("origin", "http://id.acme.example");
    assert_eq!(request.send().await.status, StatusCode::FORBIDDEN);
}
