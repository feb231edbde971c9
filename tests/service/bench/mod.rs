//! The bench: everything that a walk stands on.

mod answer;
mod app;
mod behind_our_back;
mod browser;
mod carts;
mod cluster;
mod database;
mod dump;
mod jar;
mod load;
mod log;
mod mailbox;
mod many;
mod node;
mod page;
mod process;
mod provider;
mod restarting;
mod rules;
mod shops;
mod smtp;
mod stub;
mod terminal;
mod walks;

pub use answer::Answer;
pub use app::{Plan, ProviderPlan, TestApp, prepare_tls};
pub use browser::{Browser, Request, client};
pub use carts::{Shelf, policy};
pub use cluster::Cluster;
pub use database::Database;
pub use dump::found_in;
pub use load::Load;
pub use log::{logged, warnings_about};
pub use many::{at_once, other_code};
pub use page::Page;
pub use process::Process;
pub use provider::{ProviderJar, Returned};
pub use restarting::RestartingDatabase;
pub use shops::{FRAMED, GLOBEX, LEGACY, Link, WEB, framed, globex, legacy, seed as shop_seed, web};
pub use smtp::MailServer;
pub use stub::Stub;
pub use terminal::Terminal;

/// A password that every rule takes.
pub const PASSWORD: &str = "quiet lamp over the harbour";
