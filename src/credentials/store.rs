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

/// Whether `proven` is the account's password still; until the end of the transaction nobody replaces it, but this
/// does where another system made the hash.
pub async fn is_still_password(
    tx: &mut PgConnection,
    account: AccountId,
    proven: &ProvenPassword,
) -> Result<bool, sqlx::Error> {
    let hash = &proven.hash;
    if let Some(replacement) = &proven.replacement {
        return replace(tx, account, hash, replacement).await;
    }
    let found = sqlx::query_scalar!(
        "select set_at from passwords where account_id = $1 and hash = $2 for share",
        account as AccountId,
        hash,
    );
    Ok(found.fetch_optional(tx).await?.is_some())
}

/// The password stays as it was set: `set_at` does not move.
async fn replace(
    tx: &mut PgConnection,
    account: AccountId,
    hash: &str,
    replacement: &str,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update passwords set hash = $3 where account_id = $1 and hash = $2",
        account as AccountId,
        hash,
        replacement,
    );
    Ok(done.execute(tx).await?.rows_affected() == 1)
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
