//! The body of a POST or PATCH: JSON:API, taken apart attribute by attribute, so that what nobody took can be
//! refused (contract 9.2, 9.11).

use serde_json::{Map, Value};

use super::super::edge::{BodyProblem, Request};
use super::super::world::Stem;
use super::JSON_API;
use super::error::CoreError;

/// Attributes and relationships that were sent. Taking one removes it.
pub struct Input {
    attributes: Map<String, Value>,
    relationships: Map<String, Value>,
}

/// The parsed body of a method that has one.
pub fn body(request: &Request) -> Result<Option<Value>, CoreError> {
    let body = match &request.body {
        Ok(body) => body,
        Err(BodyProblem::TooLarge) => return Err(CoreError::too_large()),
        Err(BodyProblem::Broken) => return Err(not_json()),
    };
    if !matches!(&*request.method, "POST" | "PATCH" | "PUT") {
        return Ok(None);
    }
    if request.content_type() != JSON_API {
        return Err(CoreError::unsupported_media_type());
    }
    serde_json::from_slice(body).map(Some).map_err(|_| not_json())
}

fn not_json() -> CoreError {
    CoreError::bad_request("INVALID_DATA_FORMAT", "Invalid data format", "The body is not a JSON document.")
}

impl Input {
    /// Reads `data` of a document for `kind`; `id` is that of the address, for updates.
    pub fn read(body: Option<Value>, kind: &str, id: Option<&str>) -> Result<Self, CoreError> {
        let Some(Value::Object(mut data)) = body.and_then(|mut body| body.get_mut("data").map(Value::take))
        else {
            return Err(CoreError::bad_request(
                "PARAM_MISSING",
                "Missing parameter",
                "The required parameter, data, is missing.",
            ));
        };
        if data.get("type").and_then(Value::as_str) != Some(kind) {
            let detail = format!("The type has to be {kind}.");
            return Err(CoreError::bad_request("TYPE_MISMATCH", "Type mismatch", detail));
        }
        if id.is_some() && data.get("id").and_then(Value::as_str) != id {
            let detail = "The id of the body is not that of the address.";
            return Err(CoreError::bad_request(
                "KEY_NOT_INCLUDED_IN_URL",
                "Key is not included in URL",
                detail,
            ));
        }
        Ok(Self {
            attributes: fields(&mut data, "attributes")?,
            relationships: fields(&mut data, "relationships")?,
        })
    }

    /// A text, if one was sent; null is none.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, CoreError> {
        match self.attributes.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(wrong_type(name)),
        }
    }

    /// Writes a text into `slot` if it was sent; null empties the slot.
    pub fn set_text(&mut self, name: &str, slot: &mut Option<String>) -> Result<(), CoreError> {
        if self.has(name) {
            *slot = self.text(name)?;
        }
        Ok(())
    }

    /// A flag; not sent and null are false.
    pub fn flag(&mut self, name: &str) -> Result<bool, CoreError> {
        match self.attributes.remove(name) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(flag)) => Ok(flag),
            Some(_) => Err(wrong_type(name)),
        }
    }

    /// A list of texts, if it was sent.
    pub fn texts(&mut self, name: &str) -> Result<Option<Vec<String>>, CoreError> {
        match self.attributes.remove(name) {
            None => Ok(None),
            Some(list) => serde_json::from_value(list).map(Some).map_err(|_| wrong_type(name)),
        }
    }

    /// Whether an attribute was sent.
    pub fn has(&self, name: &str) -> bool {
        self.attributes.contains_key(name)
    }

    /// Whether a relationship was sent.
    pub fn relates(&self, name: &str) -> bool {
        self.relationships.contains_key(name)
    }

    /// The id at the other end of a to-one relationship; null unsets it.
    pub fn related(&mut self, name: &str, kind: &str) -> Result<Option<String>, CoreError> {
        let Some(relationship) = self.relationships.remove(name) else { return Ok(None) };
        match relationship.get("data") {
            Some(Value::Null) => Ok(None),
            Some(data) if data["type"] == kind && data["id"].is_string() => {
                Ok(data["id"].as_str().map(str::to_owned))
            }
            _ => {
                let detail = format!("The relationship {name} does not name one of the {kind}.");
                Err(CoreError::bad_request("INVALID_LINKS_OBJECT", "Invalid links object", detail))
            }
        }
    }

    /// Takes what every resource has: reference, its origin, metadata.
    pub fn stem(&mut self, stem: &mut Stem) -> Result<(), CoreError> {
        self.set_text("reference", &mut stem.reference)?;
        self.set_text("reference_origin", &mut stem.reference_origin)?;
        match self.attributes.remove("metadata") {
            None => {}
            Some(Value::Null) => stem.metadata.clear(),
            Some(Value::Object(metadata)) => stem.metadata = metadata,
            Some(_) => return Err(wrong_type("metadata")),
        }
        Ok(())
    }

    /// Refuses what nobody took: unknown, or not to be written.
    pub fn finish(self) -> Result<(), CoreError> {
        match self.attributes.keys().chain(self.relationships.keys()).next() {
            None => Ok(()),
            Some(name) => {
                let detail = format!("{name} is not allowed.");
                Err(CoreError::bad_request("PARAM_NOT_ALLOWED", "Param not allowed", detail))
            }
        }
    }
}

fn fields(data: &mut Map<String, Value>, name: &str) -> Result<Map<String, Value>, CoreError> {
    match data.remove(name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(fields)) => Ok(fields),
        Some(_) => Err(CoreError::bad_request(
            "INVALID_DATA_FORMAT",
            "Invalid data format",
            format!("{name} has to be an object."),
        )),
    }
}

fn wrong_type(name: &str) -> CoreError {
    let detail = format!("The value of {name} has the wrong type.");
    CoreError::bad_request("INVALID_FIELD_VALUE", "Invalid field value", detail)
}
