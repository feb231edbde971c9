//! The table `cart_browsers`.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use crate::config::OrganizationName;
use crate::foundation::{HashedToken, SessionId};

/// When a guest's browser was last noted; none where the cookie is not of this organization, has run out, or rests
/// with a session.
pub(in crate::orders) async fn seen_at(
    db: &PgPool,
    organization: &OrganizationName,
    browser: &HashedToken,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    sqlx::query_scalar!(
        "select seen_at from cart_browsers
         where token_hash = $1 and organization = $2 and session_id is null and expires_at > $3",
        browser.as_bytes(),
        organization.as_str(),
        now,
    )
    .fetch_optional(db)
    .await
}

/// The same, held until the end of the caller's transaction.
pub(in crate::orders) async fn hold(
    tx: &mut PgConnection,
    organization: &OrganizationName,
    browser: &HashedToken,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let found = sqlx::query_scalar!(
        "select seen_at from cart_browsers
         where token_hash = $1 and organization = $2 and session_id is null and expires_at > $3 for update",
        browser.as_bytes(),
        organization.as_str(),
        now,
    );
    Ok(found.fetch_optional(tx).await?.is_some())
}

pub(in crate::orders) async fn insert(
    db: &PgPool,
    organization: &OrganizationName,
    browser: &HashedToken,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into cart_browsers (token_hash, organization, seen_at, expires_at) values ($1, $2, $3, $4)",
        browser.as_bytes(),
        organization.as_str(),
        now,
        expires_at,
    )
    .execute(db)
    .await
    .map(drop)
}

pub(in crate::orders) async fn touch(
    db: &PgPool,
    browser: &HashedToken,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update cart_browsers set seen_at = $2, expires_at = $3 where token_hash = $1 and seen_at < $2",
        browser.as_bytes(),
        now,
        expires_at,
    )
    .execute(db)
    .await
    .map(drop)
}

pub(in crate::orders) async fn rest_with(
    tx: &mut PgConnection,
    browser: &HashedToken,
    session: SessionId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update cart_browsers set session_id = $2 where token_hash = $1",
        browser.as_bytes(),
        session as SessionId,
    )
    .execute(tx)
    .await
    .map(drop)
}

pub(in crate::orders) async fn release(tx: &mut PgConnection, session: SessionId) -> Result<(), sqlx::Error> {
    sqlx::query!("update cart_browsers set session_id = null where session_id = $1", session as SessionId)
        .execute(tx)
        .await
        .map(drop)
}

pub(in crate::orders) async fn delete(
    tx: &mut PgConnection,
    browser: &HashedToken,
) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from cart_browsers where token_hash = $1", browser.as_bytes())
        .execute(tx)
        .await
        .map(drop)
}

pub(in crate::orders) async fn delete_of_session(
    tx: &mut PgConnection,
    session: SessionId,
) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from cart_browsers where session_id = $1", session as SessionId)
        .execute(tx)
        .await
        .map(drop)
}

pub(in crate::orders) async fn sweep(db: &PgPool, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from cart_browsers where expires_at <= $1", now).execute(db).await.map(drop)
}
