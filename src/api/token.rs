//! `GET /api/token?client_id=&scope=`: the visitor's customer token, or a guest token for who is signed out.
//! `POST /api/token/rejected`: a fresh one, after Commerce Layer refused it before its time.
//!
//! `scope` is echoed as asked, because storefronts use it as a storage key (contract 13).

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::ToSchema;

use super::answers::{Kind, TokenAnswer, moment};
use super::body::Body;
use super::caller::Caller;
use super::error::ApiError;
use super::parameters::{self, Parameters, bad};
use crate::app::App;
use crate::broker::{self, BrokerProblem, Guest};
use crate::foundation::{Scope, Secret};
use crate::metrics;
use crate::tokens::{self, Served};

/// The longest token that a report may name: several times that of a real one.
const LONGEST_TOKEN: usize = 8192;

/// A report that Commerce Layer refuses a token.
#[derive(Deserialize, ToSchema)]
#[schema(as = Rejected)]
pub struct RejectedCall {
    /// The token that was refused.
    #[schema(value_type = String, min_length = 1, max_length = 8192)]
    access_token: Secret,
    /// The storefront's sales channel.
    client_id: String,
    /// The scope that the token was asked for; by default the storefront's first.
    scope: Option<String>,
}

/// The token.
pub async fn get(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let asked = Parameters::of(&request)?;
    let caller = Caller::read(&app, &request, asked.client_id()?)?;
    Ok(caller.answer(token(&app, &request, &caller, asked.get("scope")).await))
}

/// A fresh token in the place of a refused one.
pub async fn rejected(
    app: web::Data<App>,
    request: HttpRequest,
    body: Body,
) -> Result<HttpResponse, ApiError> {
    let call: RejectedCall = body.json()?;
    let caller = Caller::read(&app, &request, &call.client_id)?;
    Ok(caller.answer(replacement(&app, &request, &caller, &call).await))
}

async fn token(
    app: &App,
    request: &HttpRequest,
    caller: &Caller<'_>,
    scope: Option<&str>,
) -> Result<HttpResponse, ApiError> {
    let storefront = caller.storefront;
    let scope = parameters::scope(storefront, scope)?;
    if let Some(visitor) = caller.visitor_key()? {
        let shopper = caller.shopper(app, request);
        match tokens::for_visitor(app, visitor, storefront, &scope, shopper).await? {
            Some(served) => return Ok(customer(app, &served)),
            None => caller.may_be_a_guest()?,
        }
    }
    guest(app, broker::guest_with_source(app, storefront, &scope).await, &scope)
}

async fn replacement(
    app: &App,
    request: &HttpRequest,
    caller: &Caller<'_>,
    call: &RejectedCall,
) -> Result<HttpResponse, ApiError> {
    let storefront = caller.storefront;
    let scope = parameters::scope(storefront, call.scope.as_deref())?;
    let refused = &call.access_token;
    if refused.is_empty() || refused.expose().len() > LONGEST_TOKEN {
        return Err(bad("invalid_parameter", "access_token is the token that was refused"));
    }
    if let Some(visitor) = caller.visitor_key()? {
        let shopper = caller.shopper(app, request);
        match tokens::rejected(app, visitor, storefront, &scope, refused, shopper).await? {
            Some(served) => return Ok(customer(app, &served)),
            None => caller.may_be_a_guest()?,
        }
    }
    broker::reject_guest(app, storefront, &scope, refused).await?;
    guest(app, broker::guest_with_source(app, storefront, &scope).await, &scope)
}

fn guest(app: &App, guest: Result<Guest, BrokerProblem>, scope: &Scope) -> Result<HttpResponse, ApiError> {
    match guest {
        Ok(guest) => {
            app.metrics.served(metrics::Kind::Guest, guest.source);
            Ok(answer(app, &guest.token.access_token, guest.token.expires_at, scope, None))
        }
        Err(problem) => {
            app.metrics.not_served(metrics::Kind::Guest, problem.reason());
            Err(problem.into())
        }
    }
}

fn customer(app: &App, served: &Served) -> HttpResponse {
    answer(app, &served.access_token, served.expires_at, &served.scope, Some(served.customer.as_str()))
}

fn answer(
    app: &App,
    access_token: &Secret,
    expires_at: DateTime<Utc>,
    scope: &Scope,
    customer_id: Option<&str>,
) -> HttpResponse {
    HttpResponse::Ok().json(TokenAnswer {
        access_token: access_token.expose(),
        token_type: "bearer",
        expires_in: (expires_at - app.now()).num_seconds().max(0),
        expires_at: moment(expires_at),
        scope: scope.as_str(),
        kind: if customer_id.is_some() { Kind::Customer } else { Kind::Guest },
        customer_id,
    })
}
