//! Floor 12: endpoints for programs: token, session, cart and hand-over for storefronts, the module for their pages,
//! and health for operators.

mod answers;
mod body;
mod caller;
mod cors;
mod error;
mod federation;
mod handover;
mod health;
mod helper;
mod logout;
mod metrics;
mod openapi;
mod order;
mod parameters;
mod routes;
mod session;
mod token;

pub use metrics::metrics;
pub use routes::routes;
