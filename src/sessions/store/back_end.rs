//! The table `back_end_tokens`.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::Found;
use crate::config::OrganizationName;
use crate::foundation::{AccountId, HashedToken, SessionId};
use crate::sessions::Session;

pub(in crate::sessions) async fn insert(
    tx: &mut PgConnection,
    session: SessionId,
    client_id: &str,
    token: &HashedToken,
    code: &HashedToken,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into back_end_tokens (token_hash, session_id, client_id, code_hash, created_at)
         values ($1, $2, $3, $4, $5)",
        token.as_bytes(),
        session as SessionId,
        client_id,
        code.as_bytes(),
        now,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Deletes all but the youngest `most` of a storefront's tokens for a session.
pub(in crate::sessions) async fn delete_beyond(
    tx: &mut PgConnection,
    session: SessionId,
    client_id: &str,
    most: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from back_end_tokens where token_hash in
             (select token_hash from back_end_tokens where session_id = $1 and client_id = $2
              order by created_at desc offset $3)",
        session as SessionId,
        client_id,
        most,
    )
    .execute(tx)
    .await
    .map(drop)
}

pub(in crate::sessions) async fn by_token(
    db: &PgPool,
    client_id: &str,
    token: &HashedToken,
    now: DateTime<Utc>,
) -> Result<Option<Found>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select sessions.id as "id: SessionId", account_id as "account_id: AccountId", organization,
                  sessions.client_id, user_agent, sessions.created_at, last_seen_at, expires_at
           from back_end_tokens join sessions on sessions.id = back_end_tokens.session_id
           where back_end_tokens.token_hash = $1 and back_end_tokens.client_id = $2
             and idle_until > $3 and expires_at > $3"#,
        token.as_bytes(),
        client_id,
        now,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.and_then(|row| {
        let session = Session {
            id: row.id,
            account: row.account_id,
            organization: OrganizationName::parse(&row.organization)?,
            client_id: row.client_id,
            user_agent: row.user_agent,
            created_at: row.created_at,
            expires_at: row.expires_at,
        };
        Some(Found { session, last_seen_at: row.last_seen_at })
    }))
}

pub(in crate::sessions) async fn delete_of_code(
    tx: &mut PgConnection,
    code: &HashedToken,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!("delete from back_end_tokens where code_hash = $1", code.as_bytes());
    Ok(done.execute(tx).await?.rows_affected() == 1)
}

/// The hash of the browser's own token, for the back end that holds another one of the same session.
pub(in crate::sessions) async fn browser_token(
    db: &PgPool,
    client_id: &str,
    token: &HashedToken,
) -> Result<Option<HashedToken>, sqlx::Error> {
    let hash = sqlx::query_scalar!(
        "select sessions.token_hash from back_end_tokens join sessions on sessions.id = back_end_tokens.session_id
         where back_end_tokens.token_hash = $1 and back_end_tokens.client_id = $2",
        token.as_bytes(),
        client_id,
    );
    Ok(hash.fetch_optional(db).await?.and_then(|hash| HashedToken::from_bytes(&hash)))
}
