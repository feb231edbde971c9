//! One row of a file, as it stands there: every field a text. Names of columns are taken in any spelling of case and
//! underscores; what is none of ours is not looked at.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::foundation::Secret;

/// The fields that an import knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Email,
    Verified,
    Hash,
    Salt,
    Algorithm,
    Customer,
    Language,
    Created,
    Locked,
    Name,
}

/// What stands in the fields. Formulas of a spreadsheet are texts like others: nothing here computes.
#[derive(Default)]
pub(super) struct Row {
    pub(super) email: Option<String>,
    pub(super) verified: Option<String>,
    pub(super) hash: Secret,
    pub(super) salt: Option<String>,
    pub(super) algorithm: Secret,
    pub(super) customer: Option<String>,
    pub(super) language: Option<String>,
    pub(super) created: Option<String>,
    pub(super) locked: Option<String>,
    pub(super) name: Option<String>,
    pub(super) identities: Vec<LinkedIdentity>,
}

/// A provider's person, as our own export writes it.
#[derive(Clone, Debug, Deserialize, serde::Serialize)]
pub(super) struct LinkedIdentity {
    pub(super) issuer: String,
    pub(super) subject: String,
    pub(super) provider: String,
    #[serde(default)]
    pub(super) known_as: Option<String>,
}

impl Field {
    pub(super) fn named(name: &str) -> Option<Self> {
        let plain: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
        Some(match plain.to_ascii_lowercase().as_str() {
            "email" | "emailaddress" | "customeremail" => Self::Email,
            "emailverified" | "verified" | "emailconfirmed" => Self::Verified,
            "passwordhash" | "hash" => Self::Hash,
            "passwordsalt" | "salt" => Self::Salt,
            "passwordalgorithm" | "algorithm" => Self::Algorithm,
            "customerid" | "commercelayerid" => Self::Customer,
            "language" | "languagecode" | "locale" | "lang" => Self::Language,
            "createdat" | "created" => Self::Created,
            "lockedat" | "locked" => Self::Locked,
            "name" | "displayname" | "fullname" => Self::Name,
            _ => return None,
        })
    }
}

impl Row {
    pub(super) fn set(&mut self, field: Field, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        let text = Some(value.to_owned());
        match field {
            Field::Email => self.email = text,
            Field::Verified => self.verified = text,
            Field::Hash => self.hash = value.into(),
            Field::Salt => self.salt = text,
            Field::Algorithm => self.algorithm = value.into(),
            Field::Customer => self.customer = text,
            Field::Language => self.language = text,
            Field::Created => self.created = text,
            Field::Locked => self.locked = text,
            Field::Name => self.name = text,
        }
    }

    /// From an object; values that are no texts are read as what they mean.
    pub(super) fn from_object(object: &Map<String, Value>) -> Result<Self, &'static str> {
        let mut row = Self::default();
        for (key, value) in object {
            if let Some(field) = Field::named(key) {
                row.set(
                    field,
                    &text_of(value).ok_or("a field holds a list or an object where a text belongs")?,
                );
            }
        }
        if let Some(identities) = object.get("identities").filter(|it| it.is_array())
            && let Ok(identities) = Vec::deserialize(identities)
        {
            row.identities = identities;
        }
        Ok(row)
    }
}

fn text_of(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => String::new(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        // As MongoDB, and so Auth0, writes a moment.
        Value::Object(object) => text_of(object.get("$date")?)?,
        Value::Array(_) => return None,
    })
}
