//! A guest's cart comes along by every way in, and to every shop.

use vestibule::config::CartPolicy;

use crate::bench::{
    Browser, FRAMED, LEGACY, PASSWORD, Plan, ProviderPlan, Shelf, TestApp, framed, legacy, policy, web,
};

const GRACE: &str = "grace@example.com";
const TAKE: &str = "Take this cart along";

async fn guest_at(app: &TestApp, client_id: &'static str, origin: &'static str) -> (Browser, String) {
    let browser = app.browser();
    let order = browser.make_order(app, "market:code:usa").await;
    browser.put_cart_at(Shelf { client_id, origin, ..Shelf::default() }, &order).await;
    (browser, order)
}

#[tokio::test]
async fn who_comes_from_a_provider_brings_the_cart() {
    for person in ["vera", "uma"] {
        let plan = Plan { providers: &[ProviderPlan::TRUSTED], ..Plan::with_carts(|_| {}) };
        let app = TestApp::planned(plan).await;
        let browser = app.browser();
        let order = browser.fill_cart(&app).await;
        let page = browser.visit(web().address()).await.click("Continue with Example ID").await;
        let page = page.as_person(person).await;
        if person == "uma" {
            // An address that the provider has not proven takes the detour.
            let code = app.code_for("uma@people.example").await;
            page.fill("Code", &code).press("Confirm").await.landing();
        }
        app.tick().await;
        assert_eq!(browser.cart().await, order, "{person}");
        let customer = app.customer_id(&format!("{person}@people.example"));
        assert_eq!(app.order(&order).customer, customer, "{person}");
    }
}

#[tokio::test]
async fn a_shop_with_the_token_in_the_address_asks_before_it_gets_one() {
    let app = TestApp::with_carts(|settings| policy(settings, CartPolicy::Ask)).await;
    let (browser, order) = guest_at(&app, LEGACY, "https://legacy.acme.example").await;
    let page = browser.sign_up(&app, &legacy(), GRACE).await;
    assert_eq!(page.heading(), "Which cart?");
    let landing = page.press(TAKE).await.landing();
    assert!(landing.parameter("accessToken").is_some());
    app.tick().await;
    assert_eq!(app.order(&order).customer, app.customer_id(GRACE));
}

#[tokio::test]
async fn the_question_stands_in_the_shop_s_frame_where_the_login_did() {
    let app = TestApp::with_carts(|settings| policy(settings, CartPolicy::Ask)).await;
    app.browser().sign_up(&app, &web(), GRACE).await.landing();
    let (browser, order) = guest_at(&app, FRAMED, "https://framed.acme.example").await;
    let link = framed().with("lang", "en").with("embed", "true");
    let page = browser.sign_in(&link, GRACE, PASSWORD).await;
    assert_eq!(page.heading(), "Which cart?");
    assert_eq!(page.all("header").len(), 0);
    let policy = page.answer.header("content-security-policy");
    assert!(policy.contains("frame-ancestors https://framed.acme.example;"), "{policy}");
    page.press(TAKE).await;
    app.tick().await;
    assert_eq!(app.order(&order).customer, app.customer_id(GRACE));
}

#[tokio::test]
async fn who_comes_for_the_account_page_is_asked_first_and_gets_there() {
    let app = TestApp::with_carts(|settings| policy(settings, CartPolicy::Ask)).await;
    app.browser().sign_up(&app, &web(), GRACE).await.landing();
    let browser = app.browser();
    browser.fill_cart(&app).await;
    let page = browser.sign_in(&web().with("then", "account"), GRACE, PASSWORD).await;
    assert_eq!(page.press(TAKE).await.url().path(), "/account");
}
