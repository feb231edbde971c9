//! Vestibule, the front door of Commerce Layer storefronts.

pub mod accounts;
pub mod api;
pub mod app;
pub mod audit;
pub mod cli;
pub mod commerce_layer;
pub mod config;
pub mod credentials;
pub mod customers;
pub mod db;
pub mod foundation;
pub mod hasher;
pub mod http;
pub mod i18n;
pub mod jobs;
pub mod links;
pub mod mail;
pub mod sandbox;
pub mod server;
pub mod sessions;
pub mod sign_in;
pub mod storefronts;
pub mod throttle;
pub mod tokens;
pub mod web;
