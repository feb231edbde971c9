//! Somebody else's OpenID provider, "Example ID": where people of the demonstration and of the tests come from.
//! It keeps to the specifications (OpenID Connect Core, Discovery, the logout specifications, RFC 6749, 7523,
//! 7636, 9207) until a [`Switch`] tells it to misbehave in one named way. It stands beside the local Commerce
//! Layer, in memory, on a listener of its own; a test may start as many as it likes.
//!
//! ```no_run
//! # async fn demo() -> Result<(), vestibule::sandbox::SandboxError> {
//! use vestibule::sandbox::upstream::{ClientRegistration, Switch, Upstream, UpstreamOptions};
//! let client = ClientRegistration::of_vestibule("upstream", "http://localhost:8080");
//! let upstream = Upstream::start(UpstreamOptions::with_client(client)).await?;
//! upstream.switches().once(Switch::AlgNone);
//! println!("{}", upstream.issuer());
//! # Ok(())
//! # }
//! ```

mod authorize;
mod board;
mod call;
mod desk;
mod discovery;
mod jose;
mod journal;
mod keys;
mod logout;
mod options;
mod person;
mod routes;
mod running;
mod sessions;
mod state;
mod switch;
mod token;
mod trouble;
mod userinfo;

pub use board::{Board, Position};
pub use journal::{Authentication, Visit};
pub use logout::Notice;
pub use options::{
    ClientAuthentication, ClientKeys, ClientRegistration, DEMO_CLIENT_ID, DEMO_CLIENT_SECRET,
    IdTokenAlgorithm, UpstreamOptions,
};
pub use person::Person;
pub use running::Upstream;
pub use sessions::SessionView;
pub use switch::{Group, Switch};
