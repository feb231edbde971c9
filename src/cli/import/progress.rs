//! How far an import is: a bar that is drawn over itself at a terminal, else a line now and then; and the summary.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use crate::cli::Problem;
use crate::moving::Totals;

const BAR: usize = 30;
const DRAWN: Duration = Duration::from_millis(150);
const SAID: Duration = Duration::from_secs(10);

pub(super) struct Progress {
    /// Bytes of the file, where it has an end.
    size: Option<u64>,
    began: Instant,
    last: Instant,
    terminal: bool,
    drawn: bool,
}

impl Progress {
    pub(super) fn of(size: Option<u64>) -> Self {
        let now = Instant::now();
        Self {
            size: size.filter(|size| *size > 0),
            began: now,
            last: now,
            terminal: io::stderr().is_terminal(),
            drawn: false,
        }
    }

    pub(super) fn tell(&mut self, totals: &Totals) {
        let pause = if self.terminal { DRAWN } else { SAID };
        if self.last.elapsed() < pause {
            return;
        }
        self.last = Instant::now();
        let line = self.line(totals);
        if self.terminal {
            self.drawn = true;
            let _ = write!(io::stderr(), "\r\x1b[2K{line}");
            let _ = io::stderr().flush();
        } else {
            eprintln!("{line}");
        }
    }

    /// Leaves the line of the bar.
    pub(super) fn end(&mut self) {
        if std::mem::take(&mut self.drawn) {
            eprintln!();
        }
    }

    fn line(&self, totals: &Totals) -> String {
        let rows = grouped(totals.read);
        let pace = grouped(per_second(totals.read, self.began.elapsed()));
        let Some(size) = self.size else { return format!("{rows} rows, {pace} a second") };
        let done = totals.bytes.min(size);
        let full = usize::try_from(done * BAR as u64 / size).unwrap_or(BAR);
        let bar = format!("{}{}", "█".repeat(full), "░".repeat(BAR - full));
        format!("{bar} {:>3} %  {rows} rows, {pace} a second", done * 100 / size)
    }

    #[expect(clippy::print_stdout, reason = "this is what the command is asked for")]
    pub(super) fn summary(&self, totals: &Totals, dry_run: bool, json: bool) -> Result<(), Problem> {
        let took = self.began.elapsed();
        if json {
            let mut summary = serde_json::to_value(totals)?;
            summary["dry_run"] = dry_run.into();
            summary["seconds"] = took.as_secs_f64().into();
            summary["rows_per_second"] = per_second(totals.read, took).into();
            println!("{summary}");
            return Ok(());
        }
        let imported = if dry_run { "would be imported" } else { "imported" };
        for (count, words) in [
            (totals.read, "rows read"),
            (totals.imported, imported),
            (totals.unverified, "    of them with an address that nobody has proven"),
            (totals.without_password, "    of them without a password"),
            (totals.present, "had an account already, or stood above with the same address"),
            (totals.rejected, "not taken"),
        ] {
            println!("{:>12}  {words}", grouped(count));
        }
        println!(
            "in {:.1} seconds, {} rows a second",
            took.as_secs_f64(),
            grouped(per_second(totals.read, took))
        );
        Ok(())
    }
}

fn per_second(rows: u64, took: Duration) -> u64 {
    let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX).max(1);
    rows.saturating_mul(1000) / milliseconds
}

/// `1234567` as `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_the_bar_is_as_full_as_the_file_is_read() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        let progress = Progress::of(Some(200));
        let line = progress.line(&Totals { read: 10, bytes: 100, ..Totals::default() });
        assert!(line.starts_with(&format!("{}{}  50 %  10 rows", "█".repeat(15), "░".repeat(15))), "{line}");
    }
}
