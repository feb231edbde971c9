//! The table `rejections`.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::postgres::types::PgInterval;
use sqlx::{PgConnection, PgPool};

use super::super::flight::FlightKey;

/// Counts a report, unless it comes too soon: then gives until when it does.
pub async fn take(
    tx: &mut PgConnection,
    key: &FlightKey,
    now: DateTime<Utc>,
    first: TimeDelta,
    longest: TimeDelta,
    forgiven: TimeDelta,
) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    let taken = sqlx::query_scalar!(
        r#"insert into rejections as r (key, count, deaf_until) values ($1, 1, $2::timestamptz + $3::interval)
           on conflict (key) do update
           set count = case when r.deaf_until < $5 then 1 else least(r.count + 1, 20) end,
               deaf_until = $2 + case when r.deaf_until < $5 then $3
                                      else least($3 * power(2, least(r.count, 20)), $4::interval) end
           where r.deaf_until <= $2
           returning count"#,
        key,
        now,
        interval(first),
        interval(longest),
        now - forgiven,
    )
    .fetch_optional(&mut *tx)
    .await?;
    if taken.is_some() {
        return Ok(None);
    }
    let until = sqlx::query_scalar!("select deaf_until from rejections where key = $1", key)
        .fetch_optional(tx)
        .await?;
    Ok(Some(until.unwrap_or(now)))
}

pub async fn sweep(db: &PgPool, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from rejections where deaf_until < $1", now - TimeDelta::hours(3))
        .execute(db)
        .await
        .map(drop)
}

fn interval(span: TimeDelta) -> PgInterval {
    PgInterval { months: 0, days: 0, microseconds: span.num_microseconds().unwrap_or(i64::MAX) }
}
