//! Bad input of every kind on every route: a clear page or JSON, never a failure of ours, and nothing lost.

use reqwest::header::{HeaderValue, LOCATION};
use reqwest::{Method, StatusCode};

use crate::bench::{Answer, Browser, PASSWORD, TestApp, WEB, web};

/// Every page that is read.
const PAGES: [&str; 16] = [
    "/",
    "/identity",
    "/identity/login",
    "/login",
    "/identity/signup",
    "/signup",
    "/identity/reset-password",
    "/reset-password",
    "/verify",
    "/verify/resend",
    "/continue",
    "/continue/switch",
    "/waiting/0",
    "/account",
    "/logout",
    "/signed-out",
];

/// Every page that is posted to.
const FORMS: [&str; 9] = [
    "/identity/login",
    "/identity/signup",
    "/identity/reset-password",
    "/verify",
    "/verify/resend",
    "/continue",
    "/continue/switch",
    "/logout",
    "/login/",
];

#[track_caller]
fn calm(answer: &Answer, what: &str) {
    let status = answer.status;
    assert!(status.is_success() || status.is_redirection() || status.is_client_error(), "{what}: {status}");
    let is_page = answer.is_html() && answer.body.contains("<h1>");
    let is_json = answer.header("content-type").starts_with("application/json") && answer.json().is_object();
    let leads_on = answer.headers.get(LOCATION).is_some();
    assert!(is_page || is_json || leads_on || !answer.has_body, "{what}: {status} {}", answer.body);
    for leak in ["panicked", "sqlx", "src/", "Error {", "stack backtrace"] {
        assert!(!answer.body.contains(leak), "{what}: {leak}");
    }
}

/// A browser that is signed in and has begun another sign-up: every branch of every handler is reachable.
async fn busy_browser(app: &TestApp) -> Browser {
    let browser = app.browser();
    let verify = browser.begin_sign_up(&web(), "later@example.com").await;
    assert_eq!(verify.heading(), "Check your email");
    let sign_up = browser.cookie("__Host-vestibule-signup").unwrap();
    browser.sign_up(app, &web(), "grace@example.com").await.landing();
    browser.set_cookie("__Host-vestibule-signup", &sign_up);
    browser
}

#[tokio::test]
async fn odd_values_of_every_parameter_are_read_calmly_on_every_page() {
    let app = TestApp::start().await;
    let (stranger, known) = (app.browser(), busy_browser(&app).await);
    let long = "a".repeat(4096);
    let values = ["", "%zz", "%ff%fe%c3%28", "a%00b", "%0d%0aset-cookie:x=y", "%F0%9F%92%A9'%20or%201=1--%E2%80%AE", &long];
    let names = [
        "clientId", "scope", "returnUrl", "publicScope", "resetPasswordUrl", "customerEmail", "embed", "lang",
        "customerPasswordResetId", "resetPasswordToken", "accessToken", "then", "notice", "unknown", "",
    ];
    for page in PAGES {
        for name in names {
            for value in values {
                let rest = web().to(page).without(name).address();
                let address = format!("{rest}&{name}={value}");
                let browser = if value.len() % 2 == 0 { &stranger } else { &known };
                let answer = browser.request(Method::GET, &address).send().await;
                calm(&answer, &format!("{page} {name}={}", &value[..value.len().min(40)]));
                assert!(!answer.body.contains("<script>alert"), "{address}");
            }
        }
    }
}

#[tokio::test]
async fn odd_queries_are_read_calmly() {
    let app = TestApp::start().await;
    let browser = busy_browser(&app).await;
    let long = format!("{}&returnUrl=https://shop.acme.example/{}", web().query(), "x".repeat(9000));
    let many = "a=b&".repeat(2000);
    let cut = format!("{}&customerEmail={}", web().query(), "%C3%A9".repeat(1400));
    for page in PAGES {
        for query in ["?", "&&&", "=", "====", "&=&=&", "%26%3D", "clientId", "clientId&scope&returnUrl", &long, &many, &cut] {
            let answer = browser.request(Method::GET, &format!("{page}?{query}")).send().await;
            calm(&answer, &format!("{page}?{}", &query[..query.len().min(40)]));
        }
    }
}

