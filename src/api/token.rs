//! `GET /api/token?client_id=&scope=`: the visitor's customer token, or a guest token for who is signed out.
//!
//! `{access_token, token_type, expires_in, expires_at, scope, kind: "customer" | "guest", customer_id?}`;
//! `scope` is echoed as asked, because storefronts use it as a storage key (contract 13).

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, ResponseError as _, web};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use super::cors;
use super::error::ApiError;
use crate::app::App;
use crate::broker;
use crate::config::StorefrontSettings;
use crate::foundation::{Scope, Secret};
use crate::http::{client_address, cookies};
use crate::memory::VisitorKey;
use crate::metrics::Kind;
use crate::storefronts::{Query, by_client_id, offered};
use crate::tokens::{self, Served};

/// The token.
pub async fn get(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let (storefront, scope) = asked(&app, &request)?;
    if cors::is_foreign(&request, &storefront) {
        return Err(ApiError::refused(
            StatusCode::FORBIDDEN,
            "origin_refused",
            "this origin is not one of the storefront's",
        ));
    }
    let answer = token(&app, &request, &storefront, &scope).await.unwrap_or_else(|e| e.error_response());
    Ok(cors::allow(&request, &storefront, answer))
}

/// What a page of this storefront may do.
pub async fn preflight(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let (storefront, _) = asked(&app, &request)?;
    Ok(cors::preflight(&request, &storefront))
}

async fn token(
    app: &App,
    request: &HttpRequest,
    storefront: &StorefrontSettings,
    scope: &Scope,
) -> Result<HttpResponse, ApiError> {
    if let Some(visitor) = visitor(request, storefront) {
        let shopper = client_address(request, &app.settings.server.trusted_proxies);
        if let Some(served) = tokens::for_visitor(app, visitor, storefront, scope, shopper).await? {
            return Ok(customer(app, &served));
        }
    }
    guest(app, storefront, scope).await
}

/// By which cookie the visitor is known.
fn visitor(request: &HttpRequest, storefront: &StorefrontSettings) -> Option<VisitorKey> {
    let organization = &storefront.organization;
    let token = cookies::session_token(request, organization)?.hash();
    Some(VisitorKey { token, organization: organization.clone(), client_id: None })
}

async fn guest(app: &App, storefront: &StorefrontSettings, scope: &Scope) -> Result<HttpResponse, ApiError> {
    match broker::guest_with_source(app, storefront, scope).await {
        Ok(guest) => {
            app.metrics.served(Kind::Guest, guest.source);
            Ok(answer(app, &guest.token.access_token, guest.token.expires_at, scope, None))
        }
        Err(problem) => {
            app.metrics.not_served(Kind::Guest, problem.reason());
            Err(problem.into())
        }
    }
}

fn customer(app: &App, served: &Served) -> HttpResponse {
    answer(app, &served.access_token, served.expires_at, &served.scope, Some(served.customer.as_str()))
}

fn asked(app: &App, request: &HttpRequest) -> Result<(StorefrontSettings, Scope), ApiError> {
    let bad = |code, message| ApiError::refused(StatusCode::BAD_REQUEST, code, message);
    let query = Query::of_form(request.query_string());
    let client_id = query.get("client_id").ok_or_else(|| bad("missing_parameter", "client_id is missing"))?;
    let storefront = by_client_id(&app.settings, client_id)
        .ok_or_else(|| bad("unknown_client", "no storefront with this client_id is registered"))?;
    let scope = match query.get("scope") {
        Some(scope) => offered(storefront, scope).ok(),
        None => storefront.scopes.first().cloned(),
    };
    let scope = scope.ok_or_else(|| bad("scope_not_allowed", "the storefront may not ask for this scope"))?;
    Ok((storefront.clone(), scope))
}

/// The answer.
#[derive(Serialize)]
struct TokenAnswer<'a> {
    access_token: &'a str,
    token_type: &'static str,
    expires_in: i64,
    expires_at: String,
    scope: &'a str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_id: Option<&'a str>,
}

fn answer(
    app: &App,
    access_token: &Secret,
    expires_at: DateTime<Utc>,
    scope: &Scope,
    customer: Option<&str>,
) -> HttpResponse {
    HttpResponse::Ok().json(TokenAnswer {
        access_token: access_token.expose(),
        token_type: "bearer",
        expires_in: (expires_at - app.now()).num_seconds().max(0),
        expires_at: expires_at.to_rfc3339_opts(SecondsFormat::Millis, true),
        scope: scope.as_str(),
        kind: if customer.is_some() { "customer" } else { "guest" },
        customer_id: customer,
    })
}
