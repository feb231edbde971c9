//! Errors of the Auth API (contract 3): `status` is a number here, unlike in the Core API.

use chrono::TimeDelta;
use serde_json::json;

use super::super::edge::{Answer, status_code};
use super::super::switches::Switches;

/// A refused request.
#[derive(Debug)]
pub struct AuthError {
    status: u16,
    /// An OAuth error code.
    title: &'static str,
    detail: String,
    /// Of a 429: how long to wait.
    wait: Option<TimeDelta>,
}

impl AuthError {
    fn new(status: u16, title: &'static str, detail: impl Into<String>) -> Self {
        Self { status, title, detail: detail.into(), wait: None }
    }

    /// 3.11 and every body that cannot be understood.
    pub fn invalid_request(detail: impl Into<String>) -> Self {
        Self::new(400, "invalid_request", detail)
    }

    /// A parameter that has to be there and is not.
    pub fn missing(parameter: &str) -> Self {
        Self::invalid_request(format!("Missing required parameter: {parameter}."))
    }

    /// 3.1, 3.2
    pub fn invalid_client() -> Self {
        Self::new(
            401,
            "invalid_client",
            "The client could not be authenticated: it is unknown, sent no authentication, or used a method \
             that is not supported.",
        )
    }

    /// 3.3, 3.4
    pub fn invalid_assertion() -> Self {
        Self::new(400, "invalid_assertion", "The provided assertion is invalid.")
    }

    /// 3.6; the status is a switch.
    pub fn wrong_password(status: u16) -> Self {
        Self::new(status, "invalid_grant", "The given credentials are not those of a customer.")
    }

    /// 3.7
    pub fn invalid_grant() -> Self {
        Self::new(
            400,
            "invalid_grant",
            "The refresh token is unknown, expired, revoked, or was issued to another client.",
        )
    }

    /// 3.8, 3.12
    pub fn invalid_scope() -> Self {
        Self::new(400, "invalid_scope", "The requested scope is invalid, unknown, or malformed.")
    }

    /// 3.9
    pub fn unauthorized_client() -> Self {
        Self::new(401, "unauthorized_client", "The client is not authorized to use this grant type.")
    }

    /// 3.10
    pub fn unsupported_grant_type() -> Self {
        Self::new(400, "unsupported_grant_type", "The grant type is not supported.")
    }

    /// 8.4
    pub fn not_yours() -> Self {
        Self::new(403, "unauthorized_client", "You are not authorized to revoke this token")
    }

    /// No such address.
    pub fn not_found() -> Self {
        Self::new(404, "not_found", "There is nothing at this address.")
    }

    /// The address does not know the method.
    pub fn method() -> Self {
        Self::new(405, "method_not_allowed", "This address does not know the method.")
    }

    /// The body is larger than anything that makes sense.
    pub fn too_large() -> Self {
        Self::new(413, "invalid_request", "The body is too large.")
    }

    /// 3.13
    pub fn too_many(wait: TimeDelta) -> Self {
        let error = Self::new(429, "too_many_requests", "Too many requests: wait, then call less often.");
        Self { wait: Some(wait), ..error }
    }

    /// 3.14, on request of a switch or when signing fails.
    pub fn trouble(status: u16) -> Self {
        Self::new(status, "server_error", "The request could not be answered.")
    }

    /// As it goes over the wire. Only the 429 is an object or HTML, where the switches say so (6.8).
    pub fn answer(&self, switches: &Switches) -> Answer {
        let item = json!({
            "title": self.title,
            "detail": self.detail,
            "code": status_code(self.status),
            "status": self.status,
            "meta": {},
        });
        let limited = self.status == 429;
        let answer = if limited && switches.html_429 {
            too_many_page()
        } else {
            let errors = if limited && switches.errors_as_object { item } else { json!([item]) };
            Answer::json(self.status, super::JSON, &json!({ "errors": errors }))
        };
        match self.wait.filter(|_| switches.retry_after) {
            Some(wait) => answer.with("retry-after", seconds_up(wait).to_string()),
            None => answer,
        }
    }
}

/// A 429 as a machine before the service would answer it.
pub fn too_many_page() -> Answer {
    let page =
        "<!DOCTYPE html><html><head><title>429</title></head><body><h1>Too many requests</h1></body></html>";
    Answer::text(429, "text/html; charset=utf-8", page.to_owned())
}

/// Whole seconds, rounded up, at least one.
pub fn seconds_up(wait: TimeDelta) -> i64 {
    (wait.num_milliseconds() + 999).div_euclid(1_000).max(1)
}
