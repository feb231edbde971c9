//! Catalogue G16 and M02: what a thief of the database finds, and what no page ever says.

use reqwest::Method;
use vestibule::sandbox::upstream::DEMO_CLIENT_SECRET;

use crate::bench::{FRAMED, LEGACY, PASSWORD, Plan, ProviderPlan, TestApp, WEB, found_in, legacy, web};

const SHOP: &str = "https://shop.acme.example";
const CLIENT_SECRETS: [&str; 5] = [
    "acme-web-shop-secret-0000000000000000000001",
    "acme-legacy-shop-secret-0000000000000000001",
    "acme-framed-shop-secret-0000000000000000001",
    "acme-integration-secret-0000000000000000001",
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
];

#[tokio::test]
async fn g16_the_database_holds_nothing_that_opens_anything() {
    let app = TestApp::start().await;
    let mut secrets: Vec<String> = CLIENT_SECRETS.map(str::to_owned).to_vec();
    secrets.push(PASSWORD.to_owned());
    let browser = app.browser();
    let page = browser.begin_sign_up(&legacy(), "grace@example.com").await;
    // The letter with the code waits in the outbox here.
    let waiting = app.dump().await;
    secrets.push(browser.cookie("__Host-vestibule-signup").unwrap());
    secrets.push(app.code_for("grace@example.com").await);
    let sent = app.dump().await;
    let code = secrets.last().unwrap().clone();
    let landing = page.fill("Code", &code).press("Confirm").await.landing();
    secrets.push(landing.parameter("accessToken").unwrap());
    secrets.push(browser.cookie("__Host-vestibule-acme").unwrap());
    browser.token(WEB, "market:code:usa", SHOP).await;
    let vault = app.vault().await;
    assert_eq!(vault.len(), 4);
    secrets.extend(vault);
    secrets.extend(app.shared_tokens("integration").await);
    secrets.extend(app.shared_tokens("guest").await);
    app.tick().await;
    let signed_in = app.dump().await;
    app.switches().set(|switches| switches.unreachable = true);
    browser.sign_out(&legacy()).await;
    app.tick().await;
    let signed_out = app.dump().await;
    assert!(signed_out.contains("revocations: "), "the tokens wait for their end");

    for dump in [&waiting, &sent, &signed_in, &signed_out] {
        assert!(dump.contains("grace@example.com"), "the dump is one");
        assert!(!dump.contains("eyJ"), "a token in clear");
        for secret in &secrets {
            assert_eq!(found_in(dump, secret), None, "{secret}");
            assert_eq!(found_in(dump, secret.trim_start_matches("vst_")), None, "{secret}");
        }
    }
}

#[tokio::test]
async fn g16_a_cookie_of_the_database_is_no_cookie() {
    let app = TestApp::start().await;
    app.browser().sign_up(&app, &web(), "grace@example.com").await.landing();
    let hash: Vec<u8> =
        sqlx::query_scalar("select token_hash from sessions").fetch_one(app.db()).await.unwrap();
    let forms = [
        data_encoding::HEXLOWER.encode(&hash),
        format!("vst_{}", data_encoding::BASE64URL_NOPAD.encode(&hash)),
    ];
    for form in forms {
        let thief = app.browser();
        thief.set_cookie("__Host-vestibule-acme", &form);
        assert_eq!(thief.visit(web().address()).await.heading(), "Login");
    }
}

#[tokio::test]
async fn g16_a_sealed_value_moved_to_another_row_does_not_open() {
    let app = TestApp::start().await;
    let (thief, victim) = (app.browser(), app.browser());
    victim.sign_up(&app, &web(), "victim@example.com").await.landing();
    let token = victim.token(WEB, "market:code:usa", SHOP).await.json()["access_token"].clone();
    thief.sign_up(&app, &web(), "thief@example.com").await.landing();
    thief.token(WEB, "market:code:usa", SHOP).await;
    let moved = "update customer_tokens as mine set access_sealed = theirs.access_sealed
                 from customer_tokens as theirs where mine.id <> theirs.id and mine.id > theirs.id";
    let moved = sqlx::query(moved).execute(app.db()).await.unwrap();
    assert_eq!(moved.rows_affected(), 1);
    let answer = thief.token(WEB, "market:code:usa", SHOP).await.json();
    assert_eq!(answer["kind"], "customer", "a new one is made");
    assert_ne!(answer["access_token"], token);
    thief.sign_out(&web()).await;
    assert_eq!(app.count("sessions").await, 1);
}

