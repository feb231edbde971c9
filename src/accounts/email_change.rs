//! The address that an account had before. Whoever reads it can have it back for a week: a thief who changes the address
//! would otherwise keep the account for good (catalogue H08).

mod store;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::Account;
use crate::app::Failure;
use crate::foundation::{AccountId, Email, HashedToken, PlainToken};

pub use store::sweep_email_changes;

/// How long a change can be undone.
pub const UNDONE_WITHIN: TimeDelta = TimeDelta::days(7);

/// What an account was before its address changed.
#[derive(Clone, Debug)]
pub struct Former {
    /// Whose.
    pub account: AccountId,
    /// The former address.
    pub email: Email,
    /// When it was changed.
    pub changed_at: DateTime<Utc>,
}

/// Keeps the account's present address, in the transaction that changes it; gives the token of the link that undoes it.
pub async fn note_email_change(
    tx: &mut PgConnection,
    account: &Account,
    now: DateTime<Utc>,
) -> Result<PlainToken, Failure> {
    let token = PlainToken::generate();
    store::insert(tx, account, &token.hash(), now, now + UNDONE_WITHIN).await?;
    Ok(token)
}

/// The change that a link undoes, while it can. In the caller's transaction it and every later change are used up.
pub async fn undo(
    tx: &mut PgConnection,
    link: &HashedToken,
    now: DateTime<Utc>,
) -> Result<Option<Former>, Failure> {
    let Some(former) = store::by_link(tx, link, now).await? else { return Ok(None) };
    store::delete_since(tx, former.account, former.changed_at).await?;
    Ok(Some(former))
}
