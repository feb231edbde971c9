//! The desk: the provider's switches, people, sessions and journal for people (`/desk`) and for programs
//! (`/_upstream/…`). No page of another site may press anything here.

mod actions;
mod api;
mod page;

pub use api::{answer, attackers_file};
pub use page::{page, press};
