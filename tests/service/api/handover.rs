//! `handover = "code"` and `POST /api/handover`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::{Value, json};
use vestibule::config::BackendAuth;
use vestibule::foundation::Secret;

use super::{LEGACY_SECRET, RETURN_URL, SECRET, USA, code_of, exchange, with_back_ends};
use crate::bench::{LEGACY, PASSWORD, Plan, TestApp, WEB, at_once, found_in, web};

fn changed(code: &str, name: &str, value: &str) -> Value {
    let mut body = exchange(code);
    body[name] = value.into();
    body
}

#[tokio::test]
async fn the_return_address_gets_a_code_and_nothing_else() {
    let app = TestApp::planned(with_back_ends()).await;
    let browser = app.browser();
    let link = web().with("returnUrl", "/cart?size=M&state=x");
    let landing = browser.sign_up(&app, &link, "grace@example.com").await.landing();
    assert_eq!(landing.parameter("size").as_deref(), Some("M"));
    assert_eq!(landing.parameter("state").as_deref(), Some("x"));
    assert!(landing.parameter("code").unwrap().starts_with("vst_"));
    assert!(landing.parameter("accessToken").is_none() && landing.parameter("scope").is_none());
    assert_eq!(app.count("customer_tokens").await, 0, "no token was made for nothing");
}

