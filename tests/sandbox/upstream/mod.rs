//! The provider "Example ID": held against the specifications, and every switch shown to do what it says.

mod bench;
mod listener;

mod authorize;
mod claims;
mod clients;
mod codes;
mod desk;
mod discovery;
mod forgeries;
mod logout;
mod logout_tokens;
mod people;
mod sessions;
mod switches;
mod trouble;
mod userinfo;
