//! `[tokens]`: how many token calls there are to spend, and how much a node remembers.

use super::kinds;
use super::reader::{Read, Section};

/// `[tokens]`
#[derive(Clone, Debug)]
pub struct TokenSettings {
    /// `calls_per_minute`: how many calls of the Auth API may fall into any minute, 2 to 100000; default 30, what
    /// Commerce Layer allows to one address (contract 6.1).
    pub calls_per_minute: usize,
    /// `egress`: a name for the network address from which this node calls Commerce Layer; default `shared`. Nodes
    /// that name the same share one allowance, nodes that leave by different addresses have one each.
    pub egress: String,
    /// `memory`: how many signed-in visitors a node remembers, 0 to 1000000; default 10000, some 4 kB each. With 0
    /// every request reads Postgres.
    pub memory: usize,
}

/// Reads `[tokens]`.
pub(super) fn read(section: &mut Section<'_>) -> Read<TokenSettings> {
    let calls_per_minute = section.number("calls_per_minute", 2..=100_000, 30);
    let egress = section.or("egress", "shared", kinds::line(40));
    let memory = section.number("memory", 0..=1_000_000, 10_000);
    Ok(TokenSettings { calls_per_minute: calls_per_minute?, egress: egress?, memory: memory? })
}
