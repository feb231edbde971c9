//! Sections within sections: one table, tables with names of the person's choice, lists of tables.

use std::collections::BTreeSet;

use super::values::text;
use super::{Read, Section};
use crate::config::problems::Place;
use crate::config::tree::{Node, Table, Value};

impl Section<'_> {
    /// A section below; where it was not given, an empty one, whose required keys are then missing.
    pub(in crate::config) fn within<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(&mut Section<'_>) -> Read<T>,
    ) -> Read<T> {
        let node =
            self.take(key).unwrap_or(Node { place: Place::Missing, value: Value::Table(Table::default()) });
        self.enter(self.path_of(key), self.pattern_of(key), node, read)
    }

    /// The sections of a table with names of the person's choice; the person's order is kept.
    pub(in crate::config) fn named<T>(
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
    pub(in crate::config) fn each<T>(
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

    /// The texts under one key of a list's tables, good or not, without taking them: for a section before it that
    /// names them.
    pub(in crate::config) fn texts_within(&self, list: &str, key: &str) -> BTreeSet<String> {
        let mut values = self.table.0.iter().filter(|(name, _)| name == list).map(|(_, node)| &node.value);
        let Some(Value::List(nodes)) = values.next() else { return BTreeSet::new() };
        let texts = nodes.iter().filter_map(|node| {
            let Value::Table(table) = &node.value else { return None };
            let (_, node) = table.0.iter().find(|(name, _)| name == key)?;
            text(node).ok().map(str::to_owned)
        });
        texts.collect()
    }
}
