//! The way back from a provider: an answer is believed by its state, in the browser that left, once, from the
//! provider that was asked; and what it says goes nowhere else.

use chrono::TimeDelta;
use reqwest::StatusCode;
use vestibule::sandbox::upstream::Switch;

use super::door::{BAD_ANSWER, CANCELLED, Door, EXPIRED, OTHER_BROWSER, REFUSED, USED};
use crate::bench::{Browser, Page, Plan, ProviderPlan, Returned, TestApp, WEB, web};

const SCRIPT: &str = "<script>alert(document.domain)</script>";
const EVIL: &str = "https://evil.example/";

/// As far as the provider's answer, which nobody has carried on yet.
async fn answer(door: &Door, browser: &Browser) -> Returned {
    let there = door.leave(browser).await.at_provider().await;
    there.sign_in_as("vera").await.returned
}

/// The answer with these parameters in place of its own.
fn altered(returned: &Returned, changes: &[(&str, Option<&str>)]) -> Returned {
    let mut altered = returned.clone();
    let kept = returned.url.query_pairs().filter(|(name, _)| changes.iter().all(|(it, _)| it != name));
    let new = changes.iter().filter_map(|(name, value)| Some(((*name).into(), (*value)?.into())));
    altered.url.query_pairs_mut().clear().extend_pairs(kept.chain(new));
    altered
}

fn parameter(returned: &Returned, name: &str) -> String {
    returned.url.query_pairs().find(|(it, _)| it == name).unwrap().1.into_owned()
}

#[tokio::test]
async fn b01_an_answer_counts_only_in_the_browser_that_left() {
    let door = Door::behind("b01").await;
    let attacker = door.browser();
    let lure = answer(&door, &attacker).await;
    let victim = door.browser();
    let page = victim.come_back(&lure).await;
    door.turned_away(&page, "a browser without a departure", OTHER_BROWSER, "another browser left").await;
    door.leave(&victim).await;
    let page = victim.come_back(&lure).await;
    door.turned_away(&page, "a browser with one of its own", OTHER_BROWSER, "another browser left").await;
    victim.set_cookie("__Host-vestibule-departure", &parameter(&lure, "state"));
    let page = victim.come_back(&lure).await;
    door.turned_away(&page, "the state as cookie", OTHER_BROWSER, "another browser left").await;
    assert_eq!(door.upstream().visits_to("/token"), 0, "no code was redeemed");
    // Nobody can spoil the way back of somebody else.
    let page = attacker.come_back(&lure).await;
    door.came_in(&page, "the browser that left").await;
}

#[tokio::test]
async fn b01_a_state_is_one_of_ours() {
    let door = Door::behind("b01-state").await;
    door.refuses(Switch::StateWrong, EXPIRED, "no such departure").await;
    door.refuses(Switch::StateMissing, EXPIRED, "no such departure").await;
    let browser = door.browser();
    let honest = answer(&door, &browser).await;
    let state = parameter(&honest, "state");
    let swapped: String =
        state.chars().map(|c| if c.is_lowercase() { c.to_ascii_uppercase() } else { c }).collect();
    for odd in ["", "x", "..", "\u{0}", &format!("{state}A"), &state[1..], &swapped, &"A".repeat(20_000)] {
        let page = browser.come_back(&altered(&honest, &[("state", Some(odd))])).await;
        let case = format!("state {odd:.60}");
        door.turned_away(&page, &case, EXPIRED, "no such departure").await;
    }
    let page = browser.come_back(&honest).await;
    door.came_in(&page, "the state that was given").await;
}

#[tokio::test]
async fn b01_an_answer_is_taken_once_and_within_ten_minutes() {
    let door = Door::behind("b01-once").await;
    let browser = door.browser();
    let late = answer(&door, &browser).await;
    door.pass(TimeDelta::minutes(10));
    let page = browser.come_back(&late).await;
    door.turned_away(&page, "after ten minutes", EXPIRED, "the departure ran out").await;
    door.upstream().switches().once(Switch::NonceWrong);
    let spoilt = answer(&door, &browser).await;
    let page = browser.come_back(&spoilt).await;
    door.turned_away(&page, "a bad token", BAD_ANSWER, "nonce").await;
    for tab in ["a reload", "the back button"] {
        let page = browser.come_back(&spoilt).await;
        door.turned_away(&page, tab, USED, "used already").await;
    }
    assert_eq!(door.upstream().visits_to("/token"), 1);
}

#[tokio::test]
async fn b03_the_answer_names_the_provider_that_was_asked() {
    let door = Door::behind("b03").await;
    door.refuses(Switch::IssMissing, BAD_ANSWER, "the promised iss is missing").await;
    door.refuses(Switch::IssWrong, BAD_ANSWER, "iss is another provider").await;
    let browser = door.browser();
    let issuer = door.upstream().issuer();
    for odd in [&format!("{issuer}/"), &issuer.to_uppercase(), &format!(" {issuer}"), ""] {
        let honest = answer(&door, &browser).await;
        let page = browser.come_back(&altered(&honest, &[("iss", Some(odd))])).await;
        door.turned_away(&page, odd, BAD_ANSWER, "iss").await;
    }
    assert_eq!(door.upstream().visits_to("/token"), 0, "no code went out");
    let page = door.knock("vera").await;
    door.came_in(&page, "the right iss").await;
}

