//! The table `email_changes`.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::Former;
use crate::accounts::Account;
use crate::app::Failure;
use crate::foundation::{AccountId, Email, HashedToken};

pub(super) async fn insert(
    tx: &mut PgConnection,
    account: &Account,
    undo: &HashedToken,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into email_changes (id, account_id, former, former_typed, undo_hash, changed_at, expires_at)
         values (gen_random_uuid(), $1, $2, $3, $4, $5, $6)",
        account.id as AccountId,
        account.email.canonical(),
        account.email.typed(),
        undo.as_bytes(),
        now,
        expires_at,
    )
    .execute(tx)
    .await
    .map(drop)
}

pub(super) async fn by_link(
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
    .fetch_optional(tx)
    .await?;
    let Some(found) = found else { return Ok(None) };
    let email = Email::parse(&found.former_typed)
        .map_err(|_| Failure::new("email_changes.former_typed is unreadable"))?;
    Ok(Some(Former { account: found.account, email, changed_at: found.changed_at }))
}

pub(super) async fn delete_since(
    tx: &mut PgConnection,
    account: AccountId,
    moment: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from email_changes where account_id = $1 and changed_at >= $2",
        account as AccountId,
        moment,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Forgets changes that cannot be undone any more.
pub async fn sweep_email_changes(db: &PgPool, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from email_changes where expires_at <= $1", now).execute(db).await.map(drop)
}
