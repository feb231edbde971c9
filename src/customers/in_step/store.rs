//! The owed password in the table `customers`.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use crate::foundation::AccountId;

pub(in crate::customers) async fn owe(
    tx: &mut PgConnection,
    account: AccountId,
    sealed: &[u8],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update customers set password_owed_sealed = $2, next_attempt_at = $3, attempts = 0 where account_id = $1",
        account as AccountId,
        sealed,
        now,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// It is there; unless another one is owed by now.
pub(in crate::customers) async fn done(
    db: &PgPool,
    account: AccountId,
    sealed: &[u8],
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update customers set password_owed_sealed = null where account_id = $1 and password_owed_sealed = $2",
        account as AccountId,
        sealed,
    )
    .execute(db)
    .await
    .map(drop)
}

/// What is owed is out of date; what was locked away is, too, and due to be anew, where `lock_at` says when.
pub(in crate::customers) async fn set_there(
    tx: &mut PgConnection,
    account: AccountId,
    lock_at: Option<DateTime<Utc>>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update customers set password_owed_sealed = null,
             exchange_password_sealed = case when $2::timestamptz is null then exchange_password_sealed end,
             exchange_password_set_at = case when $2::timestamptz is null then exchange_password_set_at end,
             next_attempt_at = coalesce($2, next_attempt_at)
         where account_id = $1 and (password_owed_sealed is not null or $2::timestamptz is not null)",
        account as AccountId,
        lock_at,
    )
    .execute(tx)
    .await
    .map(drop)
}
