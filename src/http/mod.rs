//! Floor 11: what pages and API share: the visitor and his cookies, the origin check, security headers,
//! request ids, bounded forms, and the turning of failures into answers.

pub mod client_address;
pub mod cookies;
pub mod database;
pub mod error;
pub mod form;
pub mod headers;
pub mod origin;
pub mod request_log;
pub mod visitor;

pub use client_address::client_address;
pub use error::{ErrorKind, PASSING, WebError};
pub use form::{Form, RawForm};
pub use visitor::Visitor;