#[tokio::test]
async fn g16_the_database_holds_nothing_that_opens_a_provider() {
    const PLAN: ProviderPlan = ProviderPlan {
        id: "example",
        settings: "trust_email = true\nlogout = \"rp_initiated\"\nresponse_mode = \"form_post\"",
        register: |_| {},
    };
    const KEYED: ProviderPlan =
        ProviderPlan { id: "keyed", settings: "client_auth = \"private_key_jwt\"", register: |_| {} };
    let app = TestApp::planned(Plan { providers: &[PLAN, KEYED], ..Plan::default() }).await;
    let mut secrets = vec![DEMO_CLIENT_SECRET.to_owned()];
    let mut dumps = Vec::new();
    // On the way: state, nonce and cookie; then an answer that waits with its code.
    let browser = app.browser();
    let leaving = browser.visit(legacy().address()).await.click("Continue with Example ID").await;
    let address = leaving.provider_address();
    for name in ["state", "nonce", "code_challenge"] {
        secrets.push(address.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned());
    }
    secrets.push(browser.cookie("__Host-vestibule-departure").unwrap());
    dumps.push(app.dump().await);
    let back = leaving.at_provider().await.sign_in_as("uma").await;
    let form = back.returned.form.clone().unwrap();
    let code = url::form_urlencoded::parse(form.as_bytes()).find(|(name, _)| name == "code").unwrap().1;
    secrets.push(code.into_owned());
    let posted = browser.request(Method::POST, back.returned.url.as_str()).without_cookies().body(form);
    let posted = posted.header("content-type", "application/x-www-form-urlencoded").send().await;
    assert_eq!(app.count("departures where answer_sealed is not null").await, 1);
    dumps.push(app.dump().await);
    // The detour, its letter still in the outbox; the identity with its ID token waits as well.
    let page = browser.visit(posted.location().unwrap().as_str()).await;
    assert_eq!(page.url().path(), "/prove", "{}", page.text());
    secrets.push(browser.cookie("__Host-vestibule-pending").unwrap());
    dumps.push(app.dump().await);
    secrets.push(app.code_for("uma@people.example").await);
    dumps.push(app.dump().await);
    let code = secrets.last().unwrap().clone();
    let landing = page.fill("Code", &code).press("Confirm").await.landing();
    secrets.push(landing.parameter("accessToken").unwrap());
    secrets.push(browser.cookie("__Host-vestibule-acme").unwrap());
    app.tick().await;
    // Our own key for private_key_jwt is made when it is first asked for.
    browser.request(Method::GET, "/federation/jwks.json").send().await;
    assert_eq!(app.count("client_keys").await, 1);
    dumps.push(app.dump().await);
    let hint = browser.sign_out(&legacy()).await.provider_address();
    let hint = hint.query_pairs().find(|(name, _)| name == "id_token_hint").expect("a hint").1.into_owned();
    assert!(hint.starts_with("eyJ"));
    secrets.push(hint);
    dumps.push(app.dump().await);
    app.tick().await;
    for dump in &dumps {
        assert!(dump.contains("departures: "), "the dump is one");
        for sign in ["eyJ", "PRIVATE KEY", "\"nonce\"", "\"verifier\"", "\"code\""] {
            assert!(!dump.contains(sign), "{sign} in clear");
        }
        for secret in &secrets {
            assert_eq!(found_in(dump, secret), None, "{secret}");
            assert_eq!(found_in(dump, secret.trim_start_matches("vst_")), None, "{secret}");
        }
    }
}

#[tokio::test]
async fn g16_what_is_sealed_for_one_departure_opens_in_no_other() {
    let app = TestApp::with_provider().await;
    let (thief, victim) = (app.browser(), app.browser());
    let leaving = thief.visit(web().address()).await.click("Continue with Example ID").await;
    victim.visit(web().address()).await.click("Continue with Example ID").await.landing();
    let moved = "update departures as mine set nonce_sealed = theirs.nonce_sealed,
                                               verifier_sealed = theirs.verifier_sealed
                 from departures as theirs where mine.state_hash <> theirs.state_hash";
    assert_eq!(sqlx::query(moved).execute(app.db()).await.unwrap().rows_affected(), 2);
    let page = leaving.as_person("vera").await;
    assert!(page.status().is_server_error(), "{}", page.status());
    assert_eq!((app.count("accounts").await, app.count("sessions").await), (0, 0));
}

