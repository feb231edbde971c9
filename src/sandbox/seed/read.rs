//! From TOML text to a [`Seed`], with the place of every mistake.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::{Map, Number, Value};
use toml_edit::{DocumentMut, Item, Value as TomlValue};

use super::{
    BUILT_IN, CredentialSeed, CustomerSeed, GroupSeed, Kind, MarketSeed, OrderSeed, OrganizationSeed, Seed,
};

/// What is wrong with a seed, one sentence each.
#[derive(Debug, thiserror::Error)]
#[error("the seed cannot be used:\n  {}", .0.join("\n  "))]
pub struct SeedError(pub Vec<String>);

impl Default for Seed {
    /// The built-in seed: the organizations `acme` and `globex`.
    fn default() -> Self {
        #[expect(clippy::expect_used, reason = "the text is part of the program and a test reads it")]
        Self::parse(BUILT_IN).expect("the built-in seed is valid")
    }
}

impl Seed {
    /// Reads and checks a seed.
    pub fn parse(text: &str) -> Result<Self, SeedError> {
        let document: DocumentMut =
            text.parse().map_err(|error: toml_edit::TomlError| SeedError(vec![error.to_string()]))?;
        let mut root = table(document.as_item());
        let mut problems = Vec::new();
        let organizations = take_list(&mut root, "organizations")
            .into_iter()
            .enumerate()
            .filter_map(|(at, value)| organization(at, value, &mut problems))
            .collect();
        root.insert("organizations".to_owned(), Value::Array(Vec::new()));
        let seed = read::<Self>("the seed", Value::Object(root), &mut problems);
        match seed {
            Some(mut seed) if problems.is_empty() => {
                seed.organizations = organizations;
                seed.check()?;
                Ok(seed)
            }
            _ => Err(SeedError(problems)),
        }
    }

    /// Reads and checks the seed in a file.
    pub fn read_file(path: &Path) -> Result<Self, SeedError> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| SeedError(vec![format!("{}: {error}", path.display())]))?;
        Self::parse(&text)
    }

    /// The organization with this slug.
    pub fn organization(&self, slug: &str) -> Option<&OrganizationSeed> {
        self.organizations.iter().find(|organization| organization.slug == slug)
    }
}

impl OrganizationSeed {
    /// The credential with this name.
    pub fn credential(&self, name: &str) -> Option<&CredentialSeed> {
        self.credentials.iter().find(|credential| credential.name == name)
    }

    /// The first credential of this kind.
    pub fn first(&self, kind: Kind) -> Option<&CredentialSeed> {
        self.credentials.iter().find(|credential| credential.kind == kind)
    }

    /// The customer with this address.
    pub fn customer(&self, email: &str) -> Option<&CustomerSeed> {
        self.customers.iter().find(|customer| customer.email == email)
    }

    /// The market with this code.
    pub fn market(&self, code: &str) -> Option<&MarketSeed> {
        self.markets.iter().find(|market| market.code == code)
    }
}

/// Lists are read element by element, so that a problem names the element and the others are still judged.
fn organization(at: usize, value: Value, problems: &mut Vec<String>) -> Option<OrganizationSeed> {
    let mut fields = match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    let name = match fields.get("slug").and_then(Value::as_str) {
        Some(slug) => format!("organization `{slug}`"),
        None => format!("organization number {}", at + 1),
    };
    let credentials = list::<CredentialSeed>(&mut fields, "credentials", &name, problems);
    let groups = list::<GroupSeed>(&mut fields, "groups", &name, problems);
    let markets = list::<MarketSeed>(&mut fields, "markets", &name, problems);
    let customers = list::<CustomerSeed>(&mut fields, "customers", &name, problems);
    let orders = list::<OrderSeed>(&mut fields, "orders", &name, problems);
    let organization = read::<OrganizationSeed>(&name, Value::Object(fields), problems)?;
    Some(OrganizationSeed { credentials, groups, markets, customers, orders, ..organization })
}

fn list<T: DeserializeOwned>(
    fields: &mut Map<String, Value>,
    key: &str,
    owner: &str,
    problems: &mut Vec<String>,
) -> Vec<T> {
    take_list(fields, key)
        .into_iter()
        .enumerate()
        .filter_map(|(at, value)| read(&format!("{owner}, {key} number {}", at + 1), value, problems))
        .collect()
}

fn take_list(fields: &mut Map<String, Value>, key: &str) -> Vec<Value> {
    match fields.remove(key) {
        Some(Value::Array(values)) => values,
        Some(other) => vec![other],
        None => Vec::new(),
    }
}

fn read<T: DeserializeOwned>(place: &str, value: Value, problems: &mut Vec<String>) -> Option<T> {
    serde_json::from_value(value).map_err(|error| problems.push(format!("{place}: {error}"))).ok()
}

fn table(item: &Item) -> Map<String, Value> {
    match json(item) {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn json(item: &Item) -> Value {
    match item {
        Item::None => Value::Null,
        Item::Value(value) => json_value(value),
        Item::Table(table) => {
            Value::Object(table.iter().map(|(key, item)| (key.to_owned(), json(item))).collect())
        }
        Item::ArrayOfTables(tables) => {
            Value::Array(tables.iter().map(|table| json(&Item::Table(table.clone()))).collect())
        }
    }
}

fn json_value(value: &TomlValue) -> Value {
    match value {
        TomlValue::String(text) => Value::String(text.value().clone()),
        TomlValue::Integer(number) => Value::from(*number.value()),
        TomlValue::Float(number) => Number::from_f64(*number.value()).map_or(Value::Null, Value::Number),
        TomlValue::Boolean(flag) => Value::Bool(*flag.value()),
        TomlValue::Datetime(time) => Value::String(time.value().to_string()),
        TomlValue::Array(values) => Value::Array(values.iter().map(json_value).collect()),
        TomlValue::InlineTable(table) => {
            Value::Object(table.iter().map(|(key, value)| (key.to_owned(), json_value(value))).collect())
        }
    }
}
