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
