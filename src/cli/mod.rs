//! Floor 13: the command line. Every command reads the same settings and uses the same verbs as the pages.

mod accounts;
mod audit;
mod check;
mod database;
mod demo;
mod export;
mod import;
mod migrate;
mod provider;
mod report;
mod sandbox;
mod serve;
mod shutdown;
pub mod simulate;
mod telemetry;
mod tokens;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Environment, Settings};

/// The self-hosted front door of Commerce Layer storefronts.
#[derive(Parser, Debug)]
#[command(name = "vestibule", version, about, max_term_width = 100)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Show everything at work on this machine: Vestibule, a shop, a local Commerce Layer and a mailbox
    Demo(demo::Args),
    /// Run the service
    Serve(serve::Args),
    /// Say whether the settings are good, or everything that is wrong with them
    Check(check::Args),
    /// Look after the identity providers of the settings
    Provider(provider::Args),
    /// See how near the limit of token calls is, or forget tokens
    Tokens(tokens::Args),
    /// Live through a day of a busy shop, and count the token calls that it takes
    Simulate(simulate::Args),
    /// Take over the customers that a shop already has
    Import(import::Args),
    /// Write everybody out again, as a file that import reads
    Export(export::Args),
    /// See accounts, and lock, close or help them
    Accounts(accounts::Args),
    /// Read the diary of security events
    Audit(audit::Args),
    /// Bring the database up to date and stop
    Migrate(migrate::Args),
    /// Run a local Commerce Layer, with invented organizations
    Sandbox(sandbox::Args),
}

/// Why a command failed, in words for the person at the terminal.
pub type Problem = Box<dyn std::error::Error + Send + Sync>;

/// Where the settings are.
#[derive(clap::Args, Debug)]
struct SettingsFile {
    /// The settings file; by default what `VESTIBULE_CONFIG` names, else vestibule.toml here
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl SettingsFile {
    fn load(&self) -> Result<Settings, Problem> {
        let environment: Environment = std::env::vars_os().collect();
        let file = Settings::file(self.config.as_deref(), &environment);
        Ok(Settings::load(file.as_deref(), &environment)?)
    }
}

/// Runs what the command line asks for.
pub async fn run() -> ExitCode {
    let done = |()| ExitCode::SUCCESS;
    let result = match CommandLine::parse().command {
        Command::Accounts(args) => accounts::run(args).await,
        Command::Audit(args) => audit::run(args).await,
        Command::Check(args) => check::run(args).await,
        Command::Provider(args) => provider::run(args).await,
        Command::Simulate(args) => simulate::run(args).await,
        Command::Demo(args) => demo::run(args).await.map(done),
        Command::Tokens(args) => tokens::run(args).await.map(done),
        Command::Serve(args) => serve::run(args).await.map(done),
        // Boxed: it holds whole batches.
        Command::Import(args) => Box::pin(import::run(args)).await.map(done),
        Command::Export(args) => Box::pin(export::run(args)).await.map(done),
        Command::Migrate(args) => migrate::run(args).await.map(done),
        Command::Sandbox(args) => sandbox::run(args).await.map(done).map_err(Into::into),
    };
    result.unwrap_or_else(|problem| {
        eprintln!("{problem}");
        ExitCode::FAILURE
    })
}
