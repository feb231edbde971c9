//! What the shop gets in its return address (contract 0.2 tolerance 4, 0.3, 0.4), and the original's own walk (0.8).

use crate::bench::{LEGACY, PASSWORD, TestApp, legacy};

const USA: &str = "market:code:usa";

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
