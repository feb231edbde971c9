//! Vestibule, the front door of Commerce Layer storefronts.

pub mod config;
pub mod foundation;
pub mod sandbox;
