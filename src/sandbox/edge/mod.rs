//! The edge: sockets, HTTP, and which service a request is for. The services themselves are plain functions
//! from [`Request`] to [`Answer`].

mod address;
mod answer;
mod handler;
mod request;
mod server;
mod tls;

pub use answer::{Answer, status_code};
pub use handler::hang_up;
pub use request::{BodyProblem, Note, Request};
pub use server::{Servers, Sockets, bind};
