//! The refresh tokens of the table `customer_tokens`.

use chrono::{DateTime, Utc};

use super::revocations::Doomed;
use super::{REFRESH_TOKEN_LIFE, open, vault_context};
use crate::app::{App, Failure};
use crate::commerce_layer::CustomerId;
use crate::foundation::{Scope, Secret, SessionId, VaultId};

/// A refresh token that was taken out of the vault.
pub(in crate::tokens) struct Spent {
    id: VaultId,
    pub token: Secret,
    until: DateTime<Utc>,
}

/// Takes the refresh token of the newest token out of the vault: nobody else can use it from now on.
pub(in crate::tokens) async fn take_refresh(
    app: &App,
    session: SessionId,
    client_id: &str,
    scope: &Scope,
    customer: &CustomerId,
) -> Result<Option<Spent>, Failure> {
    let row = sqlx::query!(
        r#"with newest as (
               select id, refresh_sealed, minted_at from customer_tokens
               where session_id = $1 and client_id = $2 and scope = $3 and customer_id = $4 and minted_at > $5
                 and refresh_sealed is not null and rejected_at is null
               order by minted_at desc limit 1 for update)
           update customer_tokens t set refresh_sealed = null from newest where t.id = newest.id
           returning t.id as "id: VaultId", newest.refresh_sealed as "sealed!", newest.minted_at"#,
        session as SessionId,
        client_id,
        scope.as_str(),
        customer.as_str(),
        app.now() - REFRESH_TOKEN_LIFE,
    )
    .fetch_optional(&app.db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let until = row.minted_at + REFRESH_TOKEN_LIFE;
    Ok(open(&app.sealer, row.id, &row.sealed).map(|token| Spent { id: row.id, token, until }))
}

/// Puts back what was not used; false where the session has ended, and its tokens with it.
pub(in crate::tokens) async fn put_refresh_back(app: &App, spent: &Spent) -> Result<bool, Failure> {
    let sealed = app.sealer.seal(&vault_context(spent.id), spent.token.expose())?;
    let back = sqlx::query!(
        "update customer_tokens set refresh_sealed = $2 where id = $1",
        spent.id as VaultId,
        sealed
    );
    Ok(back.execute(&app.db).await?.rows_affected() == 1)
}

/// A refresh token that may have been used or not.
pub(in crate::tokens) fn doomed_refresh(client_id: &str, spent: Spent) -> Doomed {
    Doomed { client_id: client_id.to_owned(), token: spent.token, until: spent.until }
}
