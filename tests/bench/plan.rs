//! How long, how wide, how many: published with the figures.

use std::num::NonZero;
use std::thread::available_parallelism;
use std::time::Duration;

use serde_json::{Value, json};

/// The parameters of a run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Runs a tenth of the time.
    pub quick: bool,
    /// Each figure of requests in a closed loop.
    pub loaded: Duration,
    /// The same before it, thrown away.
    pub warming: Duration,
    /// Sign-ins that arrive by chance.
    pub signing_in: Duration,
    /// Each round of as many sign-ins as go.
    pub round: Duration,
    /// How many rounds take turns with argon2 alone.
    pub rounds: usize,
    /// Each measurement of argon2 alone.
    pub hashing: Duration,
    /// How long the service is left alone before its idle memory is read.
    pub idling: Duration,
    /// Connections of a closed loop.
    pub connections: usize,
    /// Signed-in browsers that the token figures take turns with. Each costs one of the thirty calls a minute.
    pub visitors: usize,
    /// Accounts that the sign-ins take turns with.
    pub accounts: usize,
    /// Starts of which the median is taken.
    pub starts: usize,
    /// Threads that hash.
    pub hashing_threads: usize,
    /// The part of the argon2 ceiling that arrives where the latency of sign-ins is measured.
    pub carried: f64,
    /// The multiple of the ceiling that arrives where shedding is looked at.
    pub flood: f64,
    /// Rows that are imported.
    pub imported: usize,
}

impl Plan {
    /// `--quick` runs a tenth of the time.
    pub fn read(arguments: &[String]) -> Self {
        let quick = arguments.iter().any(|argument| argument == "--quick");
        let seconds = |whole: f64| Duration::from_secs_f64(if quick { whole / 10.0 } else { whole });
        Self {
            quick,
            loaded: seconds(8.0),
            warming: seconds(2.0),
            signing_in: seconds(15.0),
            round: seconds(4.0),
            rounds: 5,
            hashing: seconds(2.5),
            idling: seconds(10.0),
            connections: 32,
            visitors: 8,
            accounts: if quick { 16 } else { 64 },
            starts: 5,
            hashing_threads: available_parallelism().map_or(1, NonZero::get),
            carried: 0.7,
            flood: 3.0,
            imported: if quick { 50_000 } else { 1_000_000 },
        }
    }

    /// For the reader of the figures.
    pub fn as_json(&self) -> Value {
        json!({
            "quick": self.quick,
            "seconds_per_figure": self.loaded.as_secs_f64(),
            "seconds_of_warming": self.warming.as_secs_f64(),
            "seconds_of_sign_ins": self.signing_in.as_secs_f64(),
            "seconds_of_a_round": self.round.as_secs_f64(),
            "rounds": self.rounds,
            "seconds_of_argon2": self.hashing.as_secs_f64(),
            "seconds_of_idling": self.idling.as_secs_f64(),
            "connections": self.connections,
            "database_connections": crate::world::DATABASE_CONNECTIONS,
            "visitors": self.visitors,
            "accounts": self.accounts,
            "starts": self.starts,
            "hashing_threads": self.hashing_threads,
            "load_carried": self.carried,
            "load_flood": self.flood,
            "imported_rows": self.imported,
            "cores": available_parallelism().map_or(1, NonZero::get),
            "cpu": "user and system time of the server's process, /proc/<pid>/stat",
            "memory": "VmRSS of /proc/<pid>/status, 1 MB = 1000000 bytes",
            "log": "info, JSON, written to /dev/null",
            "postgres": "embedded, fsync and synchronous_commit on, unix socket",
        })
    }
}
