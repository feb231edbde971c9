//! Pages inside a frame of the shop (contract 0.5).

use reqwest::Method;

use crate::bench::{TestApp, framed, web};

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
