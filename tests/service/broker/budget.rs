//! Catalogue E13: the ledger. Commerce Layer never sees more than thirty calls in any minute, whatever comes.

use std::net::IpAddr;

use chrono::TimeDelta;
use reqwest::StatusCode;
use vestibule::config::BackendAuth;
use vestibule::foundation::Secret;
use vestibule::sandbox::Api;

use super::{EUROPE, SHOP, USA, token_at};
use crate::bench::{LEGACY, Plan, TestApp, WEB, at_once, legacy, web};

/// Nobody was ever refused by Commerce Layer, and no window of a minute held more than thirty calls.
fn assert_within_the_limit(app: &TestApp) {
    assert_eq!(app.sandbox.too_many_requests(Api::Auth), 0);
    let most = app.sandbox.most_calls_in_a_minute();
    assert!(most <= 30, "{most} calls in a minute");
}

#[tokio::test]
async fn e13_fifty_customers_who_come_at_once_never_make_more_than_thirty_calls_in_a_minute() {
    let app = TestApp::planned(Plan::behind_a_proxy()).await;
    app.switches().set(|switches| switches.core_limits = false);
    let browsers: Vec<_> = (0..50).map(|number| app.browser_in_network(number)).collect();
    for (number, browser) in browsers.iter().enumerate() {
        browser.begin_sign_up(&web(), &format!("c{number}@example.com")).await;
        browser.post_code(&app.code_for(&format!("c{number}@example.com")).await).await;
    }
    let mut served = [false; 50];
    let mut minutes = 0;
    while served.contains(&false) {
        let answers = at_once(50, async |number| browsers[number].token(WEB, USA, SHOP).await).await;
        for (number, answer) in answers.iter().enumerate() {
            match answer.status {
                StatusCode::OK => served[number] = true,
                status => {
                    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.body);
                    let wait: i64 = answer.header("retry-after").parse().unwrap();
                    assert!((1..=71).contains(&wait), "{wait}");
                    assert!(!served[number], "who has a token keeps it");
                }
            }
        }
        app.pass(TimeDelta::seconds(20));
        minutes += 1;
        assert!(minutes < 20, "everybody is served in the end");
    }
    assert_within_the_limit(&app);
}

#[tokio::test]
async fn e13_two_nodes_share_one_ledger() {
    let app = TestApp::planned(Plan::behind_a_proxy()).await;
    app.switches().set(|switches| switches.core_limits = false);
    let (port, _second) = app.second_server();
    let mut browsers = Vec::new();
    for number in 0..40 {
        let browser = app.browser_in_network(number);
        browser.begin_sign_up(&web(), &format!("c{number}@example.com")).await;
        browser.post_code(&app.code_for(&format!("c{number}@example.com")).await).await;
        browsers.push(browser);
    }
    let answers = at_once(80, async |number| match number % 2 {
        0 => browsers[number / 2].token(WEB, USA, SHOP).await,
        _ => token_at(&browsers[number / 2], port, EUROPE).await,
    });
    let served = answers.await.iter().filter(|answer| answer.status == StatusCode::OK).count();
    assert!((15..=30).contains(&served), "{served}");
    assert_within_the_limit(&app);
}

#[tokio::test]
async fn e13_the_last_calls_of_a_minute_are_left_to_people_who_sign_in() {
    let app = TestApp::start().await;
    let person = app.browser();
    person.begin_sign_up(&web(), "grace@example.com").await;
    person.post_code(&app.code_for("grace@example.com").await).await;
    spend(&app, 21).await;
    let guest = app.browser().token(WEB, EUROPE, SHOP).await;
    assert_eq!(guest.status, StatusCode::SERVICE_UNAVAILABLE, "no guest token from the last nine");
    let answer = person.token(WEB, USA, SHOP).await;
    assert_eq!(answer.json()["kind"], "customer", "{}", answer.body);
    let page = person.visit(legacy().address()).await;
    assert_eq!(page.heading(), "Welcome back", "pages need no token");
}