#[tokio::test]
async fn the_back_end_gets_a_session_token_and_learns_who_came() {
    let app = TestApp::planned(with_back_ends()).await;
    let (browser, code) = app.arrives(&web(), "grace@example.com").await;
    let answer = app.exchange(&exchange(&code)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let given = answer.json();
    assert_eq!((&given["token_type"], &given["scope"]), (&"bearer".into(), &USA.into()));
    let session = browser.session().await.json();
    assert_eq!(given["account"], session["account"]);
    assert_eq!(given["customer_id"], session["customer_id"]);
    assert_eq!(given["expires_at"], session["expires_at"]);
    assert_eq!(app.session_of(given["session_token"].as_str().unwrap()).await.json(), session);
}

#[tokio::test]
async fn the_client_may_also_prove_itself_by_http_basic_but_not_twice() {
    let app = TestApp::planned(with_back_ends()).await;
    let (browser, code) = app.arrives(&web(), "grace@example.com").await;
    let basic = |text: &str| format!("Basic {}", STANDARD.encode(text));
    let send = async |authorization: String, body: &Value| {
        app.browser().post_json("/api/handover", body).header("authorization", authorization).send().await
    };
    let bare = json!({"code": code, "return_url": RETURN_URL});
    for wrong in [format!("{WEB}:wrong"), WEB.to_owned(), ":".to_owned(), format!("{LEGACY}:{SECRET}")] {
        let answer = send(basic(&wrong), &bare).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{wrong}");
        assert!(answer.header("www-authenticate").starts_with("Basic"));
    }
    assert_eq!(send("Basic %%%".to_owned(), &bare).await.json()["error"]["code"], "invalid_client");
    let right = basic(&format!("{WEB}:{SECRET}"));
    assert_eq!(send(right.clone(), &exchange(&code)).await.json()["error"]["code"], "invalid_parameter");
    let other = json!({"client_id": LEGACY, "code": code, "return_url": RETURN_URL});
    assert_eq!(send(right.clone(), &other).await.json()["error"]["code"], "invalid_parameter");
    assert_eq!(send(right.clone(), &bare).await.status, StatusCode::OK);
    let code = browser.another_code().await;
    let named = json!({"client_id": WEB, "code": code, "return_url": RETURN_URL});
    assert_eq!(send(right, &named).await.status, StatusCode::OK);
    let nobody = app.browser().post_json("/api/handover", &bare).send().await;
    assert_eq!(nobody.json()["error"]["code"], "missing_parameter");
}

#[tokio::test]
async fn a_wrong_secret_is_refused_and_uses_nothing_up() {
    let app = TestApp::planned(with_back_ends()).await;
    let (_, code) = app.arrives(&web(), "grace@example.com").await;
    for (id, secret) in [(WEB, "wrong"), (WEB, ""), (WEB, LEGACY_SECRET), ("nobody", SECRET), ("", "")] {
        let mut body = changed(&code, "client_id", id);
        body["client_secret"] = secret.into();
        let answer = app.exchange(&body).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{id} {secret}");
        assert_eq!(answer.json()["error"]["code"], "invalid_client");
        assert!(answer.header("www-authenticate").starts_with("Basic"));
    }
    app.session_token(&code).await;
}

#[tokio::test]
async fn wrong_secrets_are_counted_per_network() {
    let app = TestApp::planned(Plan::behind_a_proxy()).await;
    let guess = changed("vst_none", "client_secret", "wrong");
    let guesser = app.browser_in_network(1);
    at_once(300, async |_| guesser.post_json("/api/handover", &guess).send().await).await;
    let refused = guesser.post_json("/api/handover", &guess).send().await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.json()["error"]["code"], "too_many_requests");
    assert!(!refused.header("retry-after").is_empty());
    let elsewhere = app.browser_in_network(2).post_json("/api/handover", &guess).send().await;
    assert_eq!(elsewhere.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn g11_another_client_and_a_late_one_are_refused_each_by_itself() {
    let app = TestApp::planned(with_back_ends()).await;
    for (wrong_client, expired) in [(false, false), (false, true), (true, false), (true, true)] {
        let email = format!("grace-{wrong_client}-{expired}@example.com");
        let (_, code) = app.arrives(&web(), &email).await;
        if expired {
            app.pass(TimeDelta::seconds(60));
        } else {
            app.pass(TimeDelta::seconds(59));
        }
        let mut body = exchange(&code);
        if wrong_client {
            body["client_id"] = LEGACY.into();
            body["client_secret"] = LEGACY_SECRET.into();
        }
        let answer = app.exchange(&body).await;
        let right = !wrong_client && !expired;
        assert_eq!(answer.status == StatusCode::OK, right, "{wrong_client} {expired}: {}", answer.body);
        if !right {
            assert_eq!(answer.status, StatusCode::BAD_REQUEST);
            assert_eq!(answer.json()["error"]["code"], "invalid_code");
        }
    }
}

#[tokio::test]
async fn the_code_fits_the_exact_return_address_only() {
    let app = TestApp::planned(with_back_ends()).await;
    let (_, code) = app
        .arrives(&web().with("returnUrl", "https://shop.acme.example/cart?state=mine"), "grace@example.com")
        .await;
    for other in [
        "https://shop.acme.example/cart",
        "https://shop.acme.example/cart?state=other",
        "https://shop.acme.example/cart?state=mine&more",
        "https://shop.acme.example/",
        "https://evil.example/",
        "",
    ] {
        let answer = app.exchange(&changed(&code, "return_url", other)).await;
        assert_eq!(answer.json()["error"]["code"], "invalid_code", "{other}");
    }
    let right = changed(&code, "return_url", "https://shop.acme.example/cart?state=mine");
    assert_eq!(app.exchange(&right).await.status, StatusCode::OK);
}

#[tokio::test]
async fn g12_a_code_that_comes_twice_is_refused_and_takes_its_session_token_back() {
    let app = TestApp::planned(with_back_ends()).await;
    let (browser, code) = app.arrives(&web(), "grace@example.com").await;
    let token = app.session_token(&code).await;
    assert_eq!(app.session_of(&token).await.status, StatusCode::OK);
    // Without the secret a code that leaked is not even good for that.
    assert_eq!(
        app.exchange(&changed(&code, "client_secret", "wrong")).await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(app.session_of(&token).await.status, StatusCode::OK);
    app.pass(TimeDelta::days(3));
    app.tick().await;
    let again = app.exchange(&exchange(&code)).await;
    assert_eq!(again.json()["error"]["code"], "invalid_code");
    assert_eq!(app.session_of(&token).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(app.count("events where kind = 'handover_replayed'").await, 1);
    assert_eq!(browser.session().await.json()["signed_in"], true, "the browser's own session goes on");
    assert_eq!(app.exchange(&exchange(&code)).await.json()["error"]["code"], "invalid_code");
}

#[tokio::test]
async fn g01_g02_fifty_at_once_get_one_token_on_two_nodes() {
    let app = TestApp::planned(with_back_ends()).await;
    let (port, node) = app.second_server();
    let (_, code) = app.arrives(&web(), "grace@example.com").await;
    let body = exchange(&code);
    let answers = at_once(50, async |number| {
        let browser = app.browser();
        let there = format!("http://localhost:{port}/api/handover");
        browser.post_json(if number % 2 == 0 { "/api/handover" } else { &there }, &body).send().await
    });
    let answers = answers.await;
    let given = answers.iter().filter(|answer| answer.status == StatusCode::OK).count();
    let refused = answers.iter().filter(|answer| answer.status == StatusCode::BAD_REQUEST).count();
    assert_eq!((given, refused), (1, 49));
    assert_eq!(app.count("back_end_tokens").await, 0, "it came twice: nobody keeps it");
    drop(node);
}

#[tokio::test]
async fn g06_every_token_opens_its_own_door_only() {
    let app = TestApp::planned(with_back_ends()).await;
    let (browser, code) = app.arrives(&web(), "grace@example.com").await;
    let cookie = browser.cookie("__Host-vestibule-acme").unwrap();
    for token in [&cookie, &code] {
        assert_eq!(app.session_of(token).await.status, StatusCode::UNAUTHORIZED);
        let as_code = app.exchange(&exchange(token)).await;
        assert_eq!(as_code.status == StatusCode::OK, token == &code);
    }
    let code = browser.another_code().await;
    let bearer = app.session_token(&code).await;
    for (name, token) in
        [("session", &bearer), ("session", &code), ("signup", &bearer), ("departure", &bearer)]
    {
        let thief = app.browser();
        thief.set_cookie("__Host-vestibule-acme", token);
        thief.set_cookie(&format!("__Host-vestibule-{name}"), token);
        assert_eq!(thief.session().await.json(), json!({"signed_in": false}));
        assert_eq!(thief.visit(web().address()).await.heading(), "Login");
    }
    assert_eq!(app.exchange(&exchange(&bearer)).await.json()["error"]["code"], "invalid_code");
    assert_eq!(app.session_of(&bearer).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_session_token_ends_with_the_session() {
    let app = TestApp::planned(with_back_ends()).await;
    let (browser, code) = app.arrives(&web(), "grace@example.com").await;
    let token = app.session_token(&code).await;
    browser.sign_out(&web()).await;
    assert_eq!(app.session_of(&token).await.status, StatusCode::UNAUTHORIZED);
    // Signing in again is another session.
    let code = code_of(&browser.sign_in(&web(), "grace@example.com", PASSWORD).await);
    let first = app.session_token(&code).await;
    let code = browser.another_code().await;
    let second = app.session_token(&code).await;
    for token in [&first, &second] {
        assert_eq!(app.session_of(token).await.status, StatusCode::OK, "two tabs have one each");
    }
    sqlx::query("update accounts set locked_at = now()").execute(app.db()).await.unwrap();
    assert_eq!(app.session_of(&first).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn h10_the_session_token_idles_out_and_ends_as_the_cookie_does() {
    let app = TestApp::planned(with_back_ends()).await;
    let (browser, code) = app.arrives(&web(), "grace@example.com").await;
    let token = app.session_token(&code).await;
    for _ in 0..6 {
        app.pass(TimeDelta::days(13));
        assert_eq!(app.session_of(&token).await.status, StatusCode::OK, "being used, it does not idle out");
    }
    assert_eq!(browser.session().await.json()["signed_in"], true, "the session is one and the same");
    app.pass(TimeDelta::days(13));
    assert_eq!(app.session_of(&token).await.status, StatusCode::UNAUTHORIZED, "ninety days are over");
    let (_, code) = app.arrives(&web(), "dennis@example.com").await;
    let token = app.session_token(&code).await;
    app.pass(TimeDelta::days(14));
    assert_eq!(app.session_of(&token).await.status, StatusCode::UNAUTHORIZED, "fourteen days unused");
}

#[tokio::test]
async fn a_code_is_worth_nothing_once_the_session_has_ended() {
    let app = TestApp::planned(with_back_ends()).await;
    let (browser, code) = app.arrives(&web(), "grace@example.com").await;
    browser.sign_out(&web()).await;
    assert_eq!(app.exchange(&exchange(&code)).await.json()["error"]["code"], "invalid_code");
    let (_, code) = app.arrives(&web(), "dennis@example.com").await;
    sqlx::query("update accounts set locked_at = now()").execute(app.db()).await.unwrap();
    assert_eq!(app.exchange(&exchange(&code)).await.json()["error"]["code"], "invalid_code");
}

#[tokio::test]
async fn a_storefront_keeps_ten_tokens_of_a_session_at_most() {
    let app = TestApp::planned(with_back_ends()).await;
    let (browser, code) = app.arrives(&web(), "grace@example.com").await;
    let first = app.session_token(&code).await;
    for _ in 0..10 {
        app.pass(TimeDelta::seconds(1));
        let code = browser.another_code().await;
        app.session_token(&code).await;
    }
    assert_eq!(app.count("back_end_tokens").await, 10);
    assert_eq!(app.session_of(&first).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn codes_that_nobody_fetched_are_forgotten() {
    let app = TestApp::planned(with_back_ends()).await;
    let (browser, _) = app.arrives(&web(), "grace@example.com").await;
    let code = browser.another_code().await;
    app.session_token(&code).await;
    app.pass(TimeDelta::hours(23));
    app.tick().await;
    assert_eq!(app.count("handover_codes").await, 2);
    app.pass(TimeDelta::hours(2));
    app.tick().await;
    assert_eq!(app.count("handover_codes where used_at is not null").await, 1);
    assert_eq!(app.count("handover_codes").await, 1);
}

#[tokio::test]
async fn g16_neither_code_nor_session_token_stands_in_the_database() {
    let app = TestApp::planned(with_back_ends()).await;
    let (_, code) = app.arrives(&web(), "grace@example.com").await;
    let before = app.dump().await;
    let token = app.session_token(&code).await;
    let after = app.dump().await;
    for (dump, secret) in [(&before, &code), (&after, &code), (&after, &token)] {
        assert_eq!(found_in(dump, secret), None);
        assert_eq!(found_in(dump, secret.trim_start_matches("vst_")), None);
    }
}

#[tokio::test]
async fn nobody_fills_the_table_of_codes_by_going_on_and_on() {
    let app = TestApp::planned(with_back_ends()).await;
    let (browser, mut last) = app.arrives(&web(), "grace@example.com").await;
    for _ in 0..25 {
        app.pass(TimeDelta::seconds(1));
        last = browser.another_code().await;
    }
    assert_eq!(app.count("handover_codes").await, 20);
    app.session_token(&last).await;
}

#[tokio::test]
async fn h01_whoever_signs_in_anew_ends_the_session_token_of_the_session_before() {
    let app = TestApp::planned(with_back_ends()).await;
    let (browser, code) = app.arrives(&web(), "grace@example.com").await;
    let token = app.session_token(&code).await;
    let waiting = browser.another_code().await;
    browser.post_login(&web(), "grace@example.com", PASSWORD).await;
    assert_eq!(app.session_of(&token).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(app.exchange(&exchange(&waiting)).await.json()["error"]["code"], "invalid_code");
}

#[tokio::test]
async fn e13_a_back_end_s_own_address_is_no_shopper_s() {
    let plan = Plan {
        adjust: |settings| {
            (with_back_ends().adjust)(settings);
            for organization in settings.organizations.values_mut() {
                organization.backend_auth = Some(BackendAuth(Secret::new("sandbox-backend-auth-key")));
            }
        },
        ..Plan::default()
    };
    let app = TestApp::planned(plan).await;
    let (_, code) = app.arrives(&web(), "grace@example.com").await;
    let token = app.session_token(&code).await;
    for path in ["token", "order"] {
        let answer = app.as_back_end(&token, &format!("/api/{path}?client_id={WEB}&scope={USA}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        sqlx::query("delete from customer_tokens").execute(app.db()).await.unwrap();
    }
    assert_eq!(app.count("token_calls where purpose in ('sign_in', 'other_scope')").await, 2);
    assert_eq!(app.count("budgets where name like '%shopper%'").await, 0);
}
