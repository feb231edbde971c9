//! Floor 12: endpoints for programs: token, session and hand-over for storefronts, and health for operators.

mod answers;
mod body;
mod caller;
mod cors;
mod error;
mod federation;
mod handover;
mod health;
mod logout;
mod metrics;
mod openapi;
mod parameters;
mod routes;
mod session;
mod token;

pub use metrics::metrics;
pub use routes::routes;
