use serde_json::{Value, json};
use vestibule::sandbox::upstream::*;

use super::bench::*;

#[tokio::test]
async fn everybody_on_the_page_is_who_the_page_says() {
    let bench = Bench::new().await;
    let page = bench.ask(&request()).await.text().await.unwrap();
    for person in bench.upstream.people() {
        assert!(page.contains(&person.name) && page.contains(&person.about), "{}", person.name);
    }
    let vera = bench.claims("vera").await;
    let uma = bench.claims("uma").await;
    assert_eq!((&uma["email_verified"], &uma["email"]), (&false.into(), &"uma@people.example".into()));
    let noah = bench.claims("noah").await;
    assert!(noah.get("email").is_none() && noah.get("email_verified").is_none());
    assert_eq!(bench.claims("mila").await["groups"], json!(["vip"]));
    let victor = bench.claims("victor").await;
    assert_eq!((victor["email"] == vera["email"], victor["sub"] == vera["sub"]), (true, false));
    let vanessa = bench.claims("vanessa").await["email"].as_str().unwrap().to_owned();
    assert!(vera["email"] != *vanessa && vera["email"] == *vanessa.to_lowercase());
    let length = async |person| bench.claims(person).await["sub"].as_str().unwrap().chars().count();
    assert_eq!((length("lea").await, length("leo").await), (255, 256));
}

#[tokio::test]
async fn somebody_has_another_address_at_each_sign_in() {
    let bench = Bench::new().await;
    let (first, second) = (bench.claims("wanda").await, bench.claims("wanda").await);
    assert_eq!(first["sub"], second["sub"]);
    assert_ne!(first["email"], second["email"]);
    assert_eq!(second["email"], "wanda-2@people.example");
}

#[tokio::test]
async fn anybody_can_be_described_on_the_page_or_added_by_a_test() {
    let bench = Bench::new().await;
    let form = [
        ("person", "somebody"),
        ("subject", "s-1"),
        ("name", "Some Body"),
        ("email", "s@x.example"),
        ("verified", "yes"),
        ("groups", "vip staff"),
    ];
    let code = back(&bench.choose(&request(), &form).await)["code"].clone();
    let claims = claims(bench.redeem(&code).await.1["id_token"].as_str().unwrap());
    assert_eq!(
        (&claims["sub"], &claims["name"], &claims["email"]),
        (&"s-1".into(), &"Some Body".into(), &"s@x.example".into())
    );
    assert_eq!((&claims["email_verified"], &claims["groups"]), (&true.into(), &json!(["vip", "staff"])));

    let mut person = Person::verified("zoe", "Zoe", "zoe-1", "zoe@x.example");
    person.claims.insert("email".to_owned(), Value::Null);
    bench.upstream.put_person(person.clone());
    assert_eq!(bench.claims("zoe").await["email"], Value::Null, "free claims win");
    person.claims.clear();
    bench.upstream.put_person(person);
    assert_eq!(bench.claims("zoe").await["email"], "zoe@x.example");
    assert_eq!(bench.upstream.people().iter().filter(|it| it.id == "zoe").count(), 1);
}

#[tokio::test]
async fn claims_follow_the_scopes() {
    let bench = Bench::new().await;
    let code = bench.back(&request_with(&[("scope", "openid")]), "mila").await["code"].clone();
    let claims = claims(bench.redeem(&code).await.1["id_token"].as_str().unwrap());
    assert!(
        claims.get("email").is_none()
            && claims.get("email_verified").is_none()
            && claims.get("name").is_none()
    );
    assert_eq!(claims["groups"], json!(["vip"]));
}

#[tokio::test]
async fn a02_verification_of_an_address_can_be_said_in_every_wrong_way() {
    for (switch, expected) in [
        (Switch::EmailVerifiedMissing, None),
        (Switch::EmailVerifiedText, Some("true".into())),
        (Switch::EmailVerifiedFalse, Some(false.into())),
        (Switch::EmailVerifiedOne, Some(1.into())),
    ] {
        let bench = Bench::new().await;
        bench.upstream.switches().once(switch);
        let tokens = bench.tokens("vera").await;
        let claims = claims(tokens["id_token"].as_str().unwrap());
        assert_eq!(claims.get("email_verified"), expected.as_ref(), "{switch:?}");
        let (_, userinfo) = bench.userinfo(tokens["access_token"].as_str().unwrap()).await;
        assert_eq!(userinfo.get("email_verified"), expected.as_ref(), "userinfo agrees");
        assert_eq!(bench.claims("vera").await["email_verified"], true, "once is once");
    }
}

#[tokio::test]
async fn subject_address_and_name_can_be_odd() {
    let claims = async |switch| Bench::switched(switch).await.claims("vera").await;
    assert!(claims(Switch::SubMissing).await.get("sub").is_none());
    assert_eq!(claims(Switch::SubEmpty).await["sub"], "");
    assert_eq!(claims(Switch::SubNotText).await["sub"], 4_711);
    assert_eq!(claims(Switch::SubTooLong).await["sub"].as_str().unwrap().len(), 256);
    assert_eq!(claims(Switch::EmailNotText).await["email"], json!(["vera@people.example"]));
    assert!(claims(Switch::EmailOdd).await["email"].as_str().unwrap().contains("\r\n"));
    assert!(claims(Switch::NameWithMarkup).await["name"].as_str().unwrap().contains("<script>"));
}

#[tokio::test]
async fn two_providers_know_nothing_of_each_other() {
    let (one, other) = (Bench::new().await, Bench::new().await);
    assert_ne!(one.upstream.issuer(), other.upstream.issuer());
    one.upstream.switches().on(Switch::AlgNone);
    assert_eq!(one.claims("vera").await["sub"], other.claims("vera").await["sub"]);
    assert!(!one.verifies(&one.id_token("vera").await).await);
    assert!(other.verifies(&other.id_token("vera").await).await);
    let code = one.code("vera").await;
    assert_eq!(other.redeem(&code).await.0, 400);
}
