//! What the tables hold about one person. Of each row, what a person could want to know, and nothing that opens
//! anything.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgPool;

use super::{List, MOST};
use crate::accounts::Account;
use crate::foundation::AccountId;

pub(super) struct Facts {
    pub password_set_at: Option<DateTime<Utc>>,
    pub customer_id: Option<String>,
    pub linked_at: Option<DateTime<Utc>>,
}

struct Row {
    entry: Value,
    total: i64,
}

impl From<Vec<Row>> for List {
    fn from(rows: Vec<Row>) -> Self {
        let shown = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let left_out = rows.first().map_or(0, |row| row.total - shown);
        Self { entries: rows.into_iter().map(|row| row.entry).collect(), left_out }
    }
}

pub(super) async fn facts(db: &PgPool, account: AccountId) -> Result<Facts, sqlx::Error> {
    sqlx::query_as!(
        Facts,
        r#"select (select set_at from passwords where account_id = $1) as password_set_at,
                  (select customer_id from customers where account_id = $1) as customer_id,
                  (select linked_at from customers where account_id = $1) as linked_at"#,
        account as AccountId,
    )
    .fetch_one(db)
    .await
}

pub(super) async fn providers(db: &PgPool, account: AccountId) -> Result<List, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select jsonb_build_object('provider', provider, 'issuer', issuer, 'subject', subject, 'known_as', known_as,
                                     'linked_at', linked_at, 'last_used_at', last_used_at) as "entry!",
                  count(*) over () as "total!"
           from identities where account_id = $1 order by linked_at desc limit $2"#,
        account as AccountId,
        MOST,
    );
    Ok(rows.fetch_all(db).await?.into())
}

pub(super) async fn sessions(db: &PgPool, account: AccountId) -> Result<List, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select jsonb_build_object('shop', client_id, 'signed_in_by', method, 'browser', user_agent,
                                     'created_at', created_at, 'last_seen_at', last_seen_at,
                                     'ends_at', least(idle_until, expires_at), 'provider', upstream.provider,
                                     'subject_at_provider', upstream.subject) as "entry!",
                  count(*) over () as "total!"
           from sessions left join upstream_sessions as upstream on upstream.session_id = sessions.id
           where account_id = $1 order by created_at desc limit $2"#,
        account as AccountId,
        MOST,
    );
    Ok(rows.fetch_all(db).await?.into())
}

pub(super) async fn devices(db: &PgPool, account: AccountId) -> Result<List, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select jsonb_build_object('first_seen_at', first_seen_at, 'last_seen_at', last_seen_at) as "entry!",
                  count(*) over () as "total!"
           from devices where account_id = $1 order by last_seen_at desc limit $2"#,
        account as AccountId,
        MOST,
    );
    Ok(rows.fetch_all(db).await?.into())
}

pub(super) async fn carts(db: &PgPool, account: AccountId) -> Result<List, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select jsonb_build_object('shop', client_id, 'scope', scope, 'variant', variant, 'order_id', order_id,
                                     'noted_at', put_at) as "entry!",
                  count(*) over () as "total!"
           from carts where account_id = $1 and order_id is not null order by put_at desc limit $2"#,
        account as AccountId,
        MOST,
    );
    Ok(rows.fetch_all(db).await?.into())
}

pub(super) async fn carts_on_their_way(db: &PgPool, account: AccountId) -> Result<List, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select jsonb_build_object('shop', client_id, 'scope', scope, 'variant', variant, 'order_id', order_id,
                                     'created_at', created_at, 'until', until) as "entry!",
                  count(*) over () as "total!"
           from cart_handovers where account_id = $1 order by created_at desc limit $2"#,
        account as AccountId,
        MOST,
    );
    Ok(rows.fetch_all(db).await?.into())
}

pub(super) async fn tokens(db: &PgPool, account: AccountId) -> Result<List, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select jsonb_build_object('shop', token.client_id, 'scope', token.scope, 'customer_id', token.customer_id,
                                     'minted_at', token.minted_at, 'expires_at', token.expires_at) as "entry!",
                  count(*) over () as "total!"
           from customer_tokens as token join sessions on sessions.id = token.session_id
           where sessions.account_id = $1 order by token.minted_at desc limit $2"#,
        account as AccountId,
        MOST,
    );
    Ok(rows.fetch_all(db).await?.into())
}

pub(super) async fn former_emails(db: &PgPool, account: AccountId) -> Result<List, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select jsonb_build_object('email', former_typed, 'changed_at', changed_at,
                                     'undone_until', expires_at) as "entry!",
                  count(*) over () as "total!"
           from email_changes where account_id = $1 order by changed_at desc limit $2"#,
        account as AccountId,
        MOST,
    );
    Ok(rows.fetch_all(db).await?.into())
}

/// Also those that somebody else made with the address: it is the person's all the same.
pub(super) async fn requests(db: &PgPool, account: &Account) -> Result<List, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select jsonb_build_object('for', purpose, 'email', email, 'created_at', created_at,
                                     'kept_until', expires_at) as "entry!",
                  count(*) over () as "total!"
           from (select purpose, email_typed as email, created_at, expires_at from challenges
                 where account_id = $1 or (organization = $2 and email = $3)
                 union all
                 select 'sign_up', email_typed, created_at, expires_at from registrations
                 where organization = $2 and email = $3
                 union all
                 select 'provider', email_typed, created_at, expires_at from pending_links
                 where organization = $2 and email = $3) as request
           order by created_at desc limit $4"#,
        account.id as AccountId,
        account.organization.as_str(),
        account.email.canonical(),
        MOST,
    );
    Ok(rows.fetch_all(db).await?.into())
}

pub(super) async fn security_events(db: &PgPool, account: AccountId) -> Result<List, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select jsonb_build_object('at', at, 'what', kind, 'network_address', address, 'note', note) as "entry!",
                  count(*) over () as "total!"
           from events where account_id = $1 order by at desc, id desc limit $2"#,
        account as AccountId,
        MOST,
    );
    Ok(rows.fetch_all(db).await?.into())
}
