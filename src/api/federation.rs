//! What providers call by themselves: our public keys, and the two ways of telling that somebody signed out there.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::error::ApiError;
use crate::app::App;
use crate::federation::{LogoutProblem, client_keys};
use crate::http::headers::PagePolicy;
use crate::http::{Form, WebError};
use crate::openid::ProviderError;
use crate::sign_in::{signed_out_there, signed_out_there_by_name};
use crate::storefronts::Query;

/// `GET`: the public halves of our keys for `private_key_jwt` (RFC 7517).
pub async fn keys(app: web::Data<App>) -> Result<HttpResponse, ApiError> {
    let keys: Vec<_> = client_keys(&app).await?.iter().map(|key| key.public().clone()).collect();
    Ok(HttpResponse::Ok().json(json!({ "keys": keys })))
}

/// `POST logout_token=…`: 200 when the sessions have ended, 400 where the token is not to be trusted
/// (Back-Channel Logout 1.0, 2.8).
pub async fn back_channel(
    app: web::Data<App>,
    provider: web::Path<String>,
    form: Result<Form, WebError>,
) -> Result<HttpResponse, ApiError> {
    let form = form.ok();
    let token = form.as_ref().map(|form| form.text("logout_token")).filter(|token| !token.is_empty());
    let token = token.ok_or_else(|| bad_request("a form with one logout_token is expected"))?;
    let ended =
        signed_out_there(&app, &provider, token).await.map_err(|problem| refused(&provider, problem))?;
    tracing::info!(provider = %provider, ended, "signed out by the provider");
    Ok(HttpResponse::Ok().finish())
}

/// `GET ?iss=&sid=`, in a frame of the provider's: an empty answer when the session has ended.
pub async fn front_channel(
    app: web::Data<App>,
    request: HttpRequest,
    provider: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let query = Query::of_form(request.query_string());
    // Without both nobody is named; the browser's own cookie does not come along in a frame.
    let (Some(issuer), Some(sid)) = (query.get("iss"), query.get("sid")) else {
        return Err(bad_request("iss and sid are expected"));
    };
    signed_out_there_by_name(&app, &provider, issuer, sid)
        .await
        .map_err(|problem| refused(&provider, problem))?;
    let mut answer = HttpResponse::Ok().finish();
    let framed_by = url::Url::parse(issuer).map(|issuer| issuer.origin().ascii_serialization());
    let policy = PagePolicy { framed_by: framed_by.into_iter().collect(), ..PagePolicy::default() };
    answer.extensions_mut().insert(policy);
    Ok(answer)
}

fn refused(provider: &str, problem: LogoutProblem) -> ApiError {
    // A provider that is not one is whatever somebody wrote into the address: no text for the log (catalogue K17).
    if !matches!(problem, LogoutProblem::UnknownProvider) {
        tracing::warn!(provider, reason = %problem, "a logout of the provider was not taken");
    }
    match problem {
        LogoutProblem::UnknownProvider => {
            ApiError::refused(StatusCode::NOT_FOUND, "unknown_provider", "there is no such provider")
        }
        LogoutProblem::Provider(ProviderError::Away(_)) => ApiError::refused(
            StatusCode::SERVICE_UNAVAILABLE,
            "temporarily_unavailable",
            "your keys cannot be had right now",
        ),
        LogoutProblem::Provider(_) => bad_request("the logout token is not valid"),
        LogoutProblem::Replayed => bad_request("the logout token was taken before"),
        LogoutProblem::Failure(failure) => failure.into(),
    }
}

fn bad_request(message: &'static str) -> ApiError {
    ApiError::refused(StatusCode::BAD_REQUEST, "invalid_request", message)
}
