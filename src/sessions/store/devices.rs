//! The table `devices`.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use crate::config::OrganizationName;
use crate::foundation::{Email, HashedToken};

/// What an account had signed in with before.
pub(in crate::sessions) struct Met {
    pub known: bool,
    pub others: bool,
    pub lately: i64,
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
