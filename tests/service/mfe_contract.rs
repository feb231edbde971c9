//! The compatibility contract of the Identity MFE (contract 0.1 to 0.8): links that shops have today lead here
//! with only the host changed.

use reqwest::{Method, StatusCode};
use url::Url;
use vestibule::sandbox::Api;

use crate::bench::{LEGACY, PASSWORD, TestApp, WEB, framed, legacy, web};

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

#[tokio::test]
async fn a_scope_of_several_parts_is_passed_on_unchanged() {
    let app = TestApp::start().await;
    let scope = "market:id:AcmeMktUsa stock_location:id:AcmeStkUsa";
    let browser = app.browser();
    browser.sign_up(&app, &web().with("scope", scope), "grace@example.com").await.landing();
    let token = browser.send_token_request(scope).await.json();
    assert_eq!((&token["scope"], &token["kind"]), (&scope.into(), &"customer".into()));
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
    assert!(page.find_link("Forgot your password?").is_none());
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

/// Tolerance 4 and 0.3: set, not appended; order, other parameters and fragment as they were.
#[tokio::test]
async fn the_token_goes_into_the_return_address_exactly_as_shops_read_it() {
    let app = TestApp::start().await;
    let stale = "https://legacy.acme.example/p?a=1&accessToken=old&scope=old&b=%C3%A9+x&expires=old&scope=older#reviews";
    let landing =
        app.browser().sign_up(&app, &legacy().with("returnUrl", stale), "grace@example.com").await.landing();
    let token = landing.parameter("accessToken").unwrap();
    let expected = format!(
        "https://legacy.acme.example/p?a=1&b=%C3%A9+x&accessToken={token}&scope=market%3Acode%3Ausa\
         &expires=2027-03-01T11%3A00%3A00.000Z#reviews"
    );
    assert_eq!(landing.url.as_str(), expected);
    let claims = app.claims("acme", &token).await;
    let expires = chrono::DateTime::parse_from_rfc3339(&landing.parameter("expires").unwrap()).unwrap();
    assert_eq!(claims["exp"], expires.timestamp());
    assert_eq!(landing.url.query_pairs().count(), 5, "no refresh token, no customer id, no state");
}

#[tokio::test]
async fn the_redirect_with_a_token_tells_nobody_where_it_came_from() {
    let app = TestApp::start().await;
    let page = app.browser().sign_up(&app, &legacy(), "grace@example.com").await;
    page.landing();
    assert_eq!(page.answer.header("referrer-policy"), "no-referrer");
    assert_eq!(page.answer.header("cache-control"), "no-store");
    assert_eq!(page.answer.body, "", "no token in a body that somebody might keep");
}

#[tokio::test]
async fn an_access_token_in_a_link_is_ignored_and_handed_to_nobody() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let token = "eyJhbGciOiJSUzUxMiJ9.eyJndWVzdCI6dHJ1ZX0.c2lnbmF0dXJl";
    // The rules of the bench refuse any page and any redirect with a token in it.
    for path in ["/identity/login", "/identity/signup", "/identity", "/", "/identity/:identity_type"] {
        let page = browser.visit(web().to(path).with("accessToken", token).address()).await;
        assert_eq!(page.status(), StatusCode::OK, "{path}");
        assert!(!page.url().as_str().contains("accessToken") || page.trail.is_empty(), "{path}");
    }
}

#[tokio::test]
async fn a_private_market_is_entered_with_a_public_scope_for_guests() {
    let app = TestApp::start().await;
    let link = legacy().with("scope", "market:code:vip").with("publicScope", USA);
    let browser = app.browser();
    let landing = browser.sign_up(&app, &link, "vic@example.com").await.landing();
    assert_eq!(landing.parameter("scope").as_deref(), Some("market:code:vip"));
    let claims = app.claims("acme", &landing.parameter("accessToken").unwrap()).await;
    assert_eq!(claims["owner"]["id"], "AcmeCusVic");
    let refused = |e: &&vestibule::sandbox::JournalEntry| e.api == Api::Auth && e.status >= 400;
    assert_eq!(
        app.sandbox.journal().iter().filter(refused).count(),
        0,
        "no guest asked for the closed market"
    );

    let page = app.browser().sign_up(&app, &link, "grace@example.com").await;
    assert_eq!(page.status(), StatusCode::FORBIDDEN);
    assert_eq!(page.heading(), "This account can’t be used here");
    let login = page.press("Use another account").await;
    assert_eq!(login.heading(), "Login");
    login.sign_in_as("vic@example.com", PASSWORD).await.landing();
    app.tick().await;
}

#[tokio::test]
async fn a_private_market_without_a_public_scope_still_has_its_pages() {
    let app = TestApp::start().await;
    let page = app.browser().visit(legacy().with("scope", "market:code:vip").address()).await;
    assert_eq!(page.heading(), "Login");
}

