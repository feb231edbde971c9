//! The table `devices`.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use crate::config::OrganizationName;
use crate::foundation::{AccountId, Email, HashedToken};

pub(in crate::sessions) struct Met {
    pub known: bool,
    pub others: bool,
    pub lately: i64,
}

pub(in crate::sessions) async fn meet(
    tx: &mut PgConnection,
    account: AccountId,
    device: &HashedToken,
    now: DateTime<Utc>,
    lately: DateTime<Utc>,
) -> Result<Met, sqlx::Error> {
    sqlx::query_as!(
        Met,
        r#"with known as (update devices set last_seen_at = $3 where account_id = $1 and device_hash = $2 returning 1),
                noted as (insert into devices (account_id, device_hash, first_seen_at, last_seen_at)
                          select $1, $2, $3, $3 where not exists (select from known)
                          on conflict do nothing)
           select exists (select from known) as "known!",
                  exists (select from devices where account_id = $1) as "others!",
                  (select count(*) from devices where account_id = $1 and first_seen_at > $4) as "lately!""#,
        account as AccountId,
        device.as_bytes(),
        now,
        lately,
    )
    .fetch_one(tx)
    .await
}

/// Whether somebody has signed in to the account with this address by this browser.
pub async fn knows_device(
    db: &PgPool,
    organization: &OrganizationName,
    email: &Email,
    device: &HashedToken,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from devices join accounts on accounts.id = account_id
                          where organization = $1 and email = $2 and device_hash = $3) as "known!""#,
        organization.as_str(),
        email.canonical(),
        device.as_bytes(),
    )
    .fetch_one(db)
    .await
}

pub(in crate::sessions) async fn sweep(db: &PgPool, before: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from devices where last_seen_at < $1", before).execute(db).await.map(drop)
}
