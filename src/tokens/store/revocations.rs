//! The table `revocations`, and what of `customer_tokens` goes there.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::{REFRESH_TOKEN_LIFE, open};
use crate::app::Failure;
use crate::commerce_layer::CustomerToken;
use crate::config::OrganizationName;
use crate::foundation::{RevocationId, Sealed, Sealer, Secret, SessionId, VaultId};

/// A token to be revoked, and until when that is worth trying.
pub(in crate::tokens) struct Doomed {
    pub client_id: String,
    pub token: Secret,
    pub until: DateTime<Utc>,
}

/// Both parts of a token that nobody may have.
pub(in crate::tokens) fn doomed(client_id: &str, token: &CustomerToken, now: DateTime<Utc>) -> Vec<Doomed> {
    let doom =
        |token: &Secret, until| Doomed { client_id: client_id.to_owned(), token: token.clone(), until };
    let refresh = token.refresh_token.as_ref().map(|token| doom(token, now + REFRESH_TOKEN_LIFE));
    refresh.into_iter().chain([doom(&token.access_token, token.expires_at)]).collect()
}

/// Everything that was minted for a session and still lives, refresh tokens first.
pub(in crate::tokens) async fn living_of(
    sealer: &Sealer,
    tx: &mut PgConnection,
    session: SessionId,
    now: DateTime<Utc>,
) -> Result<Vec<Doomed>, Failure> {
    let rows = sqlx::query!(
        r#"select id as "id: VaultId", client_id, access_sealed, refresh_sealed, minted_at, expires_at
           from customer_tokens where session_id = $1"#,
        session as SessionId,
    )
    .fetch_all(tx)
    .await?;
    let mut doomed = Vec::new();
    for row in rows {
        let refresh = row.refresh_sealed.map(|sealed| (sealed, row.minted_at + REFRESH_TOKEN_LIFE));
        for (sealed, until) in refresh.into_iter().chain([(row.access_sealed, row.expires_at)]) {
            if until > now
                && let Some(token) = open(sealer, row.id, &sealed)
            {
                doomed.push(Doomed { client_id: row.client_id.clone(), token, until });
            }
        }
    }
    Ok(doomed)
}

pub(in crate::tokens) async fn doom(
    sealer: &Sealer,
    tx: &mut PgConnection,
    organization: &OrganizationName,
    doomed: &Doomed,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let id = RevocationId::generate();
    let token = sealer.seal(&revocation_context(id), doomed.token.expose())?;
    sqlx::query!(
        "insert into revocations (id, organization, client_id, token_sealed, created_at, until, next_attempt_at)
         values ($1, $2, $3, $4, $5, $6, $5)",
        id as RevocationId,
        organization.as_str(),
        doomed.client_id,
        token,
        now,
        doomed.until,
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(in crate::tokens) struct Claimed {
    pub id: RevocationId,
    pub organization: String,
    pub client_id: String,
    pub token_sealed: Sealed,
    pub until: DateTime<Utc>,
    pub attempts: i32,
}

pub(in crate::tokens) async fn claim(
    db: &PgPool,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
    most: i64,
) -> Result<Vec<Claimed>, sqlx::Error> {
    sqlx::query_as!(
        Claimed,
        r#"update revocations set next_attempt_at = $2, attempts = attempts + 1
           where id in (select id from revocations where next_attempt_at <= $1
                        order by id limit $3 for update skip locked)
           returning id as "id: RevocationId", organization, client_id, token_sealed, until, attempts"#,
        now,
        lease_until,
        most,
    )
    .fetch_all(db)
    .await
}

pub(in crate::tokens) async fn done(db: &PgPool, id: RevocationId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from revocations where id = $1", id as RevocationId).execute(db).await.map(drop)
}

pub(in crate::tokens) async fn postpone(
    db: &PgPool,
    id: RevocationId,
    next: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!("update revocations set next_attempt_at = $2 where id = $1", id as RevocationId, next)
        .execute(db)
        .await
        .map(drop)
}

pub(in crate::tokens) fn revocation_context(id: RevocationId) -> String {
    format!("revocations/{id}")
}

/// Puts off what was not tried.
pub(in crate::tokens) async fn put_back(
    db: &PgPool,
    id: RevocationId,
    next: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update revocations set next_attempt_at = $2, attempts = attempts - 1 where id = $1",
        id as RevocationId,
        next
    )
    .execute(db)
    .await
    .map(drop)
}
