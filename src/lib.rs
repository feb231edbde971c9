//! Vestibule, the front door of Commerce Layer storefronts.

pub mod cli;
pub mod config;
pub mod db;
pub mod foundation;
