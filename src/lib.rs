//! Vestibule, the front door of Commerce Layer storefronts.

pub mod app;
pub mod audit;
pub mod commerce_layer;
pub mod config;
pub mod db;
pub mod foundation;
pub mod hasher;
pub mod mail;
pub mod sessions;
pub mod storefronts;
pub mod throttle;
