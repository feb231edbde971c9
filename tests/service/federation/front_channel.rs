//! Front-channel logout: a page of ours in a frame of the provider's, named by issuer and session, without cookies.

use reqwest::{Method, StatusCode};
use scraper::{Html, Selector};
use vestibule::sandbox::upstream::Switch;

use super::steps::{SECOND, VERA};
use crate::bench::{Answer, Browser, Plan, ProviderPlan, TestApp, legacy, web};

/// Loads the page as a frame of another site does: no Lax cookie comes along.
async fn in_frame(browser: &Browser, address: &str) -> Answer {
    let request = browser.request(Method::GET, address).without_cookies();
    let request = request.header("sec-fetch-dest", "iframe").header("sec-fetch-mode", "navigate");
    request.header("sec-fetch-site", "cross-site").send().await
}

fn address(provider: &str, issuer: &str, sid: &str) -> String {
    let query = [("iss", issuer), ("sid", sid)];
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
    format!("/federation/{provider}/frontchannel-logout?{query}")
}

#[tokio::test]
async fn the_frame_of_the_provider_ends_the_session_that_it_names() {
    let app = TestApp::with_provider().await;
    let browser = app.browser();
    let landing = browser.come_as(&legacy(), "vera").await.landing();
    let other = app.browser();
    other.come_as(&web(), "vera").await.landing();
    let (issuer, sid) = (app.upstream().issuer(), app.upstream().sessions()[0].sid.clone());
    let answer = in_frame(&browser, &address("example", &issuer, &sid)).await;
    assert_eq!((answer.status, &*answer.body), (StatusCode::OK, ""));
    let policy = answer.header("content-security-policy");
    assert!(policy.contains(&format!("frame-ancestors {issuer};")), "{policy}");
    assert_eq!(answer.header("x-frame-options"), "");
    assert!(!browser.is_signed_in().await);
    assert!(other.is_signed_in().await, "one session, not all of the person");
    app.tick().await;
    assert!(app.sandbox.is_revoked(&landing.parameter("accessToken").unwrap()));
    // Again is no mistake.
    assert_eq!(in_frame(&browser, &address("example", &issuer, &sid)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_walk_through_the_provider_s_page_of_frames() {
    let plan = ProviderPlan {
        id: "example",
        settings: "trust_email = true\nlogout = \"rp_initiated\"",
        register: |client| client.backchannel_logout_uri = None,
    };
    let providers: &'static [ProviderPlan] = Box::leak(Box::new([plan]));
    let app = TestApp::planned(Plan { providers, ..Plan::default() }).await;
    app.upstream().switches().on(Switch::FrontchannelLogout);
    let (phone, desk) = (app.browser(), app.browser());
    phone.come_as(&web(), "vera").await.landing();
    // The same session at the provider, another of ours: a second browser that shares its cookies there.
    let page = desk.leave(&web()).await;
    let there = phone.open_provider(page.provider_address()).await;
    let back =
        there.press(|fields| !fields.iter().any(|(name, _)| name == "person" || name == "decision")).await;
    desk.come_back(&back.returned).await.landing();
    assert_eq!(app.count("sessions").await, 2);
    let frames = phone.sign_out(&web()).await.at_provider().await;
    let sources: Vec<String> = {
        let html = Html::parse_document(&frames.body);
        html.select(&Selector::parse("iframe").unwrap())
            .map(|it| it.attr("src").unwrap().to_owned())
            .collect()
    };
    assert_eq!(sources.len(), 1, "{}", frames.body);
    assert!(desk.is_signed_in().await);
    assert_eq!(in_frame(&phone, &sources[0]).await.status, StatusCode::OK);
    assert!(!desk.is_signed_in().await);
    app.tick().await;
}

#[tokio::test]
async fn b19_a_frame_that_names_nobody_or_somebody_else_ends_nothing() {
    let app = TestApp::planned(Plan { providers: &[ProviderPlan::TRUSTED, SECOND], ..Plan::default() }).await;
    let browser = app.browser();
    browser.come_as(&web(), "vera").await.landing();
    let (issuer, sid) = (app.upstream().issuer(), app.upstream().sessions()[0].sid.clone());
    let second = app.upstreams[1].issuer();
    let page = "/federation/example/frontchannel-logout";
    for (address, status) in [
        (page.to_owned(), 400),
        (format!("{page}?iss={issuer}"), 400),
        (format!("{page}?sid={sid}"), 400),
        (format!("{page}?iss={issuer}&sid="), 400),
        (format!("{page}?sub=vera-0001&iss={issuer}"), 400),
        (address("example", &issuer, "somebody-else"), 200),
        (address("example", &issuer, "%"), 200),
        (address("example", &format!("{issuer}/"), &sid), 404),
        (address("example", &second, &sid), 404),
        (address("second", &issuer, &sid), 404),
        (address("second", &second, &sid), 200),
        (address("nobody", &issuer, &sid), 404),
    ] {
        let with_cookies =
            browser.request(Method::GET, &address).header("sec-fetch-dest", "image").send().await;
        assert_eq!(with_cookies.status.as_u16(), status, "{address}");
        assert!(browser.is_signed_in().await, "{address}");
    }
    assert!(browser.customer_token().await.is_some());
    assert_eq!(app.count("accounts where email = 'vera@people.example'").await, 1, "{VERA}");
    app.tick().await;
}
