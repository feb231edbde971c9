//! Floor 13: the command line.

pub mod check;
