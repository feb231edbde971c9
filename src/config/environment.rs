//! A snapshot of the `VESTIBULE_…` variables, so that nothing below reads the process environment and a test
//! brings its own.

use std::collections::BTreeMap;
use std::ffi::OsString;

/// Variables that are read elsewhere: the path of the file, and what is logged.
const NOT_SETTINGS: [&str; 2] = ["VESTIBULE_CONFIG", "VESTIBULE_LOG"];

/// Collect it from `std::env::vars_os()`; other variables are left out.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, Option<String>>);

impl Environment {
    /// The value of one variable.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_deref()
    }

    /// The variables that are settings: name and value, `None` where it is not UTF-8.
    pub(super) fn settings(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let all = self.0.iter().filter(|(name, _)| !NOT_SETTINGS.contains(&name.as_str()));
        all.map(|(name, value)| (name.as_str(), value.as_deref()))
    }
}

impl<N: Into<OsString>, V: Into<OsString>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        let ours = variables.into_iter().filter_map(|(name, value)| {
            let name = name.into().into_string().ok()?;
            name.starts_with("VESTIBULE_").then(|| (name, value.into().into_string().ok()))
        });
        Self(ours.collect())
    }
}
