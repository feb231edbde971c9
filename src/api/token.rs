//! `GET /api/token?client_id=&scope=`: the visitor's customer token, or a guest token for who is signed out.
//!
//! `{access_token, token_type, expires_in, expires_at, scope, kind: "customer" | "guest", customer_id?}`;
//! `scope` is echoed as asked, because storefronts use it as a storage key (contract 13).

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, ResponseError as _, web};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::json;

use super::cors;
use super::error::ApiError;
use crate::app::App;
use crate::config::StorefrontSettings;
use crate::foundation::{Scope, Secret};
use crate::http::{Visitor, client_address};
use crate::storefronts::{Query, by_client_id, offered};
use crate::tokens;

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
    let Some(visitor) = Visitor::resume(app, request, &storefront.organization).await? else {
        let commerce_layer = app.commerce_layer(&storefront.organization)?;
        let guest = commerce_layer.guest_token(&storefront.client, scope).await?;
        return Ok(answer(app, &guest.access_token, guest.expires_at, scope, None));
    };
    let shopper = client_address(request, &app.settings.server.trusted_proxies);
    let served =
        tokens::customer_token(app, &visitor.session, &visitor.account, storefront, scope, shopper).await?;
    Ok(answer(app, &served.access_token, served.expires_at, scope, Some(served.customer.as_str())))
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

fn answer(
    app: &App,
    access_token: &Secret,
    expires_at: DateTime<Utc>,
    scope: &Scope,
    customer: Option<&str>,
) -> HttpResponse {
    let mut body = json!({
        "access_token": access_token.expose(),
        "token_type": "bearer",
        "expires_in": (expires_at - app.now()).num_seconds().max(0),
        "expires_at": expires_at.to_rfc3339_opts(SecondsFormat::Millis, true),
        "scope": scope.as_str(),
        "kind": if customer.is_some() { "customer" } else { "guest" },
    });
    if let Some(id) = customer {
        body["customer_id"] = id.into();
    }
    HttpResponse::Ok().json(body)
}
