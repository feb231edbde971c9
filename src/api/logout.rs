//! `POST /api/logout`: ends the session here and, by rows that are retried, its tokens at Commerce Layer; says where
//! the browser signs out at the provider, too. Done twice, it is done.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::answers::SignedOutAnswer;
use super::body::Body;
use super::caller::Caller;
use super::error::ApiError;
use super::parameters::{Parameters, bad, no_client_id};
use crate::app::{App, Failure};
use crate::http::{client_address, cookies};
use crate::sign_in::{Left, leave};
use crate::storefronts::{ReturnAddress, Visit};

/// What is asked, as JSON or in the query.
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = Logout)]
pub struct LogoutCall {
    /// The storefront's sales channel; here, or in the query.
    client_id: Option<String>,
    /// Where the walk over the provider's sign-out leads back to; by default the shop's front page.
    return_url: Option<String>,
}

/// Signs out.
pub async fn post(app: web::Data<App>, request: HttpRequest, body: Body) -> Result<HttpResponse, ApiError> {
    let query = Parameters::of(&request)?;
    let call: LogoutCall = if body.is_empty() { LogoutCall::default() } else { body.json()? };
    let given = call.client_id.as_deref().filter(|id| !id.is_empty());
    let client_id = given.or(query.get("client_id")).ok_or_else(no_client_id)?;
    let given = call.return_url.as_deref().filter(|address| !address.is_empty());
    let return_url = given.or(query.get("return_url"));
    let caller = Caller::read(&app, &request, client_id)?;
    Ok(caller.answer(sign_out(&app, &request, &caller, return_url).await))
}

async fn sign_out(
    app: &App,
    request: &HttpRequest,
    caller: &Caller<'_>,
    return_url: Option<&str>,
) -> Result<HttpResponse, ApiError> {
    let visit = visit(caller, return_url)?;
    let departure = match caller.visitor(app).await? {
        Some(visitor) => {
            let browser = cookies::departure_token(request);
            let address = client_address(request, &app.settings.server.trusted_proxies);
            let Left { departure, .. } = leave(app, &visitor.session, &visit, browser, address).await?;
            departure
        }
        None => None,
    };
    let redirect_to = departure.as_ref().map(|departure| departure.address.to_string());
    let answer = HttpResponse::Ok().json(SignedOutAnswer { signed_out: true, redirect_to });
    if !caller.is_browser() {
        return Ok(answer);
    }
    let answer = cookies::signed_out(answer, &caller.storefront.organization)?;
    Ok(match departure {
        Some(departure) => cookies::with_cookie(answer, &cookies::departure(&departure.browser))?,
        None => answer,
    })
}

/// Where the walk begins and ends. A wrong address is told before anything is done.
fn visit(caller: &Caller<'_>, return_url: Option<&str>) -> Result<Visit, ApiError> {
    let storefront = caller.storefront;
    let mut visit = Visit::to_home(storefront).ok_or_else(|| Failure::new("a storefront without scopes"))?;
    if let Some(address) = return_url {
        visit.return_to = ReturnAddress::check(address, storefront).map_err(|_| {
            bad("return_url_not_allowed", "the storefront's settings do not allow this return_url")
        })?;
    }
    Ok(visit)
}
