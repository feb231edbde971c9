//! Takes typed values out of the tree, one section at a time, and notes everything that is wrong on the way:
//! every take goes on after a problem, so that one run finds them all. What is left untaken is unknown.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::problems::{Place, Problem, variable_name};
use super::spelling;
use super::tree::{Node, Table, Value};

/// A problem stands in the way of a value, and is noted already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Noted;

/// A value, or a problem that is noted already.
pub(super) type Read<T> = Result<T, Noted>;

/// What the sections of one reading share.
#[derive(Default)]
pub(super) struct Reader {
    problems: RefCell<Vec<Problem>>,
    known: RefCell<BTreeSet<String>>,
}

/// One table of the settings.
pub(super) struct Section<'r> {
    reader: &'r Reader,
    /// `storefronts[1]`
    path: String,
    /// `storefronts[]`: the path without what the person chose.
    pattern: String,
    place: Place,
    table: Table,
    taken: Vec<(String, Place)>,
}

impl Reader {
    /// Reads the whole tree; unknown keys at the top are noted afterwards.
    pub(super) fn read<T>(&self, tree: Table, read: impl FnOnce(&mut Section<'_>) -> T) -> T {
        self.section(String::new(), String::new(), Place::Missing, tree, read)
    }

    /// What was noted.
    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.problems.into_inner()
    }

    /// Every key that was asked for, as `storefronts[].scopes`.
    #[cfg(test)]
    pub(super) fn known(&self) -> BTreeSet<String> {
        self.known.borrow().clone()
    }

