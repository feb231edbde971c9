//! The sandbox, called over HTTP as any client would, held against the contract of Commerce Layer.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "in a test, what must not happen ends it")]

mod bench;

mod assertions;
mod calls;
mod customers;
mod errors;
mod filters;
mod keys;
mod limits;
mod lost_answers;
mod orders;
mod passwords;
mod permissions;
mod resets;
mod revocation;
mod scopes;
mod seeds;
mod switches;
mod tls;
mod tokens;
mod upstream;
mod webhooks;
