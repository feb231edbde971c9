//! Vestibule, the front door of Commerce Layer storefronts.

pub mod commerce_layer;
pub mod config;
pub mod foundation;
