//! What all resources of the Core API have in common: an id, times, references, metadata (contract 9.12), and
//! a schema that says which attributes and relationships may be asked for.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value};

use super::super::ids::new_id;

/// The attributes of every resource.
pub const COMMON: [&str; 5] = ["created_at", "updated_at", "reference", "reference_origin", "metadata"];

/// The shape of a resource type.
pub struct Schema {
    /// The JSON:API type.
    pub kind: &'static str,
    /// Own attributes that can be read; [`COMMON`] comes on top.
    pub attributes: &'static [&'static str],
    /// Names and types of to-one relationships.
    pub to_one: &'static [(&'static str, &'static str)],
    /// Names of to-many relationships.
    pub to_many: &'static [&'static str],
}

impl Schema {
    /// Every attribute that can be read.
    pub fn all_attributes(&self) -> impl Iterator<Item = &'static str> {
        self.attributes.iter().copied().chain(COMMON)
    }

    /// Whether there is a to-one relationship of this name.
    pub fn has_one(&self, name: &str) -> bool {
        self.to_one.iter().any(|(one, _)| *one == name)
    }

    /// Whether there is any relationship of this name.
    pub fn relates_to(&self, name: &str) -> bool {
        self.has_one(name) || self.to_many.contains(&name)
    }
}

/// The common part of a stored resource.
#[derive(Clone, Debug)]
pub struct Stem {
    /// Resource id.
    pub id: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// External reference.
    pub reference: Option<String>,
    /// Where the reference is from.
    pub reference_origin: Option<String>,
    /// Free data.
    pub metadata: Map<String, Value>,
}

impl Stem {
    /// The stem of a resource made now.
    pub fn new(now: DateTime<Utc>) -> Self {
        Self::with_id(new_id(), now)
    }

    /// The stem of a resource whose id is known.
    pub fn with_id(id: impl Into<String>, now: DateTime<Utc>) -> Self {
        Self {
            id: id.into(),
            created_at: now,
            updated_at: now,
            reference: None,
            reference_origin: None,
            metadata: Map::new(),
        }
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        Some(match name {
            "created_at" => time(self.created_at),
            "updated_at" => time(self.updated_at),
            "reference" => self.reference.clone().into(),
            "reference_origin" => self.reference_origin.clone().into(),
            "metadata" => Value::Object(self.metadata.clone()),
            _ => return None,
        })
    }
}

/// A stored resource, as queries and documents see it.
pub trait Record {
    /// The shape of its type.
    fn schema(&self) -> &'static Schema;
    /// Its common part.
    fn stem(&self) -> &Stem;
    /// The value of one of its own attributes.
    fn own_attribute(&self, name: &str) -> Value;
    /// The id at the other end of a to-one relationship.
    fn related(&self, name: &str) -> Option<&str>;

    /// The value of any attribute.
    fn attribute(&self, name: &str) -> Value {
        self.stem().attribute(name).unwrap_or_else(|| self.own_attribute(name))
    }
}

/// A moment as the Core API writes it: UTC with milliseconds (contract 1.10).
pub fn time(moment: DateTime<Utc>) -> Value {
    Value::String(moment.to_rfc3339_opts(SecondsFormat::Millis, true))
}

/// A moment that may be missing.
pub fn maybe_time(moment: Option<DateTime<Utc>>) -> Value {
    moment.map_or(Value::Null, time)
}
