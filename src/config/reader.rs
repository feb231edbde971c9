//! Takes values out of the tree, one section at a time, and notes everything that is wrong on the way: a take
//! goes on after a problem, so that one run finds them all. What is left untaken is unknown. What a section can
//! be asked for stands in `values`, `maps`, `nested` and `twins` below.

mod maps;
mod nested;
mod twins;
mod values;

pub(super) use maps::bounded;

use std::cell::RefCell;
use std::collections::BTreeSet;

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
    /// Whether `key` was given and not taken yet.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.has(key)
    }

    /// `storefronts[1]`
    pub(super) fn own_path(&self) -> &str {
        &self.path
    }

    /// Notes a problem with `key`, at its place if it was given, else at that of the section.
    pub(super) fn problem(&self, key: &str, message: impl Into<String>) -> Noted {
        let taken = self.taken.iter().find(|(name, _)| name == key);
        let place = taken.map_or(&self.place, |(_, place)| place);
        self.reader.note(place.clone(), self.path_of(key), message.into());
        Noted
    }

    /// Removes a value and remembers its place.
    fn take(&mut self, key: &str) -> Option<Node> {
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
