//! A local Commerce Layer: its Auth API and as much of its Core API as an identity service needs, in one
//! process and in memory. Written from the contract alone; it shares nothing with the product but
//! `foundation`, so that a misreading of one is not mirrored in the other.
//!
//! ```no_run
//! # async fn demo() -> Result<(), vestibule::sandbox::SandboxError> {
//! use vestibule::sandbox::{Sandbox, SandboxOptions};
//! let sandbox = Sandbox::start(SandboxOptions::default()).await?;
//! println!("{} {}", sandbox.auth_url(), sandbox.api_url("acme"));
//! # Ok(())
//! # }
//! ```

mod auth;
mod board;
mod calls;
mod claims;
mod core;
mod desk;
mod edge;
mod encoding;
mod ids;
mod inspect;
mod journal;
mod keys;
mod limits;
mod options;
mod running;
mod seed;
mod shared;
pub mod shop;
mod switches;
pub mod upstream;
mod webhooks;
mod world;

pub use board::SwitchBoard;
pub use calls::AuthCall;
pub use inspect::{CustomerView, OrderView};
pub use journal::JournalEntry;
pub use options::{SandboxError, SandboxOptions, TlsOptions};
pub use running::Sandbox;
pub use seed::{
    CredentialSeed, CustomerSeed, GroupSeed, Kind, MarketSeed, Mode, OrderSeed, OrganizationSeed, PlaceSeed,
    Seed, SeedError,
};
pub use switches::{Api, Failures, Losses, RefreshRotation, Switches, Trouble};
pub use world::AnonymizationEnd;
