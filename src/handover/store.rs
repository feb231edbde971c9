//! The table `handover_codes`.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use crate::foundation::{AccountId, HashedToken, SessionId};

pub(super) struct New<'a> {
    pub session: SessionId,
    pub client_id: &'a str,
    pub return_address: &'a str,
    pub scope: &'a str,
    pub expires_at: DateTime<Utc>,
}

pub(super) struct Found {
    pub session: SessionId,
    pub account: AccountId,
    pub client_id: String,
    pub return_address: String,
    pub scope: String,
}

/// False where the session has ended.
pub(super) async fn insert(
    db: &PgPool,
    code: &HashedToken,
    new: New<'_>,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into handover_codes (code_hash, session_id, client_id, return_address, scope, created_at, expires_at)
         select $1, id, $3, $4, $5, $6, $7 from sessions where id = $2 for key share",
        code.as_bytes(),
        new.session as SessionId,
        new.client_id,
        new.return_address,
        new.scope,
        now,
        new.expires_at,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Deletes all but the youngest `most` codes of a session that nobody fetched.
pub(super) async fn delete_beyond(db: &PgPool, session: SessionId, most: i64) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from handover_codes where code_hash in
             (select code_hash from handover_codes where session_id = $1 and used_at is null
              order by created_at desc offset $2)",
        session as SessionId,
        most,
    )
    .execute(db)
    .await
    .map(drop)
}

pub(super) async fn find(db: &PgPool, code: &HashedToken) -> Result<Option<Found>, sqlx::Error> {
    sqlx::query_as!(
        Found,
        r#"select session_id as "session: SessionId", account_id as "account: AccountId",
                  handover_codes.client_id, return_address, scope
           from handover_codes join sessions on sessions.id = session_id where code_hash = $1"#,
        code.as_bytes(),
    )
    .fetch_optional(db)
    .await
}

/// True once, within the code's time.
pub(super) async fn use_up(
    tx: &mut PgConnection,
    code: &HashedToken,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update handover_codes set used_at = $2 where code_hash = $1 and used_at is null and expires_at > $2",
        code.as_bytes(),
        now,
    );
    Ok(done.execute(tx).await?.rows_affected() == 1)
}

pub(super) async fn sweep(db: &PgPool, before: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from handover_codes where expires_at < $1
         and not exists (select from back_end_tokens where back_end_tokens.code_hash = handover_codes.code_hash)",
        before,
    )
    .execute(db)
    .await
    .map(drop)
}
