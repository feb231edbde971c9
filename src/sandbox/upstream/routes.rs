//! Which address is which endpoint.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::super::edge::{Answer, Request};
use super::call::{Call, Reply};
use super::state::State;
use super::{authorize, desk, discovery, logout, token, userinfo};

/// Answers any request and notes it.
pub async fn handle(state: Data<State>, http: HttpRequest, payload: Payload) -> HttpResponse {
    let request = Request::read(&http, payload).await;
    let call = Call::new(&state, &request);
    let reply = answer(&call).await;
    if !is_about_us(call.path) {
        state.journal.add(call.visit(reply.status()));
    }
    reply.into_response(&state)
}

async fn answer(call: &Call<'_>) -> Reply {
    match (&*call.request.method, call.path) {
        ("GET", "/.well-known/openid-configuration") => discovery::document(call),
        ("GET", "/jwks.json") => discovery::keys(call),
        ("GET" | "POST", "/authorize") => authorize::ask(call),
        ("POST", "/sign-in") => authorize::decide(call),
        ("POST", "/token") => token::answer(call).await,
        ("GET" | "POST", "/userinfo") => userinfo::answer(call),
        ("GET" | "POST", "/end-session") => logout::ask(call).await,
        ("POST", "/end-session/confirmed") => logout::confirmed(call).await,
        ("GET", "/v2/logout") => logout::log_out(call).await,
        ("GET", "/attacker/jwks.json" | "/attacker/certificate.pem") => desk::attackers_file(call),
        (_, "/" | "/desk") => desk::page(call),
        (_, path) if path.starts_with("/desk/") => desk::press(call).await,
        (_, path) if path.starts_with("/_upstream/") => desk::answer(call).await,
        ("GET", "/example-id.css") => file("text/css; charset=utf-8", include_str!("example-id.css")),
        ("GET", "/example-id.js") => file("text/javascript; charset=utf-8", include_str!("example-id.js")),
        _ => Answer::text(404, "text/plain; charset=utf-8", "There is nothing at this address.".to_owned())
            .into(),
    }
}

/// Addresses that no client of the provider uses.
fn is_about_us(path: &str) -> bool {
    path == "/"
        || path.starts_with("/desk")
        || path.starts_with("/_upstream/")
        || path.starts_with("/example-id.")
}

fn file(media_type: &str, text: &str) -> Reply {
    Answer::text(200, media_type, text.to_owned()).into()
}
