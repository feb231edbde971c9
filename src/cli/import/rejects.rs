//! Rows that were not taken: line and reason, in a file or the first of them at the terminal. Nothing of the row itself,
//! which holds an address and a hash.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use crate::cli::Problem;
use crate::moving::Reject;

const SHOWN: u64 = 10;

pub(super) struct Rejects {
    file: Option<BufWriter<File>>,
    count: u64,
}

impl Rejects {
    pub(super) fn open(path: Option<&Path>) -> Result<Self, Problem> {
        let open = |path: &Path| {
            let file = File::create(path);
            file.map_err(|error| format!("{} cannot be written: {error}", path.display()))
        };
        let mut file = path.map(open).transpose()?.map(BufWriter::new);
        if let Some(file) = &mut file {
            writeln!(file, "line,reason")?;
        }
        Ok(Self { file, count: 0 })
    }

    pub(super) fn write(&mut self, rejects: &[Reject]) -> io::Result<()> {
        for Reject { line, reason } in rejects {
            self.count += 1;
            match &mut self.file {
                Some(file) => writeln!(file, "{line},\"{}\"", reason.replace('"', "\"\""))?,
                None if self.count <= SHOWN => eprintln!("line {line}: {reason}"),
                None => {}
            }
        }
        // Whoever ends it early has the reasons until then.
        self.file.as_mut().map_or(Ok(()), io::Write::flush)
    }

    pub(super) fn close(mut self, rejected: u64) -> io::Result<()> {
        if self.file.is_none() && rejected > SHOWN {
            eprintln!("… and {} more. --rejects FILE writes all of them to a file.", rejected - SHOWN);
        }
        self.file.as_mut().map_or(Ok(()), io::Write::flush)
    }
}