#[tokio::test]
async fn b03_a_provider_that_promises_no_iss_need_not_send_one_and_must_not_send_another() {
    let door = Door::behind("b03-unpromised").await;
    door.upstream().switches().on(Switch::IssNotPromised);
    let browser = door.browser();
    let honest = answer(&door, &browser).await;
    let named = altered(&honest, &[("iss", Some("https://other-id.example.com"))]);
    let page = browser.come_back(&named).await;
    door.turned_away(&page, "another issuer", BAD_ANSWER, "iss is another provider").await;
    let page = door.knock("vera").await;
    door.came_in(&page, "no iss").await;
}

#[tokio::test]
async fn an_answer_is_one_code_or_one_error() {
    let door = Door::behind("one-answer").await;
    for (switch, words, why) in [
        (Switch::CodeMissing, BAD_ANSWER, "neither one code nor one error"),
        (Switch::CodeAndError, BAD_ANSWER, "neither one code nor one error"),
        (Switch::ParametersTwice, EXPIRED, "no such departure"),
    ] {
        door.refuses(switch, words, why).await;
    }
    let browser = door.browser();
    for (case, more) in [
        ("two codes", "code=another"),
        ("the same code twice", ""),
        ("two issuers", "iss=https%3A%2F%2Fother-id.example.com"),
        ("an error beside the code", "error=access_denied"),
    ] {
        let mut returned = answer(&door, &browser).await;
        let code = format!("code={}", parameter(&returned, "code"));
        let more = if more.is_empty() { &code } else { more };
        let query = format!("{}&{more}", returned.url.query().unwrap());
        returned.url.set_query(Some(&query));
        let page = browser.come_back(&returned).await;
        door.turned_away(&page, case, BAD_ANSWER, "not to be trusted").await;
    }
    assert_eq!(door.upstream().visits_to("/token"), 0, "no code went out");
}

#[tokio::test]
async fn k01_k03_the_provider_s_words_are_shown_as_text_and_only_as_its_words() {
    let door = Door::behind("k01").await;
    let browser = door.browser();
    let said = |error: &'static str, text: &'static str| {
        [("code", None), ("error", Some(error)), ("error_description", Some(text)), ("error_uri", Some(EVIL))]
    };
    for (error, text, shown) in [
        ("server_error", "<img src=x onerror=fetch(1)>", "server_error: <img src=x onerror=fetch(1)>"),
        ("x\"><b>", "{{7*7}} ${7*7} %3Cb%3E", "x\"><b>: {{7*7}} ${7*7} %3Cb%3E"),
        ("temporarily_unavailable", "a\u{202e}b\r\nLocation: x", "temporarily_unavailable: abLocation: x"),
    ] {
        let honest = answer(&door, &browser).await;
        let page = browser.come_back(&altered(&honest, &said(error, text))).await;
        assert_eq!(page.all("blockquote"), [shown]);
        assert_eq!(page.all("main img, main b, main script"), Vec::<String>::new(), "{text}");
        assert!(!page.answer.body.contains(EVIL), "error_uri is nobody's business");
        door.turned_away(&page, text, REFUSED, "the provider refused").await;
    }
    let honest = answer(&door, &browser).await;
    let page = browser.come_back(&altered(&honest, &said("server_error", SCRIPT))).await;
    assert_eq!(page.all("blockquote"), [format!("server_error: {SCRIPT}")]);
    assert!(!page.answer.body.contains("<script>"), "{}", page.answer.body);
    let long = "word ".repeat(2_000).leak();
    let honest = answer(&door, &browser).await;
    let page = browser.come_back(&altered(&honest, &said("server_error", long))).await;
    assert!(page.all("blockquote")[0].chars().count() <= 201, "a short quotation");
    let honest = answer(&door, &browser).await;
    let page = browser.come_back(&altered(&honest, &said("access_denied", SCRIPT))).await;
    assert_eq!(page.all("blockquote"), [SCRIPT], "a rule of the provider may have said no: its words tell");
    door.refuses(Switch::ErrorWithScript, CANCELLED, "the person said no").await;
}

#[tokio::test]
async fn k01_without_a_departure_nothing_that_an_address_says_is_shown() {
    let door = Door::behind("k01-nobody").await;
    for query in ["error=Call&error_description=Us-Now", "state=Call-Us-Now&error=x", "user=Call-Us-Now", ""]
    {
        let page = door.browser().visit(format!("/federation/k01-nobody/callback?{query}")).await;
        assert!(!page.answer.body.contains("Us-Now"), "{query}: {}", page.answer.body);
        door.turned_away(&page, query, EXPIRED, "no such departure").await;
    }
    for id in ["nobody", "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "K01-nobody", "none"] {
        let page = door.browser().visit(format!("/federation/{id}/callback?code=a&state=b")).await;
        assert_eq!(page.status(), StatusCode::NOT_FOUND, "{id}");
        door.nobody_came_in(&page.browser(), id).await;
    }
}

