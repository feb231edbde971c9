//! The shop against a pretend Core API that knows one customer and one token.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::*;

fn token(owner: &str) -> String {
    let payload = json!({ "owner": { "id": owner, "type": "Customer" }, "scope": "market:code:usa" });
    let encode = |text: String| URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.{}", encode("{}".into()), encode(payload.to_string()), encode("signature".into()))
}

async fn core_api(request: HttpRequest, path: web::Path<String>) -> HttpResponse {
    let expected = format!("Bearer {}", token("AcmeCusAda"));
    if request.headers().get("authorization").is_none_or(|given| given.as_bytes() != expected.as_bytes()) {
        return HttpResponse::Unauthorized().finish();
    }
    match path.as_str() {
        "AcmeCusAda" => {
            HttpResponse::Ok().json(json!({ "data": { "attributes": { "email": "ada@example.com" } } }))
        }
        "AcmeCusAda/orders" => HttpResponse::Ok()
            .json(json!({ "data": [{ "id": "AcmeOrdOne", "attributes": { "status": "placed" } }] })),
        _ => HttpResponse::NotFound().finish(),
    }
}

fn shop() -> (Shop, String, reqwest::Client) {
    let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let listener = TcpListener::bind(any_port).unwrap();
    let api = listener.local_addr().unwrap();
    let routes = || App::new().route("/acme/api/customers/{path:.*}", web::get().to(core_api));
    let server = HttpServer::new(routes).workers(1).disable_signals().listen(listener).unwrap().run();
    tokio::spawn(server);
    let shop = Shop::start(ShopOptions {
        listen: any_port,
        vestibule_url: "http://localhost:8080".into(),
        api_url: format!("http://{api}/acme"),
        client_id: "web-client".into(),
        legacy_client_id: "legacy-client".into(),
        scope: "market:code:usa".into(),
    })
    .unwrap();
    let address = format!("http://{}", shop.address);
    let http =
        reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
    (shop, address, http)
}

#[actix_web::test]
async fn the_shop_of_today_encodes_its_links_and_tells_its_script_whom_to_ask() {
    let (shop, address, http) = shop();
    let answer = http.get(&address).send().await.unwrap();
    let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("script-src 'self' http://localhost:8080;"), "{policy}");
    assert!(policy.contains("connect-src http://localhost:8080 http://127.0.0.1:"), "{policy}");
    let html = answer.text().await.unwrap();
    let here = format!("returnUrl=http%3A%2F%2Flocalhost%3A{}%2F", shop.address.port());
    assert!(html.contains(&here), "{html}");
    assert!(html.contains("data-client-id=\"web-client\"") && html.contains("<noscript>"), "{html}");
    shop.stop().await;
}

#[actix_web::test]
async fn both_shops_have_a_cart_and_serve_the_scripts_for_it() {
    let (shop, address, http) = shop();
    for (page, client_id) in [("", "web-client"), ("/legacy", "legacy-client")] {
        let html = http.get(format!("{address}{page}")).send().await.unwrap().text().await.unwrap();
        let told = format!("data-client-id=\"{client_id}\"");
        assert!(html.contains(&told) && html.contains("id=\"add\" hidden"), "{html}");
    }
    for (name, status) in [("shop", 200), ("legacy", 200), ("cart", 200), ("core", 200), ("other", 404)] {
        let answer = http.get(format!("{address}/{name}.js")).send().await.unwrap();
        assert_eq!(answer.status(), status, "{name}");
    }
    shop.stop().await;
}

#[actix_web::test]
async fn the_shop_of_yesterday_takes_the_token_out_of_the_address_and_shows_the_orders() {
    let (shop, address, http) = shop();
    let guest = http.get(format!("{address}/legacy")).send().await.unwrap().text().await.unwrap();
    let raw = format!("returnUrl={}/legacy?color=moss&#38;size=M", shop.base_url());
    assert!(guest.contains(&raw) && guest.contains("as a guest"), "{guest}");

    let token = token("AcmeCusAda");
    let back =
        format!("{address}/legacy?color=moss&accessToken={token}&scope=market%3Acode%3Ausa&expires=x&size=M");
    let answer = http.get(back).send().await.unwrap();
    assert_eq!(answer.status(), 303);
    assert_eq!(answer.headers()["location"], "/legacy?color=moss&size=M");
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");

    let cookie = cookie.split(';').next().unwrap().to_owned();
    let page = http.get(format!("{address}/legacy?color=moss&size=M")).header("cookie", cookie);
    let html = page.send().await.unwrap().text().await.unwrap();
    for seen in ["ada@example.com", "AcmeOrdOne", "placed", "moss, M", "market:code:usa"] {
        assert!(html.contains(seen), "{seen}: {html}");
    }
    shop.stop().await;
}

#[actix_web::test]
async fn a_token_that_is_refused_signs_the_old_shop_out() {
    let (shop, address, http) = shop();
    for stale in [token("AcmeCusBob"), token("../../x"), "no.token".into()] {
        let page =
            http.get(format!("{address}/legacy")).header("cookie", format!("acme_legacy_token={stale}"));
        let answer = page.send().await.unwrap();
        assert!(answer.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
        assert!(answer.text().await.unwrap().contains("has run out"));
    }
    shop.stop().await;
}

#[actix_web::test]
async fn signing_out_of_the_old_shop_forgets_the_token() {
    let (shop, address, http) = shop();
    let answer = http.post(format!("{address}/legacy/sign-out")).send().await.unwrap();
    assert_eq!(answer.status(), 303);
    assert!(answer.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    shop.stop().await;
}
