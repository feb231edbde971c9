//! Group K: what pages show, who may post, what is told.

use reqwest::{Method, StatusCode};

use crate::bench::{Browser, GLOBEX, PASSWORD, Plan, TestApp, WEB, globex, legacy, logged, shop_seed, web};

const ATTACKS: [&str; 8] = [
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "\" autofocus onfocus=alert(1) x=\"",
    "</title><svg onload=alert(1)>",
    "</textarea><iframe src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "{{constructor.constructor('alert(1)')()}}",
    "\u{202e}<b>x",
];

#[tokio::test]
async fn k01_what_a_link_says_is_never_markup() {
    let app = TestApp::start().await;
    let browser = app.browser();
    // The rules of the bench refuse inline scripts, handlers and foreign addresses in any page.
    for attack in ATTACKS {
        for name in ["clientId", "scope", "returnUrl", "publicScope", "resetPasswordUrl", "customerEmail", "lang", "notice",
            "error", "error_description", "error_hint", "customerPasswordResetId", "resetPasswordToken"]
        {
            for path in ["/identity/login", "/identity/signup", "/identity/reset-password", "/logout", "/account", "/verify"] {
                let page = browser.visit(web().to(path).with(name, attack).address()).await;
                for marker in ["<script>alert", "<img src=x", "<svg onload", "<iframe", "<b>x", "<a href=javascript"] {
                    assert!(!page.answer.body.contains(marker), "{path} {name}: {marker}");
                }
            }
        }
    }
}

#[tokio::test]
async fn k03_a_path_that_is_not_found_is_not_repeated_as_markup() {
    let app = TestApp::start().await;
    let answer = app.browser().request(Method::GET, "/%3Cscript%3Ealert(1)%3C/script%3E").send().await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(!answer.body.contains("<script>alert"));
}

#[tokio::test]
async fn k04_what_was_typed_stays_inside_its_attribute() {
    let app = TestApp::start().await;
    for attack in ATTACKS {
        let page = app.browser().visit(web().with("customerEmail", attack).address()).await;
        assert_eq!(page.value_of("Email"), attack.replace(' ', "+"));
        let page = page.sign_in_as(attack, PASSWORD).await;
        assert_eq!(page.value_of("Email"), attack);
        assert_eq!(page.attributes("form", "action").len(), 1);
        let page = page.click("Sign up for free").await.sign_up_as(attack, PASSWORD).await;
        assert_eq!(page.value_of("Email"), attack);
    }
}

#[tokio::test]
async fn k04_a_form_goes_only_to_us_and_to_the_shop_of_its_link() {
    let app = TestApp::start().await;
    let page = app.browser().visit(web().address()).await;
    let policy = page.answer.header("content-security-policy").to_owned();
    assert!(policy.contains("form-action 'self' https://shop.acme.example;"), "{policy}");
    for action in page.attributes("form", "action") {
        assert!(action.starts_with("/identity/login?"), "{action}");
    }
}

#[tokio::test]
async fn k05_an_organization_s_own_words_are_text_in_pages_and_letters() {
    let mut seed = shop_seed();
    let acme = &mut seed.organizations[0];
    acme.name = "<img src=x onerror=alert(1)>\"'&".to_owned();
    acme.primary_color = Some("red;}</style><script>alert(1)</script>".to_owned());
    acme.logo_url = Some("javascript:alert(1)".to_owned());
    acme.favicon_url = Some("data:text/html,<script>alert(1)</script>".to_owned());
    let app = TestApp::planned(Plan { seed, ..Plan::default() }).await;
    let browser = app.browser();
    let page = browser.visit(web().address()).await;
    assert!(page.answer.body.contains("&lt;img") || page.answer.body.contains("&#60;img"), "shown as text");
    assert!(!page.answer.body.contains("<img src=x") && !page.answer.body.contains("alert(1)</script>"));
    assert!(page.attributes("img", "src").is_empty());
    browser.begin_sign_up(&web(), "grace@example.com").await;
    let letter = app.letters_to("grace@example.com").await.remove(0);
    assert!(!letter.html.contains("<img src=x") && !letter.html.contains("<script"), "{}", letter.html);
    assert!(!letter.subject.contains('\n'));
}

