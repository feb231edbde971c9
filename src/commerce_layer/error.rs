//! What can go wrong at Commerce Layer, sorted by what the caller can do about it. Decided by HTTP status
//! first, then by the error's title or code (contract 3, 9.7 to 9.11); no text of the answer is ever shown.

use std::time::Duration;

use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::Value;

const NOT_SENT: &str = "no connection";

/// Why a call failed.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub enum CommerceLayerError {
    /// Our own client id or secret is wrong: the operator must act.
    #[error("Commerce Layer does not accept the configured credentials")]
    ClientRefused,
    /// The grant was refused: wrong password, dead refresh token, or an owner that does not exist.
    #[error("Commerce Layer refused the grant ({0})")]
    GrantRefused(String),
    /// The scope is unknown, disabled, or its market is closed to this customer or to guests (contract 3.8, 3.12).
    #[error("Commerce Layer refused the scope")]
    ScopeRefused,
    /// A token that was good is no longer (contract 4.11): get another.
    #[error("Commerce Layer no longer accepts the token")]
    TokenRefused,
    /// The credential may not do this (contract 9.9).
    #[error("the credential is not permitted to do this at Commerce Layer")]
    NotPermitted,
    /// No such resource.
    #[error("not found at Commerce Layer")]
    NotFound,
    /// The value is taken by another resource (contract 10.3).
    #[error("already taken at Commerce Layer")]
    Taken,
    /// A value was refused (422), by the field that its pointer names.
    #[error("Commerce Layer refused the value of {0}")]
    Invalid(String),
    /// Too many calls (contract 6): wait, and do not retry in a loop.
    #[error("Commerce Layer asks to wait")]
    BudgetSpent {
        /// How long, where the answer said so.
        retry_after: Option<Duration>,
    },
    /// No usable answer: connection, time limit, 5xx, or a body that is not what was asked for.
    #[error("Commerce Layer cannot be reached ({0})")]
    Unreachable(String),
    /// An answer came that must not be used: wrong signature, owner, scope or kind.
    #[error("Commerce Layer's answer failed the check of its {0}")]
    Untrusted(&'static str),
    /// The assertion would be larger than the service accepts.
    #[error(transparent)]
    Assertion(#[from] super::AssertionError),
}

impl CommerceLayerError {
    /// True where the same call may succeed later without anybody doing anything.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::BudgetSpent { .. } | Self::Unreachable(_))
    }

    /// The reason that an operator counts.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::BudgetSpent { .. } => "budget",
            Self::Unreachable(_) => "unreachable",
            _ => "refused",
        }
    }

    /// True where the call never left: nothing can have come of it.
    pub fn was_not_sent(&self) -> bool {
        matches!(self, Self::BudgetSpent { .. }) || matches!(self, Self::Unreachable(why) if why == NOT_SENT)
    }

    pub(super) fn from_transport(error: &reqwest::Error) -> Self {
        let what = if error.is_timeout() {
            "no answer in time"
        } else if error.is_connect() {
            NOT_SENT
        } else {
            "the connection broke"
        };
        Self::Unreachable(what.to_owned())
    }

    /// The error that an unsuccessful answer means.
    pub(super) fn from_answer(status: StatusCode, retry_after: Option<Duration>, body: &[u8]) -> Self {
        if status == StatusCode::TOO_MANY_REQUESTS {
            return Self::BudgetSpent { retry_after };
        }
        if status.is_server_error() {
            return Self::Unreachable(format!("status {}", status.as_u16()));
        }
        let problems = Problem::read_all(body);
        let problem = problems.first();
        let title = problem.map_or("", |p| p.title.as_str());
        let code = problem.map_or("", |p| p.code.as_str());
        match (status.as_u16(), title, code) {
            (_, "invalid_client" | "unauthorized_client", _) => Self::ClientRefused,
            (_, "invalid_scope", _) => Self::ScopeRefused,
            (_, "invalid_grant" | "invalid_assertion", _) => Self::GrantRefused(title.to_owned()),
            (_, _, "INVALID_TOKEN") => Self::TokenRefused,
            (401 | 403, ..) => Self::NotPermitted,
            (404, ..) => Self::NotFound,
            (422, ..) => problems.iter().find_map(Problem::taken).unwrap_or_else(|| {
                Self::Invalid(problem.map_or_else(|| "a field".to_owned(), Problem::field))
            }),
            (status, ..) => Self::Unreachable(format!("status {status}")),
        }
    }
}

