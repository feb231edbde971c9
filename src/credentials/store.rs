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
