//! The table `passwords`.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};

use crate::foundation::AccountId;

/// The hash of the account's password, if it has one.
pub async fn password_hash(
    db: impl PgExecutor<'_>,
    account: AccountId,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!("select hash from passwords where account_id = $1", account as AccountId)
        .fetch_optional(db)
        .await
}

/// A hash that a password was just proven against.
#[derive(Clone, Debug)]
pub struct ProvenPassword {
    /// The hash.
    pub hash: String,
    /// What is kept in its place, where another system made it.
    pub replacement: Option<String>,
}

/// Puts our own hash in the place of another system's. The password stays as it was set: `set_at` does not move. The
/// caller holds the account with the proven hash.
pub async fn keep_replacement(
    tx: &mut PgConnection,
    account: AccountId,
    proven: &ProvenPassword,
) -> Result<(), sqlx::Error> {
    let Some(replacement) = &proven.replacement else { return Ok(()) };
    sqlx::query!(
        "update passwords set hash = $3 where account_id = $1 and hash = $2",
        account as AccountId,
        proven.hash,
        replacement,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Sets the account's password; one it had before works no more.
pub async fn put_password(
    tx: &mut PgConnection,
    account: AccountId,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into passwords (account_id, hash, set_at) values ($1, $2, $3)
         on conflict (account_id) do update set hash = $2, set_at = $3",
        account as AccountId,
        hash,
        now,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Takes an account's password away.
pub async fn remove_password(tx: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from passwords where account_id = $1", account as AccountId)
        .execute(tx)
        .await
        .map(drop)
}
