//! The table `devices`.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

/// What an account had signed in with before.
pub(in crate::sessions) struct Met {
    pub known: bool,
    pub others: bool,
    pub lately: i64,
}

pub(in crate::sessions) async fn sweep(db: &PgPool, before: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from devices where last_seen_at < $1", before).execute(db).await.map(drop)
}
