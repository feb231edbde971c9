//! What a call asks for, in its query. Read strictly: a name that stands twice is read one way here and another way
//! elsewhere, and broken text fits nothing.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use percent_encoding::percent_decode_str;

use super::error::ApiError;
use crate::config::StorefrontSettings;
use crate::foundation::Scope;
use crate::storefronts::offered;

/// More than any call of ours has. Each is compared with all before it: thousands would keep a core busy for a second
/// (catalogue E11).
const MOST: usize = 16;

/// The parameters of a query.
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads the query of `request`.
    pub fn of(request: &HttpRequest) -> Result<Self, ApiError> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for part in request.query_string().split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let (name, value) = (decode(name)?, decode(value)?);
            if pairs.iter().any(|(earlier, _)| *earlier == name) {
                return Err(bad("duplicate_parameter", "a parameter stands twice"));
            }
            if pairs.len() == MOST {
                return Err(bad("invalid_parameter", "the query has too many parameters"));
            }
            pairs.push((name, value));
        }
        Ok(Self(pairs))
    }

    /// A value; an empty one is none.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(given, value)| given == name && !value.is_empty());
        found.map(|(_, value)| value.as_str())
    }

    /// `client_id`, which every call needs.
    pub fn client_id(&self) -> Result<&str, ApiError> {
        self.get("client_id").ok_or_else(no_client_id)
    }
}

/// The scope that was asked for, by default the storefront's first.
pub fn scope(storefront: &StorefrontSettings, asked: Option<&str>) -> Result<Scope, ApiError> {
    let scope = match asked {
        Some(scope) => offered(storefront, scope).ok(),
        None => storefront.scopes.first().cloned(),
    };
    scope.ok_or_else(|| bad("scope_not_allowed", "the storefront may not ask for this scope"))
}

/// A call that does not say for which storefront.
pub fn no_client_id() -> ApiError {
    bad("missing_parameter", "client_id is missing")
}

/// A refusal of what was asked.
pub fn bad(code: &'static str, message: &'static str) -> ApiError {
    ApiError::refused(StatusCode::BAD_REQUEST, code, message)
}

fn decode(text: &str) -> Result<String, ApiError> {
    let decoded = percent_decode_str(&text.replace('+', " ")).decode_utf8().map(String::from);
    decoded.map_err(|_| bad("invalid_parameter", "the query is not UTF-8"))
}