#[tokio::test]
async fn k05_a_logo_of_the_organization_is_all_that_comes_from_elsewhere() {
    let mut seed = shop_seed();
    seed.organizations[0].logo_url = Some("https://cdn.acme.example/logo.svg; script-src *".to_owned());
    seed.organizations[0].favicon_url = Some("https://cdn.acme.example/icon.png".to_owned());
    let app = TestApp::planned(Plan { seed, ..Plan::default() }).await;
    let page = app.browser().visit(web().address()).await;
    let policy = page.answer.header("content-security-policy");
    assert!(policy.contains("img-src 'self' https://cdn.acme.example;"), "{policy}");
    assert_eq!(policy.matches("script-src").count(), 1, "{policy}");
}

/// A browser that is signed in, with a sign-up on its way, and everything that it could be made to post.
async fn target(app: &TestApp) -> (Browser, Vec<(&'static str, Vec<(&'static str, String)>)>) {
    let browser = app.browser();
    browser.sign_up(app, &web(), "grace@example.com").await.landing();
    let begun = app.browser();
    begun.begin_sign_up(&web(), "later@example.com").await;
    let code = app.code_for("later@example.com").await;
    browser.set_cookie("__Host-vestibule-signup", &begun.cookie("__Host-vestibule-signup").unwrap());
    let typed = |email: &str| {
        vec![
            ("customerEmail", email.to_owned()),
            ("customerPassword", PASSWORD.to_owned()),
            ("customerConfirmPassword", PASSWORD.to_owned()),
        ]
    };
    let posts = vec![
        ("/identity/login", typed("grace@example.com")),
        ("/identity/signup", typed("eve@example.com")),
        ("/verify", vec![("code", code)]),
        ("/verify/resend", vec![]),
        ("/continue", vec![]),
        ("/continue/switch", vec![]),
        ("/logout", vec![]),
        ("/identity/reset-password", typed("grace@example.com")),
    ];
    (browser, posts)
}

#[tokio::test]
async fn k07_no_other_site_can_post_anything_signed_in_or_not() {
    let app = TestApp::start().await;
    let (browser, posts) = target(&app).await;
    app.pass(chrono::TimeDelta::seconds(61));
    let before = state(&app).await;
    let foreign: [&[(&str, &str)]; 9] = [
        &[("origin", "https://evil.example")],
        &[("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")],
        &[("origin", "https://shop.acme.example"), ("sec-fetch-site", "cross-site")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "none")],
        &[("referer", "https://evil.example/")],
        &[],
    ];
    for (path, fields) in posts {
        let body: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
        for headers in foreign {
            for cookies in [true, false] {
                let mut request = browser.request(Method::POST, &web().to(path).address()).body(body.clone());
                request = request.header("content-type", "application/x-www-form-urlencoded");
                for (name, value) in headers {
                    request = request.header(name, value);
                }
                let request = if cookies { request } else { request.without_cookies() };
                let answer = request.send().await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {headers:?}");
                assert!(answer.headers.get("set-cookie").is_none(), "{path} {headers:?}");
            }
        }
    }
    assert_eq!(state(&app).await, before, "nothing was changed");
}

#[tokio::test]
async fn k07_what_a_foreign_page_can_send_without_asking_is_no_form_of_ours() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let body = format!("customerEmail=eve@example.com&customerPassword={PASSWORD}&customerConfirmPassword={PASSWORD}");
    for kind in ["text/plain", "multipart/form-data", "application/json", "text/plain; application/x-www-form-urlencoded"] {
        let request = browser.request(Method::POST, &web().signup().address()).header("origin", app.url());
        let answer = request.header("content-type", kind).body(body.clone()).send().await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{kind}");
    }
    assert_eq!(app.count("registrations").await, 0);
}

