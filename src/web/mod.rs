//! Floor 12: pages for people. One screen, one file; the file, its template, its view struct and its group of
//! texts share one name.
//!
//! A view struct holds plain values: what a handler knows, in the words of this floor. It can be rendered
//! without a request, which is how the page test draws every state of every screen in every language.

pub mod account;
mod alert;
pub mod arrival;
mod assets;
mod brand;
mod browser;
pub mod cart;
mod challenge;
mod code;
pub mod continue_as;
pub mod error;
mod error_pages;
mod files;
mod forms;
pub mod handover_frame;
mod layout;
pub mod leaving;
pub mod login;
mod new_password;
mod problems;
pub mod prove;
mod provider_button;
pub mod recover;
pub mod reset_password;
mod routes;
mod send_on;
mod shop_page;
pub mod sign_out;
pub mod signed_out;
pub mod signup;
pub mod verify;
pub mod waiting;
mod ways_in;

pub use crate::foundation::Color;
pub use alert::{Alert, Tone};
pub use assets::{Asset, asset, find_asset};
pub use brand::{Brand, brand_css};
pub use forms::{Field, FieldKind, Form, Summary, first_problem, summary};
pub use layout::{LanguageLink, Layout};
pub use problems::Problem;
pub use provider_button::ProviderButton;
pub use routes::routes;
