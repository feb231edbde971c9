//! `POST /api/handover`: a shop's back end exchanges the code of the return address for a session token. It proves to be
//! the storefront by the secret of its sales channel, in the body or by HTTP Basic.

use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use actix_web::{HttpRequest, HttpResponse, web};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use utoipa::ToSchema;

use super::answers::{AccountAnswer, HandoverAnswer, moment};
use super::body::Body;
use super::error::ApiError;
use super::parameters::bad;
use crate::app::App;
use crate::customers;
use crate::foundation::Secret;
use crate::handover::{HandedOver, HandoverProblem, authenticate, redeem};
use crate::http::client_address;

/// What the back end sends.
#[derive(Deserialize, ToSchema)]
#[schema(as = Handover)]
pub struct HandoverCall {
    /// The storefront's sales channel; here, or by HTTP Basic.
    client_id: Option<String>,
    /// Its secret; here, or by HTTP Basic.
    #[schema(value_type = Option<String>, format = Password)]
    client_secret: Option<Secret>,
    /// `code` of the return address.
    code: String,
    /// The return address, as the shop's link had it, without the code.
    return_url: String,
}

/// Hands over.
pub async fn post(app: web::Data<App>, request: HttpRequest, body: Body) -> Result<HttpResponse, ApiError> {
    let call: HandoverCall = body.json()?;
    let (client_id, secret) = client(&request, &call)?;
    let address = client_address(&request, &app.settings.server.trusted_proxies);
    let storefront = authenticate(&app, &client_id, &secret, address).await?;
    let given = redeem(&app, storefront, &call.code, &call.return_url, address).await?;
    Ok(HttpResponse::Ok().json(answer(&app, given).await?))
}

async fn answer(app: &App, given: HandedOver) -> Result<HandoverAnswer, ApiError> {
    let customer = customers::known(app, &given.account).await?;
    Ok(HandoverAnswer {
        session_token: given.token.expose().to_owned(),
        token_type: "bearer",
        expires_at: moment(given.session.expires_at),
        account: AccountAnswer::of(&given.account),
        customer_id: customer.map(|customer| customer.to_string()),
        scope: given.scope,
    })
}

/// One way of proving, not two: they might not say the same (RFC 6749, 2.3).
fn client(request: &HttpRequest, call: &HandoverCall) -> Result<(String, Secret), ApiError> {
    match (basic(request), &call.client_id, &call.client_secret) {
        (Some((id, secret)), named, None) if named.as_ref().is_none_or(|named| *named == id) => {
            Ok((id, secret))
        }
        (None, Some(id), Some(secret)) => Ok((id.clone(), secret.clone())),
        (None, ..) => Err(bad("missing_parameter", "client_id and client_secret are missing")),
        (Some(_), ..) => Err(bad("invalid_parameter", "the client says twice who it is")),
    }
}

/// The id and secret of `Authorization: Basic`; what is unreadable there is no secret of anybody's.
fn basic(request: &HttpRequest) -> Option<(String, Secret)> {
    let value = request.headers().get(AUTHORIZATION)?.to_str().unwrap_or("Basic");
    let (scheme, encoded) = value.split_once(' ').unwrap_or((value, ""));
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = STANDARD.decode(encoded.trim()).unwrap_or_default();
    let text = String::from_utf8(decoded).unwrap_or_default();
    let (id, secret) = text.split_once(':').unwrap_or_default();
    Some((id.to_owned(), Secret::new(secret)))
}

impl From<HandoverProblem> for ApiError {
    fn from(problem: HandoverProblem) -> Self {
        match problem {
            HandoverProblem::WrongClient => {
                let words = "the client is unknown, or its secret is wrong";
                Self::refused(StatusCode::UNAUTHORIZED, "invalid_client", words)
                    .with_header(WWW_AUTHENTICATE, "Basic realm=\"storefront\"")
            }
            HandoverProblem::WrongCode => {
                bad("invalid_code", "the code is not valid for this client and return_url")
            }
            HandoverProblem::Wait(wait) => Self::too_many(wait),
            HandoverProblem::Failure(failure) => failure.into(),
        }
    }
}
