//! Floor 12: endpoints for programs: the token for storefronts, the module for their pages, and health for operators.

mod cors;
mod error;
mod federation;
mod health;
mod helper;
mod routes;
mod token;

pub use routes::routes;
