//! `GET|PUT|DELETE /api/order?client_id=&scope=[&variant=]`: the cart pointer of the visitor.
//!
//! `{order_id, source: "pointer" | "last_cart" | null, variant?, guest_order_id?}`. `PUT {"order_id"}` notes one,
//! `DELETE` forgets it. No order is ever made here.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, HttpResponse, ResponseError as _, web};
use serde::Deserialize;
use serde_json::json;
use tokio::time::timeout;

use super::cors;
use super::error::ApiError;
use crate::app::App;
use crate::commerce_layer::OrderId;
use crate::config::StorefrontSettings;
use crate::foundation::{PlainToken, Scope};
use crate::http::{Visitor, client_address, cookies};
use crate::orders::{self, Asked, Cart, PutProblem, Source, Variant, Whose};
use crate::storefronts::{Query, by_client_id, offered};

const METHODS: &str = "GET, PUT, DELETE";
/// An id of 64 characters, generously.
const LARGEST_BODY: usize = 1024;
/// A client that dribbles its body holds a connection for so long (catalogue E12).
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// Which cart is asked for.
struct Place {
    storefront: StorefrontSettings,
    scope: Scope,
    variant: Variant,
}

/// Who asks.
struct Caller {
    visitor: Option<Visitor>,
    /// The cookie of a guest's carts.
    carts: Option<PlainToken>,
}

#[derive(Deserialize)]
struct Pointer {
    order_id: String,
}

/// The cart.
pub async fn get(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let place = asked(&app, &request)?;
    let answer = show(&app, &request, &place).await.unwrap_or_else(|error| error.error_response());
    Ok(cors::allow(&request, &place.storefront, answer))
}

/// This one from now on.
pub async fn put(
    app: web::Data<App>,
    request: HttpRequest,
    body: web::Payload,
) -> Result<HttpResponse, ApiError> {
    let place = asked(&app, &request)?;
    let answer = point(&app, &request, &place, body).await.unwrap_or_else(|error| error.error_response());
    Ok(cors::allow(&request, &place.storefront, answer))
}

/// None any more.
pub async fn delete(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let place = asked(&app, &request)?;
    let answer = forget(&app, &request, &place).await.unwrap_or_else(|error| error.error_response());
    Ok(cors::allow(&request, &place.storefront, answer))
}

/// What a page of this storefront may do.
pub async fn preflight(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let storefront = storefront(&app, &Query::of_form(request.query_string()))?;
    Ok(cors::preflight_of(&request, storefront, METHODS))
}

async fn show(app: &App, request: &HttpRequest, place: &Place) -> Result<HttpResponse, ApiError> {
    let caller = Caller::read(app, request, place).await?;
    let cart = orders::cart(app, &place.asked_by(app, request, &caller)).await?;
    let answer = HttpResponse::Ok().json(body(&cart, &place.variant));
    match caller.carts.filter(|_| cart.renewed) {
        Some(token) => {
            let cookie = cookies::carts(&place.storefront.organization, &token);
            Ok(cookies::with_cookie(answer, &cookie)?)
        }
        None => Ok(answer),
    }
}

async fn point(
    app: &App,
    request: &HttpRequest,
    place: &Place,
    payload: web::Payload,
) -> Result<HttpResponse, ApiError> {
    let order = read_order(request, payload).await?;
    let caller = Caller::read(app, request, place).await?;
    let put = orders::put(app, &place.asked_by(app, request, &caller), &order).await?;
    let cart = Cart { order: Some((order, Source::Pointer)), ..Cart::default() };
    let answer = HttpResponse::Ok().json(body(&cart, &place.variant));
    match put.browser {
        Some(token) => {
            let cookie = cookies::carts(&place.storefront.organization, &token);
            Ok(cookies::with_cookie(answer, &cookie)?)
        }
        None => Ok(answer),
    }
}

async fn forget(app: &App, request: &HttpRequest, place: &Place) -> Result<HttpResponse, ApiError> {
    let caller = Caller::read(app, request, place).await?;
    orders::forget(app, &place.asked_by(app, request, &caller)).await?;
    Ok(HttpResponse::NoContent().finish())
}

impl Caller {
    async fn read(app: &App, request: &HttpRequest, place: &Place) -> Result<Self, ApiError> {
        let organization = &place.storefront.organization;
        let visitor = Visitor::resume(app, request, organization).await?;
        Ok(Self { visitor, carts: cookies::carts_token(request, organization) })
    }
}

