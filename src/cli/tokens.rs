//! `vestibule tokens`: how near the limit of token calls is, and forgetting tokens that Commerce Layer revoked.

use super::database::Database;
use super::{Problem, SettingsFile};
use crate::app::App;
use crate::broker;
use crate::foundation::Clock;
use crate::storefronts::by_client_id;
use crate::tokens;

/// `tokens`
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
    /// Say how many token calls of the last minute still count, and whether Commerce Layer asked to wait
    Budget {
        #[command(flatten)]
        settings: SettingsFile,
    },
    /// Forget every token of a storefront, on all nodes: the next visitors get new ones
    #[command(
        after_help = "For when Commerce Layer has revoked the tokens itself, or they carry a market's old \
        configuration. Nobody is signed out. New tokens are had as visitors come, within the budget."
    )]
    Forget {
        /// The client id of the storefront's sales channel
        client_id: String,
        #[command(flatten)]
        settings: SettingsFile,
    },
}

/// Does it, and says what was done.
pub(super) async fn run(args: Args) -> Result<(), Problem> {
    match args.command {
        Command::Budget { settings } => budget(&settings).await,
        Command::Forget { client_id, settings } => forget(&settings, &client_id).await,
    }
}

#[expect(clippy::print_stdout, reason = "this is what the command is asked for")]
async fn budget(settings: &SettingsFile) -> Result<(), Problem> {
    let database = Database::open(&settings.load()?.database).await?;
    let app = App::new(settings.load()?, database.pool.clone(), Clock::System)?;
    for (name, usage) in broker::usage(&app).await? {
        println!("{name}: {} of {} token calls in this minute", usage.calls, usage.allowed);
        if let Some(until) = usage.paused_until {
            let wait = (until - app.now()).num_seconds().max(1);
            println!("    Commerce Layer said that there were too many: no calls for {wait} more seconds");
        }
    }
    database.close().await
}

#[expect(clippy::print_stdout, reason = "this is what the command is asked for")]
async fn forget(settings: &SettingsFile, client_id: &str) -> Result<(), Problem> {
    let settings = settings.load()?;
    let storefront = by_client_id(&settings, client_id)
        .cloned()
        .ok_or_else(|| format!("The settings have no storefront with the client_id {client_id:?}."))?;
    let database = Database::open(&settings.database).await?;
    let app = App::new(settings, database.pool.clone(), Clock::System)?;
    let forgotten = tokens::forget_storefront(&app, &storefront).await?;
    println!(
        "{}: forgot {} guest tokens and {} customer tokens.",
        storefront.name, forgotten.guests, forgotten.customers
    );
    database.close().await
}