#[tokio::test]
async fn e13_who_signs_in_while_there_is_no_room_reads_the_truth_and_comes_in_later() {
    let app = TestApp::start().await;
    let person = app.browser();
    person.begin_sign_up(&legacy(), "grace@example.com").await;
    spend(&app, 30).await;
    let answer = person.post_code(&app.code_for("grace@example.com").await).await;
    let page = person.visit(answer.location().unwrap().as_str()).await;
    assert_eq!(page.heading(), "Almost there");
    assert!(page.answer.body.contains("So many people are coming in just now"));
    assert_eq!(page.status(), StatusCode::SERVICE_UNAVAILABLE);
    let wait: i64 = page.answer.header("retry-after").parse().unwrap();
    assert!((1..=62).contains(&wait), "{wait}");
    assert_eq!(app.count("sessions").await, 1);
    app.pass(TimeDelta::seconds(wait + 1));
    page.press("Try again").await.landing();
}

#[tokio::test]
async fn e13_revocations_wait_for_room_and_are_all_made_in_the_end() {
    let app = TestApp::planned(Plan::behind_a_proxy()).await;
    app.switches().set(|switches| switches.core_limits = false);
    for number in 0..15 {
        let browser = app.browser_in_network(number);
        browser.sign_up(&app, &web(), &format!("c{number}@example.com")).await;
        assert_eq!(browser.token(WEB, USA, SHOP).await.status, StatusCode::OK);
        browser.sign_out(&web()).await;
        app.pass(TimeDelta::seconds(3));
    }
    assert_eq!(app.count("revocations").await, 30);
    for _ in 0..40 {
        app.tick().await;
        app.pass(TimeDelta::seconds(10));
    }
    assert_eq!(app.count("revocations").await, 0, "in less than seven minutes");
    assert_within_the_limit(&app);
}

/// Writes calls into the ledger as if they had just been made.
async fn spend(app: &TestApp, calls: i32) {
    app.browser().token(WEB, USA, SHOP).await;
    let statement = "insert into token_calls (id, budget, purpose, started_at, ended_at)
                     select gen_random_uuid(), name, 'sign_in', $1, $1 from budgets, generate_series(1, $2 - 1)";
    sqlx::query(statement).bind(app.now()).bind(calls).execute(app.db()).await.unwrap();
}

#[tokio::test]
async fn e13_whoever_finds_no_room_waits_where_that_helps() {
    let app = TestApp::start().await;
    let person = app.browser();
    person.sign_up(&app, &web(), "grace@example.com").await;
    spend(&app, 30).await;
    app.pass(TimeDelta::seconds(57));
    let (answer, ()) = tokio::join!(person.token(WEB, USA, SHOP), async {
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        app.pass(TimeDelta::seconds(5));
    });
    assert_eq!(answer.status, StatusCode::OK, "four seconds were worth waiting for");
}

#[tokio::test]
async fn e13_after_a_429_all_calls_stop_and_then_one_at_a_time_feels_its_way() {
    let app = TestApp::start().await;
    app.browser().token(WEB, USA, SHOP).await;
    app.switches().set(|switches| switches.auth_limit = 1);
    let refused = app.browser().token(WEB, EUROPE, SHOP).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(app.sandbox.token_calls(), 2);
    let others = at_once(20, async |_| app.browser().token(LEGACY, USA, "https://legacy.acme.example").await);
    drop(others.await);
    app.browser().token(WEB, EUROPE, SHOP).await;
    assert_eq!(app.sandbox.token_calls(), 2, "nobody asks during the pause");
    app.switches().set(|switches| switches.auth_limit = 30);
    app.sandbox.reset_limits();
    app.pass(TimeDelta::seconds(31));
    let answer = app.browser().token(WEB, EUROPE, SHOP).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(app.sandbox.token_calls(), 3);
}

