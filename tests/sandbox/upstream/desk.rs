use reqwest::Method;
use serde_json::{Value, json};
use vestibule::sandbox::upstream::*;

use super::bench::*;

async fn call(bench: &Bench, method: Method, path: &str, body: Value) -> (u16, Value) {
    let request = bench.http.request(method, bench.url(&format!("/_upstream/{path}"))).json(&body);
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    (status, serde_json::from_str(&answer.text().await.unwrap()).unwrap_or_default())
}

#[tokio::test]
async fn switches_are_listed_and_moved_over_http() {
    let bench = Bench::new().await;
    let (_, list) = call(&bench, Method::GET, "switches", Value::Null).await;
    assert_eq!(list.as_array().unwrap().len(), Switch::ALL.len());
    let alg_none =
        |list: &Value| list.as_array().unwrap().iter().find(|it| it["name"] == "alg_none").unwrap().clone();
    assert_eq!(
        (&alg_none(&list)["group"], &alg_none(&list)["position"]),
        (&"signature".into(), &"off".into())
    );
    let (status, list) = call(
        &bench,
        Method::PATCH,
        "switches",
        json!({ "alg_none": "once", "token_slow": "on", "pause_ms": 7 }),
    )
    .await;
    assert_eq!((status, &alg_none(&list)["position"]), (200, &"once".into()));
    assert_eq!(bench.upstream.switches().position(Switch::TokenSlow), Position::On);
    assert_eq!(bench.upstream.switches().pause().as_millis(), 7);
    for nonsense in [
        json!({ "alg_nun": "on" }),
        json!({ "jwks_empty": "on", "alg_none": "twice" }),
        json!({ "jwks_empty": "on", "pause_ms": -1 }),
        json!({ "pause_ms": 600_001 }),
        json!([]),
    ] {
        assert_eq!(call(&bench, Method::PATCH, "switches", nonsense).await.0, 400);
    }
    assert_eq!(bench.upstream.switches().position(Switch::JwksEmpty), Position::Off, "all or nothing");
    call(&bench, Method::DELETE, "switches", Value::Null).await;
    assert_eq!(bench.upstream.switches().position(Switch::TokenSlow), Position::Off);
}

#[tokio::test]
async fn people_keys_journal_and_sessions_are_at_hand_over_http() {
    let bench = Bench::new().await;
    let zoe = json!({ "id": "zoe", "name": "Zoe", "subject": "zoe-1", "email": "zoe@x.example", "email_verified": true });
    assert_eq!(call(&bench, Method::PUT, "people", zoe).await.0, 204);
    assert_eq!(call(&bench, Method::PUT, "people", json!({ "id": "x" })).await.0, 400);
    let token = bench.id_token("zoe").await;
    assert_eq!(claims(&token)["email"], "zoe@x.example");
    let (_, people) = call(&bench, Method::GET, "people", Value::Null).await;
    assert_eq!(people.as_array().unwrap().last().unwrap()["id"], "zoe");

    let (_, journal) = call(&bench, Method::GET, "journal", Value::Null).await;
    let last = journal.as_array().unwrap().last().unwrap();
    assert_eq!((&last["path"], &last["authentication"]), (&"/token".into(), &"client_secret_basic".into()));
    call(&bench, Method::DELETE, "journal", Value::Null).await;
    assert!(bench.upstream.journal().is_empty());

    let (_, keys) = call(&bench, Method::POST, "keys/rotate", json!({ "keep_old": false })).await;
    assert_eq!(keys["keys"].as_array().unwrap().len(), 2);
    assert!(!bench.verifies(&token).await);

    let (_, sessions) = call(&bench, Method::GET, "sessions", Value::Null).await;
    assert_eq!((&sessions[0]["name"], &sessions[0]["subject"]), (&"Zoe".into(), &"zoe-1".into()));
    let sid = sessions[0]["sid"].clone();
    assert_eq!(sid, claims(&token)["sid"]);
    assert_eq!(call(&bench, Method::POST, "logout", json!({ "sid": "nobody" })).await.0, 404);
    assert_eq!(call(&bench, Method::POST, "logout", json!({ "sid": sid })).await.0, 200);
    assert!(bench.upstream.sessions().is_empty());
}

#[tokio::test]
async fn a_person_presses_the_same_buttons_on_a_page() {
    let bench = Bench::new().await;
    bench.code("vera").await;
    let page = bench.get("/desk").await.text().await.unwrap();
    for switch in Switch::ALL {
        assert!(page.contains(&switch.name()), "{switch:?}");
    }
    assert!(page.contains("keeps to the specifications") && page.contains("Vera Verdi"));
    assert!(!page.contains("style=") && !page.contains("<script"));
    let press = async |path: &str, form: &[(&str, &str)]| {
        bench.http.post(bench.url(path)).form(form).send().await.unwrap().status().as_u16()
    };
    assert_eq!(press("/desk/switches", &[("switch", "alg_none"), ("position", "once")]).await, 303);
    assert_eq!(bench.upstream.switches().position(Switch::AlgNone), Position::Once);
    assert!(bench.get("/desk").await.text().await.unwrap().contains("on for one time"));
    press("/desk/switches", &[("switch", "jwks_away"), ("position", "on")]).await;
    press("/desk/switches", &[("switch", "alg_none"), ("position", "off")]).await;
    assert_eq!(bench.upstream.switches().position(Switch::AlgNone), Position::Off);
    press("/desk/reset", &[]).await;
    assert_eq!(bench.upstream.switches().position(Switch::JwksAway), Position::Off);
    press("/desk/keys", &[("old", "keep")]).await;
    assert_eq!(bench.keys().await.keys.len(), 4);
    let sid = bench.upstream.sessions()[0].sid.clone();
    press("/desk/logout", &[("sid", &sid), ("session", "keep")]).await;
    assert_eq!(bench.upstream.sessions().len(), 1);
    press("/desk/logout", &[("sid", &sid), ("session", "end")]).await;
    assert!(bench.upstream.sessions().is_empty());
    assert_eq!(press("/desk/nothing", &[]).await, 404);
}

#[tokio::test]
async fn no_page_of_another_site_moves_anything() {
    let bench = Bench::new().await;
    let form =
        bench.http.post(bench.url("/desk/switches")).form(&[("switch", "alg_none"), ("position", "on")]);
    assert_eq!(form.header("origin", "https://evil.example").send().await.unwrap().status(), 403);
    let json = bench.http.patch(bench.url("/_upstream/switches")).json(&json!({ "alg_none": "on" }));
    assert_eq!(json.header("origin", "https://evil.example").send().await.unwrap().status(), 403);
    let own = bench.http.patch(bench.url("/_upstream/switches")).json(&json!({ "jwks_away": "on" }));
    assert_eq!(own.header("origin", bench.upstream.issuer()).send().await.unwrap().status(), 200);
    assert_eq!(bench.upstream.switches().position(Switch::AlgNone), Position::Off);
}

#[tokio::test]
async fn whoever_comes_by_finds_out_what_this_is() {
    let bench = Bench::new().await;
    let page = bench.get("/").await.text().await.unwrap();
    for text in ["Example ID", "Acme Outfitters", &bench.upstream.issuer(), "/desk"] {
        assert!(page.contains(text), "{text}");
    }
    assert_eq!(bench.get("/nothing").await.status(), 404);
    assert_eq!(bench.get("/example-id.css").await.headers()["content-type"], "text/css; charset=utf-8");
}
