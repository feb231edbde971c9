//! Browsers that do what browsers do: two of them, two tabs, back, reload, waiting, cookies lost. The walk ends in the
//! shop or on a page that says what to do, and never in a second account. A browser of the bench gives up after ten
//! redirects: no test here can pass by a loop.

use chrono::TimeDelta;
use reqwest::StatusCode;

use super::steps::{DEPARTURE, PENDING, SECOND, SESSION, SIGN_UP, UMA, USA, VERA};
use crate::bench::{PASSWORD, Page, Plan, ProviderPlan, TestApp, WEB, legacy, web};

/// The page says what happened and has a way on.
fn helps(page: &Page, status: u16, heading: &str) {
    assert_eq!((page.status().as_u16(), &*page.heading()), (status, heading), "{}", page.text());
    assert!(!page.all("main a.primary").is_empty(), "a way on: {}", page.text());
}

async fn nothing_happened(app: &TestApp) {
    assert_eq!((app.count("accounts").await, app.count("sessions").await), (0, 0));
    assert_eq!(app.count("identities").await, 0);
}

#[tokio::test]
async fn b01_an_attackers_answer_signs_nobody_in_in_another_browser() {
    let app = TestApp::with_provider().await;
    let attacker = app.browser();
    let answer = attacker.answer_for(&web(), "vera").await;
    // A victim who never left, one who did, and one who is signed in as herself.
    let left = app.browser();
    left.leave(&web()).await;
    let inside = app.browser();
    inside.come_as(&web(), "mila").await.landing();
    let session = inside.cookie(SESSION);
    for victim in [app.browser(), left, inside.clone()] {
        let page = victim.come_back(&answer).await;
        assert_eq!((page.status(), page.heading()), (StatusCode::BAD_REQUEST, "We lost track of you".into()));
        assert!(page.text().contains("in the browser you left with"), "{}", page.text());
    }
    assert_eq!(inside.cookie(SESSION), session);
    assert_eq!(app.count("accounts where email = 'vera@people.example'").await, 0);
    // And nobody has spoilt the way of who left.
    attacker.come_back(&answer).await.landing();
    app.tick().await;
}

#[tokio::test]
async fn b01_a_code_goes_with_its_own_state_only() {
    let app = TestApp::with_provider().await;
    let (attacker, victim) = (app.browser(), app.browser());
    let stolen = attacker.answer_for(&web(), "mila").await;
    let own = victim.answer_for(&web(), "vera").await;
    // Login CSRF with the victim's own state: the attacker's code has another verifier, and another nonce.
    let page = victim.come_back(&own.with("code", &stolen.parameter("code"))).await;
    assert!(page.status().is_client_error() || page.status().is_server_error(), "{}", page.status());
    assert!(!victim.is_signed_in().await);
    nothing_happened(&app).await;
}

#[tokio::test]
async fn two_browsers_of_one_person_are_two_sessions_of_one_account() {
    let app = TestApp::with_provider().await;
    let (phone, desk) = (app.browser(), app.browser());
    let (first, second) = (phone.answer_for(&web(), "vera").await, desk.answer_for(&web(), "vera").await);
    // Each finishes in the other's order.
    desk.come_back(&second).await.landing();
    phone.come_back(&first).await.landing();
    assert_eq!((app.count("accounts").await, app.count("sessions").await), (1, 2));
    phone.sign_out(&web()).await;
    assert!(desk.is_signed_in().await, "and end one by one");
    app.tick().await;
}

#[tokio::test]
async fn two_tabs_each_finish_in_either_order() {
    for order in [[0, 1], [1, 0]] {
        let app = TestApp::with_provider().await;
        let browser = app.browser();
        let deals = web().with("returnUrl", "https://deals.acme.example/eu/shoes");
        let tabs = [browser.answer_for(&web(), "vera").await, browser.answer_for(&deals, "vera").await];
        let targets = ["https://shop.acme.example/cart", "https://deals.acme.example/eu/shoes"];
        for tab in order {
            let landing = browser.come_back(&tabs[tab]).await.landing();
            assert_eq!(landing.url.as_str(), targets[tab], "each tab where it was going");
        }
        assert_eq!((app.count("accounts").await, app.count("sessions").await), (1, 1));
        assert!(browser.customer_token().await.is_some());
        app.tick().await;
    }
}

