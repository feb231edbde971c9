//! Sign-up, from the shop's link to the shop.

use crate::bench::{PASSWORD, TestApp, WEB, web};

#[tokio::test]
async fn a_shopper_signs_up_confirms_the_address_and_is_back_in_the_shop() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let page = browser.visit(web().address()).await;
    assert_eq!(page.heading(), "Login");
    let page = page.click("Sign up for free").await;
    assert_eq!(page.heading(), "Sign up");
    let page = page
        .fill("Email", "grace@example.com")
        .fill("Password", PASSWORD)
        .fill("Confirm password", PASSWORD)
        .press("Sign up")
        .await;
    assert_eq!(page.heading(), "Check your email");
    assert!(page.text().contains("grace@example.com"));
    assert_eq!(app.count("accounts").await, 0);
    assert!(app.sandbox.customer("acme", "grace@example.com").is_none());

    let code = app.code_for("grace@example.com").await;
    let landing = page.fill("Code", &code).press("Confirm").await.landing();
    assert_eq!(landing.url.as_str(), "https://shop.acme.example/cart");
    app.tick().await;
    let customer = app.sandbox.customer("acme", "grace@example.com").unwrap();
    let token = browser.token(WEB, "market:code:usa", "https://shop.acme.example").await.json();
    assert_eq!(token["kind"], "customer");
    assert_eq!(token["customer_id"], customer.id);
}
