//! `GET /api/openapi.json`: what the endpoints of storefronts take and answer, for people and for generators of clients.
//! The bodies are described by the types that are sent ([`super::answers`]), the calls in [`paths`]; tests compare both
//! with real answers.

mod call;
mod paths;

use std::sync::LazyLock;

use actix_web::HttpResponse;
use serde_json::{Value, json};
use utoipa::OpenApi as _;

use super::answers::{HandoverAnswer, OrderAnswer, SessionAnswer, SignedOutAnswer, TokenAnswer};
use super::error::{CODES, ErrorAnswer};
use super::handover::HandoverCall;
use super::logout::LogoutCall;
use super::order::SetOrderCall;
use super::token::RejectedCall;

static DOCUMENT: LazyLock<Value> = LazyLock::new(document);

#[derive(utoipa::OpenApi)]
#[openapi(components(schemas(
    TokenAnswer,
    RejectedCall,
    OrderAnswer,
    SetOrderCall,
    SessionAnswer,
    SignedOutAnswer,
    HandoverAnswer,
    ErrorAnswer,
    HandoverCall,
    LogoutCall
)))]
struct Bodies;

/// The document.
pub async fn get() -> HttpResponse {
    HttpResponse::Ok().json(&*DOCUMENT)
}

/// The methods of a path as `Allow` lists them; `None` for a path that is not described.
pub fn allowed(path: &str) -> Option<String> {
    let methods = DOCUMENT["paths"].get(path)?.as_object()?.keys().map(|method| method.to_uppercase());
    let mut allowed: Vec<String> = methods.collect();
    if allowed.iter().any(|method| method == "GET") {
        allowed.push("HEAD".to_owned());
    }
    allowed.push("OPTIONS".to_owned());
    Some(allowed.join(", "))
}

fn document() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Vestibule",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Tokens, sessions and carts of Commerce Layer storefronts. Pages call with the visitor's \
                            cookie, from one of the storefront's origins; back ends with a session token as Bearer.",
        },
        "servers": [{"url": "/"}],
        "paths": paths::paths(),
        "components": {
            "schemas": schemas(),
            "responses": call::refusals(),
            "securitySchemes": {
                "cookie": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "__Host-vestibule-<organization>",
                    "description": "Set when the visitor signs in; a browser sends it by itself.",
                },
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A session token of POST /api/handover. No cookie is looked at then.",
                },
                "client": {
                    "type": "http",
                    "scheme": "basic",
                    "description": "client_id and client_secret of the storefront's sales channel.",
                },
            },
        },
    })
}

fn schemas() -> Value {
    let bodies = serde_json::to_value(Bodies::openapi().components).unwrap_or_default();
    let mut schemas = bodies["schemas"].clone();
    schemas["ErrorDetail"]["properties"]["code"]["enum"] = json!(CODES);
    schemas
}
