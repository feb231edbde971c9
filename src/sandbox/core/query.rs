//! The query of a request: `filter[q][…]`, `sort`, `page[…]`, `include`, `fields[…]` (contract 9.4 to 9.6).
//! Other parameters are ignored.

use std::collections::HashMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::error::CoreError;

const DEFAULT_PAGE: usize = 10;
const LARGEST_PAGE: usize = 25;

/// Left as they are when a query is written.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b',');

/// What a query asks for.
pub struct Query {
    /// `email_eq` and its value.
    pub filters: Vec<(String, String)>,
    /// Attribute, and whether descending.
    pub sort: Vec<(String, bool)>,
    /// From 1.
    pub page: usize,
    pub size: usize,
    pub include: Vec<String>,
    /// By resource type.
    pub fields: HashMap<String, Vec<String>>,
    pairs: Vec<(String, String)>,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            filters: Vec::new(),
            sort: Vec::new(),
            page: 1,
            size: DEFAULT_PAGE,
            include: Vec::new(),
            fields: HashMap::new(),
            pairs: Vec::new(),
        }
    }
}

impl Query {
    /// Reads the text after the question mark.
    pub fn read(text: &str) -> Result<Self, CoreError> {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(text).unwrap_or_default();
        let mut query = Self::default();
        for (name, value) in &pairs {
            query.take(name, value)?;
        }
        Ok(Self { pairs, ..query })
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), CoreError> {
        let list = || value.split(',').filter(|part| !part.is_empty()).map(str::to_owned);
        match name {
            "sort" => self.sort = list().map(direction).collect(),
            "include" => self.include = list().collect(),
            "page[number]" => self.page = page_value(name, value, usize::MAX / LARGEST_PAGE)?,
            "page[size]" => self.size = page_value(name, value, LARGEST_PAGE)?,
            _ => {
                if let Some(kind) = bracketed(name, "fields[") {
                    self.fields.insert(kind.to_owned(), list().collect());
                } else if let Some(condition) = bracketed(name, "filter[q][") {
                    self.filters.push((condition.to_owned(), value.to_owned()));
                } else if name.starts_with("filter") {
                    return Err(CoreError::bad_request(
                        "INVALID_FILTERS_SYNTAX",
                        "Invalid filters syntax",
                        format!("{name} is not a filter: write filter[q][attribute_matcher]."),
                    ));
                }
            }
        }
        Ok(())
    }

    /// A query for these includes and nothing else.
    pub fn including(include: Vec<String>) -> Self {
        Self { include, ..Self::default() }
    }

    /// The same fields without includes, as for included resources themselves.
    pub fn without_includes(&self) -> Self {
        Self { fields: self.fields.clone(), ..Self::default() }
    }

    /// The same query for another page.
    pub fn for_page(&self, page: usize) -> String {
        let others = self
            .pairs
            .iter()
            .filter(|(name, _)| !name.starts_with("page["))
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        let pages = [format!("page%5Bnumber%5D={page}"), format!("page%5Bsize%5D={}", self.size)];
        others.chain(pages).collect::<Vec<_>>().join("&")
    }
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

fn direction(part: String) -> (String, bool) {
    match part.strip_prefix('-') {
        Some(attribute) => (attribute.to_owned(), true),
        None => (part, false),
    }
}

fn bracketed<'a>(name: &'a str, prefix: &str) -> Option<&'a str> {
    name.strip_prefix(prefix)?.strip_suffix(']').filter(|inner| !inner.contains(['[', ']']))
}

fn page_value(name: &str, value: &str, most: usize) -> Result<usize, CoreError> {
    value.parse().ok().filter(|number| (1..=most).contains(number)).ok_or_else(|| {
        let detail = format!("{value} is not a valid value for {name}.");
        CoreError::bad_request("INVALID_PAGE_VALUE", "Invalid page value", detail)
    })
}
