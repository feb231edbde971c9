//! The tables `sessions`, `devices`, `upstream_sessions` and `back_end_tokens`.

pub(super) mod back_end;
pub(super) mod devices;
pub(super) mod upstream;

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use self::devices::Met;
use super::{Listed, NewSession, Session};
use crate::config::OrganizationName;
use crate::foundation::{AccountId, HashedToken, SessionId};

pub(in crate::sessions) struct Found {
    pub session: Session,
    pub last_seen_at: DateTime<Utc>,
}

/// Calls the procedure that starts sessions (migration 12). None where the account cannot be held with the proof.
pub(super) async fn start(
    tx: &mut PgConnection,
    session: &Session,
    new: &NewSession<'_>,
    event: &str,
    token: &HashedToken,
    (idle_until, lately): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Option<Met>, sqlx::Error> {
    let met = sqlx::query!(
        "call start_session($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, null, null, null)",
        session.id as SessionId,
        token.as_bytes(),
        session.account as AccountId,
        session.organization.as_str(),
        session.client_id,
        new.method,
        session.user_agent,
        session.created_at,
        idle_until,
        session.expires_at,
        event,
        new.address.map(|address| address.to_string()),
        new.device.as_bytes(),
        lately,
        new.proof.map(|proof| proof.hash),
        new.proof.map(|proof| &proof.guess.keys[..]),
        new.proof.map(|proof| &proof.guess.everys[..]),
    )
    .fetch_one(tx)
    .await?;
    Ok(met.known.zip(met.others).zip(met.lately).map(|((known, others), lately)| Met {
        known,
        others,
        lately,
    }))
}

pub(super) async fn by_token(
    db: &PgPool,
    organization: &OrganizationName,
    token: &HashedToken,
    now: DateTime<Utc>,
) -> Result<Option<Found>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select id as "id: SessionId", account_id as "account_id: AccountId", client_id, user_agent,
                  created_at, last_seen_at, expires_at
           from sessions
           where token_hash = $1 and organization = $2 and idle_until > $3 and expires_at > $3"#,
        token.as_bytes(),
        organization.as_str(),
        now,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Found {
        last_seen_at: row.last_seen_at,
        session: Session {
            id: row.id,
            account: row.account_id,
            organization: organization.clone(),
            client_id: row.client_id,
            user_agent: row.user_agent,
            created_at: row.created_at,
            expires_at: row.expires_at,
        },
    }))
}

pub(super) async fn by_id(
    db: &PgPool,
    organization: &OrganizationName,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<Option<Session>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select account_id as "account_id: AccountId", client_id, user_agent, created_at, expires_at
           from sessions
           where id = $1 and organization = $2 and idle_until > $3 and expires_at > $3"#,
        id as SessionId,
        organization.as_str(),
        now,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Session {
        id,
        account: row.account_id,
        organization: organization.clone(),
        client_id: row.client_id,
        user_agent: row.user_agent,
        created_at: row.created_at,
        expires_at: row.expires_at,
    }))
}

pub(super) async fn touch(
    db: &PgPool,
    id: SessionId,
    now: DateTime<Utc>,
    idle_until: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update sessions set last_seen_at = $2, idle_until = $3 where id = $1 and last_seen_at < $2",
        id as SessionId,
        now,
        idle_until,
    )
    .execute(db)
    .await
    .map(drop)
}

pub(super) async fn lock(tx: &mut PgConnection, id: SessionId) -> Result<bool, sqlx::Error> {
    let found =
        sqlx::query_scalar!("select account_id from sessions where id = $1 for update", id as SessionId);
    Ok(found.fetch_optional(tx).await?.is_some())
}

pub(super) async fn lock_living(
    tx: &mut PgConnection,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<Option<Session>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select account_id as "account_id: AccountId", organization, client_id, user_agent, created_at, expires_at
           from sessions where id = $1 and idle_until > $2 and expires_at > $2 for update"#,
        id as SessionId,
        now,
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.and_then(|row| {
        Some(Session {
            id,
            account: row.account_id,
            organization: OrganizationName::parse(&row.organization)?,
            client_id: row.client_id,
            user_agent: row.user_agent,
            created_at: row.created_at,
            expires_at: row.expires_at,
        })
    }))
}

pub(super) async fn delete(tx: &mut PgConnection, id: SessionId) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!("delete from sessions where id = $1", id as SessionId).execute(tx).await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn of_account(
    tx: &mut PgConnection,
    account: AccountId,
) -> Result<Vec<SessionId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select id as "id: SessionId" from sessions where account_id = $1 order by id for update"#,
        account as AccountId,
    )
    .fetch_all(tx)
    .await
}

pub(super) async fn list(
    db: &PgPool,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<Vec<Listed>, sqlx::Error> {
    sqlx::query_as!(
        Listed,
        r#"select id as "id: SessionId", user_agent, last_seen_at,
                  (select address from events
                   where events.account_id = $1 and events.session_id = sessions.id and kind = 'signed_in' limit 1)
                  as address
           from sessions where account_id = $1 and idle_until > $2 and expires_at > $2
           order by last_seen_at desc limit 100"#,
        account as AccountId,
        now,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn expired(
    db: &PgPool,
    now: DateTime<Utc>,
    most: i64,
) -> Result<Vec<(SessionId, String)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select id as "id: SessionId", organization from sessions
           where least(idle_until, expires_at) <= $1 limit $2"#,
        now,
        most,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.organization)).collect())
}