#[tokio::test]
async fn the_link_for_forgotten_passwords_is_the_shop_s_own() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let forgot = async |url: &str| {
        let page = browser.visit(web().with("resetPasswordUrl", url).address()).await;
        page.find_link("Forgot your password?")
    };
    for url in ["https://shop.acme.example/reset?x=1&y=2#top", "http://other.example/reset"] {
        assert_eq!(forgot(url).await.as_deref(), Some(url));
    }
    for url in [
        "javascript:alert(1)",
        "data:text/html,x",
        "/reset",
        "//evil.example",
        "ftp://x.example/",
        "",
        "x",
        "JaVaScRiPt:x",
    ] {
        assert_eq!(forgot(url).await, None, "{url}");
    }
    let link = web().with("resetPasswordUrl", "https://shop.acme.example/reset").signup();
    let page = browser.visit(link.address()).await.click("Login").await;
    assert!(page.find_link("Forgot your password?").is_some(), "carried from sign-up to login");
}

#[tokio::test]
async fn an_address_in_the_link_fills_the_field_plus_and_all() {
    let app = TestApp::start().await;
    let browser = app.browser();
    for path in ["/identity/login", "/identity/signup"] {
        let link = web().to(path).address();
        for raw in ["ada+shop@example.com", "ada%2Bshop@example.com", "ada%20shop%40example.com"] {
            let page = browser.visit(format!("{link}&customerEmail={raw}")).await;
            assert_eq!(page.value_of("Email"), "ada+shop@example.com", "{raw}");
        }
        let page = browser.visit(format!("{link}&customerEmail=a+b+c@example.com")).await;
        assert_eq!(page.value_of("Email"), "a+b+c@example.com", "every space, not only the first");
    }
}

/// 0.5: framing is off but for the shops that ask for it.
#[tokio::test]
async fn only_a_shop_that_asked_may_show_the_pages_in_a_frame() {
    let app = TestApp::start().await;
    let browser = app.browser();
    for path in ["/identity/login", "/identity/signup", "/identity/reset-password", "/logout", "/signed-out"]
    {
        let page = browser.visit(web().to(path).with("embed", "true").address()).await;
        assert!(page.answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(page.answer.header("x-frame-options"), "DENY", "{path}");
        let page = browser.visit(framed().to(path).address()).await;
        let policy = page.answer.header("content-security-policy");
        assert!(policy.contains("frame-ancestors https://framed.acme.example;"), "{path}: {policy}");
        assert_eq!(page.answer.header("x-frame-options"), "", "{path}");
    }
}

#[tokio::test]
async fn an_embedded_page_has_neither_header_nor_footer() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let plain = browser.visit(framed().address()).await;
    assert_eq!((plain.all("header").len(), plain.all("footer").len()), (1, 1));
    for other in ["1", "false", "TRUE", ""] {
        let page = browser.visit(framed().with("embed", other).address()).await;
        assert_eq!(page.all("header").len(), 1, "embed={other}");
    }
    let page = browser.visit(framed().with("embed", "true").address()).await;
    assert_eq!((page.all("header").len(), page.all("footer").len()), (0, 0));
    let link = page.attributes("main a", "href").pop().unwrap();
    assert!(link.contains("embed=true"), "carried on: {link}");
    let in_frame =
        browser.request(Method::GET, &framed().address()).header("sec-fetch-dest", "iframe").send().await;
    assert!(!in_frame.body.contains("<header"));
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

/// 0.8: what the Identity MFE's own end-to-end tests do, against us.
#[tokio::test]
async fn the_acceptance_walk_of_the_original_passes() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let link = legacy().with("returnUrl", "https://legacy.acme.example/a page?q=a b");
    let page = browser.visit(link.address()).await;
    assert_eq!(page.heading(), "Login");
    let page = page.click("Sign up for free").await;
    let page =
        page.fill("Email", "grace@example.com").fill("Password", PASSWORD).fill("Confirm password", PASSWORD);
    let page = page.press("Sign up").await;
    let code = app.code_for("grace@example.com").await;
    page.fill("Code", &code).press("Confirm").await.landing();
    let page = app.browser().visit(link.address()).await;
    let page = page.fill("Email", "grace@example.com").fill("Password", PASSWORD);
    let landing = page.press("Login").await.landing();
    assert!(
        landing.url.as_str().starts_with("https://legacy.acme.example/a%20page?q=a+b&accessToken="),
        "{}",
        landing.url
    );
    assert_eq!(landing.parameter("scope").as_deref(), Some(USA));
    assert!(landing.parameter("expires").is_some());
    app.tick().await;
}

/// The token has to be small: drop-in keeps it in a cookie (contract 0.4).
#[tokio::test]
async fn the_token_fits_into_the_cookie_of_the_shop() {
    let app = TestApp::start().await;
    let landing = app.browser().sign_up(&app, &legacy(), "grace@example.com").await.landing();
    let token = landing.parameter("accessToken").unwrap();
    assert!(token.len() < 3000, "{}", token.len());
    let claims = app.claims("acme", &token).await;
    assert_eq!(claims["application"]["client_id"], LEGACY);
    assert_eq!(claims["application"]["kind"], "sales_channel");
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
