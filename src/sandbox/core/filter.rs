//! Filters: `<attribute>[_or_<attribute>…]_<matcher>` (contract 9.6).

use std::cmp::Ordering;

use serde_json::Value;

use super::super::world::{Record, Schema, canonical};
use super::error::CoreError;

/// The longest first, so that `email_not_eq` is not read as `email_not` and `_eq`.
const MATCHERS: [&str; 19] = [
    "not_null", "present", "matches", "not_eq", "not_in", "blank", "start", "jcont", "false", "gteq", "lteq",
    "cont", "null", "true", "end", "eq", "in", "gt", "lt",
];

/// The longest value compared with, in bytes.
const LONGEST_VALUE: usize = 4_096;

/// One condition.
pub struct Filter {
    /// Any of these may hold.
    attributes: Vec<String>,
    matcher: &'static str,
    value: String,
}

impl Filter {
    /// Reads a condition on resources of this shape.
    pub fn read(schema: &Schema, condition: &str, value: &str) -> Result<Self, CoreError> {
        let matcher = MATCHERS.into_iter().find_map(|matcher| {
            let attributes = condition.strip_suffix(matcher)?.strip_suffix('_')?;
            Some((attributes, matcher))
        });
        let (attributes, matcher) = matcher.ok_or_else(|| {
            let detail = format!("{condition} does not end with a known matcher.");
            CoreError::bad_request("INVALID_FILTERS_SYNTAX", "Invalid filters syntax", detail)
        })?;
        let attributes: Vec<String> = attributes.split("_or_").map(str::to_owned).collect();
        if let Some(unknown) = attributes.iter().find(|attribute| !is_filterable(schema, attribute)) {
            let detail = format!("{unknown} is not allowed.");
            return Err(CoreError::bad_request("FILTER_NOT_ALLOWED", "Filter not allowed", detail));
        }
        let filter = Self { attributes, matcher, value: value.to_owned() };
        let unclear = filter.is_question() && filter.answer().is_none();
        let not_json = matcher == "jcont" && filter.json().is_none();
        if unclear || not_json || value.len() > LONGEST_VALUE {
            let detail = format!("{value} is not a valid value for {condition}.");
            return Err(CoreError::bad_request("INVALID_FILTER_VALUE", "Invalid filter value", detail));
        }
        Ok(filter)
    }

    /// Whether a record fulfils the condition.
    pub fn holds(&self, record: &dyn Record) -> bool {
        self.attributes.iter().any(|attribute| self.fits(attribute, &value_of(record, attribute)))
    }

    fn fits(&self, attribute: &str, value: &Value) -> bool {
        let wanted = if attribute.ends_with("email") { canonical(&self.value) } else { self.value.clone() };
        let text = text(value);
        let lower = text.as_deref().map(str::to_lowercase);
        let partly = |fits: fn(&str, &str) -> bool| {
            lower.as_deref().is_some_and(|text| fits(text, &wanted.to_lowercase()))
        };
        let one_of = || text.as_deref().is_some_and(|text| wanted.split(',').any(|it| it == text));
        let compared = || text.as_deref().map(|text| compare(text, &wanted));
        let blank = text.as_deref().is_none_or(|text| text.trim().is_empty() || text == "{}" || text == "[]");
        let answer = self.answer().unwrap_or(true);
        match self.matcher {
            "eq" => text.as_deref() == Some(&*wanted),
            "not_eq" => text.as_deref() != Some(&*wanted),
            "in" => one_of(),
            "not_in" => !one_of(),
            "matches" => partly(like),
            "start" => partly(|text, part| text.starts_with(part)),
            "end" => partly(|text, part| text.ends_with(part)),
            "cont" => partly(|text, part| text.contains(part)),
            "null" => value.is_null() == answer,
            "not_null" => value.is_null() != answer,
            "present" => blank != answer,
            "blank" => blank == answer,
            "gt" => compared().is_some_and(Ordering::is_gt),
            "gteq" => compared().is_some_and(Ordering::is_ge),
            "lt" => compared().is_some_and(Ordering::is_lt),
            "lteq" => compared().is_some_and(Ordering::is_le),
            "true" => (value == &Value::Bool(true)) == answer,
            "false" => (value == &Value::Bool(false)) == answer,
            "jcont" => self.json().is_some_and(|part| contains(value, &part)),
            _ => false,
        }
    }

    /// Matchers that are asked as a question, with `true` or `false` for an answer.
    fn is_question(&self) -> bool {
        matches!(self.matcher, "null" | "not_null" | "present" | "blank" | "true" | "false")
    }

    fn answer(&self) -> Option<bool> {
        match &*self.value {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        }
    }

    fn json(&self) -> Option<Value> {
        serde_json::from_str(&self.value).ok()
    }
}

/// Attributes, the id, and the ids of to-one relationships, such as `market_id`.
fn is_filterable(schema: &Schema, name: &str) -> bool {
    let related = name.strip_suffix("_id").is_some_and(|one| schema.to_one.iter().any(|(it, _)| *it == one));
    name == "id" || related || schema.all_attributes().any(|attribute| attribute == name)
}

fn value_of(record: &dyn Record, name: &str) -> Value {
    if name == "id" {
        return record.stem().id.clone().into();
    }
    let related =
        name.strip_suffix("_id").filter(|one| record.schema().to_one.iter().any(|(it, _)| it == one));
    match related {
        Some(one) => record.related(one).into(),
        None => record.attribute(name),
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// Numbers as numbers; everything else, times included, as text.
fn compare(left: &str, right: &str) -> Ordering {
    match (left.parse::<f64>(), right.parse::<f64>()) {
        (Ok(left), Ok(right)) => left.total_cmp(&right),
        _ => left.cmp(right),
    }
}

/// SQL's LIKE: `%` is any text, `_` any one character. The table has one row a character of the pattern, so
/// that no pattern takes more than the product of both lengths.
fn like(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let mut row = vec![false; text.len() + 1];
    row[0] = true;
    for symbol in pattern.chars() {
        let mut next = vec![false; text.len() + 1];
        for at in 0..=text.len() {
            next[at] = match symbol {
                '%' => row[at] || at > 0 && next[at - 1],
                '_' => at > 0 && row[at - 1],
                letter => at > 0 && row[at - 1] && text[at - 1] == letter,
            };
        }
        row = next;
    }
    row[text.len()]
}

/// Whether every field of `part` is in `whole`, at every depth.
fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            part.iter().all(|(key, value)| whole.get(key).is_some_and(|it| contains(it, value)))
        }
        (Value::Array(whole), Value::Array(part)) => {
            part.iter().all(|value| whole.iter().any(|it| contains(it, value)))
        }
        _ => whole == part,
    }
}