#[tokio::test]
async fn two_tabs_for_two_providers_each_finish() {
    let providers = &[ProviderPlan::TRUSTED, SECOND];
    let app = TestApp::planned(Plan { providers, ..Plan::default() }).await;
    let browser = app.browser();
    let first = browser.leave(&web()).await.at_provider().await;
    let second = browser.visit(web().address()).await.click("Continue with Second ID").await;
    let second = second.at_provider().await.sign_in_as("vera").await;
    second.follow().await.landing();
    first.sign_in_as("vera").await.follow().await.landing();
    assert_eq!((app.count("accounts").await, app.count("identities").await), (1, 2));
    assert_eq!(app.count("sessions").await, 1);
    app.tick().await;
}

#[tokio::test]
async fn two_tabs_one_with_a_password_and_one_with_a_provider() {
    let app = TestApp::with_provider().await;
    app.browser().sign_up(&app, &web(), VERA).await.landing();
    let browser = app.browser();
    let answer = browser.answer_for(&web(), "vera").await;
    browser.sign_in(&web(), VERA, PASSWORD).await.landing();
    browser.come_back(&answer).await.landing();
    assert_eq!(
        (app.count("accounts").await, app.count("sessions").await),
        (1, 2),
        "the browser's, and the first"
    );
    app.tick().await;
}

#[tokio::test]
async fn two_tabs_in_the_detour_go_on_with_the_newest_letter() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    let first = browser.come_as(&web(), "uma").await;
    app.tick().await;
    app.pass(TimeDelta::minutes(2));
    let second = browser.come_as(&web(), "uma").await;
    let code = app.code_for(UMA).await;
    first.fill("Code", &code).press("Confirm").await.landing();
    // The other tab does not know yet.
    let late = second.fill("Code", &code).press("Confirm").await;
    assert_eq!(late.heading(), "Welcome back", "{}", late.text());
    assert_eq!((app.count("accounts").await, app.count("sessions").await), (1, 1));
    app.tick().await;
}

#[tokio::test]
async fn going_back_from_the_shop_leads_to_the_shop_again() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    let leaving = browser.leave(&web()).await;
    let there = leaving.at_provider().await;
    there.sign_in_as("vera").await.follow().await.landing();
    let session = browser.cookie(SESSION);
    // One step back: the way back itself.
    let used = browser.come_back(&there.sign_in_as("vera").await.returned).await;
    helps(&used, 400, "You’ve come back already");
    // Two steps back: the provider's page again, and forward with the same old state.
    let used = there.sign_in_as("mila").await.follow().await;
    helps(&used, 400, "You’ve come back already");
    assert_eq!(browser.cookie(SESSION), session, "whoever that was, nobody else came in");
    // All the way back: our own page.
    assert_eq!(browser.visit(web().address()).await.heading(), "Welcome back");
    let onward = used.click("Go on").await;
    assert_eq!(
        onward.press("Continue as v…@people.example").await.landing().url.as_str(),
        "https://shop.acme.example/cart"
    );
    assert_eq!((app.count("accounts").await, app.count("sessions").await), (1, 1));
    app.tick().await;
}

#[tokio::test]
async fn going_back_into_the_detour_after_the_code_leads_on() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    let prove = browser.come_as(&web(), "uma").await;
    let code = app.code_for(UMA).await;
    let prove = prove.fill("Code", &code);
    prove.press("Confirm").await.landing();
    for again in [
        prove.press("Confirm").await,
        prove.press("Send a new code").await,
        browser.visit(prove.url().as_str()).await,
    ] {
        assert_eq!(again.heading(), "Welcome back", "{}", again.text());
    }
    assert_eq!((app.count("accounts").await, app.count("sessions").await), (1, 1));
    app.tick().await;
}

#[tokio::test]
async fn a_reload_of_the_way_back_tells_who_is_signed_in_and_who_is_not_how_to_go_on() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    let answer = browser.answer_for(&web(), "vera").await;
    browser.come_back(&answer).await.landing();
    let page = browser.come_back(&answer).await;
    helps(&page, 400, "You’ve come back already");
    assert_eq!(page.click("Go on").await.heading(), "Welcome back");
    // The answer with the cookie was lost on its way: the browser is not signed in, and may start again.
    browser.forget_cookie(SESSION);
    let page = browser.come_back(&answer).await;
    helps(&page, 400, "You’ve come back already");
    let login = page.click("Go on").await;
    assert_eq!(login.heading(), "Login");
    login.click("Continue with Example ID").await.as_person("vera").await.landing();
    assert_eq!(app.count("accounts").await, 1);
    app.tick().await;
}