#[tokio::test]
async fn e13_with_the_key_of_the_plan_calls_are_counted_on_each_shopper() {
    let plan = Plan {
        adjust: |settings| {
            (Plan::behind_a_proxy().adjust)(settings);
            for organization in settings.organizations.values_mut() {
                organization.backend_auth = Some(BackendAuth(Secret::new("sandbox-backend-auth-key")));
            }
        },
        ..Plan::default()
    };
    let app = TestApp::planned(plan).await;
    app.switches().set(|switches| switches.core_limits = false);
    for number in 0..40 {
        let browser = app.browser_in_network(number);
        browser.begin_sign_up(&web(), &format!("c{number}@example.com")).await;
        browser.post_code(&app.code_for(&format!("c{number}@example.com")).await).await;
        assert_eq!(browser.token(WEB, USA, SHOP).await.status, StatusCode::OK, "{number}");
    }
    assert_within_the_limit(&app);
    let names: Vec<String> =
        sqlx::query_scalar("select name from budgets").fetch_all(app.db()).await.unwrap();
    assert!(names.len() >= 40, "{names:?}");
    let addresses =
        names.iter().flat_map(|name| name.split(' ')).filter(|word| word.parse::<IpAddr>().is_ok());
    assert_eq!(addresses.count(), 0, "the ledger is no list of visitors");
}

#[tokio::test]
async fn e13_a_call_whose_node_died_is_not_counted_for_ever() {
    let app = TestApp::start().await;
    spend(&app, 30).await;
    sqlx::query("update token_calls set ended_at = null").execute(app.db()).await.unwrap();
    assert_eq!(app.browser().token(WEB, EUROPE, SHOP).await.status, StatusCode::SERVICE_UNAVAILABLE);
    app.pass(TimeDelta::seconds(72));
    assert_eq!(app.browser().token(WEB, EUROPE, SHOP).await.status, StatusCode::OK);
}

#[tokio::test]
async fn e13_the_ledger_forgets() {
    let app = TestApp::start().await;
    spend(&app, 30).await;
    app.pass(TimeDelta::minutes(11));
    app.tick().await;
    assert_eq!((app.count("token_calls").await, app.count("budgets").await), (0, 0));
}

#[tokio::test]
async fn e13_many_accounts_of_one_network_leave_the_last_calls_to_others() {
    let app = TestApp::planned(Plan::behind_a_proxy()).await;
    app.switches().set(|switches| switches.core_limits = false);
    let mut crowd = Vec::new();
    for number in 0..40 {
        let browser = app.browser_in_network(usize::from(number == 0));
        browser.begin_sign_up(&web(), &format!("c{number}@example.com")).await;
        browser.post_code(&app.code_for(&format!("c{number}@example.com")).await).await;
        crowd.push(browser);
    }
    let other = crowd.remove(0);
    let answers = at_once(39, async |number| crowd[number].token(WEB, USA, SHOP).await).await;
    let served = answers.iter().filter(|answer| answer.status == StatusCode::OK).count();
    assert!((1..25).contains(&served), "{served}");
    assert_eq!(other.token(WEB, USA, SHOP).await.json()["kind"], "customer");
    assert_within_the_limit(&app);
}

#[tokio::test]
async fn h10_a_clock_that_is_set_back_closes_neither_the_window_nor_a_flight() {
    let app = TestApp::start().await;
    spend(&app, 30).await;
    app.switches().set(|switches| switches.unreachable = true);
    let answer = app.browser().token(LEGACY, USA, "https://legacy.acme.example").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    app.switches().set(|switches| switches.unreachable = false);
    sqlx::query("update budgets set strikes = 1, paused_until = $1")
        .bind(app.now() + TimeDelta::seconds(30))
        .execute(app.db())
        .await
        .unwrap();
    app.pass(TimeDelta::hours(-3));
    for (client, scope, origin) in [(WEB, EUROPE, SHOP), (LEGACY, USA, "https://legacy.acme.example")] {
        let answer = app.browser().token(client, scope, origin).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }
}
