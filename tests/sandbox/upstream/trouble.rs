use std::time::Duration;

use reqwest::Response;
use serde_json::Value;
use vestibule::sandbox::upstream::*;

use super::bench::*;

async fn answer(bench: &Bench, switch: Switch) -> Result<Response, reqwest::Error> {
    let code = bench.code("vera").await;
    bench.upstream.switches().once(switch);
    bench.token(&redemption(&code)).send().await
}

#[tokio::test]
async fn the_token_endpoint_refuses_fails_and_goes_away() {
    let bench = Bench::new().await;
    bench.upstream.switches().set_pause(Duration::from_millis(100));
    let (status, body) = read(answer(&bench, Switch::TokenInvalidGrant).await.unwrap()).await;
    assert_eq!((status, &body["error"]), (400, &"invalid_grant".into()));
    let (_, body) = read(answer(&bench, Switch::TokenErrorWithScript).await.unwrap()).await;
    assert!(body["error_description"].as_str().unwrap().starts_with("<script>"));
    assert_eq!(answer(&bench, Switch::TokenServerError).await.unwrap().status(), 500);
    let page = answer(&bench, Switch::TokenHtml).await.unwrap();
    assert_eq!(
        (page.status().as_u16(), &page.headers()["content-type"]),
        (200, &"text/html; charset=utf-8".parse().unwrap())
    );
    let redirect = answer(&bench, Switch::TokenRedirect).await.unwrap();
    assert_eq!(redirect.status(), 307);
    assert!(redirect.headers()["location"].to_str().unwrap().starts_with("http://localhost:"));
    assert!(answer(&bench, Switch::TokenAway).await.unwrap_err().is_request());
    let large: Value = answer(&bench, Switch::TokenHuge).await.unwrap().json().await.unwrap();
    assert!(large["padding"].as_str().unwrap().len() > 16_000_000 && large["id_token"].is_string());
    let start = std::time::Instant::now();
    let tokens: Value = answer(&bench, Switch::TokenSlow).await.unwrap().json().await.unwrap();
    assert!(start.elapsed().as_millis() >= 100 && tokens["id_token"].is_string());
}

#[tokio::test]
async fn tokens_can_be_absent_or_of_an_odd_kind() {
    let bench = Bench::new().await;
    let tokens = async |switch| answer(&bench, switch).await.unwrap().json::<Value>().await.unwrap();
    assert!(tokens(Switch::IdTokenAbsent).await.get("id_token").is_none());
    assert!(tokens(Switch::AccessTokenAbsent).await.get("access_token").is_none());
    assert_eq!(tokens(Switch::TokenTypeOdd).await["token_type"], "mac");
}