impl Place {
    fn asked_by<'a>(&'a self, app: &App, request: &HttpRequest, caller: &'a Caller) -> Asked<'a> {
        let whose = match &caller.visitor {
            Some(visitor) => Whose::Account { session: &visitor.session, account: &visitor.account },
            None => Whose::Browser(caller.carts.as_ref().map(PlainToken::hash)),
        };
        let address = client_address(request, &app.settings.server.trusted_proxies);
        Asked { whose, storefront: &self.storefront, scope: &self.scope, variant: &self.variant, address }
    }
}

/// Which cart, if this page may ask.
fn asked(app: &App, request: &HttpRequest) -> Result<Place, ApiError> {
    let query = Query::of_form(request.query_string());
    let storefront = storefront(app, &query)?;
    let changes = !request.method().is_safe();
    if cors::is_foreign(request, storefront) || (changes && !cors::may_change(request)) {
        let words = "this origin is not one of the storefront's";
        return Err(ApiError::refused(StatusCode::FORBIDDEN, "origin_refused", words));
    }
    let scope = match query.get("scope") {
        Some(scope) => offered(storefront, scope).ok(),
        None => storefront.scopes.first().cloned(),
    };
    let scope = scope.ok_or_else(|| bad("scope_not_allowed", "the storefront may not ask for this scope"))?;
    let variant = match query.get("variant") {
        Some(variant) => Variant::parse(variant),
        None => Some(Variant::default()),
    };
    let words = "a variant is 1 to 64 letters, digits, dots, underscores and hyphens";
    let variant = variant.ok_or_else(|| bad("invalid_variant", words))?;
    Ok(Place { storefront: storefront.clone(), scope, variant })
}

fn storefront<'a>(app: &'a App, query: &Query) -> Result<&'a StorefrontSettings, ApiError> {
    let client_id = query.get("client_id").ok_or_else(|| bad("missing_parameter", "client_id is missing"))?;
    by_client_id(&app.settings, client_id)
        .ok_or_else(|| bad("unknown_client", "no storefront with this client_id is registered"))
}

async fn read_order(request: &HttpRequest, payload: web::Payload) -> Result<OrderId, ApiError> {
    // `text/plain` is what a foreign page can send without asking (catalogue K07).
    if !is_json(request) {
        let words = "the body must be application/json";
        return Err(ApiError::refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", words));
    }
    let unreadable = || bad("invalid_request", "the body must be JSON with an order_id");
    let read = timeout(TIME_LIMIT, payload.to_bytes_limited(LARGEST_BODY)).await.map_err(|_| unreadable())?;
    let too_large = || ApiError::refused(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "the body is too large");
    let bytes = read.map_err(|_| too_large())?.map_err(|_| unreadable())?;
    let pointer: Pointer = serde_json::from_slice(&bytes).map_err(|_| unreadable())?;
    OrderId::parse(&pointer.order_id)
        .ok_or_else(|| bad("invalid_order_id", "an order id is 1 to 64 letters and digits"))
}

fn is_json(request: &HttpRequest) -> bool {
    let value = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

fn body(cart: &Cart, variant: &Variant) -> serde_json::Value {
    let order = cart.order.as_ref();
    let source = order.map(|(_, source)| match source {
        Source::Pointer => "pointer",
        Source::LastCart => "last_cart",
    });
    let mut body = json!({"order_id": order.map(|(id, _)| id.as_str()), "source": source});
    if !variant.is_none() {
        body["variant"] = variant.as_str().into();
    }
    if let Some(guest_order) = &cart.guest_order {
        body["guest_order_id"] = guest_order.as_str().into();
    }
    body
}

fn bad(code: &'static str, message: &'static str) -> ApiError {
    ApiError::refused(StatusCode::BAD_REQUEST, code, message)
}

impl From<PutProblem> for ApiError {
    fn from(problem: PutProblem) -> Self {
        match problem {
            PutProblem::Closed => Self::refused(
                StatusCode::CONFLICT,
                "order_closed",
                "the order is placed, approved or cancelled",
            ),
            PutProblem::NotFound => {
                Self::refused(StatusCode::NOT_FOUND, "order_not_found", "this visitor cannot see the order")
            }
            PutProblem::Wait(wait) => Self::too_many(wait.num_seconds()),
            PutProblem::Failure(failure) => failure.into(),
        }
    }
}
