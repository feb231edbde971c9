//! The table `customers`, as far as the link goes; what is to be written is in [`super::attributes`].

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use crate::commerce_layer::CustomerId;
use crate::config::OrganizationName;
use crate::foundation::AccountId;

pub(super) async fn owe(
    tx: &mut PgConnection,
    account: AccountId,
    organization: &OrganizationName,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into customers (account_id, organization, next_attempt_at) values ($1, $2, $3)
         on conflict (account_id) do nothing",
        account as AccountId,
        organization.as_str(),
        now,
    )
    .execute(tx)
    .await
    .map(drop)
}

pub(super) async fn customer_of(db: &PgPool, account: AccountId) -> Result<Option<CustomerId>, sqlx::Error> {
    let id =
        sqlx::query_scalar!("select customer_id from customers where account_id = $1", account as AccountId)
            .fetch_optional(db)
            .await?;
    Ok(id.flatten().map(CustomerId::new))
}

/// Links, unless the account has a customer already.
pub(super) async fn link(
    tx: &mut PgConnection,
    account: AccountId,
    organization: &OrganizationName,
    customer: &CustomerId,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into customers as c (account_id, organization, customer_id, linked_at) values ($1, $2, $3, $4)
         on conflict (account_id) do update
         set customer_id = $3, linked_at = $4, last_problem = null,
             next_attempt_at = case when c.group_owed or c.metadata_owed or c.email_owed
                                         or c.password_owed_sealed is not null then c.next_attempt_at end
         where c.customer_id is null",
        account as AccountId,
        organization.as_str(),
        customer.as_str(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets the customer. Another one knows nothing of what was written to this one.
pub(super) async fn forget(
    db: &PgPool,
    account: AccountId,
    customer: &CustomerId,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update customers set customer_id = null, linked_at = null, next_attempt_at = $3, groups_written = '{}',
             email_owed = false, email_problem = null,
             group_owed = group_wanted is not null, group_refused = false, metadata_owed = metadata_sealed is not null,
             exchange_password_sealed = null, exchange_password_set_at = null
         where account_id = $1 and customer_id = $2",
        account as AccountId,
        customer.as_str(),
        now,
    )
    .execute(db)
    .await
    .map(drop)
}

pub(super) async fn exchange_password(
    db: &PgPool,
    account: AccountId,
) -> Result<Option<(Vec<u8>, DateTime<Utc>)>, sqlx::Error> {
    let row = sqlx::query!(
        "select exchange_password_sealed, exchange_password_set_at from customers where account_id = $1",
        account as AccountId,
    );
    let row = row.fetch_optional(db).await?;
    Ok(row.and_then(|row| Some((row.exchange_password_sealed?, row.exchange_password_set_at?))))
}

pub(super) async fn put_exchange_password(
    db: &PgPool,
    account: AccountId,
    customer: &CustomerId,
    sealed: &[u8],
    set_at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update customers set exchange_password_sealed = $3, exchange_password_set_at = $4
         where account_id = $1 and customer_id = $2",
        account as AccountId,
        customer.as_str(),
        sealed,
        set_at,
    )
    .execute(db)
    .await
    .map(drop)
}

pub(super) struct Owed {
    pub account: AccountId,
    pub attempts: i32,
}

pub(super) async fn claim(
    db: &PgPool,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
    most: i64,
) -> Result<Vec<Owed>, sqlx::Error> {
    sqlx::query_as!(
        Owed,
        r#"update customers set next_attempt_at = $2, attempts = attempts + 1
           where account_id in (select account_id from customers where next_attempt_at <= $1
                                order by next_attempt_at limit $3 for update skip locked)
           returning account_id as "account: AccountId", attempts"#,
        now,
        lease_until,
        most,
    )
    .fetch_all(db)
    .await
}

/// Puts off what is still owed, and ends the lease of the claim.
pub(super) async fn rest(
    db: &PgPool,
    account: AccountId,
    problem: Option<&str>,
    next: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update customers set last_problem = coalesce($2, last_problem),
             next_attempt_at = case when customer_id is null or group_owed or metadata_owed or email_owed
                                       or password_owed_sealed is not null then $3::timestamptz end
         where account_id = $1",
        account as AccountId,
        problem,
        next,
    )
    .execute(db)
    .await
    .map(drop)
}

/// Everything about an account's customer, and which one it was.
pub(super) async fn take(
    tx: &mut PgConnection,
    account: AccountId,
) -> Result<Option<CustomerId>, sqlx::Error> {
    let taken = sqlx::query_scalar!(
        "delete from customers where account_id = $1 returning customer_id",
        account as AccountId
    );
    Ok(taken.fetch_optional(tx).await?.flatten().map(CustomerId::new))
}
