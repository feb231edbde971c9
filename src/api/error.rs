//! Errors of the API: `{"error": {"code", "message", "retry_after"?}}` with stable codes.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderName, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use chrono::TimeDelta;
use serde::Serialize;
use utoipa::ToSchema;

use super::openapi;
use crate::app::Failure;
use crate::broker::BrokerProblem;
use crate::commerce_layer::CommerceLayerError;
use crate::http::PASSING;
use crate::tokens::TokenProblem;

/// The body of a refusal.
#[derive(Serialize, ToSchema)]
#[schema(as = Error)]
pub struct ErrorAnswer {
    error: ErrorDetail,
}

/// What is wrong.
#[derive(Serialize, ToSchema)]
struct ErrorDetail {
    /// For programs: stable.
    code: &'static str,
    /// For people who write programs: the words may change.
    message: &'static str,
    /// Seconds after which it may be asked again; as the header `Retry-After`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1)]
    retry_after: Option<u64>,
}

/// A refused call.
#[derive(Debug)]
pub struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: &'static str,
    retry_after: Option<u64>,
    header: Option<Box<(HeaderName, String)>>,
    cause: Option<String>,
}

/// Every code there is. They are part of the API: none changes its meaning.
pub const CODES: [&str; 28] = [
    "commerce_layer_unavailable",
    "duplicate_parameter",
    "internal",
    "invalid_body",
    "invalid_client",
    "invalid_code",
    "invalid_json",
    "invalid_order_id",
    "invalid_parameter",
    "invalid_request",
    "invalid_token",
    "invalid_variant",
    "method_not_allowed",
    "missing_parameter",
    "not_found",
    "order_closed",
    "order_not_found",
    "origin_refused",
    "origin_required",
    "return_url_not_allowed",
    "scope_not_allowed",
    "scope_refused",
    "temporarily_unavailable",
    "too_large",
    "too_many_requests",
    "unknown_client",
    "unknown_provider",
    "unsupported_media_type",
];

impl ApiError {
    /// A refusal that the caller can repair.
    pub fn refused(status: StatusCode, code: &'static str, message: &'static str) -> Self {
        debug_assert!(CODES.contains(&code), "{code} is not on the list of codes");
        Self { status, code, message, retry_after: None, header: None, cause: None }
    }

    /// What came too often.
    pub fn too_many(wait: TimeDelta) -> Self {
        let seconds = u64::try_from(wait.num_seconds()).unwrap_or(0).max(1);
        Self {
            retry_after: Some(seconds),
            ..Self::refused(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", "too often; wait a little")
        }
    }

    /// The same with a header that the status asks for.
    pub fn with_header(self, name: HeaderName, value: &str) -> Self {
        Self { header: Some(Box::new((name, value.to_owned()))), ..self }
    }
}

impl From<Failure> for ApiError {
    fn from(failure: Failure) -> Self {
        let cause = Some(failure.to_string());
        if failure.passes() {
            let (status, code) = (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable");
            let words = "the database is away for a moment; the visitor's session is not affected";
            return Self { cause, retry_after: Some(PASSING), ..Self::refused(status, code, words) };
        }
        let (status, code) = (StatusCode::INTERNAL_SERVER_ERROR, "internal");
        Self { cause, ..Self::refused(status, code, "something went wrong here") }
    }
}

impl From<CommerceLayerError> for ApiError {
    fn from(error: CommerceLayerError) -> Self {
        let cause = Some(error.to_string());
        match error {
            CommerceLayerError::ScopeRefused => Self {
                cause,
                ..Self::refused(
                    StatusCode::FORBIDDEN,
                    "scope_refused",
                    "the visitor may not have a token for this scope",
                )
            },
            CommerceLayerError::BudgetSpent { retry_after } => {
                Self { cause, ..Self::later(retry_after.map_or(30, |wait| wait.as_secs().max(1))) }
            }
            _ => Self { cause, ..Self::later(5) },
        }
    }
}

impl From<TokenProblem> for ApiError {
    fn from(problem: TokenProblem) -> Self {
        match problem {
            TokenProblem::CommerceLayer(error) => error.into(),
            TokenProblem::Failure(failure) => failure.into(),
            // Asked again, the same browser is a guest.
            TokenProblem::SignedOut => Self::later(1),
            problem => Self { cause: Some(problem.to_string()), ..Self::later(30) },
        }
    }
}

impl From<BrokerProblem> for ApiError {
    fn from(problem: BrokerProblem) -> Self {
        match problem {
            BrokerProblem::CommerceLayer(error) => error.into(),
            BrokerProblem::Failure(failure) => failure.into(),
        }
    }
}

impl ApiError {
    fn later(seconds: u64) -> Self {
        Self {
            retry_after: Some(seconds),
            ..Self::refused(
                StatusCode::SERVICE_UNAVAILABLE,
                "commerce_layer_unavailable",
                "no token can be had at the moment; the visitor's session is not affected",
            )
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.cause.as_deref().unwrap_or(self.message))
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        if self.status == StatusCode::INTERNAL_SERVER_ERROR {
            tracing::error!(cause = %self, "request failed");
        } else if self.code == "temporarily_unavailable" {
            tracing::warn!(cause = %self, "request not served for now");
        } else {
            tracing::info!(reason = %self, "request refused");
        }
        let mut answer = HttpResponse::build(self.status);
        if let Some(seconds) = self.retry_after {
            answer.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        if let Some(header) = &self.header {
            answer.insert_header((header.0.clone(), header.1.as_str()));
        }
        let (code, message, retry_after) = (self.code, self.message, self.retry_after);
        answer.json(ErrorAnswer { error: ErrorDetail { code, message, retry_after } })
    }
}

/// What is not there.
pub async fn not_found() -> Result<HttpResponse, ApiError> {
    Err(ApiError::refused(StatusCode::NOT_FOUND, "not_found", "there is no such endpoint"))
}

/// What is there, but not for this method.
pub async fn method_not_allowed(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let words = "the endpoint does not take this method";
    let refusal = ApiError::refused(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", words);
    Err(match openapi::allowed(request.path()) {
        Some(allowed) => refusal.with_header(ALLOW, &allowed),
        None => refusal,
    })
}
