//! Accounts as a person at a terminal reads them.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::accounts::Account;
use crate::app::App;
use crate::config::Language;
use crate::erasure::Pending;
use crate::i18n::Texts;
use crate::personal_data::{List, PersonalData};
use crate::sessions::Device;
use crate::storefronts::by_client_id;

/// More would scroll the account away; `--json` has them all.
const MOST_LINES: usize = 10;

/// Everything about an account.
pub(super) fn account(app: &App, account: &Account, data: &PersonalData) -> String {
    let mut text = format!("{}\n\n", account.email.typed());
    let mut line = |label: &str, value: &str| {
        let _ = writeln!(text, "  {label:<15} {}", harmless(value));
    };
    line("id", &account.id.to_string());
    line("organization", account.organization.as_str());
    line("state", &state(account));
    line(
        "address",
        &account.email_verified_at.map_or("not confirmed".into(), |at| format!("confirmed {}", moment(at))),
    );
    line("name", account.name.as_deref().unwrap_or("none"));
    line("language", account.language.tag());
    line("since", &moment(account.created_at));
    let password = data.account.password_set_at.map_or("none".into(), |at| format!("set {}", moment(at)));
    line("password", &password);
    let customer = data.customer.id.as_deref();
    line("customer", customer.unwrap_or("not linked yet; vestibule goes on trying"));
    several(&mut line, "provider", &data.providers, |entry| {
        format!(
            "{} {}, last used {}",
            of(entry, "provider"),
            of(entry, "known_as"),
            when(entry, "last_used_at")
        )
    });
    several(&mut line, "signed in on", &data.sessions, |entry| {
        let device = Device::from_user_agent(of(entry, "browser")).words(Texts::new(Language::English));
        format!("{device}, at {}, last seen {}", shop(app, entry), when(entry, "last_seen_at"))
    });
    several(&mut line, "cart", &data.carts, |entry| {
        format!("{}, at {} ({})", of(entry, "order_id"), shop(app, entry), of(entry, "scope"))
    });
    several(&mut line, "lately", &data.security_events, |entry| {
        let from = entry.get("network_address").and_then(Value::as_str);
        let from = from.map(|from| format!(" from {from}")).unwrap_or_default();
        format!("{}  {}{from}", when(entry, "at"), of(entry, "what").replace('_', " "))
    });
    text
}

/// One account in a line of a list.
pub(super) fn list(accounts: &[Account], more: bool) -> String {
    let width = accounts.iter().map(|it| it.email.typed().chars().count()).max().unwrap_or_default();
    let mut text = String::new();
    for account in accounts {
        let _ = writeln!(
            text,
            "{}  {:<width$}  {}, {}",
            account.id,
            account.email.typed(),
            account.organization,
            state(account)
        );
    }
    if more {
        text += "There are more: say a longer beginning.\n";
    }
    text
}

/// The same for programs.
pub(super) fn in_brief(account: &Account) -> Value {
    json!({
        "id": account.id.to_string(),
        "organization": account.organization.as_str(),
        "email": account.email.typed(),
        "email_verified_at": account.email_verified_at,
        "created_at": account.created_at,
        "locked_at": account.locked_at,
        "closing_at": account.closing_at,
    })
}

/// Customers that Commerce Layer has not forgotten yet.
pub(super) fn erasures(pending: &[Pending], asked_again: Option<u64>) -> String {
    let mut text = asked_again.map(|count| format!("Asking once more: {count}.\n")).unwrap_or_default();
    if pending.is_empty() {
        text += "Commerce Layer has forgotten every customer that it was asked to.\n";
    }
    for one in pending {
        let state = match one.status.as_deref() {
            Some(ended @ ("failed" | "cancelled")) => format!("{ended}: --retry asks once more"),
            _ if one.asked_at.is_some() => "underway at Commerce Layer".to_owned(),
            _ => format!("not asked for yet, tried {} times", one.attempts),
        };
        let _ = writeln!(
            text,
            "{} of {}, erased here {}: {state}",
            one.customer_id,
            one.organization,
            moment(one.requested_at)
        );
    }
    text
}

/// The same for programs.
pub(super) fn erasure_as_json(one: &Pending) -> Value {
    json!({
        "organization": one.organization,
        "customer_id": one.customer_id,
        "erased_at": one.requested_at,
        "asked_at": one.asked_at,
        "status": one.status,
        "attempts": one.attempts,
    })
}

/// "one session", "3 sessions"
pub(super) fn sessions(count: usize) -> String {
    match count {
        0 => "No session".to_owned(),
        1 => "One session".to_owned(),
        count => format!("{count} sessions"),
    }
}

/// A moment to the minute.
pub(in crate::cli) fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

fn state(account: &Account) -> String {
    match (account.locked_at, account.closing_at) {
        (Some(at), None) => format!("locked since {}", moment(at)),
        (Some(at), Some(_)) => format!("locked since {}, to be erased once it is unlocked", moment(at)),
        (None, Some(at)) => format!("to be erased {}", moment(at)),
        (None, None) => "open".to_owned(),
    }
}

/// What others chose to be called must not tell the terminal what to do.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '·' } else { c }).collect()
}

fn several(line: &mut impl FnMut(&str, &str), label: &str, list: &List, words: impl Fn(&Value) -> String) {
    for (index, entry) in list.entries.iter().take(MOST_LINES).enumerate() {
        line(if index == 0 { label } else { "" }, &words(entry));
    }
    if list.entries.len() > MOST_LINES {
        line("", "… and more: --json has them");
    }
}

fn of<'a>(entry: &'a Value, key: &str) -> &'a str {
    entry.get(key).and_then(Value::as_str).unwrap_or("–")
}

fn when(entry: &Value, key: &str) -> String {
    let text = of(entry, key);
    DateTime::parse_from_rfc3339(text).map_or_else(|_| text.to_owned(), |at| moment(at.to_utc()))
}

fn shop<'a>(app: &'a App, entry: &'a Value) -> &'a str {
    let client_id = of(entry, "shop");
    by_client_id(&app.settings, client_id).map_or(client_id, |storefront| &storefront.name)
}
