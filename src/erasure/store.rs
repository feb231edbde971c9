//! The table `erasures`.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::commerce_layer::CustomerId;
use crate::config::OrganizationName;
use crate::foundation::AccountId;

/// How long what is done can still be looked up.
const KEPT: TimeDelta = TimeDelta::days(90);

pub(super) struct Claimed {
    pub id: Uuid,
    pub organization: String,
    pub customer: CustomerId,
    pub asked_at: Option<DateTime<Utc>>,
    pub attempts: i32,
}

/// A customer that Commerce Layer has not forgotten yet.
#[derive(Clone, Debug)]
pub struct Pending {
    /// Where.
    pub organization: String,
    /// Who.
    pub customer_id: String,
    /// When the account was erased.
    pub requested_at: DateTime<Utc>,
    /// When Commerce Layer was asked.
    pub asked_at: Option<DateTime<Utc>>,
    /// What came of it: `requested` while it is underway, `failed` or `cancelled` when nothing more is done.
    pub status: Option<String>,
    /// How often it was tried in vain.
    pub attempts: i32,
}

pub(super) async fn owe(
    tx: &mut PgConnection,
    organization: &OrganizationName,
    customer: &CustomerId,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into erasures (id, organization, customer_id, requested_at, next_attempt_at)
         values ($1, $2, $3, $4, $4)",
        Uuid::now_v7(),
        organization.as_str(),
        customer.as_str(),
        now,
    )
    .execute(tx)
    .await
    .map(drop)
}

pub(super) async fn former_emails(
    tx: &mut PgConnection,
    account: AccountId,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!("select former from email_changes where account_id = $1", account as AccountId)
        .fetch_all(tx)
        .await
}

pub(super) async fn claim(
    db: &PgPool,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
    most: i64,
) -> Result<Vec<Claimed>, sqlx::Error> {
    sqlx::query_as!(
        Claimed,
        r#"update erasures set next_attempt_at = $2, attempts = attempts + 1
           where id in (select id from erasures where next_attempt_at <= $1
                        order by next_attempt_at limit $3 for update skip locked)
           returning id, organization, customer_id as "customer: CustomerId", asked_at, attempts"#,
        now,
        lease_until,
        most,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn underway(
    db: &PgPool,
    id: Uuid,
    now: DateTime<Utc>,
    next: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update erasures set asked_at = coalesce(asked_at, $2), status = 'requested', attempts = 0,
                             next_attempt_at = $3
         where id = $1",
        id,
        now,
        next,
    )
    .execute(db)
    .await
    .map(drop)
}

pub(super) async fn completed(db: &PgPool, id: Uuid, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update erasures set done_at = $2, status = 'completed', next_attempt_at = null where id = $1",
        id,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub(super) async fn ended_in_vain(db: &PgPool, id: Uuid, status: &str) -> Result<(), sqlx::Error> {
    sqlx::query!("update erasures set status = $2, next_attempt_at = null where id = $1", id, status)
        .execute(db)
        .await
        .map(drop)
}

pub(super) async fn postpone(db: &PgPool, id: Uuid, next: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("update erasures set next_attempt_at = $2 where id = $1", id, next)
        .execute(db)
        .await
        .map(drop)
}

/// Up to `most` customers that Commerce Layer has not forgotten yet, the oldest first.
pub async fn pending(db: &PgPool, most: i64) -> Result<Vec<Pending>, sqlx::Error> {
    sqlx::query_as!(
        Pending,
        "select organization, customer_id, requested_at, asked_at, status, attempts
         from erasures where done_at is null order by requested_at limit $1",
        most,
    )
    .fetch_all(db)
    .await
}

/// Asks once more for what failed or was cancelled, and at once for what waits for another try; gives how many.
pub async fn again(db: &PgPool, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "update erasures set next_attempt_at = $1, attempts = 0, asked_at = null, status = null
         where done_at is null and (next_attempt_at is null or asked_at is null)",
        now,
    );
    Ok(done.execute(db).await?.rows_affected())
}

/// Forgets what was done long ago.
pub async fn sweep(db: &PgPool, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from erasures where done_at < $1", now - KEPT).execute(db).await.map(drop)
}
