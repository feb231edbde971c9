//! Floor 12: endpoints for programs: token and cart for storefronts, and health for operators.

mod cors;
mod error;
mod federation;
mod health;
mod order;
mod routes;
mod token;

pub use routes::routes;
