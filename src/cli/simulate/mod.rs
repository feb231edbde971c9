//! `vestibule simulate`: a day of a shop on a clock that is moved by hand, and what the token broker makes of it: a
//! million visits, two nodes, an outage, somebody else on the same address, a revocation of every token, a campaign.
//!
//! The day is hard on the broker and kind to what it is compared with. Commerce Layer is the sandbox.

mod day;
mod otherwise;
mod plan;
mod random;
mod refusal;
mod report;
mod sample;
mod settings;
mod shop;
mod tally;
mod visitor;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use sqlx::postgres::PgConnectOptions;
use uuid::Uuid;

use super::database::Database;
use super::{Problem, telemetry};
use day::Day;
use shop::Shop;
use visitor::Visitors;

pub use otherwise::Otherwise;
pub use plan::Plan;
pub use report::{Parameters, Report, Wrong};
pub use tally::PhaseFigures;

const QUICK: usize = 20_000;

/// `simulate`
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Ends with 1 if Commerce Layer saw more than thirty calls in any minute, or answered 429 while \
    nobody else used the address, if somebody whose token was good was refused, or if anybody was signed out who did \
    not ask for it."
)]
pub(super) struct Args {
    /// How many visits the day has
    #[arg(long, value_name = "VISITS", default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1_000..=20_000_000))]
    visits: u32,
    /// A small day of 20000 visits
    #[arg(long, conflicts_with = "visits")]
    quick: bool,
    /// The same seed gives the same visits
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Write the figures to this file, too
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Lives through the day and prints what came of it.
pub(super) async fn run(args: Args) -> Result<ExitCode, Problem> {
    // What goes wrong is arranged: who wants to read of it says so.
    if std::env::var_os("VESTIBULE_LOG").is_some() {
        telemetry::for_people();
    }
    let plan = Plan::of(if args.quick { QUICK } else { args.visits as usize }, args.seed);
    let directory = std::env::temp_dir().join(format!("vestibule-simulation-{}", Uuid::now_v7().simple()));
    let report = with_database(&directory, &plan).await;
    let _ = std::fs::remove_dir_all(&directory);
    let report = report?;
    println!("\n{report}");
    if let Some(file) = &args.json {
        std::fs::write(file, serde_json::to_vec_pretty(&report)?)?;
    }
    let problems = report.problems();
    for problem in &problems {
        println!("WRONG: {problem}");
    }
    Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn with_database(directory: &Path, plan: &Plan) -> Result<Report, Problem> {
    let database = Database::passing(directory).await?;
    let options = database.pool.connect_options();
    let report = simulate(plan, &options, &|hour| eprint!("{hour:02}:00 ")).await;
    database.close().await?;
    report
}

/// A day on a migrated, empty database; `hour` is told each hour.
pub async fn simulate(
    plan: &Plan,
    database: &PgConnectOptions,
    hour: &dyn Fn(u32),
) -> Result<Report, Problem> {
    let visits = plan::visits(plan);
    let browsers = visits.iter().map(|visit| visit.browser).collect::<HashSet<_>>().len();
    let (shop, visitors) = (Arc::new(Shop::open(database).await?), Arc::new(Visitors::default()));
    let mut day = Day::new(Arc::clone(&shop), Arc::clone(&visitors));
    day.pass(plan, &visits, hour).await;
    let otherwise = (otherwise::one_call_a_visit(&visits), otherwise::a_cache_in_each_browser(&visits));
    let report = Report::of(plan, browsers, &shop, (&day.tally, &visitors.notes), otherwise);
    drop(day);
    if let Some(shop) = Arc::into_inner(shop) {
        shop.close().await;
    }
    Ok(report)
}
