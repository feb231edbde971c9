//! `vestibule migrate`: brings the database up to date. `serve` does so, too; this is for those who want it done
//! before, by another role.

use super::database::Database;
use super::{Problem, SettingsFile, telemetry};

/// `migrate`
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    #[command(flatten)]
    settings: SettingsFile,
}

/// Migrates.
pub(super) async fn run(args: Args) -> Result<(), Problem> {
    telemetry::json();
    let settings = args.settings.load()?;
    let database = Database::open(&settings.database).await?;
    println!("The database is up to date.");
    database.close().await
}
