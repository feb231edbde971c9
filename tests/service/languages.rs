//! The language of a page: by link, by account, by choice, by browser, by shop.

use vestibule::config::Settings;
use vestibule::i18n::{Language, OwnText, OwnTexts};

use crate::bench::{PASSWORD, Plan, TestApp, framed, web};

#[tokio::test]
async fn the_link_decides_then_the_browser_then_the_shop() {
    let app = TestApp::start().await;
    let heading = async |browser_wants: &str, link: &str| {
        let browser = app.browser();
        browser.always("accept-language", browser_wants);
        let page = browser.visit(link).await;
        let tag = page.attributes("html", "lang").pop().unwrap();
        assert_eq!(page.heading(), if tag == "it" { "Accedi" } else { "Login" });
        tag
    };
    for (browser_wants, lang, expected) in [
        ("it-IT,it;q=0.9,en;q=0.8", None, "it"),
        ("it-IT,it;q=0.9,en;q=0.8", Some("en"), "en"),
        ("en", Some("it"), "it"),
        ("en", Some("it-CH"), "it"),
        ("en;q=0.1, it;q=0.7", None, "it"),
        ("fi", Some("da"), "en"),
        ("fi", Some(":lang"), "en"),
        ("it", Some("\u{0}"), "it"),
        ("*;q=banana, ,;;,", None, "en"),
    ] {
        let link = lang.map_or(web(), |lang| web().with("lang", lang));
        assert_eq!(heading(browser_wants, &link.address()).await, expected, "{browser_wants} {lang:?}");
    }
    assert_eq!(heading("de", &framed().address()).await, "it", "the shop's first language");
}

#[tokio::test]
async fn a_whole_sign_up_in_italian_letter_and_all() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let page = browser.visit(web().signup().with("lang", "it").address()).await;
    assert_eq!(page.heading(), "Registrati");
    let page = page.fill("Email", "grazia@example.com").fill("Password", PASSWORD);
    let confirm = page.all("label").pop().unwrap();
    let button = page.all("main button[type=submit]").pop().unwrap();
    let page = page.fill(&confirm, PASSWORD).press(&button).await;
    assert_eq!(page.attributes("html", "lang"), ["it"]);
    let letter = app.letters_to("grazia@example.com").await.remove(0);
    assert!(letter.text.contains("codice"), "{}", letter.text);
    let code = app.code_for("grazia@example.com").await;
    let (label, button) = (page.all("label").remove(0), page.all("main button[type=submit]").remove(0));
    page.fill(&label, &code).press(&button).await.landing();
    app.tick().await;
}

#[tokio::test]
async fn changing_the_language_keeps_the_way_to_the_shop() {
    let app = TestApp::start().await;
    let browser = app.browser();
    for path in ["/identity/login", "/identity/signup"] {
        let link = web().to(path).with("returnUrl", "https://shop.acme.example/p?size=L&color=red#top");
        let page = browser.visit(link.address()).await.choose("Italiano").await;
        assert_eq!(page.attributes("html", "lang"), ["it"]);
        let page = page.choose("English").await;
        assert_eq!(page.attributes("html", "lang"), ["en"]);
        assert_eq!(page.link("Back to Acme Outfitters"), "https://shop.acme.example/p?size=L&color=red#top");
    }
    let page = browser.begin_sign_up(&web(), "grace@example.com").await.choose("Italiano").await;
    assert_eq!(page.attributes("html", "lang"), ["it"]);
    assert!(page.text().contains("grace@example.com"), "still the same sign-up");
    app.tick().await;
}

#[tokio::test]
async fn a_chosen_language_is_remembered_and_one_that_a_link_brought_is_not() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.always("accept-language", "en");
    let tag = async |link: String| browser.visit(link).await.attributes("html", "lang").remove(0);
    assert_eq!(tag(web().with("lang", "it").address()).await, "it");
    assert_eq!(tag(web().address()).await, "en", "the shop's link said so, not the person");
    let page = browser.visit(web().address()).await.choose("Deutsch").await;
    assert_eq!(page.attributes("html", "lang"), ["de"]);
    assert_eq!(tag(web().address()).await, "de", "now the person did");
    assert_eq!(tag(web().with("lang", "it").address()).await, "it", "a link still goes before");
    assert_eq!(tag("/nowhere".to_owned()).await, "de");
}

#[tokio::test]
async fn who_is_signed_in_is_spoken_to_in_the_account_s_language() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.always("accept-language", "ar");
    let page = browser.visit(web().address()).await;
    assert_eq!(
        (page.attributes("html", "lang"), page.attributes("html", "dir")),
        (vec!["ar".into()], vec!["rtl".into()])
    );
    browser.always("accept-language", "en");
    browser.sign_up(&app, &web(), "grace@example.com").await;
    browser.always("accept-language", "sv");
    let page = browser.visit(web().address()).await;
    assert_eq!(page.attributes("html", "lang"), ["en"], "that of the sign-up");
    assert_eq!(
        page.choose("العربية").await.attributes("html", "lang"),
        ["ar"],
        "unless another is asked for"
    );
    app.tick().await;
}

#[tokio::test]
async fn a_shop_s_own_words_stand_in_its_pages_and_letters_and_in_no_other_s() {
    fn adjust(settings: &mut Settings) {
        let texts = [("login-heading", "Good to see you"), ("letter-code-lead", "Hello from { $shop }.")];
        let texts = texts.map(|(key, text)| OwnText::parse(key, text).unwrap()).to_vec();
        settings.storefronts[0].texts = OwnTexts::new([(Language::English, texts)].into());
    }
    let app = TestApp::planned(Plan { adjust, ..Plan::default() }).await;
    let browser = app.browser();
    assert_eq!(browser.visit(web().address()).await.heading(), "Good to see you");
    assert_eq!(browser.visit(framed().with("lang", "en").address()).await.heading(), "Login");
    browser.begin_sign_up(&web(), "grace@example.com").await;
    let letter = app.letters_to("grace@example.com").await.remove(0);
    assert!(letter.text.starts_with("Hello from Acme Outfitters."), "{}", letter.text);
    app.tick().await;
}