/// One error object of either API. The Auth API sends an array or a lone object, old edges send RFC 6749's
/// `{error, error_description}`, and a proxy in between may send HTML: all of them are read, none is needed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Problem {
    title: String,
    code: String,
    source: Option<Value>,
    meta: Option<Value>,
}

impl Problem {
    fn read_all(body: &[u8]) -> Vec<Self> {
        let Ok(Value::Object(mut body)) = serde_json::from_slice(body) else { return Vec::new() };
        let items = match body.remove("errors") {
            Some(Value::Array(items)) => items,
            Some(item @ Value::Object(_)) => vec![item],
            _ => match body.remove("error") {
                Some(Value::String(title)) => return vec![Self { title, ..Self::default() }],
                _ => Vec::new(),
            },
        };
        items.into_iter().filter_map(|item| serde_json::from_value(item).ok()).collect()
    }

    fn field(&self) -> String {
        let pointer = self.source.as_ref().and_then(|source| source.get("pointer")).and_then(Value::as_str);
        pointer.and_then(|p| p.rsplit('/').next()).unwrap_or("a field").chars().take(40).collect()
    }

    fn taken(&self) -> Option<CommerceLayerError> {
        let rule = self.meta.as_ref().and_then(|meta| meta.get("error")).and_then(Value::as_str);
        let taken = rule == Some("taken") || self.title.contains("already been taken");
        taken.then_some(CommerceLayerError::Taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &str) -> CommerceLayerError {
        CommerceLayerError::from_answer(StatusCode::from_u16(status).unwrap(), None, body.as_bytes())
    }

    #[test]
    fn every_shape_of_error_is_understood() {
        let one = r#"{"title":"invalid_grant","detail":"…","code":"BAD_REQUEST","status":400,"meta":{}}"#;
        let refused = CommerceLayerError::GrantRefused("invalid_grant".into());
        assert_eq!(read(400, &format!(r#"{{"errors":[{one}]}}"#)), refused);
        assert_eq!(read(401, &format!(r#"{{"errors":{one}}}"#)), refused);
        assert_eq!(read(400, r#"{"error":"invalid_grant","error_description":"x"}"#), refused);
        assert_eq!(
            read(429, "<html>slow down</html>"),
            CommerceLayerError::BudgetSpent { retry_after: None }
        );
        assert!(matches!(read(502, "<html>"), CommerceLayerError::Unreachable(_)));
        assert!(matches!(read(400, "\u{fffd}"), CommerceLayerError::Unreachable(_)));
        assert!(matches!(read(400, "[]"), CommerceLayerError::Unreachable(_)));
    }

    #[test]
    fn the_two_kinds_of_401_are_told_apart() {
        let body = |title: &str, code: &str| {
            format!(r#"{{"errors":[{{"title":"{title}","code":"{code}","status":"401"}}]}}"#)
        };
        assert_eq!(read(401, &body("Access denied", "UNAUTHORIZED")), CommerceLayerError::NotPermitted);
        assert_eq!(read(401, &body("Invalid token", "INVALID_TOKEN")), CommerceLayerError::TokenRefused);
    }

    #[test]
    fn a_taken_address_is_known_by_its_rule_or_its_words() {
        let rule = r#"{"errors":[{"title":"x","code":"VALIDATION_ERROR","source":{"pointer":"/data/attributes/email"},"meta":{"error":"taken"}}]}"#;
        assert_eq!(read(422, rule), CommerceLayerError::Taken);
        let words = r#"{"errors":[{"title":"has already been taken","code":"VALIDATION_ERROR"}]}"#;
        assert_eq!(read(422, words), CommerceLayerError::Taken);
        let other = r#"{"errors":[{"title":"is too short","code":"VALIDATION_ERROR","source":{"pointer":"/data/attributes/password"}}]}"#;
        assert_eq!(read(422, other), CommerceLayerError::Invalid("password".into()));
    }
}