#[tokio::test]
async fn a_reload_of_the_detour_sends_no_second_letter() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    let answer = browser.answer_for(&web(), "uma").await;
    let prove = browser.come_back(&answer).await;
    for _ in 0..3 {
        assert_eq!(browser.visit(prove.url().as_str()).await.heading(), "One more step");
        helps(&browser.come_back(&answer).await, 400, "You’ve come back already");
    }
    assert_eq!(app.letters_to(UMA).await.len(), 1);
    let code = app.code_for(UMA).await;
    prove.fill("Code", &code).press("Confirm").await.landing();
    app.tick().await;
}

#[tokio::test]
async fn ten_minutes_are_in_time_to_the_second_and_no_longer() {
    for (seconds, in_time) in [(599, true), (600, false)] {
        let app = TestApp::with_provider().await;
        let browser = app.browser();
        let there = browser.leave(&web()).await.at_provider().await;
        app.pass(TimeDelta::seconds(seconds));
        let page = there.sign_in_as("vera").await.follow().await;
        if in_time {
            page.landing();
        } else {
            helps(&page, 410, "That took a little too long");
            nothing_happened(&app).await;
            let again = page.click("Try Example ID again").await.as_person("vera").await;
            assert_eq!(
                again.landing().url.as_str(),
                "https://shop.acme.example/cart",
                "the way is not forgotten"
            );
        }
        app.tick().await;
    }
}

#[tokio::test]
async fn after_a_day_the_page_still_says_what_to_do() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    let there = browser.leave(&web()).await.at_provider().await;
    app.pass(TimeDelta::hours(23));
    app.tick().await;
    helps(&there.sign_in_as("vera").await.follow().await, 410, "That took a little too long");
    app.pass(TimeDelta::hours(2));
    app.tick().await;
    assert_eq!(app.count("departures").await, 0, "swept");
    let page = there.sign_in_as("vera").await.follow().await;
    assert_eq!((page.status(), page.heading()), (StatusCode::GONE, "That took a little too long".into()));
    assert!(page.text().contains("start again"), "{}", page.text());
    nothing_happened(&app).await;
}

#[tokio::test]
async fn the_detour_may_take_an_hour_and_then_begins_anew() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    let page = browser.come_as(&web(), "uma").await;
    app.tick().await;
    app.pass(TimeDelta::minutes(59));
    let page = page.press("Send a new code").await;
    let code = app.code_for(UMA).await;
    app.pass(TimeDelta::minutes(2));
    let page = page.fill("Code", &code).press("Confirm").await;
    assert_eq!(page.heading(), "Login");
    assert!(page.alert().unwrap().contains("please log in again"), "{:?}", page.alert());
    nothing_happened(&app).await;
    app.tick().await;
    assert_eq!(app.count("pending_links").await, 0, "swept");
    let page = page.click("Continue with Example ID").await.as_person("uma").await;
    let code = app.code_for(UMA).await;
    page.fill("Code", &code).press("Confirm").await.landing();
    app.tick().await;
}

#[tokio::test]
async fn a_browser_that_lost_its_departure_cookie_is_told_about_cookies() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    let answer = browser.answer_for(&web(), "vera").await;
    browser.forget_cookie(DEPARTURE);
    for _ in 0..2 {
        let page = browser.come_back(&answer).await;
        assert_eq!(page.heading(), "We lost track of you");
        assert!(page.text().contains("allow them"), "{}", page.text());
    }
    nothing_happened(&app).await;
    browser.come_as(&web(), "vera").await.landing();
    app.tick().await;
}

