//! Lists: filtered, sorted, a page at a time (contract 9.4).

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::super::world::{Record, Schema};
use super::call::Call;
use super::document;
use super::error::CoreError;
use super::filter::Filter;
use super::{Reply, Target};

/// What every resource can be sorted by (contract 10.1).
const SORTABLE: [&str; 5] = ["id", "created_at", "updated_at", "reference", "reference_origin"];

/// A page of those `records` that the query asks for.
pub fn list<'a>(
    call: &Call<'_>,
    schema: &Schema,
    records: impl Iterator<Item = &'a dyn Record>,
) -> Result<Reply, CoreError> {
    let query = &call.query;
    let filters = query
        .filters
        .iter()
        .map(|(condition, value)| Filter::read(schema, condition, value))
        .collect::<Result<Vec<_>, _>>()?;
    if let Some((unknown, _)) = query.sort.iter().find(|(attribute, _)| !SORTABLE.contains(&&**attribute)) {
        let detail = format!("{unknown} is not a valid sort criteria.");
        return Err(CoreError::bad_request("INVALID_SORT_CRITERIA", "Invalid sort criteria", detail));
    }
    let mut found: Vec<&dyn Record> =
        records.filter(|record| filters.iter().all(|filter| filter.holds(*record))).collect();
    found.sort_by(|left, right| order(*left, *right, &query.sort));

    let start = (query.page - 1).saturating_mul(query.size);
    let page: Vec<&dyn Record> = found.iter().skip(start).take(query.size).copied().collect();
    let mut value = document::many(schema, &page, &call.frame(), query)?;
    let pages = found.len().div_ceil(query.size).max(1);
    value["meta"] = json!({ "record_count": found.len(), "page_count": pages });
    value["links"] = links(call.target, call, pages);
    Ok(Reply::Document(200, value))
}

fn order(left: &dyn Record, right: &dyn Record, criteria: &[(String, bool)]) -> Ordering {
    criteria.iter().fold(Ordering::Equal, |order, (attribute, descending)| {
        order.then_with(|| {
            let ascending = key(left, attribute).cmp(&key(right, attribute));
            if *descending { ascending.reverse() } else { ascending }
        })
    })
}

fn key(record: &dyn Record, attribute: &str) -> Option<String> {
    let stem = record.stem();
    match attribute {
        "id" => Some(stem.id.clone()),
        "reference" => stem.reference.clone(),
        "reference_origin" => stem.reference_origin.clone(),
        // Microseconds, where the wire has milliseconds: what came later is sorted later.
        "created_at" => Some(format!("{:020}", stem.created_at.timestamp_micros())),
        _ => Some(format!("{:020}", stem.updated_at.timestamp_micros())),
    }
}

fn links(target: &Target<'_>, call: &Call<'_>, pages: usize) -> Value {
    let page = call.query.page;
    let address = |page: usize| format!("{}{}?{}", target.base, target.path, call.query.for_page(page));
    let mut links = json!({ "first": address(1), "last": address(pages) });
    if page > 1 {
        links["prev"] = json!(address(page.min(pages + 1) - 1));
    }
    if page < pages {
        links["next"] = json!(address(page + 1));
    }
    links
}
