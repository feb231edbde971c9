use std::time::Duration;

use reqwest::Response;
use serde_json::Value;
use vestibule::sandbox::upstream::*;

use super::bench::*;

async fn asked(bench: &Bench, switch: Switch) -> Response {
    let tokens = bench.tokens("vera").await;
    bench.upstream.switches().once(switch);
    let request = bench.http.get(bench.url("/userinfo"));
    request.bearer_auth(tokens["access_token"].as_str().unwrap()).send().await.unwrap()
}

#[tokio::test]
async fn userinfo_tells_the_bearer_and_nobody_else() {
    let bench = Bench::new().await;
    let tokens = bench.tokens("vera").await;
    let access_token = tokens["access_token"].as_str().unwrap();
    let (status, userinfo) = bench.userinfo(access_token).await;
    assert_eq!((status, &userinfo["sub"]), (200, &"vera-0001".into()));
    assert_eq!(userinfo["email"], "vera@people.example");
    let refused = bench.http.get(bench.url("/userinfo")).bearer_auth("x").send().await.unwrap();
    assert_eq!(refused.status(), 401);
    assert!(refused.headers()["www-authenticate"].to_str().unwrap().starts_with("Bearer "));
    let posted = bench.http.post(bench.url("/userinfo")).form(&[("access_token", access_token)]).send().await;
    assert_eq!(posted.unwrap().status(), 200);
    bench.pass(3_600);
    assert_eq!(bench.userinfo(access_token).await.0, 401);
}

#[tokio::test]
async fn userinfo_can_be_about_somebody_else_or_nobody() {
    let bench = Bench::new().await;
    let userinfo: Value = asked(&bench, Switch::UserinfoOtherSubject).await.json().await.unwrap();
    assert_eq!(userinfo["sub"], "somebody-else");
    let userinfo: Value = asked(&bench, Switch::UserinfoNoSubject).await.json().await.unwrap();
    assert!(userinfo.get("sub").is_none() && userinfo["email"].is_string());
}

#[tokio::test]
async fn userinfo_can_be_the_only_place_that_knows_the_address() {
    let bench = Bench::switched(Switch::ClaimsAtUserinfoOnly).await;
    let tokens = bench.tokens("mila").await;
    let claims = claims(tokens["id_token"].as_str().unwrap());
    assert!(["email", "email_verified", "name", "groups"].iter().all(|name| claims.get(name).is_none()));
    assert_eq!(claims["sub"], "mila-0005");
    let (_, userinfo) = bench.userinfo(tokens["access_token"].as_str().unwrap()).await;
    assert_eq!(userinfo["email"], "mila@people.example");
}

#[tokio::test]
async fn userinfo_can_be_signed_late_large_wrong_or_away() {
    let bench = Bench::new().await;
    bench.upstream.switches().set_pause(Duration::from_millis(100));
    let signed = asked(&bench, Switch::UserinfoSigned).await;
    assert_eq!(signed.headers()["content-type"], "application/jwt");
    let jwt = signed.text().await.unwrap();
    assert!(bench.verifies(&jwt).await);
    assert_eq!((&claims(&jwt)["aud"], &claims(&jwt)["sub"]), (&DEMO_CLIENT_ID.into(), &"vera-0001".into()));
    assert_eq!(asked(&bench, Switch::UserinfoAway).await.status(), 503);
    assert!(asked(&bench, Switch::UserinfoHtml).await.text().await.unwrap().starts_with("<!doctype"));
    assert!(asked(&bench, Switch::UserinfoHuge).await.bytes().await.unwrap().len() > 16 * 1024 * 1024);
    let elsewhere = asked(&bench, Switch::UserinfoRedirect).await;
    assert!(elsewhere.headers()["location"].to_str().unwrap().starts_with("http://localhost:"));
    let start = std::time::Instant::now();
    asked(&bench, Switch::UserinfoSlow).await.bytes().await.unwrap();
    assert!(start.elapsed().as_millis() >= 100);
}
