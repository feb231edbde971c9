//! The tables `departures`, `identities`, `pending_links`, `logout_tokens` and `client_keys`, a file each.

pub(super) mod client_keys;
pub(super) mod departures;
pub(super) mod identities;
pub(super) mod logout_tokens;
pub(super) mod pending_links;
