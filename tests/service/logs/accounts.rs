//! What people do with their accounts, each walk with its troubles.

use chrono::TimeDelta;
use reqwest::Method;

use super::Secrets;
use crate::bench::{Browser, Page, Plan, TestApp, WEB, other_code, web};

#[tokio::test]
async fn k17_nothing_that_people_do_with_their_accounts_leaves_a_secret_or_an_address_in_the_log() {
    let plan = Plan {
        adjust: |settings| settings.storefronts.iter_mut().for_each(|shop| shop.mailed_code = true),
        ..Plan::default()
    };
    let app = TestApp::planned(plan).await;
    let mut secrets = Secrets::default();
    recovering_by_code(&app, &mut secrets).await;
    recovering_by_link(&app, &mut secrets).await;
    signing_in_with_a_code(&app, &mut secrets).await;
    guessing_codes(&app, &mut secrets).await;
    changing_the_password(&app, &mut secrets).await;
    changing_the_address(&app, &mut secrets).await;
    changing_the_name(&app, &mut secrets).await;
    signing_out_elsewhere(&app, &mut secrets).await;
    reading_ones_data(&app, &mut secrets).await;
    closing_and_being_erased(&app, &mut secrets).await;
    secrets.are_not_logged(60);
}

/// Somebody who has just signed up, at a time of their own.
async fn newcomer(app: &TestApp, secrets: &mut Secrets, email: &str, password: &str) -> Browser {
    app.pass(TimeDelta::hours(1));
    secrets.keep([email, email.split('@').next().unwrap(), password]);
    let browser = app.browser();
    browser.always("user-agent", "Mozilla/5.0 device-never-logged Firefox/130.0");
    let page = browser.visit(web().signup().address()).await.sign_up_as(email, password).await;
    secrets.keep_cookies(&browser);
    let code = secrets.keep_code(app, email).await;
    page.fill("Code", &code).press("Confirm").await.landing();
    secrets.keep_cookies(&browser);
    browser
}

/// Commerce Layer is in trouble while the work is done, and then is not.
async fn tick_in_trouble(app: &TestApp) {
    for status in [401, 422, 500] {
        app.switches().fail_next(5, status);
        app.tick().await;
        app.pass(TimeDelta::minutes(15));
    }
    app.switches().reset();
    app.tick().await;
}

async fn ask_to_recover(browser: &Browser, email: &str) -> Page {
    let page = browser.visit(web().address()).await.click("Forgot your password?").await;
    page.fill("Email", email).press("Send me a code").await
}

async fn ask_for_a_code(browser: &Browser, email: &str) -> Page {
    browser.visit(web().address()).await.fill("Email", email).press("Send me a code instead").await
}

/// A password that is refused, one that is mistyped, and one that is taken.
async fn choose(page: Page, secrets: &mut Secrets, password: &str) -> Page {
    let (short, mistyped) = ("short-unlogd", format!("{password}-mistyped"));
    secrets.keep([short, password]);
    let page = page.fill("Password", short).fill("Confirm password", short).press("Set password").await;
    let page =
        page.fill("Password", password).fill("Confirm password", &mistyped).press("Set password").await;
    page.fill("Password", password).fill("Confirm password", password).press("Set password").await
}

async fn recovering_by_code(app: &TestApp, secrets: &mut Secrets) {
    let email = "oblivious.unlogged@example.com";
    newcomer(app, secrets, email, "unlogged-kettle-of-before").await;
    let browser = app.browser();
    let page = ask_to_recover(&browser, email).await;
    secrets.keep_cookies(&browser);
    secrets.keep_link(app, email).await;
    let code = secrets.keep_code(app, email).await;
    secrets.keep(["worded-unlogged-code"]);
    let page = page.fill("Code", "worded-unlogged-code").press("Continue").await;
    let page = page.fill("Code", &other_code(&code)).press("Continue").await;
    let page = page.fill("Code", &code).press("Continue").await;
    choose(page, secrets, "unlogged-kettle-of-today").await.landing();
    secrets.keep_cookies(&browser);
    app.tick().await;
}

async fn recovering_by_link(app: &TestApp, secrets: &mut Secrets) {
    let email = "remembering.unlogged@example.com";
    newcomer(app, secrets, email, "unlogged-teapot-of-before").await;
    ask_to_recover(&app.browser(), email).await;
    let link = secrets.keep_link(app, email).await;
    let phone = app.browser();
    let page = choose(phone.visit(&link).await, secrets, "unlogged-teapot-of-today").await;
    assert_eq!(page.heading(), "Your password is changed");
    secrets.keep_cookies(&phone);
    phone.visit(&link).await;
    phone.visit(format!("{link}-invented-unlogged")).await;
    ask_to_recover(&app.browser(), "stranger.unlogged@example.com").await;
    secrets.keep(["invented-unlogged", "stranger.unlogged"]);
    app.tick().await;
}

async fn signing_in_with_a_code(app: &TestApp, secrets: &mut Secrets) {
    let known = "coded.unlogged@example.com";
    newcomer(app, secrets, known, "unlogged-lantern-of-brass").await;
    let new = "uncoded.unlogged@example.com";
    secrets.keep(["uncoded.unlogged"]);
    for email in [known, new] {
        let browser = app.browser();
        let page = ask_for_a_code(&browser, email).await;
        secrets.keep_cookies(&browser);
        let code = secrets.keep_code(app, email).await;
        page.fill("Code", &code).press("Login").await.landing();
        secrets.keep_cookies(&browser);
        let token = browser.token(WEB, "market:code:usa", super::SHOP).await.json();
        secrets.keep(token["access_token"].as_str());
    }
    tick_in_trouble(app).await;
}