#[tokio::test]
async fn cookies_blocked_altogether_end_on_a_page_and_never_in_a_loop() {
    // A shop that jumps to its provider at once, which signs in without a question: whatever could loop would.
    const AT_ONCE: &str = "trust_email = true";
    const PLAN: ProviderPlan = ProviderPlan { id: "example", settings: AT_ONCE, register: |_| {} };
    let adjust = |settings: &mut vestibule::config::Settings| {
        for shop in &mut settings.storefronts {
            shop.default_provider = shop.providers.first().cloned();
        }
    };
    let app = TestApp::planned(Plan { providers: &[PLAN], adjust, ..Plan::default() }).await;
    app.upstream().switches().on(vestibule::sandbox::upstream::Switch::SilentSessions);
    let browser = app.browser();
    let forget =
        || [SESSION, DEPARTURE, PENDING, SIGN_UP].iter().for_each(|name| browser.forget_cookie(name));
    browser.visit(web().address()).await.as_person("vera").await.landing();
    for _ in 0..3 {
        forget();
        let leaving = browser.visit(web().address()).await;
        let there = leaving.at_provider().await;
        forget();
        let page = there.returned().expect("without a question").follow().await;
        assert_eq!((page.status(), page.heading()), (StatusCode::BAD_REQUEST, "We lost track of you".into()));
        assert!(
            page.attributes("a[href]", "href").iter().all(|href| !href.contains("depart")),
            "no way round"
        );
    }
    assert_eq!(app.count("accounts").await, 1);
    // The detour without its cookie, the same.
    app.pass(TimeDelta::hours(1));
    app.upstream().switches().reset();
    let page = browser.visit(web().address()).await.as_person("uma").await;
    forget();
    let page = page.fill("Code", "123456").press("Confirm").await;
    assert_eq!(page.heading(), "Login");
    assert!(page.alert().is_some(), "says why, and does not jump");
    app.tick().await;
}

#[tokio::test]
async fn an_answer_to_nobody_is_a_page() {
    let app = TestApp::with_provider().await;
    for query in
        ["", "?code=abc", "?state=abc&code=abc", "?error=access_denied", "?state=vst_abc", "?state=a&state=b"]
    {
        let page = app.browser().visit(format!("/federation/example/callback{query}")).await;
        assert_eq!(
            (page.status(), page.heading()),
            (StatusCode::GONE, "That took a little too long".into()),
            "{query}"
        );
    }
    let page = app.browser().visit("/federation/nobody/callback?code=a&state=b").await;
    assert_eq!(page.status(), StatusCode::NOT_FOUND);
    nothing_happened(&app).await;
}

#[tokio::test]
async fn saying_no_at_the_provider_leads_back_to_the_choice() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    let there = browser.leave(&web()).await.at_provider().await;
    let back = there.press(|fields| fields.iter().any(|(_, value)| value == "deny")).await;
    let page = back.follow().await;
    helps(&page, 200, "You stopped at Example ID");
    assert_eq!(page.click("Sign in another way").await.heading(), "Login");
    page.click("Try Example ID again").await.as_person("vera").await.landing();
    app.tick().await;
}

#[tokio::test]
async fn c12_the_way_back_to_the_shop_is_ours_and_not_the_browsers() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    let page = browser.leave(&web()).await;
    let address = page.provider_address();
    for secret in ["returnUrl", "shop.acme.example", "market", WEB, "clientId"] {
        assert!(!address.as_str().contains(secret), "{secret} goes to the provider in {address}");
    }
    let mut answer = page.at_provider().await.sign_in_as("vera").await.returned;
    let evil = format!(
        "{}&returnUrl=https%3A%2F%2Fevil.example%2F&return_url=https%3A%2F%2Fevil.example&redirect_uri=https%3A%2F%2F\
         evil.example&clientId=x&scope=market%3Acode%3Avip",
        answer.url.query().unwrap()
    );
    answer.url.set_query(Some(&evil));
    assert_eq!(browser.come_back(&answer).await.landing().url.as_str(), "https://shop.acme.example/cart");
    // Through the detour as well: what its address says counts for the language alone.
    let other = app.browser();
    let prove = other.come_as(&web(), "uma").await;
    let code = app.code_for(UMA).await;
    let evil = legacy().to("/prove").with("lang", "it").address();
    let answer = other.post(&evil, &[("code", &code), ("returnUrl", "https://evil.example/")]).send().await;
    assert_eq!(answer.header("location"), "https://shop.acme.example/cart", "{}", prove.url());
    app.tick().await;
}

