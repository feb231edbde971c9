//! The Core API of an organization, as much of it as contract 16 asks for: JSON:API over the records of the
//! token's environment, guarded by the permissions of contract 12.

mod call;
mod customers;
mod document;
mod error;
mod filter;
mod input;
mod list;
mod orders;
mod organization;
mod password_resets;
mod query;
mod rate;
mod reading;
mod token;
mod webhooks;

use chrono::TimeDelta;
use serde_json::Value;

use super::auth::{seconds_up, too_many_page};
use super::edge::{Answer, Note, Request};
use super::shared::Shared;
use super::switches::Switches;
use call::Call;
use error::CoreError;
use query::Query;
use token::Token;

const JSON_API: &str = "application/vnd.api+json";

/// Which organization was called, and under which address.
pub struct Target<'a> {
    pub slug: &'a str,
    /// Starts with `/api/` where it makes sense.
    pub path: &'a str,
    /// Without `/api`; `links` start with it.
    pub base: String,
}

/// What a resource answers.
pub enum Reply {
    Document(u16, Value),
    Empty,
}

/// Answers a request to the Core API.
pub fn answer(shared: &Shared, request: &Request, target: &Target<'_>, note: &mut Note) -> Answer {
    if request.method == "OPTIONS" {
        return Answer::preflight("GET, POST, PATCH, PUT, DELETE");
    }
    let (now, switches) = (shared.now(), shared.switches.get());
    let token = Token::read(&shared.world(), request, target.slug, now);
    note.client = token.as_ref().ok().map(|token| token.client_id().to_owned());
    let gauge = rate::count(shared, request, target.path, token.as_ref().ok());
    if let Some(wait) = gauge.as_ref().and_then(|gauge| gauge.refused) {
        return rate::label(refuse(&CoreError::too_many(), Some(wait), &switches), gauge.as_ref());
    }
    let reply = token.and_then(|token| respond(shared, request, target, token));
    let answer = match reply {
        Ok(Reply::Document(status, value)) => Answer::json(status, JSON_API, &value),
        Ok(Reply::Empty) => Answer::empty(204),
        Err(error) => refuse(&error, None, &switches),
    };
    rate::label(answer, gauge.as_ref())
}

/// The answer that a switch asked for.
pub fn failure(shared: &Shared, status: u16) -> Answer {
    refuse(&CoreError::of_status(status), Some(TimeDelta::seconds(60)), &shared.switches.get())
}

fn refuse(error: &CoreError, wait: Option<TimeDelta>, switches: &Switches) -> Answer {
    let limited = error.status == 429;
    let answer = if limited && switches.html_429 { too_many_page() } else { error.answer() };
    match wait.filter(|_| limited && switches.retry_after) {
        Some(wait) => answer.with("retry-after", seconds_up(wait).to_string()),
        None => answer,
    }
}

fn respond(
    shared: &Shared,
    request: &Request,
    target: &Target<'_>,
    token: Token,
) -> Result<Reply, CoreError> {
    let segments: Vec<&str> = target.path.trim_matches('/').split('/').collect();
    let ["api", resource, rest @ ..] = segments.as_slice() else {
        return Err(CoreError::no_resource(target.path));
    };
    if !request.accepts(JSON_API) {
        return Err(CoreError::not_acceptable());
    }
    let body = input::body(request)?;
    let query = Query::read(&request.query)?;
    let mut world = shared.world();
    let world = &mut *world;
    let organization =
        world.organization_mut(target.slug).ok_or_else(|| CoreError::no_resource(target.path))?;
    let mut call = Call {
        now: shared.now(),
        method: &request.method,
        target,
        asset_base: &shared.base_url,
        token,
        query,
        body,
        organization,
        outbox: Vec::new(),
    };
    let reply = match *resource {
        "organization" => organization::organization(&call, rest),
        "application" => organization::application(&call, rest),
        "markets" => reading::markets(&call, rest),
        "customer_groups" => reading::customer_groups(&call, rest),
        "customers" => customers::route(&mut call, rest),
        "orders" => orders::route(&mut call, rest),
        "customer_password_resets" => password_resets::route(&mut call, rest),
        "webhooks" => webhooks::route(&mut call, rest),
        _ => Err(CoreError::no_resource(target.path)),
    };
    let outbox = call.outbox;
    world.outbox.extend(outbox);
    reply
}
