//! Group C: redirects and return addresses.

use reqwest::{Method, StatusCode};

use crate::bench::{Link, PASSWORD, TestApp, WEB, legacy, web};

/// A return address that must lead nowhere, encoded or raw, on any page, before and after signing in.
async fn leads_nowhere(addresses: &[&str]) {
    let app = TestApp::start().await;
    let (stranger, known) = (app.browser(), app.browser());
    known.sign_up(&app, &legacy(), "grace@example.com").await.landing();
    for evil in addresses {
        let link = legacy().with("returnUrl", evil);
        for path in
            ["/identity/login", "/identity/signup", "/continue", "/continue/switch", "/verify", "/waiting/0"]
        {
            for (browser, link) in [(&stranger, link.clone()), (&known, link.clone())] {
                let answer = browser.request(Method::GET, &link.to(path).address()).send().await;
                // The browser's finished sign-up still knows its own way, whatever the link says now.
                let onwards =
                    answer.location().is_some_and(|next| ["/identity/login", "/cart"].contains(&next.path()));
                let stays = [400, 410].contains(&answer.status.as_u16()) || onwards;
                assert!(stays, "{path} {evil:?}: {} {:?}", answer.status, answer.location());
            }
        }
        for path in ["/identity/login", "/identity/signup", "/continue"] {
            let fields = [("customerEmail", "grace@example.com"), ("customerPassword", PASSWORD)];
            let answer = known.post(&link.clone().to(path).address(), &fields).send().await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path} {evil:?}");
        }
        // Signing out does not depend on the address: it leads home instead.
        let page = stranger.visit(link.clone().to("/signed-out").address()).await;
        assert_eq!(page.link("Back to Acme Outfitters"), "https://legacy.acme.example/en/", "{evil:?}");
        let raw = format!("{}&returnUrl={evil}", legacy().without("returnUrl").address());
        if raw.bytes().all(|b| b.is_ascii_graphic()) && !evil.contains(['#', '%']) {
            let answer = stranger.request(Method::GET, &raw).send().await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "raw {evil}");
        }
    }
}

#[tokio::test]
async fn c01_a_host_that_begins_like_the_shop_s_is_another() {
    leads_nowhere(&[
        "https://legacy.acme.example.evil.tld",
        "https://legacy.acme.example.evil.tld/cart",
        "https://legacy.acme.examplee/",
        "https://legacy.acme.example-evil.tld/",
        "https://evil.tld/https://legacy.acme.example/",
        "https://evil.tld/?x=https://legacy.acme.example/",
        "https://evil.tld/#https://legacy.acme.example/",
    ])
    .await;
}

#[tokio::test]
async fn c02_a_dot_is_a_dot() {
    leads_nowhere(&[
        "https://legacyxacme.example/",
        "https://legacy.acmeXexample/",
        "https://evil-legacy.acme.example/",
        "https://xlegacy.acme.example/",
        "https://acme.example/",
        "https://sub.legacy.acme.example/",
    ])
    .await;
}

#[tokio::test]
async fn c03_user_info_is_no_host() {
    leads_nowhere(&[
        "https://legacy.acme.example@evil.tld/",
        "https://legacy.acme.example:443@evil.tld/",
        "https://legacy.acme.example%2F@evil.tld/",
        "https://evil.tld\\@legacy.acme.example/",
        "https://user@legacy.acme.example/",
        "https://user:password@legacy.acme.example/",
        "https://:@evil.tld/",
    ])
    .await;
}

#[tokio::test]
async fn c04_only_the_web_is_an_address() {
    leads_nowhere(&[
        "javascript:alert(document.cookie)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        " javascript:alert(1)",
        "\u{1}javascript:alert(1)",
        "javascript://legacy.acme.example/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://legacy.acme.example/1",
        "view-source:https://legacy.acme.example/",
        "intent://legacy.acme.example/#Intent;end",
        "myshop://cart",
        "ftp://legacy.acme.example/",
        "ws://legacy.acme.example/",
        "http://legacy.acme.example/cart",
        "https://legacy.acme.example:8443/",
    ])
    .await;
}

#[tokio::test]
async fn c06_nothing_on_either_side_is_a_wildcard() {
    leads_nowhere(&[
        "https://*/",
        "https://*.acme.example/",
        "https://legacy.acme.*/",
        "https://%2A/",
        "https://*",
    ])
    .await;
}

#[tokio::test]
async fn c07_tricks_of_spelling_lead_nowhere() {
    leads_nowhere(&[
        "//evil.tld",
        "///evil.tld",
        "////evil.tld",
        "/\\evil.tld",
        "\\/evil.tld",
        "\\\\evil.tld",
        "/\t/evil.tld",
        "/\n/evil.tld",
        "\t//evil.tld",
        "https:evil.tld",
        "https:/evil.tld",
        "https:\\\\evil.tld",
        "https://evil.tld\u{ff0f}legacy.acme.example/",
        "https://legacy.acme.example\u{3002}evil.tld/",
        "https://legacy.acme.exampl\u{435}/",
        "https://l\u{435}gacy.acme.example/",
        "https://xn--lgacy-3bf.acme.example/",
        "https://legacy.acme.example./",
        "https://legacy.acme.example%00.evil.tld/",
        "https://legacy.acme.example\u{0}.evil.tld/",
        "https://legacy.acme.example\n.evil.tld/",
        "https://legacy.acme.example%0d%0aLocation:%20https://evil.tld/",
        "https://legacy.acme.example/\r\nLocation: https://evil.tld/",
        "https://[::1]/",
        "https://0x7f000001/",
        "https://127.0.0.1/",
        "https://localhost/",
    ])
    .await;
}

