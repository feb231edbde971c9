//! The Auth API: tokens, their revocation, and the keys that verify them (contract 2 to 8).

mod assertion;
mod client;
mod error;
mod grants;
mod mint;
mod params;
mod revoke;
mod scope;
mod token;

use std::net::IpAddr;

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::edge::{Answer, Note, Request};
use super::limits::Allowance;
use super::shared::Shared;
use error::AuthError;
pub use error::{seconds_up, too_many_page};
use params::Params;

const JSON: &str = "application/json; charset=utf-8";

/// Whether this is a call that the limit is about.
pub fn is_call(request: &Request, path: &str) -> bool {
    request.method == "POST" && matches!(path, "/oauth/token" | "/oauth/revoke")
}

/// Who calls, and for what, as far as that can be told before the call is judged.
pub fn introduce(shared: &Shared, request: &Request, path: &str) -> Note {
    let mut note = Note::default();
    if is_call(request, path) {
        note.ip = Some(caller(shared, request));
        if let Ok(params) = Params::read(request) {
            params.tell(&mut note);
        }
    }
    note
}

/// Answers a request to the Auth API.
pub fn answer(shared: &Shared, request: &Request, path: &str) -> Answer {
    let allowed = match path {
        "/oauth/token" | "/oauth/revoke" => "POST",
        "/.well-known/jwks.json" => "GET",
        _ => return refuse(shared, &AuthError::not_found()),
    };
    match (&*request.method, path) {
        ("OPTIONS", _) => Answer::preflight(allowed),
        (method, _) if method != allowed => refuse(shared, &AuthError::method()).with("allow", allowed),
        (_, "/.well-known/jwks.json") => Answer::json(200, JSON, &shared.world().keys.published()),
        _ => match post(shared, request, path) {
            Ok(value) => no_store(Answer::json(200, JSON, &value)),
            Err(error) => no_store(refuse(shared, &error)),
        },
    }
}

/// The answer that a switch asked for.
pub fn failure(shared: &Shared, status: u16) -> Answer {
    let error =
        if status == 429 { AuthError::too_many(TimeDelta::seconds(60)) } else { AuthError::trouble(status) };
    no_store(refuse(shared, &error))
}

fn post(shared: &Shared, request: &Request, path: &str) -> Result<Value, AuthError> {
    within_limit(shared, request, path)?;
    let params = Params::read(request)?;
    match path {
        "/oauth/revoke" => revoke::revoke(shared, &params).map(|()| json!({})),
        _ => token::issue(shared, &params),
    }
}

/// Thirty calls a minute and address, in one bucket for both endpoints (contract 6.1, 6.3) unless a switch
/// takes revocations out of it.
fn within_limit(shared: &Shared, request: &Request, path: &str) -> Result<(), AuthError> {
    let switches = shared.switches.get();
    let exempt = path == "/oauth/revoke" && !switches.revoke_is_limited;
    if switches.auth_limit == 0 || exempt {
        return Ok(());
    }
    let bucket = (caller(shared, request), "auth".to_owned());
    let allowance = Allowance { requests: switches.auth_limit, window: TimeDelta::seconds(60) };
    let verdict = shared.world().limits.count(bucket, allowance, shared.now());
    if verdict.allowed { Ok(()) } else { Err(AuthError::too_many(verdict.wait)) }
}

/// `x-true-client-ip` decides only beside the right `x-backend-auth`; a wrong one is ignored (6.9, 6.10).
fn caller(shared: &Shared, request: &Request) -> IpAddr {
    let trusted = match (&shared.seed.backend_auth_key, request.header("x-backend-auth")) {
        (Some(key), Some(given)) => *key == given.into(),
        _ => false,
    };
    let named = request.header("x-true-client-ip").filter(|_| trusted);
    named.and_then(|ip| ip.trim().parse().ok()).unwrap_or(request.peer)
}

fn refuse(shared: &Shared, error: &AuthError) -> Answer {
    error.answer(&shared.switches.get())
}

fn no_store(answer: Answer) -> Answer {
    answer.with("cache-control", "no-store").with("pragma", "no-cache")
}
