//! Tables whose keys and values both are the person's: text to text. In a variable: a JSON object, because the
//! names of variables know no small letters.

use std::collections::BTreeMap;

use super::values::text;
use super::{Noted, Read, Section};
use crate::config::kinds;
use crate::config::tree::{Node, Table, Value};

/// Enough for what people think of; a request, a token or a customer must not swell.
const MOST: usize = 20;

/// The longest key.
const LONGEST_KEY: usize = 80;

impl Section<'_> {
    /// A table of texts; each is judged by itself. Not given, it is empty.
    pub(in crate::config) fn map<T>(
        &mut self,
        key: &str,
        parse: impl Fn(&str, &str) -> Result<T, String>,
    ) -> Read<BTreeMap<String, T>> {
        self.map_of(key, MOST, parse)
    }

    /// The same with at most `most` entries.
    pub(in crate::config) fn map_of<T>(
        &mut self,
        key: &str,
        most: usize,
        parse: impl Fn(&str, &str) -> Result<T, String>,
    ) -> Read<BTreeMap<String, T>> {
        let Some(node) = self.take(key) else { return Ok(BTreeMap::new()) };
        let entries = self.noted(key, entries(node))?;
        if entries.0.len() > most {
            return Err(self.problem(key, format!("expected at most {most} of them")));
        }
        let mut good = BTreeMap::new();
        let mut bad = false;
        for (name, node) in entries.0 {
            match text(&node).and_then(|text| parse(&name, text)) {
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

/// For [`Section::map`]: a key of usual length, and a value that `parse` likes.
pub(in crate::config) fn bounded<T>(
    parse: impl Fn(&str) -> Result<T, String>,
) -> impl Fn(&str, &str) -> Result<T, String> {
    move |key, text| {
        let expected = |_| format!("expected a key of 1 to {LONGEST_KEY} characters, without spaces around");
        kinds::line(LONGEST_KEY)(key).map_err(expected)?;
        parse(text)
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