#[tokio::test]
async fn c07_escaped_slashes_stay_a_path_of_the_shop() {
    let app = TestApp::start().await;
    for relative in
        ["%2f%2fevil.tld", "/%2f%2fevil.tld", "/%5cevil.tld", "/%09/evil.tld", "%252f%252fevil.tld"]
    {
        let page = app.browser().visit(legacy().with("returnUrl", relative).address()).await;
        let back = page.link("Back to Acme Outfitters");
        assert!(back.starts_with("https://legacy.acme.example/"), "{relative}: {back}");
    }
}

#[tokio::test]
async fn c07_a_rule_for_a_folder_cannot_be_left() {
    let app = TestApp::start().await;
    let visit = async |address: &str| app.browser().visit(web().with("returnUrl", address).address()).await;
    let inside = visit("https://deals.acme.example/eu/spring?x=1").await;
    assert_eq!(inside.link("Back to Acme Outfitters"), "https://deals.acme.example/eu/spring?x=1");
    for outside in [
        "https://deals.acme.example/",
        "https://deals.acme.example/eu",
        "https://deals.acme.example/europe/",
        "https://deals.acme.example/eu/../admin",
        "https://deals.acme.example/eu/%2e%2e/admin",
        "https://deals.acme.example/eu/%2E%2E%2Fadmin",
        "https://deals.acme.example/eu/..;/admin",
        "https://deals.acme.example/eu/..%2fadmin",
        "https://deals.acme.example/eu/%252e%252e/admin",
        "https://deals.acme.example/eu/..%5cadmin",
        "https://deals.acme.example//eu/x",
        "https://deals.acme.example/EU/x",
    ] {
        assert_eq!(visit(outside).await.heading(), "This link doesn’t work", "{outside}");
    }
}

#[tokio::test]
async fn c10_addresses_with_tokens_are_told_to_nobody() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let page = browser.sign_up(&app, &legacy(), "grace@example.com").await;
    page.landing();
    assert_eq!(page.answer.header("referrer-policy"), "no-referrer");
    let page = browser.visit(legacy().address()).await.press("Continue as g…@example.com").await;
    page.landing();
    assert_eq!(page.answer.header("referrer-policy"), "no-referrer");
    let reset = web()
        .to("/identity/reset-password")
        .with("customerPasswordResetId", "x")
        .with("resetPasswordToken", "y");
    let page = browser.visit(reset.address()).await;
    // The page posts to itself: `no-referrer` would make its origin "null", and the origin check refuses that.
    assert_eq!(page.answer.header("referrer-policy"), "same-origin");
}

#[tokio::test]
async fn c11_with_session_handover_no_token_is_in_any_address_cookie_or_page() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let page = browser.sign_up(&app, &web(), "grace@example.com").await;
    assert_eq!(page.landing().url.as_str(), "https://shop.acme.example/cart");
    let token = browser.send_token_request("market:code:usa").await.json()["access_token"].to_string();
    let again = browser.visit(web().address()).await.press("Continue as g…@example.com").await;
    for answer in page.trail.iter().chain(&again.trail).chain([&page.answer, &again.answer]) {
        let all = format!("{:?} {}", answer.headers, answer.body);
        assert!(!all.contains("eyJ") && !all.contains(token.trim_matches('"')));
    }
    assert!(!browser.cookie("__Host-vestibule-acme").unwrap().contains("eyJ"));
}

#[tokio::test]
async fn c12_the_return_address_of_a_sign_up_is_kept_here_and_not_in_the_browser() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.begin_sign_up(&web(), "grace@example.com").await;
    let code = app.code_for("grace@example.com").await;
    let other: Link = web().to("/verify").with("returnUrl", "https://shop.acme.example/elsewhere");
    let answer =
        browser.post(&other.address(), &[("code", &code), ("returnUrl", "https://evil.tld")]).send().await;
    assert_eq!(answer.header("location"), "https://shop.acme.example/cart");
    app.tick().await;
}

#[tokio::test]
async fn c12_an_address_that_was_taken_off_the_list_meanwhile_is_not_used() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let page = browser.begin_sign_up(&web(), "grace@example.com").await;
    let code = app.code_for("grace@example.com").await;
    let statement = "update registrations set return_address = 'https://gone.example/' where client_id = $1";
    sqlx::query(statement).bind(WEB).execute(app.db()).await.unwrap();
    let page = page.fill("Code", &code).press("Confirm").await;
    assert_eq!(page.heading(), "Sign up", "begin again, with a link that holds");
}