/// Until no more are taken, and with the right one when it is too late.
async fn guessing_codes(app: &TestApp, secrets: &mut Secrets) {
    let email = "guessed.unlogged@example.com";
    newcomer(app, secrets, email, "unlogged-lantern-of-glass").await;
    let browser = app.browser();
    let mut page = ask_for_a_code(&browser, email).await;
    secrets.keep_cookies(&browser);
    let code = secrets.keep_code(app, email).await;
    for _ in 0..6 {
        page = page.fill("Code", &other_code(&code)).press("Login").await;
    }
    page.fill("Code", &code).press("Login").await;
    app.pass(TimeDelta::minutes(11));
    let page = ask_for_a_code(&browser, email).await;
    let late = secrets.keep_code(app, email).await;
    app.pass(TimeDelta::minutes(11));
    page.fill("Code", &late).press("Login").await;
    secrets.keep_code(app, email).await;
}

async fn changing_the_password(app: &TestApp, secrets: &mut Secrets) {
    let email = "changing.unlogged@example.com";
    let browser = newcomer(app, secrets, email, "unlogged-basket-of-plums").await;
    let page = browser.visit(web().to("/account").address()).await.click("Change: Password").await;
    let page = choose(page, secrets, "unlogged-basket-of-pears").await;
    assert!(page.alert().unwrap().contains("Your password is changed"), "{:?}", page.alert());
    app.browser().sign_in(&web(), email, "unlogged-basket-of-plums").await;
    app.tick().await;
}

/// To an address that is free, to one that is not, and back.
async fn changing_the_address(app: &TestApp, secrets: &mut Secrets) {
    let (former, taken) = ("former.unlogged@example.com", "taken.unlogged@example.com");
    let latter = "latter.unlogged@example.com";
    secrets.keep(["latter.unlogged", "broken.unlogged"]);
    newcomer(app, secrets, taken, "unlogged-ladder-of-oak").await;
    let browser = newcomer(app, secrets, former, "unlogged-ladder-of-ash").await;
    let ask = async |email| {
        let page = browser.visit(web().to("/account/email").address()).await;
        page.fill("New email", email).press("Send me a code").await
    };
    ask("broken.unlogged@").await;
    ask(taken).await.fill("Code", "123456").press("Confirm").await;
    let page = ask(latter).await;
    secrets.keep_cookies(&browser);
    let code = secrets.keep_code(app, latter).await;
    let page = page.fill("Code", &other_code(&code)).press("Confirm").await;
    let page = page.fill("Code", &code).press("Confirm").await;
    assert!(page.alert().unwrap().contains("Your email is changed"), "{:?}", page.alert());
    tick_in_trouble(app).await;
    let link = secrets.keep_link(app, former).await;
    for _ in 0..2 {
        app.browser().visit(&link).await.press("Undo the change").await;
        tick_in_trouble(app).await;
    }
    app.browser().visit(link.replace("token=", "token=undone-unlogged")).await;
    secrets.keep(["undone-unlogged"]);
}

async fn changing_the_name(app: &TestApp, secrets: &mut Secrets) {
    let browser = newcomer(app, secrets, "named.unlogged@example.com", "unlogged-trumpet-of-tin").await;
    secrets.keep(["Nameless-Unlogged"]);
    let page = browser.visit(web().to("/account/profile").address()).await;
    page.fill("Name", "Nameless-Unlogged").press("Save").await;
    tick_in_trouble(app).await;
}

async fn signing_out_elsewhere(app: &TestApp, secrets: &mut Secrets) {
    let (email, password) = ("elsewhere.unlogged@example.com", "unlogged-compass-of-horn");
    let browser = newcomer(app, secrets, email, password).await;
    for _ in 0..2 {
        let other = app.browser();
        other.always("user-agent", "Mozilla/5.0 other-never-logged (Linux; Android 14) Firefox/130.0");
        other.sign_in(&web(), email, password).await.landing();
        secrets.keep_cookies(&other);
    }
    secrets.keep(["device-never-logged", "other-never-logged"]);
    let page = browser.visit(web().to("/account").address()).await;
    let page = page.press_labelled("Sign out: Firefox on Android").await;
    let page = page.press("Sign out everywhere else").await;
    assert!(!page.text().contains("Firefox on Android"), "{}", page.text());
    tick_in_trouble(app).await;
}

async fn reading_ones_data(app: &TestApp, secrets: &mut Secrets) {
    let browser = newcomer(app, secrets, "curious.unlogged@example.com", "unlogged-mirror-of-ice").await;
    let answer = browser.request(Method::GET, &web().to("/account/data").address()).send().await;
    assert!(answer.body.contains("curious.unlogged"), "{}", answer.body);
    app.tick().await;
}

async fn closing_and_being_erased(app: &TestApp, secrets: &mut Secrets) {
    let (email, password) = ("leaving.unlogged@example.com", "unlogged-anchor-of-lead");
    let browser = newcomer(app, secrets, email, password).await;
    browser.visit(web().to("/account/close").address()).await.press("Close my account").await;
    tick_in_trouble(app).await;
    app.browser().sign_in(&web(), email, password).await;
    let browser = app.browser();
    browser.sign_in(&web(), email, password).await;
    secrets.keep_cookies(&browser);
    browser.visit(web().to("/account/close").address()).await.press("Close my account").await;
    app.pass(TimeDelta::days(14));
    tick_in_trouble(app).await;
    assert!(app.browser().sign_in(&web(), email, password).await.alert().is_some(), "erased");
}
