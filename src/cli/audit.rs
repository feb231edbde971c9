//! `vestibule audit`: the diary of security events.

use std::fmt::Write as _;
use std::process::ExitCode;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde_json::{Value, json};

use super::Problem;
use super::accounts::{Asked, Found, NOT_FOUND, USAGE, named, organization, refuse, say};
use super::database::Database;
use crate::app::App;
use crate::audit::{self, Wanted, Written};
use crate::config::duration;
use crate::foundation::Clock;

/// Shows who did what and when, the newest first: ids and network addresses, no e-mail address.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// Of this account alone: its id (acc_…), or its e-mail address
    #[arg(long)]
    account: Option<String>,
    /// Not older than this: "7 days", "12 h", a day such as 2026-11-23, or a moment as of RFC 3339
    #[arg(long, value_name = "WHEN")]
    since: Option<String>,
    /// No more entries than this
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=100_000))]
    limit: i64,
    #[command(flatten)]
    asked: Asked,
}

/// Prints it.
pub(super) async fn run(args: Args) -> Result<ExitCode, Problem> {
    let settings = args.asked.settings.load()?;
    let database = Database::open(&settings.database).await?;
    let app = App::new(settings, database.pool.clone(), Clock::System)?;
    let done = show(&app, &args).await;
    database.close().await?;
    done
}

async fn show(app: &App, args: &Args) -> Result<ExitCode, Problem> {
    let since = match args.since.as_deref().map(|text| moment(text, app.now())) {
        None => None,
        Some(Some(since)) => Some(since),
        Some(None) => {
            return Ok(refuse(USAGE, "--since takes \"7 days\", \"12 h\", 2026-11-23 or a whole moment."));
        }
    };
    let mut wanted = Wanted { since, most: args.limit, ..Wanted::default() };
    match organization(app, args.asked.organization.as_deref()) {
        Ok(organization) => wanted.organization = organization.cloned(),
        Err(why) => return Ok(refuse(USAGE, &why)),
    }
    if let Some(account) = &args.account {
        match named(app, account, args.asked.organization.as_deref()).await? {
            Found::One(account) => wanted.account = Some(account.id),
            Found::Nobody => return Ok(refuse(NOT_FOUND, "There is no such account.")),
            Found::Unclear(why) => return Ok(refuse(USAGE, &why)),
        }
    }
    let entries = audit::diary(&app.db, &wanted).await?;
    let list: Vec<Value> = entries.iter().map(as_json).collect();
    Ok(say(args.asked.json, &json!({"events": list}), &words(&entries)))
}

fn moment(text: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let day = || Some(text.parse::<NaiveDate>().ok()?.and_time(NaiveTime::MIN).and_utc());
    let whole = || DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc());
    day().or_else(whole).or_else(|| now.checked_sub_signed(duration(text).ok()?))
}

fn words(entries: &[Written]) -> String {
    if entries.is_empty() {
        return "Nothing was written down.".to_owned();
    }
    entries.iter().fold(String::new(), |mut text, entry| {
        let who = entry.account.map_or("no account".to_owned(), |account| account.to_string());
        let from = entry.address.as_ref().map(|from| format!(", from {from}")).unwrap_or_default();
        let (at, what) = (entry.at.format("%Y-%m-%d %H:%M:%S"), entry.kind.replace('_', " "));
        let _ = writeln!(text, "{at}  {what:<22} {who} at {}{from}", entry.organization);
        text
    })
}

fn as_json(entry: &Written) -> Value {
    json!({
        "at": entry.at,
        "event": entry.kind,
        "organization": entry.organization,
        "account": entry.account.map(|account| account.to_string()),
        "session": entry.session.map(|session| session.to_string()),
        "network_address": entry.address,
    })
}
