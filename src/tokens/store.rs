//! The tables `customer_tokens` and `revocations`.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgPool};

use super::Served;
use crate::app::{App, Failure};
use crate::commerce_layer::{CustomerId, CustomerToken};
use crate::config::OrganizationName;
use crate::db;
use crate::foundation::{AccountId, RevocationId, Scope, Sealed, Sealer, Secret, SessionId, VaultId};

/// How long a refresh token lives (contract 4.9).
const REFRESH_TOKEN_LIFE: TimeDelta = TimeDelta::weeks(2);

pub(super) async fn newest(
    app: &App,
    session: SessionId,
    client_id: &str,
    scope: &Scope,
    now: DateTime<Utc>,
) -> Result<Option<Served>, Failure> {
    let row = sqlx::query!(
        r#"select id as "id: VaultId", customer_id, access_sealed, expires_at from customer_tokens
           where session_id = $1 and client_id = $2 and scope = $3 and expires_at > $4
           order by expires_at desc limit 1"#,
        session as SessionId,
        client_id,
        scope.as_str(),
        now,
    )
    .fetch_optional(&app.db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let Some(access_token) = open(&app.sealer, row.id, &row.access_sealed) else { return Ok(None) };
    Ok(Some(Served {
        access_token,
        customer: CustomerId::new(row.customer_id),
        scope: scope.as_str().to_owned(),
        expires_at: row.expires_at,
    }))
}

/// Keeps a token with its session, under the scope that was asked for; false where the session has ended.
pub(super) async fn keep(
    app: &App,
    session: SessionId,
    client_id: &str,
    scope: &Scope,
    token: &CustomerToken,
    now: DateTime<Utc>,
) -> Result<bool, Failure> {
    let id = VaultId::generate();
    let context = vault_context(id);
    let access = app.sealer.seal(&context, token.access_token.expose())?;
    let refresh = token.refresh_token.as_ref().map(|t| app.sealer.seal(&context, t.expose())).transpose()?;
    let kept = sqlx::query!(
        "insert into customer_tokens (id, session_id, client_id, scope, customer_id, access_sealed, refresh_sealed,
                                      minted_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id as VaultId,
        session as SessionId,
        client_id,
        scope.as_str(),
        token.customer.as_str(),
        access,
        refresh,
        now,
        token.expires_at,
    )
    .execute(&app.db)
    .await;
    match kept {
        Ok(_) => Ok(true),
        Err(error) if db::violates(&error, "customer_tokens_session_id_fkey") => Ok(false),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn delete_all(db: &PgPool) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from customer_tokens").execute(db).await.map(drop)
}

/// Tokens of a customer who is gone at Commerce Layer open nothing there.
pub(super) async fn delete_of_customer(
    db: &PgPool,
    account: AccountId,
    customer: &CustomerId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from customer_tokens
         where customer_id = $2 and session_id in (select id from sessions where account_id = $1)",
        account as AccountId,
        customer.as_str(),
    )
    .execute(db)
    .await
    .map(drop)
}

/// A token to be revoked, and until when that is worth trying.
pub(super) struct Doomed {
    pub client_id: String,
    pub token: Secret,
    pub until: DateTime<Utc>,
}

/// Both parts of a token that nobody may have.
pub(super) fn doomed(client_id: &str, token: &CustomerToken, now: DateTime<Utc>) -> Vec<Doomed> {
    let doom =
        |token: &Secret, until| Doomed { client_id: client_id.to_owned(), token: token.clone(), until };
    let refresh = token.refresh_token.as_ref().map(|token| doom(token, now + REFRESH_TOKEN_LIFE));
    refresh.into_iter().chain([doom(&token.access_token, token.expires_at)]).collect()
}

/// Everything that was minted for a session and still lives, refresh tokens first.
pub(super) async fn living_of(
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

pub(super) async fn doom(
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

pub(super) struct Claimed {
    pub id: RevocationId,
    pub organization: String,
    pub client_id: String,
    pub token_sealed: Sealed,
    pub until: DateTime<Utc>,
    pub attempts: i32,
}

pub(super) async fn claim(
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

pub(super) async fn done(db: &PgPool, id: RevocationId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from revocations where id = $1", id as RevocationId).execute(db).await.map(drop)
}

pub(super) async fn postpone(db: &PgPool, id: RevocationId, next: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("update revocations set next_attempt_at = $2 where id = $1", id as RevocationId, next)
        .execute(db)
        .await
        .map(drop)
}

/// A token of the vault; `None` where its key is gone from the settings. Then it is as good as lost, and must
/// keep nobody from getting another, or from signing out.
fn open(sealer: &Sealer, id: VaultId, body: &Sealed) -> Option<Secret> {
    let opened = sealer.open(&vault_context(id), body);
    opened.inspect_err(|problem| tracing::warn!(token = %id, %problem, "customer token not readable")).ok()
}

fn vault_context(id: VaultId) -> String {
    format!("customer_tokens/{id}")
}

pub(super) fn revocation_context(id: RevocationId) -> String {
    format!("revocations/{id}")
}
