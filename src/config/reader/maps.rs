//! Tables whose keys and values both are the person's: text to text. In a variable: a JSON object, because the
//! names of variables know no small letters.

use std::collections::BTreeMap;

use super::{Noted, Read, Section};
use crate::config::tree::{Node, Table, Value};

impl Section<'_> {
    /// A table of texts; each is judged by itself. Not given, it is empty.
    pub(in crate::config) fn map<T>(
        &mut self,
        key: &str,
        parse: impl Fn(&str, &str) -> Result<T, String>,
    ) -> Read<BTreeMap<String, T>> {
        let Some(node) = self.take(key) else { return Ok(BTreeMap::new()) };
        let entries = self.noted(key, entries(node))?;
        let mut good = BTreeMap::new();
        let mut bad = false;
        for (name, node) in entries.0 {
            match super::values::text(&node).and_then(|text| parse(&name, text)) {
                Ok(value) => drop(good.insert(name, value)),
                Err(message) => {
                    bad = true;
                    self.reader.note(node.place, format!("{}.{name}", self.path_of(key)), message);
                }
            }
        }
        if bad { Err(Noted) } else { Ok(good) }
    }
}

fn entries(node: Node) -> Result<Table, String> {
    match node.value {
        Value::Table(table) => Ok(table),
        Value::Variable(text) => {
            let texts: BTreeMap<String, String> = serde_json::from_str(&text)
                .map_err(|_| "expected a JSON object of texts, such as {\"key\": \"value\"}".to_owned())?;
            let entry =
                |(name, text)| (name, Node { place: node.place.clone(), value: Value::Variable(text) });
            Ok(Table(texts.into_iter().map(entry).collect()))
        }
        _ => Err("expected a table of texts".to_owned()),
    }
}
