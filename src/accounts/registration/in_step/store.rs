//! The column `registrations.password_sealed`.

use sqlx::PgConnection;

use crate::foundation::{RegistrationId, Sealed};

pub(super) async fn put(
    tx: &mut PgConnection,
    registration: RegistrationId,
    sealed: &[u8],
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update registrations set password_sealed = $2 where id = $1",
        registration as RegistrationId,
        sealed
    )
    .execute(tx)
    .await
    .map(drop)
}

pub(super) async fn take(
    tx: &mut PgConnection,
    registration: RegistrationId,
) -> Result<Option<Sealed>, sqlx::Error> {
    let taken = sqlx::query_scalar!(
        r#"update registrations set password_sealed = null
           from (select id, password_sealed from registrations where id = $1 for update) as before
           where registrations.id = before.id returning before.password_sealed"#,
        registration as RegistrationId,
    );
    Ok(taken.fetch_optional(tx).await?.flatten())
}
