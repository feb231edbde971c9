//! Failures on their way to an answer. A handler returns one; which page or JSON object it becomes is decided
//! in one place each, by the pages and by the API.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::{HttpResponse, ResponseError};

use crate::app::Failure;
use crate::storefronts::VisitProblem;

/// Seconds after which it is worth asking again, when the database is away.
pub const PASSING: u64 = 3;

/// What a person is told went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// A required parameter of the link is absent.
    MissingParameter(Vec<&'static str>),
    /// The shop is not registered here.
    UnknownShop,
    /// The shop may not ask for this scope.
    ScopeRefused,
    /// The return address is not on the shop's list.
    AddressRefused,
    /// There is no such page.
    NotFound,
    /// The page may only be read, or only be posted to.
    MethodNotAllowed,
    /// The form did not come from our own page.
    WrongOrigin,
    /// The page was open for too long, or its cookie is gone.
    Expired,
    /// More was sent than any form of ours has.
    TooLarge,
    /// What was sent cannot be read.
    BadRequest,
    /// Too often from one network.
    TooManyRequests {
        /// When to come again.
        seconds: i64,
    },
    /// The database is away for a moment.
    Unavailable,
    /// Something nobody at the page can repair.
    Internal,
}

/// A failure with the cause that the log gets.
#[derive(Debug)]
pub struct WebError {
    /// What the person is told.
    pub kind: ErrorKind,
    cause: Option<String>,
}

impl ErrorKind {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::MissingParameter(_)
            | Self::UnknownShop
            | Self::ScopeRefused
            | Self::AddressRefused
            | Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::WrongOrigin => StatusCode::FORBIDDEN,
            Self::Expired => StatusCode::GONE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What an answer that no handler of ours made means.
    pub fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            status if status.is_client_error() => Self::BadRequest,
            _ => Self::Internal,
        }
    }
}

impl From<ErrorKind> for WebError {
    fn from(kind: ErrorKind) -> Self {
        Self { kind, cause: None }
    }
}

impl<E: Into<Failure>> From<E> for WebError {
    fn from(failure: E) -> Self {
        let failure = failure.into();
        let kind = if failure.passes() { ErrorKind::Unavailable } else { ErrorKind::Internal };
        Self { kind, cause: Some(failure.to_string()) }
    }
}

impl From<VisitProblem> for WebError {
    fn from(problem: VisitProblem) -> Self {
        let cause = problem.to_string();
        let kind = match problem {
            VisitProblem::Missing(names) => ErrorKind::MissingParameter(names),
            VisitProblem::UnknownShop => ErrorKind::UnknownShop,
            VisitProblem::ScopeRefused => ErrorKind::ScopeRefused,
            VisitProblem::AddressRefused(_) => ErrorKind::AddressRefused,
        };
        Self { kind, cause: Some(cause) }
    }
}

impl fmt::Display for WebError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Some(cause) => f.write_str(cause),
            None => write!(f, "{:?}", self.kind),
        }
    }
}

impl ResponseError for WebError {
    fn status_code(&self) -> StatusCode {
        self.kind.status()
    }

    /// Logged here, once; the body is put in by the pages or the API.
    fn error_response(&self) -> HttpResponse {
        if self.kind == ErrorKind::Internal {
            tracing::error!(cause = %self, "request failed");
        } else if self.kind == ErrorKind::Unavailable {
            tracing::warn!(cause = %self, "request not served for now");
        } else {
            tracing::info!(reason = %self, "request refused");
        }
        let mut response = HttpResponse::new(self.status_code());
        match self.kind {
            ErrorKind::TooManyRequests { seconds } => {
                response.headers_mut().insert(RETRY_AFTER, seconds.max(1).into());
            }
            ErrorKind::Unavailable => {
                response.headers_mut().insert(RETRY_AFTER, PASSING.into());
            }
            _ => {}
        }
        response.extensions_mut().insert(self.kind.clone());
        response
    }
}
