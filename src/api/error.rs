//! Errors of the API: `{"error": {"code", "message", "retry_after"?}}` with stable codes.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::{HttpResponse, ResponseError};
use serde_json::json;

use crate::app::Failure;
use crate::commerce_layer::CommerceLayerError;
use crate::tokens::TokenProblem;

/// A refused call.
#[derive(Debug)]
pub struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: &'static str,
    retry_after: Option<u64>,
    cause: Option<String>,
}

impl ApiError {
    /// A refusal that the caller can repair.
    pub fn refused(status: StatusCode, code: &'static str, message: &'static str) -> Self {
        Self { status, code, message, retry_after: None, cause: None }
    }
}

impl From<Failure> for ApiError {
    fn from(failure: Failure) -> Self {
        Self {
            cause: Some(failure.to_string()),
            ..Self::refused(StatusCode::INTERNAL_SERVER_ERROR, "internal", "something went wrong here")
        }
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
        match (problem.commerce_layer().cloned(), problem) {
            (Some(error), _) => error.into(),
            (None, TokenProblem::Failure(failure)) => failure.into(),
            // Asked again, the same browser is a guest.
            (None, TokenProblem::SignedOut) => Self::later(1),
            (None, problem) => Self { cause: Some(problem.to_string()), ..Self::later(30) },
        }
    }
}

impl ApiError {
    /// A refusal of who came too often.
    pub fn too_many(seconds: i64) -> Self {
        Self {
            retry_after: Some(seconds.max(1).unsigned_abs()),
            ..Self::refused(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", "too often from this network")
        }
    }

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
        } else {
            tracing::info!(reason = %self, "request refused");
        }
        let mut error = json!({"code": self.code, "message": self.message});
        let mut answer = HttpResponse::build(self.status);
        if let Some(seconds) = self.retry_after {
            error["retry_after"] = seconds.into();
            answer.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        answer.json(json!({ "error": error }))
    }
}

/// What is not there.
pub async fn not_found() -> Result<HttpResponse, ApiError> {
    Err(ApiError::refused(StatusCode::NOT_FOUND, "not_found", "there is no such endpoint"))
}

/// What is there, but not for this method.
pub async fn method_not_allowed() -> Result<HttpResponse, ApiError> {
    let words = "the endpoint does not take this method";
    Err(ApiError::refused(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", words))
}