#[tokio::test]
async fn a_repeated_parameter_counts_once_and_the_first_wins() {
    let app = TestApp::start().await;
    let address = format!("{}&returnUrl=https%3A%2F%2Fevil.example&clientId=other&scope=x", web().address());
    let page = app.browser().visit(address).await;
    assert_eq!(page.link("Back to Acme Outfitters"), "https://shop.acme.example/cart");
}

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
            let answer = known.post(&web().without(name).to(form).address(), &[("code", "000000")]).send().await;
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
            assert!(!reads || answer.status == StatusCode::BAD_REQUEST, "{form} as {kind}: {}", answer.status);
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
async fn other_methods_are_refused_with_a_page_or_json() {
    let app = TestApp::start().await;
    let browser = busy_browser(&app).await;
    let methods = ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "POST"];
    for path in PAGES.into_iter().chain(["/api/token", "/health/live", "/nothing", "/assets/x/y"]) {
        for method in methods {
            if method == "POST" && FORMS.contains(&path) {
                continue;
            }
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let origin = app.url().to_owned();
            let request = browser.request(method.clone(), &web().to(path).address()).header("origin", origin);
            let answer = request.send().await;
            calm(&answer, &format!("{method} {path}"));
            if path != "/api/token" {
                assert!(answer.status.is_client_error(), "{method} {path}: {}", answer.status);
            }
        }
    }
    assert_eq!(app.count("sessions").await, 1, "and nobody was signed out");
    app.let_letters_wait();
}

#[tokio::test]
async fn odd_cookies_and_headers_are_read_calmly() {
    let app = TestApp::start().await;
    let long = format!("__Host-vestibule-acme=vst_{}", "a".repeat(6000));
    let cookies: [&[u8]; 9] = [
        b"__Host-vestibule-acme=",
        b"__Host-vestibule-acme=vst_short",
        b"__Host-vestibule-acme=\xff\xfe",
        b"__Host-vestibule-acme=vst_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA; __Host-vestibule-acme=other",
        b"__Host-vestibule-signup=vst_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        b"__Host-vestibule-acme=%00%ff",
        b";;;===;",
        b"=; a",
        long.as_bytes(),
    ];
    let browser = app.browser();
    for page in PAGES.into_iter().chain(["/api/token"]) {
        for cookie in cookies {
            let address = format!("{}&client_id={WEB}", web().to(page).address());
            let answer = browser.request(Method::GET, &address).header("cookie", cookie).send().await;
            calm(&answer, &format!("{page} {:?}", String::from_utf8_lossy(&cookie[..cookie.len().min(50)])));
        }
        for header in ["user-agent", "accept-language", "origin", "sec-fetch-dest", "accept-encoding", "x-forwarded-for", "x-request-id"] {
            for value in [&b"\xff\xfe"[..], b"", &b"x".repeat(4000), b"en;q=NaN,it;q=inf,;q=,,"] {
                let value = HeaderValue::from_bytes(value).unwrap();
                let address = format!("{}&client_id={WEB}", web().to(page).address());
                let answer = browser.request(Method::GET, &address).header(header, value).send().await;
                calm(&answer, &format!("{page} {header}"));
            }
        }
    }
}

#[tokio::test]
async fn odd_paths_are_not_found_calmly() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let long = format!("/{}", "a/".repeat(2000));
    for path in [
        "/%", "/%00", "/%ff", "/identity/%2e%2e/login", "/identity/..%2flogin", "/waiting/", "/waiting/x",
        "/waiting/256", "/waiting/-1", "/waiting/0/0", "/assets/", "/assets/../Cargo.toml", "/assets/x/%2e%2e%2f",
        "/assets/brand/zzz.css", "/assets/brand/.css", "/assets/brand/%00.css", "/.git/config", "/api/token/x", "/health",
        "/health/x", "//", "//evil.example", "/\\evil.example", "/identity;x=y/login", &long,
    ] {
        let answer = browser.request(Method::GET, &format!("{}{path}", app.url())).send().await;
        assert!(answer.status.is_client_error() || answer.status.is_redirection(), "{path}: {}", answer.status);
        calm(&answer, path);
    }
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

#[tokio::test]
async fn head_is_answered_as_get_without_a_body() {
    let app = TestApp::start().await;
    let browser = busy_browser(&app).await;
    for path in PAGES.into_iter().chain(["/health/live", "/health/ready", "/nothing"]) {
        let address = web().to(path).address();
        let get = browser.request(Method::GET, &address).send().await;
        let head = browser.request(Method::HEAD, &address).send().await;
        assert_eq!((head.status, head.body.as_str()), (get.status, ""), "{path}");
        assert_eq!(head.header("content-type"), get.header("content-type"), "{path}");
    }
    assert_eq!(app.count("sessions").await, 1);
    app.let_letters_wait();
}
