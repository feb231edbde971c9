//! Typed values of a section: texts, numbers, flags and lists, from the file or from a variable's text.

use std::ops::RangeInclusive;

use super::{Noted, Read, Section};
use crate::config::tree::{Node, Value};

impl Section<'_> {
    /// A text that must be given; `expected` describes it where it is not.
    pub(in crate::config) fn require<T>(
        &mut self,
        key: &str,
        expected: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Read<T> {
        let value = self.maybe(key, parse)?;
        value.ok_or_else(|| self.problem(key, format!("missing; expected {expected}")))
    }

    /// A text that may be given.
    pub(in crate::config) fn maybe<T>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Read<Option<T>> {
        let Some(node) = self.take(key) else { return Ok(None) };
        let value = text(&node).and_then(parse);
        self.noted(key, value.map(Some))
    }

    /// A text with a default, which is written as a person would write it.
    pub(in crate::config) fn or<T>(
        &mut self,
        key: &str,
        default: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Read<T> {
        let node = self.take(key);
        let given = node.as_ref().map_or(Ok(default), text);
        self.noted(key, given.and_then(parse))
    }

    /// A whole number within `range`.
    pub(in crate::config) fn number<T>(&mut self, key: &str, range: RangeInclusive<T>, default: T) -> Read<T>
    where
        T: TryFrom<i64> + PartialOrd + std::fmt::Display,
    {
        let Some(node) = self.take(key) else { return Ok(default) };
        let given = match &node.value {
            Value::Integer(number) => Some(*number),
            Value::Variable(text) => text.trim().parse().ok(),
            _ => None,
        };
        let number =
            given.and_then(|number| T::try_from(number).ok()).filter(|number| range.contains(number));
        let expected = || format!("expected a whole number from {} to {}", range.start(), range.end());
        self.noted(key, number.ok_or_else(expected))
    }

    /// `true` or `false`.
    pub(in crate::config) fn flag(&mut self, key: &str, default: bool) -> Read<bool> {
        let Some(node) = self.take(key) else { return Ok(default) };
        let flag = match &node.value {
            Value::Boolean(flag) => Some(*flag),
            Value::Variable(text) => text.trim().parse().ok(),
            _ => None,
        };
        self.noted(key, flag.ok_or_else(|| "expected true or false".to_owned()))
    }

    /// A list of texts; each element is judged by itself. In a variable: separated by commas, or JSON.
    pub(in crate::config) fn list<T>(
        &mut self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Read<Option<Vec<T>>> {
        let Some(node) = self.take(key) else { return Ok(None) };
        let elements = self.noted(key, elements(node))?;
        let mut good = Vec::with_capacity(elements.len());
        let mut bad = false;
        for (index, element) in elements.into_iter().enumerate() {
            match text(&element).and_then(&parse) {
                Ok(value) => good.push(value),
                Err(message) => {
                    bad = true;
                    self.reader.note(element.place, format!("{}[{index}]", self.path_of(key)), message);
                }
            }
        }
        if bad { Err(Noted) } else { Ok(Some(good)) }
    }

    /// A list that holds something, and nothing twice.
    pub(in crate::config) fn distinct<T: PartialEq>(&self, key: &str, list: Vec<T>) -> Read<Vec<T>> {
        if list.is_empty() {
            return Err(self.problem(key, "is empty; leave it out for the default"));
        }
        let repeats = list.iter().enumerate().any(|(index, element)| list[..index].contains(element));
        if repeats { Err(self.problem(key, "holds the same element twice")) } else { Ok(list) }
    }
}

/// The text of a value.
pub(super) fn text(node: &Node) -> Result<&str, String> {
    match &node.value {
        Value::Text(text) | Value::Variable(text) => Ok(text),
        _ => Err("expected a text in quotes".to_owned()),
    }
}

fn elements(node: Node) -> Result<Vec<Node>, String> {
    match node.value {
        Value::List(elements) => Ok(elements),
        Value::Variable(text) => {
            let texts = if text.trim_start().starts_with('[') {
                serde_json::from_str(&text).map_err(|_| "expected a JSON list of texts".to_owned())?
            } else {
                text.split(',').map(|part| part.trim().to_owned()).collect::<Vec<String>>()
            };
            let node = |text| Node { place: node.place.clone(), value: Value::Variable(text) };
            Ok(texts.into_iter().map(node).collect())
        }
        _ => Err("expected a list of texts".to_owned()),
    }
}
