//! Floor 2: the database.

pub mod embedded;