#[tokio::test]
async fn h01_every_arrival_begins_a_new_session_and_ends_the_one_before() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    // A cookie that somebody planted is never taken up.
    let planted = format!("vst_{}", "A".repeat(43));
    browser.set_cookie(SESSION, &planted);
    // Whoever is signed in is asked before leaving: the later arrivals left in other tabs.
    let again = browser.answer_for(&web(), "vera").await;
    let other = browser.answer_for(&web(), "uma").await;
    browser.come_as(&web(), "vera").await.landing();
    let first = browser.cookie(SESSION).unwrap();
    assert_ne!(first, planted);
    let token = browser.customer_token().await.unwrap();
    browser.come_back(&again).await.landing();
    let second = browser.cookie(SESSION).unwrap();
    assert_ne!(first, second);
    // So does a proof.
    let page = browser.come_back(&other).await;
    let code = app.code_for(UMA).await;
    page.fill("Code", &code).press("Confirm").await.landing();
    let third = browser.cookie(SESSION).unwrap();
    assert_ne!(second, third);
    assert_eq!(app.count("sessions").await, 1);
    for old in [planted, first, second] {
        let thief = app.browser();
        thief.set_cookie(SESSION, &old);
        assert!(!thief.is_signed_in().await);
    }
    app.tick().await;
    assert!(app.sandbox.is_revoked(&token), "what the old session had is revoked");
}

