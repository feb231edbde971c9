//! How a [`Report`] looks at the terminal: lines as `vestibule check` has them, then everything that is wrong.

use std::fmt::{self, Display};
use std::process::ExitCode;

use crate::foundation::Report;

/// Whether something stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Works,
    Blocked,
}

impl Verdict {
    pub(super) fn and(self, other: Self) -> Self {
        if self == Self::Works { other } else { self }
    }

    pub(super) fn exit_code(self) -> ExitCode {
        if self == Self::Works { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// Prints a report under `heading`; `register` are addresses to copy, each with its name.
pub(super) fn print(heading: &str, report: &Report, register: &[(&str, String)]) -> Verdict {
    println!("{}", Printed { heading, report, register });
    if report.obstacles.is_empty() { Verdict::Works } else { Verdict::Blocked }
}

struct Printed<'a> {
    heading: &'a str,
    report: &'a Report,
    register: &'a [(&'a str, String)],
}

impl Display for Printed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { heading, report, register } = self;
        writeln!(f, "  {heading}")?;
        for (label, text) in &report.lines {
            writeln!(f, "    {label:<18}{text}")?;
        }
        if !register.is_empty() {
            writeln!(f, "    register there:")?;
        }
        for (label, address) in *register {
            writeln!(f, "      {label:<22}{address}")?;
        }
        if report.obstacles.is_empty() {
            writeln!(f, "    nothing stands in the way")?;
        }
        list(f, &report.obstacles, "one thing stands in the way", "things stand in the way")?;
        list(f, &report.warnings, "one thing to know", "things to know")
    }
}

fn list(f: &mut fmt::Formatter<'_>, texts: &[String], one: &str, many: &str) -> fmt::Result {
    match texts.len() {
        0 => return Ok(()),
        1 => writeln!(f, "    {one}:")?,
        count => writeln!(f, "    {count} {many}:")?,
    }
    texts.iter().try_for_each(|text| writeln!(f, "      - {}", text.replace('\n', "\n        ")))
}
