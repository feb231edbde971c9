//! The table `devices`.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use crate::foundation::{AccountId, HashedToken};
use crate::sessions::Acquaintance;

pub(in crate::sessions) async fn meet(
    tx: &mut PgConnection,
    account: AccountId,
    device: &HashedToken,
    now: DateTime<Utc>,
) -> Result<Acquaintance, sqlx::Error> {
    let met = sqlx::query!(
        r#"with known as (update devices set last_seen_at = $3 where account_id = $1 and device_hash = $2 returning 1),
                noted as (insert into devices (account_id, device_hash, first_seen_at, last_seen_at)
                          select $1, $2, $3, $3 where not exists (select from known)
                          on conflict do nothing)
           select exists (select from known) as "known!",
                  exists (select from devices where account_id = $1) as "others!""#,
        account as AccountId,
        device.as_bytes(),
        now,
    )
    .fetch_one(tx)
    .await?;
    Ok(match (met.known, met.others) {
        (true, _) => Acquaintance::Known,
        (false, true) => Acquaintance::New,
        (false, false) => Acquaintance::First,
    })
}

pub(in crate::sessions) async fn sweep(db: &PgPool, before: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from devices where last_seen_at < $1", before).execute(db).await.map(drop)
}
