//! The table `departures`.

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use sqlx::types::Json;

use super::super::arrival::Found;
use super::super::departure::{Purpose, Row};
use crate::app::{App, Failure};
use crate::config::{OrganizationName, ProviderId};
use crate::foundation::{HashedToken, SessionId};
use crate::storefronts::CameFrom;

pub(in crate::federation) async fn insert(
    db: &PgPool,
    row: &Row,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let (purpose, session) = purpose_columns(row.purpose);
    sqlx::query!(
        "insert into departures (state_hash, browser_hash, provider, organization, purpose, session_id, way_back,
                                 nonce_sealed, verifier_sealed, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        row.state.as_bytes(),
        row.browser.as_bytes(),
        row.provider.as_str(),
        row.organization.as_str(),
        purpose,
        session as Option<SessionId>,
        Json(&row.came_from) as _,
        row.nonce_sealed.as_deref(),
        row.verifier_sealed.as_deref(),
        now,
        row.expires_at,
    )
    .execute(db)
    .await
    .map(drop)
}

pub(in crate::federation) async fn by_state(
    app: &App,
    provider: &ProviderId,
    state: &HashedToken,
) -> Result<Option<Found>, Failure> {
    let row = sqlx::query!(
        r#"select browser_hash, organization, purpose, session_id as "session_id: SessionId",
                  way_back as "way_back: Json<CameFrom>", nonce_sealed, verifier_sealed, answer_sealed, expires_at,
                  used_at
           from departures where state_hash = $1 and provider = $2"#,
        state.as_bytes(),
        provider.as_str(),
    )
    .fetch_optional(&app.db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let unreadable = || Failure::new("a departure is unreadable");
    Ok(Some(Found {
        state: *state,
        browser: HashedToken::from_bytes(&row.browser_hash).ok_or_else(unreadable)?,
        purpose: read_purpose(&row.purpose, row.session_id).ok_or_else(unreadable)?,
        organization: OrganizationName::parse(&row.organization).ok_or_else(unreadable)?,
        came_from: row.way_back.0,
        nonce_sealed: row.nonce_sealed,
        verifier_sealed: row.verifier_sealed,
        answer_sealed: row.answer_sealed,
        expires_at: row.expires_at,
        used_at: row.used_at,
    }))
}

/// Uses a departure up; false where somebody was quicker.
pub(in crate::federation) async fn consume(
    db: &PgPool,
    state: &HashedToken,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update departures set used_at = $2 where state_hash = $1 and used_at is null",
        state.as_bytes(),
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps the first answer that was posted.
pub(in crate::federation) async fn keep_answer(
    db: &PgPool,
    provider: &ProviderId,
    state: &HashedToken,
    answer_sealed: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update departures set answer_sealed = $3
         where state_hash = $1 and provider = $2 and answer_sealed is null and used_at is null and expires_at > $4",
        state.as_bytes(),
        provider.as_str(),
        answer_sealed,
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(in crate::federation) async fn sweep(db: &PgPool, before: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from departures where created_at < $1", before).execute(db).await.map(drop)
}

fn purpose_columns(purpose: Purpose) -> (&'static str, Option<SessionId>) {
    match purpose {
        Purpose::SignIn => ("sign_in", None),
        Purpose::Link(session) => ("link", Some(session)),
        Purpose::SignOut => ("sign_out", None),
    }
}

fn read_purpose(name: &str, session: Option<SessionId>) -> Option<Purpose> {
    match (name, session) {
        ("sign_in", _) => Some(Purpose::SignIn),
        ("link", Some(session)) => Some(Purpose::Link(session)),
        ("sign_out", _) => Some(Purpose::SignOut),
        _ => None,
    }
}
