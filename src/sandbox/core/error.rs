//! Errors of the Core API (contract 9.7 to 9.11): `status` is a text here, unlike in the Auth API.

use serde_json::{Value, json};

use super::super::edge::{Answer, status_code};

/// A refused request.
#[derive(Debug)]
pub struct CoreError {
    pub status: u16,
    items: Vec<Value>,
}

impl CoreError {
    /// One error.
    pub fn new(status: u16, code: &str, title: &str, detail: impl Into<String>) -> Self {
        let item = json!({
            "title": title,
            "detail": detail.into(),
            "code": code,
            "status": status.to_string(),
        });
        Self { status, items: vec![item] }
    }

    /// A request that cannot be understood.
    pub fn bad_request(code: &str, title: &str, detail: impl Into<String>) -> Self {
        Self::new(400, code, title, detail)
    }

    /// The token is missing, expired, revoked, forged or of another organization.
    pub fn invalid_token() -> Self {
        Self::new(401, "INVALID_TOKEN", "Invalid token", "The access token you provided is invalid.")
    }

    /// The token is good, and not for this.
    pub fn access_denied() -> Self {
        Self::new(401, "UNAUTHORIZED", "Access denied", "You are not authorized to perform this action.")
    }

    /// There is no such record, or none that this token may see.
    pub fn not_found(id: &str) -> Self {
        let detail = format!("The record identified by {id} could not be found.");
        Self::new(404, "RECORD_NOT_FOUND", "Record not found", detail)
    }

    /// There is no such resource.
    pub fn no_resource(path: &str) -> Self {
        Self::new(404, "INVALID_RESOURCE", "Resource not found", format!("{path} is not a resource."))
    }

    /// The address does not know the method.
    pub fn method() -> Self {
        Self::new(405, "METHOD_NOT_ALLOWED", "Method not allowed", "This address does not know the method.")
    }

    /// `Accept` does not name JSON:API.
    pub fn not_acceptable() -> Self {
        let detail = "Accept has to be application/vnd.api+json.";
        Self::new(406, "NOT_ACCEPTABLE", "Not acceptable", detail)
    }

    /// The body is larger than anything that makes sense.
    pub fn too_large() -> Self {
        Self::new(413, "PAYLOAD_TOO_LARGE", "Payload too large", "The body is too large.")
    }

    /// `Content-Type` is not JSON:API.
    pub fn unsupported_media_type() -> Self {
        let detail = "Content-Type has to be application/vnd.api+json.";
        Self::new(415, "UNSUPPORTED_MEDIA_TYPE", "Unsupported media type", detail)
    }

    /// Other records need this one.
    pub fn locked(reason: &str) -> Self {
        Self::new(423, "LOCKED", "Record locked", reason)
    }

    /// Too many requests.
    pub fn too_many() -> Self {
        Self::new(429, "TOO_MANY_REQUESTS", "Too many requests", "Wait, then call less often.")
    }

    /// An attribute does not hold; `rule` is the machine's name for why.
    pub fn invalid(attribute: &str, message: &str, rule: &str) -> Self {
        let mut error = Self::new(422, "VALIDATION_ERROR", message, format!("{attribute} - {message}"));
        for item in &mut error.items {
            item["source"] = json!({ "pointer": format!("/data/attributes/{attribute}") });
            item["meta"] = json!({ "error": rule });
        }
        error
    }

    /// A text that is too short or too long; `count` is the limit.
    pub fn invalid_length(attribute: &str, message: &str, rule: &str, count: usize) -> Self {
        let mut error = Self::invalid(attribute, message, rule);
        for item in &mut error.items {
            item["meta"]["count"] = json!(count);
        }
        error
    }

    /// All problems in one answer, if there are any.
    pub fn unless_empty(problems: Vec<Self>) -> Result<(), Self> {
        problems
            .into_iter()
            .reduce(|mut all, next| {
                all.items.extend(next.items);
                all
            })
            .map_or(Ok(()), Err)
    }

    /// The answer of a status that a switch asked for.
    pub fn of_status(status: u16) -> Self {
        match status {
            401 => Self::invalid_token(),
            404 => Self::not_found("of the request"),
            423 => Self::locked("The record is in use."),
            409 => Self::new(409, "RECORD_NOT_UNIQUE", "Record not unique", "The record exists already."),
            422 => Self::invalid("base", "is invalid", "invalid"),
            429 => Self::too_many(),
            other => {
                Self::new(other, &status_code(other), "Request failed", "A switch made this request fail.")
            }
        }
    }

    /// As it goes over the wire.
    pub fn answer(&self) -> Answer {
        Answer::json(self.status, super::JSON_API, &json!({ "errors": self.items }))
    }
}
