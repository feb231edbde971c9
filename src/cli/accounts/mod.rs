//! `vestibule accounts`: what an operator sees of accounts and does to them, by the same verbs as the pages. Addresses are
//! for the operator's eyes, on standard output alone; nothing here is logged, and no secret is ever shown.

mod find;
mod words;

use std::process::ExitCode;

use serde_json::{Value, json};

use super::database::Database;
use super::{Problem, SettingsFile};
use crate::accounts::challenge::{self, Ask, Purpose};
use crate::accounts::{self, Account};
use crate::app::App;
use crate::config::StorefrontSettings;
use crate::erasure;
use crate::foundation::Clock;
use crate::personal_data;
use crate::sign_in::{ask_to_close, end_sessions, lock, unlock};
use crate::storefronts::{Shop, Visit};
use crate::throttle::Refusal;
use crate::web::Brand;

pub(super) use find::{Found, named, organization, organizations};

/// Nothing has this name.
pub(super) const NOT_FOUND: u8 = 3;
/// What was typed cannot be meant.
pub(super) const USAGE: u8 = 2;
/// The longest list.
const MOST: i64 = 50;

/// `accounts`
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
    /// Show everything about an account but what opens it
    Show(Named),
    /// Find accounts by how their address or id begins
    Find {
        /// How it begins
        beginning: String,
        #[command(flatten)]
        asked: Asked,
    },
    /// Lock an account: nobody comes in any more, and whoever is in is out
    Lock(Named),
    /// Open a locked account again
    Unlock(Named),
    /// Sign an account out everywhere, and revoke its tokens
    EndSessions(Named),
    /// Send the letter by which the owner chooses a new password
    SendReset {
        #[command(flatten)]
        named: Named,
        /// The client id of the shop that the letter is from; by default the organization's first
        #[arg(long, value_name = "CLIENT_ID")]
        shop: Option<String>,
    },
    /// Close an account: signed out now, erased after the waiting period, unless the owner signs in before
    Close {
        #[command(flatten)]
        named: Named,
        /// The client id of the shop that the letter is from; by default the organization's first
        #[arg(long, value_name = "CLIENT_ID")]
        shop: Option<String>,
    },
    /// Show the customers of erased accounts that Commerce Layer has not anonymized yet
    Erasures {
        /// Ask once more for what failed
        #[arg(long)]
        retry: bool,
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        settings: SettingsFile,
    },
}

/// How somebody asks.
#[derive(clap::Args, Debug)]
pub(super) struct Asked {
    /// The organization, as the settings call it, where an address has accounts at several
    #[arg(long, value_name = "NAME")]
    pub organization: Option<String>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub settings: SettingsFile,
}

/// Whom something is about.
#[derive(clap::Args, Debug)]
struct Named {
    /// Its id (acc_…), or its e-mail address
    account: String,
    #[command(flatten)]
    asked: Asked,
}

/// Does it, and says what was done.
pub(super) async fn run(args: Args) -> Result<ExitCode, Problem> {
    let settings = match &args.command {
        Command::Show(named)
        | Command::Lock(named)
        | Command::Unlock(named)
        | Command::EndSessions(named)
        | Command::SendReset { named, .. }
        | Command::Close { named, .. } => &named.asked.settings,
        Command::Find { asked, .. } => &asked.settings,
        Command::Erasures { settings, .. } => settings,
    };
    let settings = settings.load()?;
    let database = Database::open(&settings.database).await?;
    let app = App::new(settings, database.pool.clone(), Clock::System)?;
    let done = match &args.command {
        Command::Find { beginning, asked } => find_all(&app, beginning, asked).await,
        Command::Erasures { retry, json, .. } => erasures(&app, *retry, *json).await,
        Command::Show(named)
        | Command::Lock(named)
        | Command::Unlock(named)
        | Command::EndSessions(named)
        | Command::SendReset { named, .. }
        | Command::Close { named, .. } => one(&app, &args.command, named).await,
    };
    database.close().await?;
    done
}

async fn one(app: &App, command: &Command, target: &Named) -> Result<ExitCode, Problem> {
    let account = match named(app, &target.account, target.asked.organization.as_deref()).await? {
        Found::One(account) => account,
        Found::Nobody => return Ok(refuse(NOT_FOUND, "There is no such account.")),
        Found::Unclear(why) => return Ok(refuse(USAGE, &why)),
    };
    let json = target.asked.json;
    match command {
        Command::Show(_) => show(app, &account, json).await,
        Command::Lock(_) => {
            let ended = lock(app, &account).await?;
            let words = match ended {
                Some(count) => {
                    format!("{} is locked. {} ended.", account.email.typed(), words::sessions(count))
                }
                None => format!("{} was locked already.", account.email.typed()),
            };
            Ok(say(json, &did("locked", &account, &json!({"sessions_ended": ended.unwrap_or(0)})), &words))
        }
        Command::Unlock(_) => {
            let words = if unlock(app, &account).await? { "is open again" } else { "was not locked" };
            let words = format!("{} {words}.", account.email.typed());
            Ok(say(json, &did("unlocked", &account, &json!({})), &words))
        }
        Command::EndSessions(_) => {
            let ended = end_sessions(app, &account).await?;
            let words = format!("{}: {} ended.", account.email.typed(), words::sessions(ended));
            Ok(say(json, &did("sessions_ended", &account, &json!({"sessions_ended": ended})), &words))
        }
        Command::SendReset { shop, .. } => send_reset(app, &account, shop.as_deref(), json).await,
        Command::Close { shop, .. } => close(app, &account, shop.as_deref(), json).await,
        Command::Find { .. } | Command::Erasures { .. } => Ok(ExitCode::SUCCESS),
    }
}