/// Everything that a post could have changed.
async fn state(app: &TestApp) -> Vec<i64> {
    vec![
        app.count("accounts").await,
        app.count("sessions").await,
        app.count("registrations").await,
        app.count("letters").await,
        app.count("events").await,
        app.count("throttles").await,
        app.count("customer_tokens").await,
        app.count("registrations where tries > 0 or codes_sent > 1").await,
    ]
}

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
    for other in ["grace.hopper+shop@example.com", "gracehopper@example.com", "grace.hopper@sub.example.com"] {
        let page = app.browser().sign_in(&web(), other, PASSWORD).await;
        assert!(page.alert().is_some(), "{other} is somebody else");
        app.browser().sign_up(&app, &web(), other).await.landing();
    }
    assert_eq!(app.count("accounts").await, 4);
    let emails: Vec<String> = app.sandbox.customers("acme").into_iter().map(|customer| customer.email).collect();
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
    assert_eq!(names, ["access_token", "customer_id", "expires_at", "expires_in", "kind", "scope", "token_type"]);
}

#[tokio::test]
async fn k14_whoever_a_request_names_the_session_decides() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    let id = app.sandbox.customer("acme", "grace@example.com").unwrap().id;
    let names = ["customer_id", "customerId", "userId", "user_id", "account", "accountId", "owner", "sub", "email", "id"];
    for name in names {
        for value in ["AcmeCusAda", "ada@example.com"] {
            let address = format!("/api/token?client_id={WEB}&scope=market:code:usa&{name}={value}");
            let token = browser.request(Method::GET, &address).header("x-customer-id", value).send().await.json();
            assert_eq!(token["customer_id"], id, "{name}");
            let answer = browser.post(&legacy().to("/continue").with(name, value).address(), &[(name, value)]).send().await;
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
    for path in ["/identity/login", "/nothing", "/api/token", "/health/live", "/api/nothing", "/assets/none"] {
        let answer = app.local(&browser, Method::GET, &web().to(path).address()).send().await;
        assert_eq!(answer.header("strict-transport-security"), "max-age=31536000", "{path}");
        assert_eq!(answer.header("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=()", "{path}");
    }
    let request = app.local(&browser, Method::POST, &web().to("/logout").address()).header("origin", origin);
    assert_eq!(request.send().await.status, StatusCode::SEE_OTHER);
    let request = app.local(&browser, Method::POST, &web().to("/logout").address()).header("origin", "http://id.acme.example");
    assert_eq!(request.send().await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn k17_the_log_holds_neither_address_nor_password_nor_token_nor_code() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let email = "zuleika.k17@example.com";
    let password = "unlogged zebra crossing kiosk";
    let page = browser.visit(legacy().signup().with("accessToken", "unlogged-guest-token").address()).await;
    let page = page.sign_up_as(email, password).await;
    let code = app.code_for(email).await;
    let landing = page.fill("Code", &code).press("Confirm").await.landing();
    let token = landing.parameter("accessToken").unwrap();
    let session = browser.cookie("__Host-vestibule-acme").unwrap();
    app.switches().set(|it| it.auth.unreachable = true);
    browser.sign_out(&legacy()).await;
    app.tick().await;
    browser.sign_in(&legacy(), email, password).await;
    let browser = app.browser();
    browser.sign_in(&legacy(), "zuleika.unknown@example.com", "unlogged wrong password").await;
    browser.visit(legacy().with("returnUrl", "https://evil.k17.example/?secret=unlogged").address()).await;
    for secret in [email, "zuleika", "unlogged", password, &token, &session, "acme-legacy-shop-secret", "acme-integration-secret"] {
        assert!(!logged(secret), "{secret} is in the log");
    }
    assert!(logged("token not revoked yet"), "the log was looked through");
    assert!(logged("answered"));
}
