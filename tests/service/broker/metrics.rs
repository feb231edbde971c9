//! What an operator sees.

use std::net::{Ipv4Addr, TcpListener};

use super::{EUROPE, SHOP, USA, access_token};
use crate::bench::{TestApp, WEB, client, web};

#[tokio::test]
async fn every_decision_is_counted_and_the_ledger_is_shown() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    access_token(&browser, USA).await;
    access_token(&browser, USA).await;
    access_token(&app.browser(), USA).await;
    app.switches().set(|switches| switches.auth_limit = 1);
    browser.token(WEB, EUROPE, SHOP).await;
    let metrics = app.metrics().await;
    for line in [
        "vestibule_tokens_served_total{kind=\"customer\",source=\"minted\"} 1",
        "vestibule_token_calls_total{purpose=\"sign_in\",outcome=\"answered\"} 1",
        "vestibule_token_calls_total{purpose=\"integration\",outcome=\"answered\"} 1",
        "vestibule_token_calls_total{purpose=\"other_scope\",outcome=\"too_many\"} 1",
        "vestibule_tokens_refused_total{kind=\"customer\",reason=\"budget\"} 1",
    ] {
        assert!(metrics.contains(line), "{line}\n{metrics}");
    }
    let value = |name: &str| -> i64 {
        let line = metrics.lines().find(|line| line.starts_with(name)).unwrap();
        line.rsplit(' ').next().unwrap().parse().unwrap()
    };
    assert_eq!(value("vestibule_token_budget_used"), i64::try_from(app.sandbox.token_calls()).unwrap());
    assert_eq!(value("vestibule_token_budget_limit"), 30);
    assert!((25..=30).contains(&value("vestibule_token_budget_paused_seconds")), "after the 429");
    assert!(metrics.ends_with("# EOF\n"));
}

#[tokio::test]
async fn m02_metrics_hold_no_secret_no_address_and_stand_on_no_public_port() {
    let app = TestApp::start().await;
    let browser = app.browser();
    browser.sign_up(&app, &web(), "grace@example.com").await;
    access_token(&browser, USA).await;
    let metrics = app.metrics().await;
    for secret in ["eyJ", "vst_", "grace", "@", "127.0.0.1:"] {
        let lines: Vec<_> = metrics.lines().filter(|line| !line.contains("budget")).collect();
        assert!(!lines.iter().any(|line| line.contains(secret)), "{secret}");
    }
    for path in ["/metrics", "/api/metrics"] {
        assert_eq!(browser.request(reqwest::Method::GET, path).send().await.status, 404, "{path}");
    }
}

impl TestApp {
    /// What Prometheus would read.
    async fn metrics(&self) -> String {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let _server = self.serve_metrics(listener);
        let answer = client().get(format!("http://localhost:{port}/metrics")).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let media_type = answer.headers()["content-type"].to_str().unwrap().to_owned();
        assert!(media_type.starts_with("application/openmetrics-text"), "{media_type}");
        answer.text().await.unwrap()
    }
}
