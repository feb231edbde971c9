//! A node that is asked to stop: a load balancer hears of it before anybody finds it gone.

use reqwest::{Method, StatusCode};

use crate::bench::{Browser, Process, web};

async fn readiness(browser: &Browser) -> (StatusCode, String) {
    let answer = browser.request(Method::GET, "/health/ready").send().await;
    (answer.status, answer.body)
}

#[tokio::test]
async fn a_node_that_is_asked_to_stop_is_not_ready_but_serves_until_it_is_asked_again() {
    let mut process = Process::start().await;
    let browser = process.browser();
    assert_eq!(readiness(&browser).await.0, StatusCode::OK);
    process.ask_to_stop();
    let mut said = readiness(&browser).await;
    for _ in 0..200 {
        if said.0 != StatusCode::OK {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        said = readiness(&browser).await;
    }
    assert_eq!(said, (StatusCode::SERVICE_UNAVAILABLE, r#"{"status":"leaving"}"#.to_owned()));
    assert_eq!(browser.visit(web().address()).await.heading(), "Login", "who is there is served");
    process.ask_to_stop();
    assert!(process.end().success());
}
