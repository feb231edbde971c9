//! JSON:API documents: resources, sparse fields, included resources (contract 9.3, 9.5).

use serde_json::{Map, Value, json};

use super::super::seed::Mode;
use super::super::world::{Environment, Record, Schema};
use super::error::CoreError;
use super::query::Query;

/// How records look to a caller.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    /// What links start with, without `/api`.
    pub base: &'a str,
    pub mode: Mode,
    pub environment: &'a Environment,
    /// `custom_claim` of the token, which customers show as `jwt_custom_claim`.
    pub custom_claim: Option<&'a Map<String, Value>>,
    /// Whether reset tokens and shared secrets are shown.
    pub sees_secrets: bool,
}

/// Attributes for back ends only.
const SECRETS: [&str; 2] = ["reset_password_token", "shared_secret"];

/// A document of one record.
pub fn single(record: &dyn Record, frame: &Frame<'_>, query: &Query) -> Result<Value, CoreError> {
    check(record.schema(), query)?;
    let mut value = json!({ "data": resource(record, frame, query) });
    add_included(&mut value, &[record], frame, query);
    Ok(value)
}

/// A document of many records, without links and counts.
pub fn many(
    schema: &Schema,
    records: &[&dyn Record],
    frame: &Frame<'_>,
    query: &Query,
) -> Result<Value, CoreError> {
    check(schema, query)?;
    let data: Vec<Value> = records.iter().map(|record| resource(*record, frame, query)).collect();
    let mut value = json!({ "data": data });
    add_included(&mut value, records, frame, query);
    Ok(value)
}

/// What a webhook is sent: the record as if it had been fetched with these includes (contract 11.2).
pub fn delivery_body(record: &dyn Record, frame: &Frame<'_>, include: &[String]) -> String {
    let known = include.iter().filter(|name| record.schema().has_one(name));
    let query = Query::including(known.cloned().collect());
    single(record, frame, &query).unwrap_or_default().to_string()
}

/// Names that do not exist are errors, so that a typing mistake is noticed. To-many relationships cannot be
/// included here, which is better said than answered with nothing.
fn check(schema: &Schema, query: &Query) -> Result<(), CoreError> {
    if let Some(unknown) = query.include.iter().find(|name| !schema.has_one(name)) {
        let detail = format!("{unknown} is not a relationship of {} that can be included here.", schema.kind);
        return Err(CoreError::bad_request("INVALID_INCLUDE", "Invalid include", detail));
    }
    let fields = query.fields.get(schema.kind).into_iter().flatten();
    let known = |name: &str| schema.all_attributes().any(|it| it == name) || schema.relates_to(name);
    match fields.into_iter().find(|name| !known(name)) {
        Some(unknown) => {
            let detail = format!("{unknown} is not a field of {}.", schema.kind);
            Err(CoreError::bad_request("INVALID_FIELD", "Invalid field", detail))
        }
        None => Ok(()),
    }
}

fn resource(record: &dyn Record, frame: &Frame<'_>, query: &Query) -> Value {
    let (schema, id) = (record.schema(), &record.stem().id);
    let fields = query.fields.get(schema.kind);
    let wanted = |name: &str| fields.is_none_or(|fields| fields.iter().any(|field| field == name));
    let this = format!("{}/api/{}/{id}", frame.base, schema.kind);
    let attributes: Map<String, Value> = schema
        .all_attributes()
        .filter(|name| wanted(name))
        .filter(|name| frame.sees_secrets || !SECRETS.contains(name))
        .map(|name| (name.to_owned(), attribute(record, name, frame)))
        .collect();
    let names = schema.to_one.iter().map(|(name, _)| *name).chain(schema.to_many.iter().copied());
    let relationships: Map<String, Value> = names
        .filter(|name| wanted(name))
        .map(|name| (name.to_owned(), relationship(record, name, &this, query)))
        .collect();
    json!({
        "id": id,
        "type": schema.kind,
        "links": { "self": this },
        "attributes": attributes,
        "relationships": relationships,
        "meta": { "mode": frame.mode.as_str() },
    })
}

fn attribute(record: &dyn Record, name: &str, frame: &Frame<'_>) -> Value {
    match name {
        "jwt_custom_claim" => frame.custom_claim.cloned().map_or(Value::Null, Value::Object),
        _ => record.attribute(name),
    }
}

/// `data` is there only where the resource is included (contract 9.3).
fn relationship(record: &dyn Record, name: &str, this: &str, query: &Query) -> Value {
    let mut value = json!({
        "links": { "self": format!("{this}/relationships/{name}"), "related": format!("{this}/{name}") },
    });
    let to_one = record.schema().to_one.iter().find(|(one, _)| *one == name);
    if let Some((_, kind)) = to_one.filter(|_| query.include.iter().any(|included| included == name)) {
        value["data"] = record.related(name).map_or(Value::Null, |id| json!({ "type": kind, "id": id }));
    }
    value
}

/// Adds the resources that were asked for, each once.
fn add_included(value: &mut Value, records: &[&dyn Record], frame: &Frame<'_>, query: &Query) {
    let plain = query.without_includes();
    let mut included: Vec<Value> = Vec::new();
    for record in records {
        let wanted =
            record.schema().to_one.iter().filter(|(name, _)| query.include.iter().any(|it| it == name));
        for (name, kind) in wanted {
            let other = record.related(name).and_then(|id| frame.environment.find(kind, id));
            let Some(other) = other.map(|other| resource(other, frame, &plain)) else { continue };
            if !included.contains(&other) {
                included.push(other);
            }
        }
    }
    if !query.include.is_empty() {
        value["included"] = Value::Array(included);
    }
}