#[tokio::test]
async fn c11_c12_the_way_back_carries_no_token_and_follows_no_address_but_the_one_that_was_kept() {
    let door = Door::behind("c12").await;
    let browser = door.browser();
    let honest = answer(&door, &browser).await;
    let lured = altered(
        &honest,
        &[
            ("returnUrl", Some(EVIL)),
            ("return_to", Some(EVIL)),
            ("redirect_uri", Some(EVIL)),
            ("clientId", Some("globex-web-shop-client-id-00000000000000001")),
            ("scope", Some("market:code:vip")),
            ("access_token", Some("of-the-attacker")),
            ("id_token", Some("of-the-attacker")),
        ],
    );
    let page = browser.come_back(&lured).await;
    nothing_leaks(&page, &lured);
    door.came_in(&page, "with more parameters").await;
}

/// Of what came back nothing stands in any address that follows, nor in a page.
fn nothing_leaks(page: &Page, returned: &Returned) {
    let code = parameter(returned, "code");
    let state = parameter(returned, "state");
    for answer in page.trail.iter().chain([&page.answer]) {
        let location = answer.header("location");
        for secret in [&*code, &*state, "eyJ", "of-the-attacker", EVIL] {
            assert!(!location.contains(secret), "{secret} in {location}");
            assert!(!answer.body.contains(secret), "{secret} in {}", answer.body);
        }
        assert!(["no-referrer", "same-origin"].contains(&answer.header("referrer-policy")));
    }
}

#[tokio::test]
async fn c12_a_departure_is_refused_for_an_address_that_is_not_the_shop_s() {
    let door = Door::behind("c12-leaving").await;
    for odd in [EVIL, "//evil.example", "https://shop.acme.example.evil.example/", "javascript:alert(1)"] {
        let link = web().to("/federation/c12-leaving/depart").with("returnUrl", odd);
        let page = door.browser().visit(link.address()).await;
        assert_eq!(page.status(), StatusCode::BAD_REQUEST, "{odd}: {}", page.text());
    }
    assert_eq!(door.count("departures").await, 0);
    assert_eq!(door.upstream().visits_to("/authorize"), 0);
}

#[tokio::test]
async fn b03_a_state_of_one_provider_is_nothing_at_another_s_callback() {
    const BOTH: &[ProviderPlan] = &[
        ProviderPlan { id: "b03-honest", ..ProviderPlan::TRUSTED },
        ProviderPlan { id: "b03-attacker", ..ProviderPlan::TRUSTED },
    ];
    let app = TestApp::planned(Plan { providers: BOTH, ..Plan::default() }).await;
    let door = Door::of(app, "b03-honest");
    let browser = door.browser();
    let honest = answer(&door, &browser).await;
    let mut mixed = honest.clone();
    mixed.url.set_path("/federation/b03-attacker/callback");
    let posted = Returned { form: mixed.url.query().map(str::to_owned), ..mixed.clone() };
    let named = altered(&mixed, &[("iss", Some(&door.upstreams[1].issuer()))]);
    for (case, returned) in [("as it came", &mixed), ("with the other issuer", &named), ("posted", &posted)] {
        let page = browser.come_back(returned).await;
        assert_eq!(page.status(), EXPIRED.0, "{case}: {}", page.text());
        door.nobody_came_in(&browser, case).await;
    }
    let asked = |at: usize| door.upstreams[at].visits_to("/token");
    assert_eq!((asked(0), asked(1)), (0, 0), "the code went to the other provider");
    let page = browser.come_back(&honest).await;
    door.came_in(&page, "where it belongs").await;
}

#[tokio::test]
async fn b04_b05_linking_believes_no_more_than_signing_in_does() {
    let door = Door::behind("b04-linking").await;
    let browser = door.browser();
    browser.sign_up(&door, &web(), "ada@example.com").await.landing();
    for (switch, words, why) in [
        (Switch::NonceWrong, BAD_ANSWER, "nonce mismatch"),
        (Switch::AlgNone, BAD_ANSWER, "No signature found"),
        (Switch::IssWrong, BAD_ANSWER, "iss is another provider"),
        (Switch::SubEmpty, BAD_ANSWER, "a sub of 0 characters"),
    ] {
        let account = browser.visit(format!("/account?clientId={WEB}")).await;
        door.upstream().switches().on(switch);
        let page = account.press("Link").await.as_person("vera").await;
        door.upstream().switches().off(switch);
        let log = door.new_warnings();
        assert_eq!(page.status(), words.0, "{switch:?}: {} {log}", page.text());
        assert!(log.contains(why), "{switch:?}: {log}");
        assert_eq!(door.count("identities").await, 0, "{switch:?}");
    }
    let account = browser.visit(format!("/account?clientId={WEB}")).await;
    door.upstream().switches().once(Switch::ErrorWithScript);
    let page = account.press("Link").await.as_person("vera").await;
    assert_eq!(page.url().path(), "/account", "who says no is back at the account: {}", page.text());
    assert_eq!(door.count("identities").await, 0);
    page.press("Link").await.as_person("vera").await;
    assert_eq!(door.count("identities").await, 1);
    door.tick().await;
}
