//! The table `client_keys`.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use crate::foundation::{ClientKeyId, Sealed};

pub(in crate::federation) struct Row {
    pub id: ClientKeyId,
    pub key_sealed: Sealed,
}

/// The newest first.
pub(in crate::federation) async fn all(db: &PgPool) -> Result<Vec<Row>, sqlx::Error> {
    sqlx::query_as!(Row, r#"select id as "id: ClientKeyId", key_sealed from client_keys order by created_at desc, id desc limit 8"#)
        .fetch_all(db)
        .await
}

/// Inserts the first key there is; does nothing where another node was quicker.
pub(in crate::federation) async fn insert_first(
    db: &PgPool,
    id: ClientKeyId,
    key_sealed: &[u8],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into client_keys (id, key_sealed, created_at)
         select $1, $2, $3 where not exists (select from client_keys)",
        id as ClientKeyId,
        key_sealed,
        now,
    )
    .execute(db)
    .await
    .map(drop)
}
