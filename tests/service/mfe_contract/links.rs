//! Paths and required parameters (contract 0.1), and links as every caller builds them (0.2, tolerances 1 to 3).

use reqwest::StatusCode;
use url::Url;

use crate::bench::{TestApp, WEB, legacy, web};

const USA: &str = "market:code:usa";

#[tokio::test]
async fn every_route_answers_under_both_prefixes_with_and_without_a_slash() {
    let app = TestApp::start().await;
    let browser = app.browser();
    for (name, heading) in
        [("login", "Login"), ("signup", "Sign up"), ("reset-password", "This link no longer works")]
    {
        for path in [
            format!("/identity/{name}"),
            format!("/identity/{name}/"),
            format!("/{name}"),
            format!("/{name}/"),
        ] {
            let page = browser.visit(web().to(&path).address()).await;
            assert_eq!(page.heading(), heading, "{path}");
            assert!(page.trail.is_empty(), "{path}: answered, not redirected");
        }
    }
    for path in [
        "/identity",
        "/identity/",
        "/",
        "/identity/:identity_type",
        "/:identity_type",
        "/identity/%3Aidentity_type",
    ] {
        let page = browser.visit(web().to(path).address()).await;
        assert_eq!((page.heading().as_str(), page.trail.len()), ("Login", 1), "{path}");
        assert_eq!(page.url().query(), Some(web().query().as_str()), "{path}: the whole query");
    }
    for path in
        ["/identity/nothing", "/identity/login/more", "/identity/Login", "/nothing", "/identity//login"]
    {
        let page = browser.visit(web().to(path).address()).await;
        assert_eq!(
            (page.status(), page.heading().as_str()),
            (StatusCode::NOT_FOUND, "Page not found"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn each_of_the_three_parameters_is_required_on_every_page() {
    let app = TestApp::start().await;
    let browser = app.browser();
    for path in ["/identity/login", "/login", "/identity/signup", "/identity/reset-password"] {
        for name in ["clientId", "scope", "returnUrl"] {
            for link in [web().without(name), web().with(name, ""), web().with(name, ":client_id")] {
                let page = browser.visit(link.to(path).address()).await;
                assert_eq!(page.status(), StatusCode::BAD_REQUEST, "{path} {name}");
                assert_eq!(page.heading(), "Missing required parameter.", "{path} {name}");
                assert!(page.text().contains(name), "{}", page.text());
            }
        }
    }
    let page = browser.visit("/identity").await;
    assert_eq!(page.heading(), "Missing required parameter.");
    let wrong_case = web().without("clientId").with("clientid", WEB);
    assert_eq!(browser.visit(wrong_case.address()).await.heading(), "Missing required parameter.");
}

#[tokio::test]
async fn an_unknown_shop_or_scope_is_an_error_page_and_never_a_redirect() {
    let app = TestApp::start().await;
    let browser = app.browser();
    for (link, heading) in [
        (web().with("clientId", "unknown"), "We don’t know this shop"),
        (web().with("clientId", &WEB.to_uppercase()), "We don’t know this shop"),
        (web().with("scope", "market:code:closed"), "This link doesn’t work"),
        (web().with("scope", "market:code:usa "), "This link doesn’t work"),
        (web().with("scope", "market:code:usa market:code:europe"), "This link doesn’t work"),
        (web().with("publicScope", "market:all"), "This link doesn’t work"),
        (web().with("returnUrl", "https://evil.example/"), "This link doesn’t work"),
    ] {
        let page = browser.visit(link.address()).await;
        assert_eq!(page.status(), StatusCode::BAD_REQUEST, "{}", link.address());
        assert_eq!(page.heading(), heading, "{}", link.address());
        assert!(page.trail.is_empty());
    }
}

/// Tolerance 1: drop-in puts `location.href` into the link as it is.
#[tokio::test]
async fn a_return_address_that_nobody_encoded_is_put_together_again() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let back = async |tail: &str| {
        let address = format!(
            "/identity/login?clientId={WEB}&scope=market:code:usa&publicScope=market:code:usa&{tail}"
        );
        browser.visit(address).await.link("Back to Acme Outfitters")
    };
    for (tail, expected) in [
        ("lang=en&returnUrl=https://shop.acme.example/p?size=L&color=red", "/p?size=L&color=red"),
        ("returnUrl=https://shop.acme.example/p?size=L&color=red&lang=en", "/p?size=L&color=red"),
        (
            "returnUrl=https://shop.acme.example/p?a=1&b=2&c=&lang=en&resetPasswordUrl=https://shop.acme.example/reset",
            "/p?a=1&b=2&c=",
        ),
        ("lang=en&returnUrl=https://shop.acme.example/p", "/p"),
        ("returnUrl=https://shop.acme.example/?flag&x", "/?flag&x"),
        ("returnUrl=https://shop.acme.example/p%3Fq%3D1%26r%3D2", "/p?q=1&r=2"),
        ("lang=en&returnUrl=https://shop.acme.example/a+b", "/a%20b"),
    ] {
        assert_eq!(back(tail).await, format!("https://shop.acme.example{expected}"), "{tail}");
    }
}

/// Tolerance 2: a template of an organization's settings whose placeholders nobody filled in.
#[tokio::test]
async fn unreplaced_placeholders_are_absent_values() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let template = "/identity/:identity_type?clientId=:client_id&scope=:scope&publicScope=:public_scope&lang=:lang\
                    &returnUrl=:return_url&resetPasswordUrl=:reset_password_url";
    assert_eq!(browser.visit(template).await.heading(), "Missing required parameter.");
    let filled = template
        .replace(":client_id", WEB)
        .replace(":scope", USA)
        .replace(":return_url", "https://shop.acme.example/cart");
    let page = browser.visit(filled).await;
    assert_eq!(page.heading(), "Login");
    assert!(page.link("Forgot your password?").starts_with("/recover?"), "our own, where the shop has none");
    assert_eq!(page.attributes("html", "lang"), ["en"]);
    let encoded = web().with("publicScope", ":public_scope").with("customerEmail", ":customer_email");
    let page = browser.visit(encoded.address()).await;
    assert_eq!(page.value_of("Email"), "");
}

/// Tolerance 3: the links of drop-in before and after 2.26, and those of react-components' fallback.
#[tokio::test]
async fn the_links_of_every_caller_lead_to_the_right_page() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let here = "https://shop.acme.example/products/shirt?size=L&color=red";
    let encoded = "https%3A%2F%2Fshop.acme.example%2Fproducts%2Fshirt%3Fsize%3DL%26color%3Dred";
    for (link, heading) in [
        (
            format!("/identity/login?clientId={WEB}&scope={USA}&publicScope={USA}&lang=en&returnUrl={here}"),
            "Login",
        ),
        (
            format!("/identity/signup?clientId={WEB}&scope={USA}&publicScope={USA}&returnUrl={here}&lang=en"),
            "Sign up",
        ),
        (format!("/identity/login?clientId={WEB}&scope={USA}&returnUrl={here}"), "Login"),
        (format!("/identity/?accessToken=guest&clientId={WEB}&scope={USA}&returnUrl={encoded}"), "Login"),
        (format!("/?accessToken=guest&clientId={WEB}&scope={USA}&returnUrl={encoded}"), "Login"),
        (
            format!(
                "/signup?accessToken=guest&clientId={WEB}&scope={USA}&returnUrl={here}&resetPasswordUrl="
            ),
            "Sign up",
        ),
    ] {
        let page = browser.visit(&link).await;
        assert_eq!(page.heading(), heading, "{link}");
        assert_eq!(page.link("Back to Acme Outfitters"), here, "{link}");
    }
}

/// 0.6: what a return address may be when it is relative.
#[tokio::test]
async fn a_relative_return_address_is_taken_from_the_shop_s_own_root() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.always("referer", "https://evil.example/en/cart");
    for (relative, expected) in [
        ("/account", Some("https://legacy.acme.example/account")),
        ("account", Some("https://legacy.acme.example/account")),
        ("/a?b=c#d", Some("https://legacy.acme.example/a?b=c#d")),
        ("?b=c", Some("https://legacy.acme.example/?b=c")),
        ("/../../account", Some("https://legacy.acme.example/account")),
        ("//evil.example", None),
        ("///evil.example", None),
        ("/\\evil.example", None),
        ("\\\\evil.example", None),
        ("/%5Cevil.example", Some("https://legacy.acme.example/%5Cevil.example")),
    ] {
        let page = browser.visit(legacy().with("returnUrl", relative).address()).await;
        match expected {
            Some(expected) => assert_eq!(page.link("Back to Acme Outfitters"), expected, "{relative}"),
            None => assert_eq!(page.heading(), "This link doesn’t work", "{relative}"),
        }
    }
}

#[tokio::test]
async fn a_page_s_own_address_can_be_reloaded_on_every_step() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let page = browser.begin_sign_up(&web(), "grace@example.com").await;
    for path in ["/verify", "/verify/resend"] {
        let mut url: Url = page.url().clone();
        url.set_path(path);
        assert_eq!(browser.visit(url.as_str()).await.heading(), "Check your email", "{path}");
    }
    app.tick().await;
}
