//! What a process has used, as the kernel counts it.

use std::fs;
use std::io;
use std::process::Child;
use std::time::Duration;

/// The unit of `/proc/<pid>/stat` on every architecture that Linux still has users on.
const TICKS_PER_SECOND: f64 = 100.0;

/// Reads the counters of one process.
#[derive(Clone, Copy, Debug)]
pub struct Meter {
    process: u32,
}

impl Meter {
    pub fn of(child: &Child) -> Self {
        Self { process: child.id() }
    }

    /// This process.
    pub fn of_ourselves() -> Self {
        Self { process: std::process::id() }
    }

    /// User and system time since the process began.
    pub fn cpu(self) -> io::Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process))?;
        // The name before the bracket may hold anything. After it, user and system time are the fields 12 and 13.
        let (_, fields) = stat.rsplit_once(')').ok_or(io::ErrorKind::InvalidData)?;
        let ticks = fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u32>().ok());
        Ok(Duration::from_secs_f64(ticks.map(f64::from).sum::<f64>() / TICKS_PER_SECOND))
    }

    /// Resident memory in megabytes: everything, what only it has, and the program's own pages among it.
    pub fn memory(self) -> io::Result<Memory> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process))?;
        let megabytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            let kibibytes: f64 = line.trim_start_matches(':').split_whitespace().next()?.parse().ok()?;
            Some(kibibytes * 1024.0 / 1e6)
        };
        let read = |name| megabytes(name).ok_or(io::ErrorKind::InvalidData);
        Ok(Memory { resident: read("VmRSS")?, anonymous: read("RssAnon")? })
    }
}

/// In megabytes.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// All resident pages, those of the program's file among them.
    pub resident: f64,
    /// The heap and the stacks.
    pub anonymous: f64,
}
