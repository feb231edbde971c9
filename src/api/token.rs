//! `GET /api/token?client_id=&scope=`: the visitor's customer token, or a guest token for who is signed out.
//!
//! `{access_token, token_type, expires_in, expires_at, scope, kind: "customer" | "guest", customer_id?}`;
//! `scope` is echoed as asked, because storefronts use it as a storage key (contract 13).

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};

use super::answers::{Kind, TokenAnswer, moment};
use super::caller::Caller;
use super::error::ApiError;
use super::parameters::{self, Parameters};
use crate::app::App;
use crate::foundation::{Scope, Secret};
use crate::http::client_address;
use crate::tokens;

/// The token.
pub async fn get(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let asked = Parameters::of(&request)?;
    let caller = Caller::read(&app, &request, asked.client_id()?)?;
    Ok(caller.answer(token(&app, &request, &caller, asked.get("scope")).await))
}

async fn token(
    app: &App,
    request: &HttpRequest,
    caller: &Caller,
    scope: Option<&str>,
) -> Result<HttpResponse, ApiError> {
    let storefront = &caller.storefront;
    let scope = parameters::scope(storefront, scope)?;
    let Some(visitor) = caller.visitor(app).await? else {
        let commerce_layer = app.commerce_layer(&storefront.organization)?;
        let guest = commerce_layer.guest_token(&storefront.client, &scope).await?;
        return Ok(answer(app, &guest.access_token, guest.expires_at, &scope, None));
    };
    let shopper = client_address(request, &app.settings.server.trusted_proxies);
    let served =
        tokens::customer_token(app, &visitor.session, &visitor.account, storefront, &scope, shopper).await?;
    Ok(answer(app, &served.access_token, served.expires_at, &scope, Some(served.customer.as_str())))
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
        expires_at: moment(expires_at),
        scope: scope.as_str(),
        kind: if customer.is_some() { Kind::Customer } else { Kind::Guest },
        customer_id: customer,
    })
}
