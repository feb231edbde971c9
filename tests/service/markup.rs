//! Group K, first part: what others say is text in our pages and letters, never markup.

use reqwest::{Method, StatusCode};

use crate::bench::{PASSWORD, Plan, TestApp, shop_seed, web};

const ATTACKS: [&str; 8] = [
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "\" autofocus onfocus=alert(1) x=\"",
    "</title><svg onload=alert(1)>",
    "</textarea><iframe src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "{{constructor.constructor('alert(1)')()}}",
    "\u{202e}<b>x",
];

#[tokio::test]
async fn k01_what_a_link_says_is_never_markup() {
    let app = TestApp::start().await;
    let browser = app.browser();
    // The rules of the bench refuse inline scripts, handlers and foreign addresses in any page.
    for attack in ATTACKS {
        for name in [
            "clientId",
            "scope",
            "returnUrl",
            "publicScope",
            "resetPasswordUrl",
            "customerEmail",
            "lang",
            "choose",
            "notice",
            "error",
            "error_description",
            "error_hint",
            "customerPasswordResetId",
            "resetPasswordToken",
        ] {
            for path in [
                "/identity/login",
                "/identity/signup",
                "/identity/reset-password",
                "/logout",
                "/account",
                "/verify",
            ] {
                let page = browser.visit(web().to(path).with(name, attack).address()).await;
                for marker in
                    ["<script>alert", "<img src=x", "<svg onload", "<iframe", "<b>x", "<a href=javascript"]
                {
                    assert!(!page.answer.body.contains(marker), "{path} {name}: {marker}");
                }
            }
        }
    }
}

#[tokio::test]
async fn k03_a_path_that_is_not_found_is_not_repeated_as_markup() {
    let app = TestApp::start().await;
    let answer = app.browser().request(Method::GET, "/%3Cscript%3Ealert(1)%3C/script%3E").send().await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(!answer.body.contains("<script>alert"));
}

#[tokio::test]
async fn k04_what_was_typed_stays_inside_its_attribute() {
    let app = TestApp::start().await;
    for attack in ATTACKS {
        let page = app.browser().visit(web().with("customerEmail", attack).address()).await;
        assert_eq!(page.value_of("Email"), attack.replace(' ', "+"));
        let page = page.sign_in_as(attack, PASSWORD).await;
        assert_eq!(page.value_of("Email"), attack);
        let forms = page.attributes("form", "action");
        assert_eq!(forms.len(), 2, "that of the login and that of the languages: {forms:?}");
        let page = page.click("Sign up for free").await.sign_up_as(attack, PASSWORD).await;
        assert_eq!(page.value_of("Email"), attack);
    }
}

#[tokio::test]
async fn k04_a_form_goes_only_to_us_and_to_the_shop_of_its_link() {
    let app = TestApp::start().await;
    let page = app.browser().visit(web().address()).await;
    let policy = page.answer.header("content-security-policy").to_owned();
    assert!(policy.contains("form-action 'self' https://shop.acme.example;"), "{policy}");
    for action in page.attributes("form", "action") {
        assert_eq!(action.split('?').next(), Some("/identity/login"), "{action}");
    }
}

#[tokio::test]
async fn k05_an_organization_s_own_words_are_text_in_pages_and_letters() {
    let mut seed = shop_seed();
    let acme = &mut seed.organizations[0];
    acme.name = "<img src=x onerror=alert(1)>\"'&".to_owned();
    acme.primary_color = Some("red;}</style><script>alert(1)</script>".to_owned());
    acme.logo_url = Some("javascript:alert(1)".to_owned());
    acme.favicon_url = Some("data:text/html,<script>alert(1)</script>".to_owned());
    let app = TestApp::planned(Plan { seed, ..Plan::default() }).await;
    let browser = app.browser();
    let page = browser.visit(web().address()).await;
    assert!(page.answer.body.contains("&lt;img") || page.answer.body.contains("&#60;img"), "shown as text");
    assert!(!page.answer.body.contains("<img src=x") && !page.answer.body.contains("alert(1)</script>"));
    assert!(page.attributes("img", "src").is_empty());
    browser.begin_sign_up(&web(), "grace@example.com").await;
    let letter = app.letters_to("grace@example.com").await.remove(0);
    assert!(!letter.html.contains("<img src=x") && !letter.html.contains("<script"), "{}", letter.html);
    assert!(!letter.subject.contains('\n'));
}

#[tokio::test]
async fn k05_a_logo_of_the_organization_is_all_that_comes_from_elsewhere() {
    let mut seed = shop_seed();
    seed.organizations[0].logo_url = Some("https://cdn.acme.example/logo.svg; script-src *".to_owned());
    seed.organizations[0].favicon_url = Some("https://cdn.acme.example/icon.png".to_owned());
    let app = TestApp::planned(Plan { seed, ..Plan::default() }).await;
    let page = app.browser().visit(web().address()).await;
    let policy = page.answer.header("content-security-policy");
    assert!(policy.contains("img-src 'self' https://cdn.acme.example;"), "{policy}");
    assert_eq!(policy.matches("script-src").count(), 1, "{policy}");
}
