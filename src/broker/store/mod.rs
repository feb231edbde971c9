//! The tables of the broker.

pub(super) mod budgets;
pub(super) mod flights;
pub(super) mod rejections;
pub(super) mod shared_tokens;
