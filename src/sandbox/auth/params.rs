//! The parameters of a POST: JSON or form, and HTTP Basic client authentication (contract 2.1, 2.2).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::super::edge::{BodyProblem, Note, Request};
use super::error::AuthError;

/// What the client sent. Unknown fields are carried and never looked at (2.4).
pub struct Params {
    fields: Map<String, Value>,
    /// Client id and secret of an `Authorization: Basic` header.
    basic: Option<(String, String)>,
}

impl Params {
    /// Reads the body by its content type; one of another type counts as empty.
    pub fn read(request: &Request) -> Result<Self, AuthError> {
        let body = request.body.as_ref().map_err(|problem| match problem {
            BodyProblem::TooLarge => AuthError::too_large(),
            BodyProblem::Broken => AuthError::invalid_request("The body could not be read."),
        })?;
        let fields = match &*request.content_type() {
            "application/json" => json_fields(body)?,
            "application/x-www-form-urlencoded" => form_fields(body)?,
            _ => Map::new(),
        };
        Ok(Self { fields, basic: request.header("authorization").and_then(basic) })
    }

    /// Tells the books who asks for what.
    pub fn tell(&self, note: &mut Note) {
        let text = |name| self.text(name).ok().flatten().map(str::to_owned);
        (note.grant, note.scope) = (text("grant_type"), text("scope"));
        note.client = self.client_id().ok().flatten().map(str::to_owned);
    }

    /// A text parameter; blank counts as missing.
    pub fn text(&self, name: &str) -> Result<Option<&str>, AuthError> {
        match self.fields.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(AuthError::invalid_request(format!("The parameter {name} has to be a string."))),
        }
    }

    /// A text parameter that has to be there.
    pub fn required(&self, name: &str) -> Result<&str, AuthError> {
        self.text(name)?.ok_or_else(|| AuthError::missing(name))
    }

    /// The client id of the body, else of the header.
    pub fn client_id(&self) -> Result<Option<&str>, AuthError> {
        Ok(self.text("client_id")?.or(self.basic.as_ref().map(|(id, _)| &**id)))
    }

    /// The client secret of the body, else of the header.
    pub fn client_secret(&self) -> Result<Option<&str>, AuthError> {
        let header = self.basic.as_ref().map(|(_, secret)| &**secret).filter(|secret| !secret.is_empty());
        Ok(self.text("client_secret")?.or(header))
    }
}

fn json_fields(body: &[u8]) -> Result<Map<String, Value>, AuthError> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(fields)) => Ok(fields),
        _ => Err(AuthError::invalid_request("The body is not a JSON object.")),
    }
}

fn form_fields(body: &[u8]) -> Result<Map<String, Value>, AuthError> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(body)
        .map_err(|_| AuthError::invalid_request("The body is not a form."))?;
    Ok(pairs.into_iter().map(|(name, value)| (name, Value::String(value))).collect())
}

/// RFC 6749 2.3.1: both halves are form-encoded before they are joined.
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    let decoded = STANDARD.decode(encoded.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let text = String::from_utf8(decoded).ok()?;
    let (id, secret) = text.split_once(':')?;
    let plain = |part: &str| percent_decode_str(&part.replace('+', " ")).decode_utf8().ok().map(Into::into);
    Some((plain(id)?, plain(secret)?))
}
