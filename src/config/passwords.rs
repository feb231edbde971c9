//! `[passwords]`: the rule for new passwords and what hashing may cost.

use std::num::NonZero;
use std::thread::available_parallelism;

use super::reader::{Read, Section};

/// Who waits longer than this takes gives up, and tries again: a longer queue would serve people who have left.
const WAITING_PER_THREAD: usize = 16;

/// `[passwords]`
#[derive(Clone, Copy, Debug)]
pub struct PasswordSettings {
    /// `min_length`: in characters, 8 to 64; default 15, what NIST SP 800-63B-4 (3.1.1.2) asks of a password
    /// that is the only factor.
    pub min_length: usize,
    /// `hashing_threads`: how many argon2 computations run at once, 19 MiB each; default one per core.
    pub hashing_threads: usize,
    /// `hashing_queue`: how many may wait for a thread before "busy" is answered; default 16 per thread,
    /// which is less than half a second of waiting on most machines.
    pub hashing_queue: usize,
}

/// Reads `[passwords]`.
pub(super) fn read(section: &mut Section<'_>) -> Read<PasswordSettings> {
    let cores = available_parallelism().map_or(1, NonZero::get).min(256);
    let min_length = section.number("min_length", 8..=64, 15);
    let hashing_threads = section.number("hashing_threads", 1..=256, cores);
    let waiting = hashing_threads.unwrap_or(cores) * WAITING_PER_THREAD;
    let hashing_queue = section.number("hashing_queue", 1..=100_000, waiting);
    Ok(PasswordSettings {
        min_length: min_length?,
        hashing_threads: hashing_threads?,
        hashing_queue: hashing_queue?,
    })
}
