//! English and Italian, by link, by browser, by shop.

use crate::bench::{PASSWORD, TestApp, framed, web};

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
        ("de", Some("fr"), "en"),
        ("de", Some(":lang"), "en"),
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
    let button = page.all("button[type=submit]").pop().unwrap();
    let page = page.fill(&confirm, PASSWORD).press(&button).await;
    assert_eq!(page.attributes("html", "lang"), ["it"]);
    let letter = app.letters_to("grazia@example.com").await.remove(0);
    assert!(letter.text.contains("codice"), "{}", letter.text);
    let code = app.code_for("grazia@example.com").await;
    let (label, button) = (page.all("label").remove(0), page.all("button[type=submit]").remove(0));
    page.fill(&label, &code).press(&button).await.landing();
    app.tick().await;
}

#[tokio::test]
async fn changing_the_language_keeps_the_way_to_the_shop() {
    let app = TestApp::start().await;
    let browser = app.browser();
    for path in ["/identity/login", "/identity/signup"] {
        let link = web().to(path).with("returnUrl", "https://shop.acme.example/p?size=L&color=red#top");
        let page = browser.visit(link.address()).await.click("Italiano").await;
        assert_eq!(page.attributes("html", "lang"), ["it"]);
        let page = page.click("English").await;
        assert_eq!(page.attributes("html", "lang"), ["en"]);
        assert_eq!(page.link("Back to Acme Outfitters"), "https://shop.acme.example/p?size=L&color=red#top");
    }
    let page = browser.begin_sign_up(&web(), "grace@example.com").await.click("Italiano").await;
    assert_eq!(page.attributes("html", "lang"), ["it"]);
    assert!(page.text().contains("grace@example.com"), "still the same sign-up");
    app.tick().await;
}
