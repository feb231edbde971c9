//! The provider "Example ID": held against the specifications, and every switch shown to do what it says.

mod bench;

mod authorize;
mod clients;
mod codes;
mod discovery;
mod people;
mod sessions;
mod userinfo;
