//! What is wrong with the settings: where, and in words that say what is expected. A problem never quotes a
//! value, because a value may be a secret in the wrong place.

use std::fmt;

/// Where a setting was given. The order is the order of the report: the file from top to bottom, then what
/// the file lacks, then the environment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// A line of the file, from 1.
    Line(usize),
    /// Nowhere, though it should be in the file.
    Missing,
    /// An environment variable.
    Variable(String),
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub(super) place: Place,
    /// The setting, as `storefronts[1].scopes`; empty where the file as a whole is meant.
    pub(super) key: String,
    pub(super) message: String,
}

/// Everything that is wrong, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems {
    file: Option<String>,
    list: Vec<Problem>,
}

impl Problems {
    /// Brings the problems into the order of the report. `file` is the path as the person wrote it.
    pub(super) fn new(file: Option<String>, mut list: Vec<Problem>) -> Self {
        list.sort_by(|a, b| a.place.cmp(&b.place));
        Self { file, list }
    }

    /// How many there are; never zero.
    pub fn count(&self) -> usize {
        self.list.len()
    }

    /// One line each: place, colon, words.
    pub fn lines(&self) -> impl Iterator<Item = String> + '_ {
        self.list.iter().map(|problem| self.line(problem))
    }

    fn line(&self, Problem { place, key, message }: &Problem) -> String {
        let comma = if key.is_empty() { "" } else { ", " };
        // A key is the person's text, too: it must not break the line or the terminal.
        let (key, variable) = (key.escape_debug(), variable_name(key));
        match (place, &self.file) {
            (Place::Variable(name), _) => format!("{name}: {message}"),
            (Place::Line(line), Some(file)) => format!("{file}:{line}{comma}{key}: {message}"),
            (_, Some(file)) => format!("{file}{comma}{key}: {message}"),
            (_, None) => format!("{key} (or {variable}): {message}"),
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.count() {
            1 => write!(f, "one problem in the settings")?,
            count => write!(f, "{count} problems in the settings")?,
        }
        self.lines().try_for_each(|line| write!(f, "\n  {line}"))
    }
}

impl std::error::Error for Problems {}

/// The variable that overrides a key: `storefronts[0].name` is `VESTIBULE_STOREFRONTS__0__NAME`.
pub(super) fn variable_name(key: &str) -> String {
    let name = key.replace('[', "__").replace(']', "").replace('.', "__").replace('-', "_");
    format!("VESTIBULE_{}", name.to_ascii_uppercase())
}
