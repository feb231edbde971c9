//! The table `shared_tokens`.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgExecutor, PgPool};

use crate::config::OrganizationName;
use crate::foundation::Sealed;
use crate::memory::SharedKey;

pub struct Row {
    pub access_sealed: Sealed,
    pub renew_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// What a row says besides its token.
pub struct Label<'a> {
    pub key: &'a SharedKey,
    pub organization: &'a OrganizationName,
    pub kind: &'static str,
    pub client_id: &'a str,
    pub scope: &'a str,
}

pub async fn find(db: &PgPool, key: &SharedKey, now: DateTime<Utc>) -> Result<Option<Row>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        "select access_sealed, renew_at, expires_at from shared_tokens
         where key = $1 and expires_at > $2 and rejected_at is null",
        &key.0,
        now,
    )
    .fetch_optional(db)
    .await
}

pub async fn keep(
    db: &PgPool,
    label: &Label<'_>,
    sealed: &[u8],
    now: DateTime<Utc>,
    renew_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into shared_tokens (key, organization, kind, client_id, scope, access_sealed, minted_at, renew_at,
                                    expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (key) do update
         set access_sealed = $6, minted_at = $7, renew_at = $8, expires_at = $9, rejected_at = null",
        &label.key.0,
        label.organization.as_str(),
        label.kind,
        label.client_id,
        label.scope,
        sealed,
        now,
        renew_at,
        expires_at,
    )
    .execute(db)
    .await
    .map(drop)
}

/// Gives up the token that is sealed so, unless there is another one already.
pub async fn reject(
    db: impl PgExecutor<'_>,
    key: &SharedKey,
    sealed: &[u8],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update shared_tokens set rejected_at = $3 where key = $1 and access_sealed = $2 and rejected_at is null",
        &key.0,
        sealed,
        now,
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn forget_guests(db: &PgPool, client_id: &str) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!("delete from shared_tokens where client_id = $1 and kind = 'guest'", client_id);
    Ok(done.execute(db).await?.rows_affected())
}

pub async fn forget_integrations(db: &PgPool) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from shared_tokens where kind = 'integration'").execute(db).await.map(drop)
}

pub async fn sweep(db: &PgPool, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from shared_tokens where expires_at < $1", now - TimeDelta::hours(1))
        .execute(db)
        .await
        .map(drop)
}
