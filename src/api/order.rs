//! `GET|PUT|DELETE /api/order?client_id=&scope=[&variant=]`: the cart pointer of the visitor. `PUT {"order_id"}` notes
//! one, `DELETE` forgets it. No order is ever made here.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::answers::{OrderAnswer, OrderSource};
use super::body::Body;
use super::caller::Caller;
use super::error::ApiError;
use super::parameters::{self, Parameters, bad};
use crate::app::App;
use crate::commerce_layer::OrderId;
use crate::foundation::{PlainToken, Scope};
use crate::http::{Visitor, client_address, cookies};
use crate::orders::{self, Asked, Cart, PutProblem, Source, Variant, Whose};

/// Which cart is asked for, by whom.
struct Call<'a> {
    caller: &'a Caller<'a>,
    scope: Scope,
    variant: Variant,
    visitor: Option<Visitor>,
    /// The cookie of a guest's carts.
    carts: Option<PlainToken>,
}

/// The order that is the visitor's cart from now on.
#[derive(Deserialize, ToSchema)]
#[schema(as = SetOrder)]
pub struct SetOrderCall {
    /// Its id at Commerce Layer.
    #[schema(pattern = "^[A-Za-z0-9]{1,64}$")]
    order_id: String,
}

/// The cart.
pub async fn get(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let asked = Parameters::of(&request)?;
    let caller = Caller::read(&app, &request, asked.client_id()?)?;
    Ok(caller.answer(show(&app, &request, &caller, &asked).await))
}

/// This one from now on.
pub async fn put(app: web::Data<App>, request: HttpRequest, body: Body) -> Result<HttpResponse, ApiError> {
    let asked = Parameters::of(&request)?;
    let caller = Caller::read(&app, &request, asked.client_id()?)?;
    Ok(caller.answer(point(&app, &request, &caller, &asked, &body).await))
}

/// None any more.
pub async fn delete(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let asked = Parameters::of(&request)?;
    let caller = Caller::read(&app, &request, asked.client_id()?)?;
    Ok(caller.answer(forget(&app, &request, &caller, &asked).await))
}

async fn show(
    app: &App,
    request: &HttpRequest,
    caller: &Caller<'_>,
    asked: &Parameters,
) -> Result<HttpResponse, ApiError> {
    let call = Call::read(app, request, caller, asked).await?;
    let cart = orders::cart(app, &call.asked(app, request)).await?;
    with_carts(answer(&cart, &call.variant), caller, call.carts.as_ref().filter(|_| cart.renewed))
}

async fn point(
    app: &App,
    request: &HttpRequest,
    caller: &Caller<'_>,
    asked: &Parameters,
    posted: &Body,
) -> Result<HttpResponse, ApiError> {
    let SetOrderCall { order_id } = posted.json()?;
    let order = OrderId::parse(&order_id)
        .ok_or_else(|| bad("invalid_order_id", "an order id is 1 to 64 letters and digits"))?;
    let call = Call::read(app, request, caller, asked).await?;
    let put = orders::put(app, &call.asked(app, request), &order).await?;
    let cart = Cart { order: Some((order, Source::Pointer)), ..Cart::default() };
    with_carts(answer(&cart, &call.variant), caller, put.browser.as_ref())
}

async fn forget(
    app: &App,
    request: &HttpRequest,
    caller: &Caller<'_>,
    asked: &Parameters,
) -> Result<HttpResponse, ApiError> {
    let call = Call::read(app, request, caller, asked).await?;
    orders::forget(app, &call.asked(app, request)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The answer, with the cookie of a guest's carts.
fn with_carts(
    answer: HttpResponse,
    caller: &Caller<'_>,
    token: Option<&PlainToken>,
) -> Result<HttpResponse, ApiError> {
    let Some(token) = token else { return Ok(answer) };
    Ok(cookies::with_cookie(answer, &cookies::carts(&caller.storefront.organization, token))?)
}

impl<'a> Call<'a> {
    async fn read(
        app: &App,
        request: &HttpRequest,
        caller: &'a Caller<'a>,
        asked: &Parameters,
    ) -> Result<Self, ApiError> {
        let scope = parameters::scope(caller.storefront, asked.get("scope"))?;
        let variant = match asked.get("variant") {
            Some(variant) => Variant::parse(variant),
            None => Some(Variant::default()),
        };
        let words = "a variant is 1 to 64 letters, digits, dots, underscores and hyphens";
        let variant = variant.ok_or_else(|| bad("invalid_variant", words))?;
        let visitor = caller.visitor(app).await?;
        let carts = cookies::carts_token(request, &caller.storefront.organization);
        Ok(Self { caller, scope, variant, visitor, carts: carts.filter(|_| caller.is_browser()) })
    }

    fn asked(&self, app: &App, request: &HttpRequest) -> Asked<'_> {
        let whose = match &self.visitor {
            Some(visitor) => Whose::Account { session: &visitor.session, account: &visitor.account },
            None => Whose::Browser(self.carts.as_ref().map(PlainToken::hash)),
        };
        let address = client_address(request, &app.settings.server.trusted_proxies);
        let storefront = self.caller.storefront;
        Asked { whose, storefront, scope: &self.scope, variant: &self.variant, address }
    }
}

fn answer(cart: &Cart, variant: &Variant) -> HttpResponse {
    let order = cart.order.as_ref();
    HttpResponse::Ok().json(OrderAnswer {
        order_id: order.map(|(id, _)| id.as_str()),
        source: order.map(|(_, source)| match source {
            Source::Pointer => OrderSource::Pointer,
            Source::LastCart => OrderSource::LastCart,
        }),
        variant: (!variant.is_none()).then(|| variant.as_str()),
        guest_order_id: cart.guest_order.as_ref().map(OrderId::as_str),
    })
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
            PutProblem::Wait(wait) => Self::too_many(wait),
            PutProblem::Failure(failure) => failure.into(),
        }
    }
}
