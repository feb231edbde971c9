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

/// Answers a request to the Auth API.
pub fn answer(shared: &Shared, request: &Request, path: &str, note: &mut Note) -> Answer {
    let allowed = match path {
        "/oauth/token" | "/oauth/revoke" => "POST",
        "/.well-known/jwks.json" => "GET",
        _ => return refuse(shared, &AuthError::not_found()),
    };
    match (&*request.method, path) {
        ("OPTIONS", _) => Answer::preflight(allowed),
        (method, _) if method != allowed => refuse(shared, &AuthError::method()).with("allow", allowed),
        (_, "/.well-known/jwks.json") => Answer::json(200, JSON, &shared.world().keys.published()),
        _ => match post(shared, request, path, note) {
            Ok(value) => no_store(Answer::json(200, JSON, &value)),
            Err(error) => no_store(refuse(shared, &error)),
        },
    }
}

/// The answer that a switch asked for.
pub fn failure(shared: &Shared, request: &Request, status: u16, note: &mut Note) -> Answer {
    if let Ok(params) = Params::read(request) {
        params.tell(note);
    }
    let error =
        if status == 429 { AuthError::too_many(TimeDelta::seconds(60)) } else { AuthError::trouble(status) };
    no_store(refuse(shared, &error))
}

fn post(shared: &Shared, request: &Request, path: &str, note: &mut Note) -> Result<Value, AuthError> {
    within_limit(shared, request, note)?;
    let params = Params::read(request)?;
    params.tell(note);
    match path {
        "/oauth/revoke" => revoke::revoke(shared, &params).map(|()| json!({})),
        _ => token::issue(shared, &params),
    }
}

/// Thirty calls a minute and address, in one bucket for both endpoints (contract 6.1, 6.3).
fn within_limit(shared: &Shared, request: &Request, note: &mut Note) -> Result<(), AuthError> {
    let ip = caller(shared, request);
    note.ip = Some(ip);
    let (now, limit) = (shared.now(), shared.switches.get().auth_limit);
    if limit == 0 {
        return Ok(());
    }
    let allowance = Allowance { requests: limit, window: TimeDelta::seconds(60) };
    let verdict = shared.world().limits.count((ip, "auth".to_owned()), allowance, now);
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
