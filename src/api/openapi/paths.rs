//! The calls, one after the other.

use serde_json::{Value, json};

use super::call::Call;

const CLIENT_ID: &str = "The storefront's sales channel.";
const SCOPE: &str = "One of the storefront's scopes; by default its first.";
const VARIANT: &str = "Tells several carts of one scope apart.";

pub(super) fn paths() -> Value {
    json!({
        "/api/token": {"get": token()},
        "/api/token/rejected": {"post": rejected()},
        "/api/session": {"get": session()},
        "/api/logout": {"post": logout()},
        "/api/order": {"get": order(), "put": set_order(), "delete": forget_order()},
        "/api/handover": {"post": handover()},
        "/api/openapi.json": {"get": openapi()},
    })
}

fn token() -> Value {
    Call::new("getToken", "The visitor's Commerce Layer token; a guest token for who is signed out.")
        .by_visitor()
        .query("client_id", true, CLIENT_ID)
        .query("scope", false, SCOPE)
        .answers("The token.", "Token")
        .refuses(&[400, 503])
        .done()
}

fn rejected() -> Value {
    Call::new("rejectToken", "Commerce Layer has refused this token: another one.")
        .by_visitor()
        .changes()
        .body("Rejected", true)
        .answers("A fresh token.", "Token")
        .refuses(&[400, 503])
        .done()
}

fn session() -> Value {
    Call::new("getSession", "Who is signed in. Commerce Layer is not asked.")
        .by_visitor()
        .query("client_id", true, CLIENT_ID)
        .answers("The session.", "Session")
        .refuses(&[400])
        .done()
}

fn logout() -> Value {
    Call::new(
        "logOut",
        "Ends the session here, its tokens at Commerce Layer, and, where configured, at the provider.",
    )
    .by_visitor()
    .changes()
    .query("client_id", false, "The storefront's sales channel; here, or in the body.")
    .query("return_url", false, "Where signing out at the provider leads back to; here, or in the body.")
    .body("Logout", false)
    .answers("Signed out.", "SignedOut")
    .refuses(&[400])
    .done()
}

fn order() -> Value {
    cart(Call::new("getOrder", "The order of the visitor's cart. None is ever created."))
        .answers("The order, or null.", "Order")
        .done()
}

fn set_order() -> Value {
    cart(Call::new("setOrder", "Remembers an order as the visitor's cart."))
        .changes()
        .body("SetOrder", true)
        .answers("The order.", "Order")
        .refuses(&[404, 409, 429])
        .done()
}

fn forget_order() -> Value {
    cart(Call::new("forgetOrder", "Forgets it. Done twice, it is done."))
        .changes()
        .answers_nothing("Forgotten.")
        .done()
}

fn cart(call: Call) -> Call {
    call.by_visitor()
        .query("client_id", true, CLIENT_ID)
        .query("scope", false, SCOPE)
        .query("variant", false, VARIANT)
        .refuses(&[400, 503])
}

fn handover() -> Value {
    Call::new(
        "handOver",
        "Exchanges the one-time code of the return address for a session token (handover = \"code\").",
    )
    .by_client()
    .body("Handover", true)
    .answers("The session.", "HandedOver")
    .refuses(&[400])
    .done()
}

fn openapi() -> Value {
    let mut call = Call::new("getDescription", "This document.").done();
    let content = json!({"application/json": {"schema": {"type": "object"}}});
    call["responses"]["200"] = json!({"description": "The document.", "content": content});
    call
}