    fn section<T>(
        &self,
        path: String,
        pattern: String,
        place: Place,
        table: Table,
        read: impl FnOnce(&mut Section<'_>) -> T,
    ) -> T {
        let mut section = Section { reader: self, path, pattern, place, table, taken: Vec::new() };
        let result = read(&mut section);
        section.note_unknown();
        result
    }

    fn note(&self, place: Place, key: String, message: String) {
        self.problems.borrow_mut().push(Problem { place, key, message });
    }
}

impl Section<'_> {
    /// A text that must be given; `expected` describes it where it is not.
    pub(super) fn require<T>(
        &mut self,
        key: &str,
        expected: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Read<T> {
        let value = self.maybe(key, parse)?;
        value.ok_or_else(|| self.problem(key, format!("missing; expected {expected}")))
    }

    /// A text that may be given.
    pub(super) fn maybe<T>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Read<Option<T>> {
        let Some(node) = self.take(key) else { return Ok(None) };
        let value = text(&node).and_then(parse);
        self.noted(key, value.map(Some))
    }

    /// A text with a default, which is written as a person would write it.
    pub(super) fn or<T>(
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
    pub(super) fn number<T>(&mut self, key: &str, range: RangeInclusive<T>, default: T) -> Read<T>
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
    pub(super) fn flag(&mut self, key: &str, default: bool) -> Read<bool> {
        let Some(node) = self.take(key) else { return Ok(default) };
        let flag = match &node.value {
            Value::Boolean(flag) => Some(*flag),
            Value::Variable(text) => text.trim().parse().ok(),
            _ => None,
        };
        self.noted(key, flag.ok_or_else(|| "expected true or false".to_owned()))
    }

    /// A list of texts; each element is judged by itself. In a variable: separated by commas, or JSON.
    pub(super) fn list<T>(
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

    /// A section below; where it was not given, an empty one, whose required keys are then missing.
    pub(super) fn within<T>(&mut self, key: &str, read: impl FnOnce(&mut Section<'_>) -> Read<T>) -> Read<T> {
        let node =
            self.take(key).unwrap_or(Node { place: Place::Missing, value: Value::Table(Table::default()) });
        self.enter(self.path_of(key), self.pattern_of(key), node, read)
    }

    /// The sections of a table with names of the person's choice; the person's order is kept.
    pub(super) fn named<T>(
        &mut self,
        key: &str,
        mut read: impl FnMut(&str, &mut Section<'_>) -> Read<T>,
    ) -> Vec<(String, Read<T>)> {
        let (path, pattern) = (self.path_of(key), format!("{}.<name>", self.pattern_of(key)));
        let Some(node) = self.take(key) else { return Vec::new() };
        let Value::Table(table) = node.value else {
            self.problem(key, format!("expected a table for each, such as [{path}.acme]"));
            return Vec::new();
        };
        let entries = table.0.into_iter().map(|(name, node)| {
            let value =
                self.enter(format!("{path}.{name}"), pattern.clone(), node, |section| read(&name, section));
            (name, value)
        });
        entries.collect()
    }

    /// The sections of a list of tables.
    pub(super) fn each<T>(
        &mut self,
        key: &str,
        mut read: impl FnMut(&mut Section<'_>) -> Read<T>,
    ) -> Vec<Read<T>> {
        let (path, pattern) = (self.path_of(key), format!("{}[]", self.pattern_of(key)));
        let Some(node) = self.take(key) else { return Vec::new() };
        let Value::List(nodes) = node.value else {
            self.problem(key, format!("expected one [[{path}]] table for each"));
            return Vec::new();
        };
        let entries = nodes.into_iter().enumerate();
        entries
            .map(|(index, node)| self.enter(format!("{path}[{index}]"), pattern.clone(), node, &mut read))
            .collect()
    }

    /// Whether `key` was given and not taken yet.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.has(key)
    }

    /// Notes a problem with `key`, at its place if it was given, else at that of the section.
    pub(super) fn problem(&self, key: &str, message: impl Into<String>) -> Noted {
        let taken = self.taken.iter().find(|(name, _)| name == key);
        let place = taken.map_or(&self.place, |(_, place)| place);
        self.reader.note(place.clone(), self.path_of(key), message.into());
        Noted
    }

    /// Removes a value and remembers its place.
    pub(super) fn take(&mut self, key: &str) -> Option<Node> {
        self.reader.known.borrow_mut().insert(self.pattern_of(key));
        let node = self.table.take(key);
        let place = node.as_ref().map(|node| node.place.clone());
        self.taken.push((key.to_owned(), place.unwrap_or_else(|| self.place.clone())));
        node
    }

    /// The value of a result; its error becomes a problem with `key`.
    pub(super) fn noted<T>(&self, key: &str, result: Result<T, String>) -> Read<T> {
        result.map_err(|message| self.problem(key, message))
    }

    fn enter<T>(
        &self,
        path: String,
        pattern: String,
        node: Node,
        read: impl FnOnce(&mut Section<'_>) -> Read<T>,
    ) -> Read<T> {
        let Value::Table(table) = node.value else {
            self.reader.note(node.place, path, "expected a table".to_owned());
            return Err(Noted);
        };
        self.reader.section(path, pattern, node.place, table, read)
    }

    fn note_unknown(self) {
        let known: Vec<&str> = self.taken.iter().map(|(key, _)| key.as_str()).collect();
        for (key, node) in &self.table.0 {
            let place = given_at(node);
            let guess = spelling::closest(key, &known).map(|guess| match place {
                Place::Variable(_) => variable_name(&self.path_of(guess)),
                _ => guess.to_owned(),
            });
            let hint = guess.map(|guess| format!("; did you mean {guess}?")).unwrap_or_default();
            self.reader.note(place.clone(), self.path_of(key), format!("unknown setting{hint}"));
        }
    }

    fn path_of(&self, key: &str) -> String {
        join(&self.path, key)
    }

    fn pattern_of(&self, key: &str) -> String {
        join(&self.pattern, key)
    }
}

fn join(path: &str, key: &str) -> String {
    match (path, key) {
        ("", only) | (only, "") => only.to_owned(),
        _ => format!("{path}.{key}"),
    }
}

/// A table that only variables fill stands nowhere itself: then the first of them is the place.
fn given_at(node: &Node) -> &Place {
    match (&node.place, &node.value) {
        (Place::Missing, Value::Table(table)) => {
            table.0.first().map_or(&node.place, |(_, node)| given_at(node))
        }
        (Place::Missing, Value::List(list)) => list.first().map_or(&node.place, given_at),
        (place, _) => place,
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
