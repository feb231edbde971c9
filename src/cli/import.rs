//! `vestibule import customers`: the customers that a shop already has, from a file or from Commerce Layer. It can be
//! ended at any moment, and begun again with the same file.

mod progress;
mod rejects;

use std::fs::File;
use std::io::{IsTerminal as _, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::mpsc;

use super::database::Database;
use super::{Problem, SettingsFile};
use crate::app::App;
use crate::config::{Language, OrganizationName, Settings};
use crate::foundation::{Clock, Secret};
use crate::moving::{self, Batch, CommerceLayerPages, Format, Intent};
use progress::Progress;
use rejects::Rejects;

/// `import`
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
    /// Make accounts for the customers that a shop already has
    #[command(
        after_help = "Fields: email, email_verified, password_hash, password_salt, password_algorithm, \
        customer_id, language, created_at, name. Others are not looked at. An address that has an account already \
        is passed over, so the same file can be imported again."
    )]
    Customers(Customers),
}

#[derive(clap::Args, Debug)]
struct Customers {
    /// A CSV file with a line of names, or JSON lines; `-` reads standard input
    #[arg(required_unless_present = "from_commerce_layer", conflicts_with = "from_commerce_layer")]
    file: Option<PathBuf>,
    /// Read the customers from Commerce Layer instead of a file, at half of the pace that it allows
    #[arg(long)]
    from_commerce_layer: bool,
    /// With --from-commerce-layer: the page of 25 customers to begin with
    #[arg(long, default_value_t = 1, requires = "from_commerce_layer")]
    page: u32,
    /// The organization of the settings whose customers they are
    #[arg(long, value_name = "NAME")]
    organization: String,
    /// How the file is written; by default its ending says so
    #[arg(long)]
    format: Option<FileFormat>,
    /// How hashes were made that do not say it themselves, such as `sha256:before` or `scrypt:n=16384,r=8,p=1`;
    /// @FILE reads it from a file, as one must for Firebase's signer key
    #[arg(long, value_name = "TEXT", default_value = "")]
    algorithm: String,
    /// The old system has let in proven addresses only: they are verified, unless a row says otherwise
    #[arg(long)]
    verified: bool,
    /// Look at everything, and keep nothing
    #[arg(long)]
    dry_run: bool,
    /// Write the rows that are not taken to this file: line and reason, nothing else
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// The summary as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: SettingsFile,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug)]
enum FileFormat {
    Csv,
    Jsonl,
}

/// Imports, and says what came of it.
pub(super) async fn run(args: Args) -> Result<(), Problem> {
    let Command::Customers(customers) = args.command;
    let settings = customers.settings.load()?;
    let organization = organization(&settings, &customers.organization)?;
    let intent = Intent {
        language: language(&settings, &organization),
        organization,
        algorithm: algorithm(&customers.algorithm)?,
        verified: customers.verified,
        dry_run: customers.dry_run,
    };
    let mut rejects = Rejects::open(customers.rejects.as_deref())?;
    let database = Database::open(&settings.database).await?;
    let app = App::new(settings, database.pool.clone(), Clock::System)?;
    let (batches, size) = open(&app, &customers, &intent)?;
    let mut progress = Progress::of(size);
    let totals = moving::import(&app, &intent, batches, |totals, rejected| {
        progress.tell(totals);
        rejects.write(rejected)
    })
    .await;
    progress.end();
    let totals =
        totals.map_err(|problem| format!("{problem}\nWhat was imported until now stays; begin again."))?;
    progress.summary(&totals, customers.dry_run, customers.json)?;
    rejects.close(totals.rejected)?;
    database.close().await
}

/// The organization that was named.
pub(super) fn organization(settings: &Settings, name: &str) -> Result<OrganizationName, Problem> {
    let known = || settings.organizations.keys().map(OrganizationName::as_str).collect::<Vec<_>>().join(", ");
    OrganizationName::parse(&name.to_ascii_lowercase())
        .filter(|name| settings.organizations.contains_key(name))
        .ok_or_else(|| format!("The settings have no organization {name:?}. They have: {}.", known()).into())
}

/// That of the organization's first shop.
fn language(settings: &Settings, organization: &OrganizationName) -> Language {
    let shop = settings.storefronts.iter().find(|shop| shop.organization == *organization);
    shop.and_then(|shop| shop.languages.first().copied()).unwrap_or(Language::ALL[0])
}

fn algorithm(text: &str) -> Result<Secret, Problem> {
    let Some(file) = text.strip_prefix('@') else { return Ok(text.into()) };
    let read = std::fs::read_to_string(file).map_err(|error| format!("{file} cannot be read: {error}"))?;
    Ok(read.trim().into())
}

type Batches = mpsc::Receiver<std::io::Result<Batch>>;

/// Begins to read; with the size of the file, where it has one.
fn open(app: &Arc<App>, customers: &Customers, intent: &Intent) -> Result<(Batches, Option<u64>), Problem> {
    let Some(file) = &customers.file else {
        let pages = CommerceLayerPages { first: customers.page, ..CommerceLayerPages::default() };
        return Ok((moving::read_commerce_layer(Arc::clone(app), intent.clone(), pages), None));
    };
    let format = match customers.format {
        Some(FileFormat::Csv) => Format::Csv,
        Some(FileFormat::Jsonl) => Format::JsonLines,
        None => Format::of_name(&file.to_string_lossy()).ok_or(
            "The name of the file does not say how it is written: add --format csv or --format jsonl.",
        )?,
    };
    let (source, size) = source(file)?;
    Ok((moving::read(source, format, intent.clone(), app.now()), size))
}

fn source(file: &Path) -> Result<(Box<dyn Read + Send>, Option<u64>), Problem> {
    if file == Path::new("-") {
        if std::io::stdin().is_terminal() {
            eprintln!("Reading standard input.");
        }
        return Ok((Box::new(std::io::stdin()), None));
    }
    let opened = File::open(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    let size = opened.metadata().ok().filter(std::fs::Metadata::is_file).map(|it| it.len());
    Ok((Box::new(opened), size))
}