async fn show(app: &App, account: &Account, json: bool) -> Result<ExitCode, Problem> {
    let data = personal_data::of(app, account).await?;
    Ok(say(json, &serde_json::to_value(&data)?, &words::account(app, account, &data)))
}

async fn find_all(app: &App, beginning: &str, asked: &Asked) -> Result<ExitCode, Problem> {
    let organizations = match organizations(app, asked.organization.as_deref()) {
        Ok(organizations) => organizations,
        Err(why) => return Ok(refuse(USAGE, &why)),
    };
    let email = beginning.trim().to_lowercase();
    // Nothing begins with what is no part of an id.
    let id = email.strip_prefix("acc_").unwrap_or(&email).replace('-', "");
    let mut found = accounts::beginning_with(&app.db, &organizations, (&email, &id), MOST + 1).await?;
    if found.is_empty() {
        return Ok(refuse(NOT_FOUND, "No account begins like this."));
    }
    let limit = usize::try_from(MOST).unwrap_or(usize::MAX);
    let more = found.len() > limit;
    found.truncate(limit);
    let list: Vec<Value> = found.iter().map(words::in_brief).collect();
    Ok(say(asked.json, &json!({"accounts": list, "more": more}), &words::list(&found, more)))
}

async fn send_reset(
    app: &App,
    account: &Account,
    shop: Option<&str>,
    json: bool,
) -> Result<ExitCode, Problem> {
    let (visit, shop) = match letter_from(app, account, shop) {
        Ok(from) => from,
        Err(why) => return Ok(refuse(USAGE, &why)),
    };
    let ask = Ask {
        purpose: Purpose::Recover,
        visit: &visit,
        email: &account.email,
        shop: &shop,
        language: account.language,
        address: None,
        work: None,
    };
    // The link of the letter works in every browser; the token that binds the code to one is nobody's.
    match challenge::begin(app, ask).await {
        Ok(_) => {
            let words =
                format!("A letter by which to choose a new password goes to {}.", account.email.typed());
            Ok(say(json, &did("reset_sent", account, &json!({})), &words))
        }
        Err(Refusal::Wait(wait)) => {
            let minutes = wait.num_minutes() + 1;
            Err(format!("Too many letters went to this address. Try again in {minutes} min.").into())
        }
        Err(Refusal::Failure(failure)) => Err(failure.into()),
    }
}

async fn close(app: &App, account: &Account, shop: Option<&str>, json: bool) -> Result<ExitCode, Problem> {
    let (visit, shop) = match letter_from(app, account, shop) {
        Ok(from) => from,
        Err(why) => return Ok(refuse(USAGE, &why)),
    };
    let day = ask_to_close(app, account, None, (&visit, &shop), None).await?;
    let words = format!(
        "{} is signed out everywhere, and will be erased on {}, unless the owner signs in before.",
        account.email.typed(),
        words::moment(day)
    );
    Ok(say(json, &did("closing", account, &json!({"erased_at": day})), &words))
}

async fn erasures(app: &App, retry: bool, json: bool) -> Result<ExitCode, Problem> {
    let asked = if retry { Some(erasure::again(&app.db, app.now()).await?) } else { None };
    let pending = erasure::pending(&app.db, MOST).await?;
    let list: Vec<Value> = pending.iter().map(words::erasure_as_json).collect();
    Ok(say(json, &json!({"erasures": list, "asked_again": asked}), &words::erasures(&pending, asked)))
}

/// The shop that a letter is from: the one named, or the organization's first.
fn letter_from(app: &App, account: &Account, shop: Option<&str>) -> Result<(Visit, Shop), String> {
    let mut own = app.settings.storefronts.iter().filter(|it| it.organization == account.organization);
    let fits = |it: &&StorefrontSettings| shop.is_none_or(|shop| it.client.client_id == shop);
    let storefront = own.find(fits).ok_or("The organization has no storefront with this client id.")?;
    let visit = Visit::to_home(storefront).ok_or("The storefront has no scope.")?;
    let visit = Visit { lang: Some(account.language), ..visit };
    let (name, own) = (storefront.name.clone(), storefront.texts);
    Ok((visit, Shop { name, color: Brand::DEFAULT_COLOR, own }))
}

fn did(what: &str, account: &Account, more: &Value) -> Value {
    let mut value = json!({"done": what, "account": words::in_brief(account)});
    if let (Some(value), Some(more)) = (value.as_object_mut(), more.as_object()) {
        value.extend(more.clone());
    }
    value
}

/// Says what was done, to a person or to a program.
pub(super) fn say(json: bool, value: &Value, words: &str) -> ExitCode {
    if json {
        println!("{value:#}");
    } else {
        println!("{}", words.trim_end());
    }
    ExitCode::SUCCESS
}

/// Says why not.
pub(super) fn refuse(code: u8, why: &str) -> ExitCode {
    eprintln!("{why}");
    ExitCode::from(code)
}
