//! Signing in with a mailed code: the address is asked for on the login page, the code on a page of its own.

pub mod handlers;