#[tokio::test]
async fn m02_no_answer_holds_a_client_secret_or_the_integration_token() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let mut answers = Vec::new();
    for link in
        [web(), legacy(), web().signup(), web().to("/logout"), web().to("/account"), web().to("/nowhere")]
    {
        let page = browser.visit(link.address()).await;
        answers.extend(page.trail.into_iter().chain([page.answer]));
    }
    let page = browser.sign_up(&app, &legacy(), "grace@example.com").await;
    answers.extend(page.trail.into_iter().chain([page.answer]));
    for client in [WEB, LEGACY, FRAMED, "acme-integration-client-id-0000000000000001"] {
        answers.push(browser.token(client, "market:code:usa", SHOP).await);
    }
    for path in ["/health/live", "/health/ready", "/api/nothing", "/identity", "/account"] {
        answers.push(browser.request(Method::GET, path).send().await);
    }
    app.switches().fail_next(50, 500);
    answers.push(browser.token(WEB, "market:code:europe", SHOP).await);
    answers.push(browser.visit(legacy().with("scope", "market:code:europe").address()).await.answer);
    app.switches().reset();
    let integration = app.shared_tokens("integration").await.pop().unwrap();
    for answer in answers {
        let all = format!("{:?} {}", answer.headers, answer.body);
        for secret in CLIENT_SECRETS.iter().copied().chain([&*integration]) {
            assert!(!all.contains(secret), "{}", answer.url);
        }
        assert!(!all.contains("-integration-"), "not even the client id: {}", answer.url);
    }
}

#[tokio::test]
async fn m02_no_endpoint_for_programs_shows_a_client_secret_or_the_integration_token() {
    let adjust = |settings: &mut vestibule::config::Settings| {
        for storefront in &mut settings.storefronts {
            storefront.handover = vestibule::config::Handover::Code;
        }
    };
    let app = TestApp::planned(Plan { adjust, ..Plan::default() }).await;
    let browser = app.browser();
    let code = browser.sign_up(&app, &web(), "grace@example.com").await.landing().parameter("code").unwrap();
    let mut answers = Vec::new();
    for visitor in [&browser, &app.browser()] {
        for (method, path) in [
            (Method::GET, "token"),
            (Method::POST, "token/rejected"),
            (Method::GET, "session"),
            (Method::GET, "order"),
            (Method::PUT, "order"),
            (Method::DELETE, "order"),
            (Method::POST, "handover"),
            (Method::OPTIONS, "token"),
            (Method::GET, "openapi.json"),
            (Method::POST, "logout"),
        ] {
            for client in [WEB, "nobody", "acme-integration-client-id-0000000000000001"] {
                let address = format!("/api/{path}?client_id={client}&scope=market:code:usa");
                for body in [
                    "",
                    "{",
                    r#"{"order_id": "AcmeOrdGst"}"#,
                    &format!(r#"{{"client_id": "{client}", "access_token": "x"}}"#),
                    &format!(
                        r#"{{"client_id": "{client}", "client_secret": "x", "code": "{code}", "return_url": "{SHOP}"}}"#
                    ),
                ] {
                    let request = visitor.request(method.clone(), &address).header("origin", SHOP);
                    let request = request.header("content-type", "application/json");
                    answers.push(request.body(body.to_owned()).send().await);
                }
            }
        }
    }
    for path in ["/vestibule.js", "/metrics", "/api/metrics"] {
        answers.push(browser.request(Method::GET, path).send().await);
    }
    let integration = app.shared_tokens("integration").await.pop().unwrap();
    for answer in answers {
        assert!(!answer.status.is_server_error() || answer.status == 503, "{} {}", answer.url, answer.body);
        let all = format!("{:?} {}", answer.headers, answer.body);
        for secret in CLIENT_SECRETS.iter().copied().chain([&*integration, &*code]) {
            assert!(!all.contains(secret), "{}", answer.url);
        }
    }
}

#[tokio::test]
async fn g16_codes_and_links_of_letters_are_not_in_the_database() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await.landing();
    let mut secrets = vec![browser.cookie("__Host-vestibule-device").unwrap()];
    let other = app.browser();
    let page = other.visit(web().address()).await.click("Forgot your password?").await;
    page.fill("Email", "grace@example.com").press("Send me a code").await;
    let waiting = app.dump().await;
    secrets.push(other.cookie("__Host-vestibule-recover").unwrap());
    secrets.push(app.code_for("grace@example.com").await);
    let letter = app.letters_to("grace@example.com").await.remove(0);
    let link = letter.text.split("token=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    secrets.push(link);
    let page = browser.visit(web().to("/account/email").address()).await;
    let page = page.fill("New email", "hopper@example.com").press("Send me a code").await;
    let code = app.code_for("hopper@example.com").await;
    secrets.push(code.clone());
    let sent = app.dump().await;
    page.fill("Code", &code).press("Confirm").await;
    let letter = app.letters_to("grace@example.com").await.remove(0);
    let link = letter.text.split("token=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    secrets.push(link);
    let changed = app.dump().await;
    for dump in [&waiting, &sent, &changed] {
        for secret in &secrets {
            assert_eq!(found_in(dump, secret), None, "{secret}");
            assert_eq!(found_in(dump, secret.trim_start_matches("vst_")), None, "{secret}");
        }
    }
}
