//! Everybody written out again, as JSON lines that [`super::import`] reads: nobody is locked in. Sessions and tokens
//! stay.

use std::io::{self, Write};

use chrono::SecondsFormat;
use serde_json::json;
use uuid::Uuid;

use super::store::{self, Out};
use crate::app::{App, Failure};
use crate::config::OrganizationName;

/// Accounts that are in memory at a time.
const ROWS: i64 = 1000;

/// Why an export ended early.
#[derive(Debug, thiserror::Error)]
pub enum ExportProblem {
    /// It cannot be written on.
    #[error("the export cannot be written: {0}")]
    File(#[from] io::Error),
    /// Something else.
    #[error(transparent)]
    Failure(#[from] Failure),
}

crate::app::problem!(ExportProblem);

/// How many were written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Exported {
    /// Accounts.
    pub accounts: u64,
    /// Of them: with the hash of a password.
    pub with_password: u64,
}

/// Writes the accounts of an organization.
pub async fn export(
    app: &App,
    organization: &OrganizationName,
    out: &mut impl Write,
) -> Result<Exported, ExportProblem> {
    let mut exported = Exported::default();
    let mut after = Uuid::nil();
    loop {
        let page = store::page(&app.db, organization, after, ROWS).await?;
        let Some(last) = page.last() else { break };
        after = last.id.into();
        for account in &page {
            exported.accounts += 1;
            exported.with_password += u64::from(account.hash.is_some());
            write_line(out, account)?;
        }
    }
    out.flush()?;
    Ok(exported)
}

fn write_line(out: &mut impl Write, account: &Out) -> io::Result<()> {
    let Out { email, verified, hash, customer, language, created_at, locked_at, name, identities, .. } =
        account;
    let created_at = created_at.to_rfc3339_opts(SecondsFormat::Micros, true);
    let mut line = json!({
        "email": email, "email_verified": verified, "language": language, "created_at": created_at,
    });
    if let Some(hash) = hash {
        line["password_hash"] = json!(hash);
    }
    if let Some(customer) = customer {
        line["customer_id"] = json!(customer);
    }
    if let Some(moment) = locked_at {
        line["locked_at"] = json!(moment.to_rfc3339_opts(SecondsFormat::Micros, true));
    }
    if let Some(name) = name {
        line["name"] = json!(name);
    }
    if let Some(identities) = identities {
        line["identities"] = json!(identities.0);
    }
    serde_json::to_writer(&mut *out, &line)?;
    out.write_all(b"\n")
}
