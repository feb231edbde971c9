//! `vestibule export`: everybody of an organization, as JSON lines that `vestibule import customers` reads.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::database::Database;
use super::import::organization;
use super::{Problem, SettingsFile};
use crate::app::App;
use crate::foundation::Clock;
use crate::moving;

/// `export`
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// The organization of the settings
    #[arg(long, value_name = "NAME")]
    organization: String,
    /// The file, which must not exist; by default standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    settings: SettingsFile,
}

/// Exports.
pub(super) async fn run(args: Args) -> Result<(), Problem> {
    let settings = args.settings.load()?;
    let organization = organization(&settings, &args.organization)?;
    let database = Database::open(&settings.database).await?;
    let app = App::new(settings, database.pool.clone(), Clock::System)?;
    let out: Box<dyn Write> = match &args.out {
        Some(path) => Box::new(private(path).map_err(|error| format!("{}: {error}", path.display()))?),
        None => Box::new(io::stdout()),
    };
    let exported = moving::export(&app, &organization, &mut BufWriter::new(out)).await?;
    eprintln!(
        "{} accounts, {} with the hash of a password. Keep the file as you keep the database: it holds addresses \
         and hashes.",
        exported.accounts, exported.with_password
    );
    database.close().await
}

/// For its owner alone, from the first byte on.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
