use vestibule::sandbox::upstream::*;

use super::bench::*;

#[tokio::test]
async fn a_second_visit_may_go_on_as_the_first_person() {
    let bench = Bench::new().await;
    let first = bench.claims("vera").await;
    bench.pass(10);
    let page = bench.ask(&request()).await.text().await.unwrap();
    assert!(page.contains("Go on as Vera Verdi"));
    let answer = bench.choose(&request(), &[]).await;
    let code = back(&answer)["code"].clone();
    let second = claims(bench.redeem(&code).await.1["id_token"].as_str().unwrap());
    assert_eq!((&first["sub"], &first["sid"]), (&second["sub"], &second["sid"]));
    assert_eq!((&second["auth_time"], &second["iat"]), (&NOW.into(), &(NOW + 10).into()));
    bench.forget_cookie();
    assert!(!bench.ask(&request()).await.text().await.unwrap().contains("Go on as"));
}

#[tokio::test]
async fn another_person_in_the_same_browser_is_another_session() {
    let bench = Bench::new().await;
    let (vera, uma) = (bench.claims("vera").await, bench.claims("uma").await);
    assert_ne!(vera["sid"], uma["sid"]);
    let again = bench.claims("uma").await;
    assert_eq!(again["sid"], uma["sid"]);
}

#[tokio::test]
async fn prompt_none_answers_without_a_page_where_somebody_is_signed_in() {
    let bench = Bench::new().await;
    let silent = request_with(&[("prompt", "none")]);
    assert_eq!(error(&bench.ask(&silent).await), "login_required");
    bench.code("vera").await;
    assert!(back(&bench.ask(&silent).await).contains_key("code"));
}

#[tokio::test]
async fn prompt_login_and_an_age_that_is_too_great_ask_anew() {
    let bench = Bench::new().await;
    bench.code("vera").await;
    let page = async |changes: &[(&str, &str)]| bench.ask(&request_with(changes)).await.text().await.unwrap();
    assert!(page(&[]).await.contains("Go on as"));
    assert!(page(&[("prompt", "consent")]).await.contains("Go on as"));
    assert!(!page(&[("prompt", "login")]).await.contains("Go on as"));
    bench.pass(60);
    assert!(page(&[("max_age", "60")]).await.contains("Go on as"));
    assert!(!page(&[("max_age", "59")]).await.contains("Go on as"));
    assert_eq!(
        error(&bench.ask(&request_with(&[("prompt", "none"), ("max_age", "59")])).await),
        "login_required"
    );
    let code = bench.back(&request_with(&[("max_age", "59")]), "vera").await["code"].clone();
    let claims = claims(bench.redeem(&code).await.1["id_token"].as_str().unwrap());
    assert_eq!(claims["auth_time"], NOW + 60);
}

#[tokio::test]
async fn a_session_that_is_not_good_enough_cannot_be_chosen_either() {
    let bench = Bench::new().await;
    bench.code("vera").await;
    let answer = bench.choose(&request_with(&[("prompt", "login")]), &[]).await;
    assert_eq!(answer.status(), 200, "the page again");
}

#[tokio::test]
async fn a_hint_at_somebody_else_is_not_answered_silently() {
    let bench = Bench::new().await;
    let hint = bench.id_token("vera").await;
    let ask =
        async |hint: &str| bench.ask(&request_with(&[("prompt", "none"), ("id_token_hint", hint)])).await;
    assert!(back(&ask(&hint).await).contains_key("code"));
    bench.code("uma").await;
    assert_eq!(error(&ask(&hint).await), "login_required");
}

#[tokio::test]
async fn a_silent_provider_shows_no_page_to_who_is_signed_in() {
    let bench = Bench::switched(Switch::SilentSessions).await;
    assert_eq!(bench.ask(&request()).await.status(), 200);
    bench.code("vera").await;
    assert!(back(&bench.ask(&request()).await).contains_key("code"));
    assert_eq!(bench.ask(&request_with(&[("prompt", "select_account")])).await.status(), 200);
}

#[tokio::test]
async fn a_login_hint_is_shown_and_the_first_acr_value_is_met() {
    let bench = Bench::new().await;
    let asked = request_with(&[("login_hint", "ada@example.com"), ("acr_values", "gold silver")]);
    assert!(bench.ask(&asked).await.text().await.unwrap().contains("They say that you are ada@example.com."));
    let code = bench.back(&asked, "ada").await["code"].clone();
    let claims = claims(bench.redeem(&code).await.1["id_token"].as_str().unwrap());
    assert_eq!(claims["acr"], "gold");
}
