//! Floor 12: endpoints for programs: the token for storefronts, and health for operators.

mod cors;
mod error;
mod federation;
mod health;
mod metrics;
mod routes;
mod token;

pub use metrics::metrics;
pub use routes::routes;