#[tokio::test]
async fn g06_a_token_of_one_kind_is_worth_nothing_as_another() {
    let app = TestApp::with_provider().await;
    let owner = app.browser();
    owner.come_as(&web(), "vera").await.landing();
    let waiting = app.browser();
    let departed = waiting.leave(&web()).await.provider_address();
    let state = departed.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let nonce = departed.query_pairs().find(|(name, _)| name == "nonce").unwrap().1.into_owned();
    let departure = waiting.cookie(DEPARTURE).unwrap();
    let proving = app.browser();
    proving.come_as(&web(), "uma").await;
    let pending = proving.cookie(PENDING).unwrap();
    let code = app.code_for(UMA).await;
    let signing_up = app.browser();
    signing_up.begin_sign_up(&web(), "hedy@example.com").await;
    let sign_up = signing_up.cookie(SIGN_UP).unwrap();
    let session = owner.cookie(SESSION).unwrap();
    app.tick().await;
    let before = (app.count("accounts").await, app.count("sessions").await, app.count("identities").await);

    let all = [("state", state), ("nonce", nonce), ("departure", departure), ("pending", pending)];
    let all = [all.to_vec(), vec![("sign-up", sign_up), ("session", session)]].concat();
    for (kind, token) in &all {
        for (place, cookie) in [("session", SESSION), ("pending", PENDING), ("sign-up", SIGN_UP)] {
            let thief = app.browser();
            thief.set_cookie(cookie, token);
            assert_eq!(
                thief.is_signed_in().await,
                *kind == "session" && place == "session",
                "{kind} as {place}"
            );
            let prove = thief.visit(web().to("/prove").address()).await;
            assert_eq!(
                prove.url().path() == "/prove",
                *kind == "pending" && place == "pending",
                "{kind} as {place}"
            );
            let verify = thief.visit(web().to("/verify").address()).await;
            assert_eq!(
                verify.url().path() == "/verify",
                *kind == "sign-up" && place == "sign-up",
                "{kind} as {place}"
            );
        }
        // As a state, and as the cookie that goes with one.
        let thief = app.browser();
        thief.set_cookie(DEPARTURE, token);
        for (state, _) in [(token, 0), (&all[0].1, 1)] {
            let page = thief.visit(format!("/federation/example/callback?state={state}&code=abc")).await;
            let own = *kind == "departure";
            assert!(own || page.status().is_client_error(), "{kind} as state: {}", page.text());
            let out = thief.visit(format!("/federation/example/signed-out?state={state}")).await;
            assert_eq!(out.url().path(), "/federation/example/signed-out", "{kind}");
        }
        if *kind != "pending" {
            let answer = app.browser().post(&web().to("/prove").address(), &[("code", token)]).send().await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{kind} as a code of nobody");
        }
        let refused = proving.post(&web().to("/prove").address(), &[("code", token)]).send().await;
        assert!(refused.status.is_client_error(), "{kind} as a code");
        assert_eq!(
            app.browser().post_login(&web(), VERA, token).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    }
    // The code of a detour confirms no sign-up.
    signing_up.post_code(&code).await;
    let after = (app.count("accounts").await, app.count("sessions").await, app.count("identities").await);
    assert_eq!(before, after);
    app.tick().await;
}

#[tokio::test]
async fn m01_each_browser_gets_the_token_of_its_own_person() {
    let app = TestApp::with_provider().await;
    let (vera, mila) = (app.browser(), app.browser());
    let other_tab = vera.answer_for(&web(), "mila").await;
    vera.come_as(&web(), "vera").await.landing();
    mila.come_as(&web(), "mila").await.landing();
    let (first, second) =
        (vera.send_token_request(USA).await.json(), mila.send_token_request(USA).await.json());
    assert_ne!(first["access_token"], second["access_token"]);
    for (answer, email) in [(&first, VERA), (&second, "mila@people.example")] {
        let customer = app.sandbox.customer("acme", email).unwrap().id;
        assert_eq!(answer["customer_id"], customer);
        let claims = app.claims("acme", answer["access_token"].as_str().unwrap()).await;
        assert_eq!(claims["owner"]["id"], customer);
    }
    // One browser, one after the other: nothing of the first is served to the second.
    vera.come_back(&other_tab).await.landing();
    let third = vera.send_token_request(USA).await.json();
    assert_ne!(third["access_token"], first["access_token"]);
    assert_eq!(third["customer_id"], second["customer_id"]);
    app.tick().await;
}

#[tokio::test]
async fn m03_whose_token_it_is_comes_from_the_identity_and_not_from_any_address() {
    let app = TestApp::with_provider().await;
    let ada = app.sandbox.customer("acme", "ada@example.com").unwrap().id;
    let browser = app.browser();
    let mut answer = browser.answer_for(&legacy(), "vera").await;
    let more = format!("{}&customer_id={ada}&owner={ada}&sub=ada-0008", answer.url.query().unwrap());
    answer.url.set_query(Some(&more));
    let landing = browser.come_back(&answer).await.landing();
    let vera = app.sandbox.customer("acme", VERA).unwrap().id;
    assert_eq!(app.claims("acme", &landing.parameter("accessToken").unwrap()).await["owner"]["id"], vera);
    let query = format!("/api/token?client_id={WEB}&scope={USA}&customer_id={ada}&owner={ada}");
    assert_eq!(browser.get(&query).await.json()["customer_id"], vera);
    app.tick().await;
}

#[tokio::test]
async fn m11_a_customer_is_taken_over_by_a_proven_address_only() {
    let app = TestApp::with_provider().await;
    let ada = app.sandbox.customer("acme", "ada@example.com").unwrap().id;
    app.unverified("eve", "ada@example.com");
    app.browser().come_as(&web(), "eve").await;
    app.tick().await;
    let looked = app.sandbox.journal().iter().any(|call| call.path.contains("customers"));
    assert!(!looked, "an address that is not proven is not even looked for");
    let browser = app.browser();
    browser.come_as(&web(), "ada").await.landing();
    assert_eq!(browser.send_token_request(USA).await.json()["customer_id"], ada);
}

#[tokio::test]
async fn m11_a_customer_deleted_or_renamed_behind_our_back_stays_one_of_the_same_person() {
    let app = TestApp::with_provider().await;
    app.browser().come_as(&web(), "vera").await.landing();
    app.tick().await;
    let old = app.sandbox.customer("acme", VERA).unwrap().id;
    app.change_customer_email(&old, "renamed@people.example").await;
    let browser = app.browser();
    browser.come_as(&web(), "vera").await.landing();
    assert_eq!(browser.send_token_request(USA).await.json()["customer_id"], old);
    assert!(app.sandbox.remove_customer("acme", "renamed@people.example"));
    app.pass_a_minute();
    let landing = app.browser().come_as(&legacy(), "vera").await.landing();
    let new = app.sandbox.customer("acme", VERA).unwrap().id;
    let claims = app.claims("acme", &landing.parameter("accessToken").unwrap()).await;
    assert!(claims["owner"]["id"] == new && new != old, "{claims}");
    assert_eq!((app.count("accounts").await, app.count("customers").await), (1, 1));
    app.tick().await;
}
