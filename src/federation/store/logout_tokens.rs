//! The table `logout_tokens`.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use crate::openid::LogoutToken;

/// False where the token was taken before: exactly one insert counts, whatever runs at once (catalogue G13).
pub(in crate::federation) async fn take(
    tx: &mut PgConnection,
    token: &LogoutToken,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into logout_tokens (issuer, jti, expires_at) values ($1, $2, $3) on conflict do nothing",
        token.issuer,
        token.jti,
        token.expires_at,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(in crate::federation) async fn sweep(db: &PgPool, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from logout_tokens where expires_at <= $1", now).execute(db).await.map(drop)
}
