//! The address that an account had before. Whoever reads it can have it back for a week: a thief who changes the address
//! would otherwise keep the account for good (catalogue H08).

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgPool};

use super::Account;
use crate::app::Failure;
use crate::foundation::{AccountId, Email, HashedToken, PlainToken};

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
    let hash = token.hash();
    sqlx::query!(
        "insert into email_changes (id, account_id, former, former_typed, undo_hash, changed_at, expires_at)
         values (gen_random_uuid(), $1, $2, $3, $4, $5, $6)",
        account.id as AccountId,
        account.email.canonical(),
        account.email.typed(),
        hash.as_bytes(),
        now,
        now + UNDONE_WITHIN,
    )
    .execute(tx)
    .await?;
    Ok(token)
}

/// The change that a link undoes, while it can. With `tx` a transaction, it and every later change are used up.
pub async fn undo(
    tx: &mut PgConnection,
    link: &HashedToken,
    now: DateTime<Utc>,
) -> Result<Option<Former>, Failure> {
    let found = sqlx::query!(
        r#"select account_id as "account: AccountId", former_typed, changed_at from email_changes
           where undo_hash = $1 and expires_at > $2 for update"#,
        link.as_bytes(),
        now,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(found) = found else { return Ok(None) };
    sqlx::query!(
        "delete from email_changes where account_id = $1 and changed_at >= $2",
        found.account as AccountId,
        found.changed_at,
    )
    .execute(tx)
    .await?;
    let email = Email::parse(&found.former_typed)
        .map_err(|_| Failure::new("email_changes.former_typed is unreadable"))?;
    Ok(Some(Former { account: found.account, email, changed_at: found.changed_at }))
}

/// Forgets changes that cannot be undone any more.
pub async fn sweep_email_changes(db: &PgPool, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from email_changes where expires_at <= $1", now).execute(db).await.map(drop)
}
