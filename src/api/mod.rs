//! Floor 12: endpoints for programs: the token for storefronts, and health for operators.

mod cors;
mod error;
mod federation;
mod health;
mod routes;
mod token;

pub use routes::routes;
