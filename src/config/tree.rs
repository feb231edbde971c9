//! The settings as a plain tree in which every value knows its place: first the file, then the variables laid
//! over it. What the values mean is the reader's business.

use toml_edit::{Document, Item, TableLike};

use super::problems::Place;

/// A value and where it was given. No `Debug`: it may be a secret.
pub(super) struct Node {
    pub(super) place: Place,
    pub(super) value: Value,
}

/// What a place holds.
pub(super) enum Value {
    Text(String),
    Integer(i64),
    Boolean(bool),
    List(Vec<Node>),
    Table(Table),
    /// The text of a variable: a number, a list … is read from it where one is expected.
    Variable(String),
    /// A kind that no setting has.
    Other,
}

/// Keys in the order of the file.
#[derive(Default)]
pub(super) struct Table(pub(super) Vec<(String, Node)>);

impl Table {
    /// Whether `key` was given.
    pub(super) fn has(&self, key: &str) -> bool {
        self.0.iter().any(|(name, _)| name == key)
    }

    /// Removes and returns one value.
    pub(super) fn take(&mut self, key: &str) -> Option<Node> {
        let index = self.0.iter().position(|(name, _)| name == key)?;
        Some(self.0.remove(index).1)
    }
}

/// Why a file is no TOML, with line and column from 1.
pub(super) struct SyntaxError {
    pub(super) line: usize,
    pub(super) message: String,
}

/// Reads TOML.
pub(super) fn parse(text: &str) -> Result<Table, SyntaxError> {
    let document = Document::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let (line, column) = position(text, at);
        // Only the message: the error's own display shows the line, which may hold a secret.
        SyntaxError {
            line,
            message: format!("column {column}: not TOML: {}", error.message().replace('\n', ", ")),
        }
    })?;
    Ok(table(document.as_table(), text))
}

fn table(source: &dyn TableLike, text: &str) -> Table {
    let entries = source.iter().filter_map(|(name, item)| {
        let key_span = source.get_key_value(name).and_then(|(key, _)| key.span());
        let span = if item.is_value() { key_span.or_else(|| item.span()) } else { item.span().or(key_span) };
        let place = place(span, text);
        Some((name.to_owned(), Node { place, value: item_value(item, text)? }))
    });
    Table(entries.collect())
}

fn item_value(item: &Item, text: &str) -> Option<Value> {
    Some(match item {
        Item::None => return None,
        Item::Value(value) => plain_value(value, text),
        Item::Table(source) => Value::Table(table(source, text)),
        Item::ArrayOfTables(tables) => Value::List(
            tables
                .iter()
                .map(|source| Node {
                    place: place(source.span(), text),
                    value: Value::Table(table(source, text)),
                })
                .collect(),
        ),
    })
}

fn plain_value(value: &toml_edit::Value, text: &str) -> Value {
    match value {
        toml_edit::Value::String(string) => Value::Text(string.value().clone()),
        toml_edit::Value::Integer(integer) => Value::Integer(*integer.value()),
        toml_edit::Value::Boolean(boolean) => Value::Boolean(*boolean.value()),
        toml_edit::Value::InlineTable(source) => Value::Table(table(source, text)),
        toml_edit::Value::Array(array) => {
            let node = |value: &toml_edit::Value| Node {
                place: place(value.span(), text),
                value: plain_value(value, text),
            };
            Value::List(array.iter().map(node).collect())
        }
        toml_edit::Value::Float(_) | toml_edit::Value::Datetime(_) => Value::Other,
    }
}

fn place(span: Option<std::ops::Range<usize>>, text: &str) -> Place {
    span.map_or(Place::Missing, |span| Place::Line(position(text, span.start).0))
}

fn position(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(at)];
    let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}
