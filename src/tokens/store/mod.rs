//! The table `customer_tokens`.

mod refresh;
mod revocations;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgPool};

use super::Served;
use crate::app::{App, Failure};
use crate::broker;
use crate::commerce_layer::{CustomerId, CustomerToken};
use crate::db;
use crate::foundation::{AccountId, Scope, Sealed, Sealer, Secret, SessionId, VaultId};
use crate::memory::VisitorKey;
use crate::sessions;
pub(in crate::tokens) use refresh::{Spent, doomed_refresh, put_refresh_back, take_refresh};
pub(in crate::tokens) use revocations::{
    Claimed, claim, done, doom, doomed, living_of, postpone, put_back, revocation_context,
};

/// How long a refresh token lives (contract 4.9).
const REFRESH_TOKEN_LIFE: TimeDelta = TimeDelta::weeks(2);

/// A token of the vault.
pub(in crate::tokens) struct Kept {
    pub id: VaultId,
    pub served: Served,
    pub renew_at: DateTime<Utc>,
}

/// A session, its account, and the newest token for what was asked.
pub(in crate::tokens) struct Found {
    pub session: SessionId,
    pub account: AccountId,
    pub last_seen_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub kept: Option<Kept>,
}

/// Everything in one round trip: this is what every page of every shop asks for. Never a locked account
/// (catalogue A13).
pub(in crate::tokens) async fn visitor(
    app: &App,
    key: &VisitorKey,
    client_id: &str,
    scope: &Scope,
    now: DateTime<Utc>,
) -> Result<Option<Found>, Failure> {
    // A back end's token names the session of a browser; it is another token than the browser's (catalogue G06).
    let browser = match &key.client_id {
        None => key.token,
        Some(only) => match sessions::browser_token(app, only, &key.token).await? {
            Some(browser) => browser,
            None => return Ok(None),
        },
    };
    let row = sqlx::query!(
        r#"select s.id as "session_id: SessionId", s.account_id as "account_id: AccountId", s.last_seen_at,
                  least(s.idle_until, s.expires_at) as "ends_at!", t.id as "token_id?: VaultId",
                  t.customer_id as "customer_id?", t.access_sealed as "access_sealed?",
                  t.expires_at as "expires_at?", t.renew_at as "renew_at?"
           from sessions s
           join accounts a on a.id = s.account_id and a.locked_at is null
           left join lateral (
               select id, customer_id, access_sealed, expires_at, renew_at from customer_tokens
               where session_id = s.id and client_id = $3 and scope = $4 and expires_at > $5
                 and rejected_at is null
               order by expires_at desc limit 1) t on true
           where s.token_hash = $1 and s.organization = $2 and s.idle_until > $5 and s.expires_at > $5"#,
        browser.as_bytes(),
        key.organization.as_str(),
        client_id,
        scope.as_str(),
        now,
    )
    .fetch_optional(&app.db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let token = (row.token_id, row.customer_id, row.access_sealed, row.expires_at, row.renew_at);
    let kept = match token {
        (Some(id), Some(customer), Some(sealed), Some(expires_at), Some(renew_at)) => {
            let opened = open(&app.sealer, id, &sealed);
            opened.map(|token| kept(id, token, customer, scope, (expires_at, renew_at)))
        }
        _ => None,
    };
    Ok(Some(Found {
        session: row.session_id,
        account: row.account_id,
        last_seen_at: row.last_seen_at,
        ends_at: row.ends_at,
        kept,
    }))
}

pub(in crate::tokens) async fn newest(
    app: &App,
    session: SessionId,
    client_id: &str,
    scope: &Scope,
    now: DateTime<Utc>,
) -> Result<Option<Kept>, Failure> {
    let row = sqlx::query!(
        r#"select id as "id: VaultId", customer_id, access_sealed, expires_at, renew_at from customer_tokens
           where session_id = $1 and client_id = $2 and scope = $3 and expires_at > $4 and rejected_at is null
           order by expires_at desc limit 1"#,
        session as SessionId,
        client_id,
        scope.as_str(),
        now,
    )
    .fetch_optional(&app.db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let opened = open(&app.sealer, row.id, &row.access_sealed);
    Ok(opened.map(|token| kept(row.id, token, row.customer_id, scope, (row.expires_at, row.renew_at))))
}

fn kept(
    id: VaultId,
    access_token: Secret,
    customer: String,
    scope: &Scope,
    (expires_at, renew_at): (DateTime<Utc>, DateTime<Utc>),
) -> Kept {
    let customer = CustomerId::new(customer);
    Kept { id, served: Served { access_token, customer, scope: scope.clone(), expires_at }, renew_at }
}

/// Puts off the renewal of a token that is due; true for the one, over all nodes, who may go and renew it.
pub(in crate::tokens) async fn postpone_renewal(
    db: &PgPool,
    id: VaultId,
    now: DateTime<Utc>,
    again: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update customer_tokens set renew_at = $3 where id = $1 and renew_at <= $2",
        id as VaultId,
        now,
        again,
    );
    Ok(done.execute(db).await?.rows_affected() == 1)
}

/// What a session had before.
pub(in crate::tokens) enum Had {
    Nothing,
    /// A token for another client or scope.
    Another,
    /// One for the same.
    This,
}

pub(in crate::tokens) async fn had(
    db: &PgPool,
    session: SessionId,
    client_id: &str,
    scope: &Scope,
) -> Result<Had, sqlx::Error> {
    let same = sqlx::query_scalar!(
        r#"select bool_or(client_id = $2 and scope = $3) from customer_tokens where session_id = $1"#,
        session as SessionId,
        client_id,
        scope.as_str(),
    )
    .fetch_one(db)
    .await?;
    Ok(match same {
        None => Had::Nothing,
        Some(false) => Had::Another,
        Some(true) => Had::This,
    })
}

/// Commerce Layer refuses the token: it is not served any more, but still revoked with its session.
pub(in crate::tokens) async fn reject(
    tx: &mut PgConnection,
    id: VaultId,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update customer_tokens set rejected_at = $2 where id = $1 and rejected_at is null",
        id as VaultId,
        now
    )
    .execute(tx)
    .await
    .map(drop)
}

