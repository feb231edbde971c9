//! Odd bodies and fields.

use reqwest::{Method, StatusCode};

use super::{FORMS, busy_browser, calm};
use crate::bench::{PASSWORD, TestApp, web};

#[tokio::test]
async fn every_form_takes_any_body_calmly() {
    let app = TestApp::start().await;
    let (stranger, known) = (app.browser(), busy_browser(&app).await);
    let long_email = format!("customerEmail={}@example.com&customerPassword=x", "a".repeat(4096));
    let long_code = format!("code={}", "1".repeat(8000));
    let bodies: [&[u8]; 18] = [
        b"",
        b"=",
        b"&&&",
        b"customerEmail",
        b"customerEmail=%ff%fe&customerPassword=%00",
        b"customerEmail=a%00b@example.com&customerPassword=a%00b%00c%00d%00e%00f%00g%00h&customerConfirmPassword=a%00b%00c%00d%00e%00f%00g%00h",
        b"customerEmail=\xff\xfe&customerPassword=\xc3\x28",
        b"customerEmail=a@b.example%0d%0abcc:x@y.example&customerPassword=x",
        b"customerEmail=%3Cscript%3E@example.com&customerPassword=x",
        b"customerEmail[]=a&customerPassword[]=b",
        b"code=",
        b"code=%00%00%00%00%00%00",
        b"code=%D9%A1%D9%A2%D9%A3%D9%A4%D9%A5%D9%A6",
        b"code=12345678901234567890",
        b"tries=99999999999999999999&tries=-1",
        b"{\"customerEmail\":\"a@b.example\"}",
        long_email.as_bytes(),
        long_code.as_bytes(),
    ];
    for form in FORMS {
        for body in bodies {
            for browser in [&stranger, &known] {
                let answer = browser.post(&web().to(form).address(), &[]).body(body.to_vec()).send().await;
                calm(&answer, &format!("{form} {:?}", String::from_utf8_lossy(&body[..body.len().min(60)])));
            }
        }
        for name in ["clientId", "scope", "returnUrl"] {
            let answer =
                known.post(&web().without(name).to(form).address(), &[("code", "000000")]).send().await;
            calm(&answer, &format!("{form} without {name}"));
        }
    }
    app.let_letters_wait();
}

#[tokio::test]
async fn a_body_of_another_kind_or_size_is_refused_with_a_page() {
    let app = TestApp::start().await;
    let browser = busy_browser(&app).await;
    for form in FORMS {
        let address = web().to(form).address();
        // Forms that only carry a button read no body.
        let reads = !["/verify/resend", "/continue/switch", "/logout"].contains(&form);
        for kind in ["text/plain", "application/json", "multipart/form-data; boundary=x", "", "x", "\u{e9}"] {
            let request = browser.request(Method::POST, &address).header("origin", app.url());
            let request = request.header("content-type", kind).body("customerEmail=a@b.example&code=000000");
            let answer = request.send().await;
            calm(&answer, &format!("{form} as {kind}"));
            assert!(
                !reads || answer.status == StatusCode::BAD_REQUEST,
                "{form} as {kind}: {}",
                answer.status
            );
        }
        let large = format!("customerEmail={}", "a".repeat(20_000));
        let answer = browser.post(&address, &[]).body(large).send().await;
        calm(&answer, form);
        if reads {
            assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{form}");
            assert!(answer.body.contains("That was too much"), "{form}");
        }
    }
    app.let_letters_wait();
}

#[tokio::test]
async fn odd_passwords_and_addresses_can_still_sign_up_or_are_told_why_not() {
    let app = TestApp::start().await;
    for (email, password, fits) in [
        ("a\u{0}b@example.com", PASSWORD, false),
        ("ada@exa\u{0}mple.com", PASSWORD, false),
        ("ada@example.com\r\nBcc: eve@example.com", PASSWORD, false),
        ("\"quoted\"@example.com", PASSWORD, false),
        ("ünï@bücher.example", PASSWORD, true),
        ("o'hara+tag@example.com", PASSWORD, true),
        ("nul@example.com", "a password with \u{0} in it", true),
        ("emoji@example.com", "🦊🐻🦁🐯🐨🐼🐸🐵🦄🐔🐧🐦🐤🦆🦅🦉", true),
        ("spaces@example.com", "   leading and trailing   ", true),
        ("broken@example.com", "\u{fffd}\u{fffd} replacement characters", true),
    ] {
        let page = app.browser().visit(web().signup().address()).await.sign_up_as(email, password).await;
        assert_eq!(page.heading() == "Check your email", fits, "{email:?} {password:?}: {}", page.text());
        if fits {
            let code = app.code_for(email).await;
            page.fill("Code", &code).press("Confirm").await.landing();
            app.browser().sign_in(&web(), email, password).await.landing();
        }
    }
    app.tick().await;
}