pub(in crate::tokens) async fn reject_all_of_client(
    db: &PgPool,
    client_id: &str,
    now: DateTime<Utc>,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "update customer_tokens set rejected_at = $2
         where client_id = $1 and rejected_at is null and expires_at > $2",
        client_id,
        now,
    );
    Ok(done.execute(db).await?.rows_affected())
}

/// Forgets tokens that have run out, with their refresh tokens.
pub async fn sweep(db: &PgPool, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from customer_tokens where id in
             (select id from customer_tokens where expires_at < $1 and refresh_sealed is null limit 1000)",
        now,
    )
    .execute(db)
    .await?;
    sqlx::query!(
        "delete from customer_tokens where id in
             (select id from customer_tokens where minted_at < $2 and expires_at < $1 limit 1000)",
        now,
        now - REFRESH_TOKEN_LIFE,
    )
    .execute(db)
    .await
    .map(drop)
}

/// Keeps a token with its session, under the scope that was asked for; false where the session has ended.
pub(in crate::tokens) async fn keep(
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
                                      minted_at, expires_at, renew_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        id as VaultId,
        session as SessionId,
        client_id,
        scope.as_str(),
        token.customer.as_str(),
        access,
        refresh,
        now,
        token.expires_at,
        broker::renewal(now, token.expires_at),
    )
    .execute(&app.db)
    .await;
    match kept {
        Ok(_) => Ok(true),
        Err(error) if db::violates(&error, "customer_tokens_session_id_fkey") => Ok(false),
        Err(error) => Err(error.into()),
    }
}

pub(in crate::tokens) async fn delete_all(db: &PgPool) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from customer_tokens").execute(db).await.map(drop)
}

/// Tokens of a customer who is gone at Commerce Layer open nothing there.
pub(in crate::tokens) async fn delete_of_customer(
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

/// A token of the vault; `None` where its key is gone from the settings. Then it is as good as lost, and must
/// keep nobody from getting another, or from signing out.
fn open(sealer: &Sealer, id: VaultId, body: &Sealed) -> Option<Secret> {
    let opened = sealer.open(&vault_context(id), body);
    opened.inspect_err(|problem| tracing::warn!(token = %id, %problem, "customer token not readable")).ok()
}

fn vault_context(id: VaultId) -> String {
    format!("customer_tokens/{id}")
}
