//! Closing, erasing, locking: the table `accounts`, as its operator and its job see it.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::Row;
use crate::accounts::Account;
use crate::app::Failure;
use crate::foundation::AccountId;

/// The day on which an account is erased.
#[derive(Clone, Copy, Debug)]
pub struct ClosingDay {
    /// The day.
    pub day: DateTime<Utc>,
    /// False where it was noted before.
    pub is_new: bool,
}

/// Notes the day on which an account is erased, unless there is one. `None` where there is no such account any more.
pub async fn close_on(
    tx: &mut PgConnection,
    id: AccountId,
    day: DateTime<Utc>,
) -> Result<Option<ClosingDay>, sqlx::Error> {
    sqlx::query_as!(
        ClosingDay,
        r#"with former as (select closing_at from accounts where id = $1)
           update accounts set closing_at = coalesce(closing_at, $2) where id = $1
           returning closing_at as "day!", (select closing_at is null from former) as "is_new!""#,
        id as AccountId,
        day,
    )
    .fetch_optional(tx)
    .await
}

/// Up to `most` accounts whose day has come. A locked one waits: its owner could not have come back.
pub async fn due_for_erasure(
    db: &PgPool,
    now: DateTime<Utc>,
    most: i64,
) -> Result<Vec<AccountId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select id as "id: AccountId" from accounts
           where closing_at <= $1 and locked_at is null order by closing_at limit $2"#,
        now,
        most,
    )
    .fetch_all(db)
    .await
}

/// One of them, held whole: nobody signs in to it, nor adds anything to it, any more. `None` where it is not due any
/// more, or held by somebody else.
pub async fn hold_for_erasure(
    tx: &mut PgConnection,
    id: AccountId,
    now: DateTime<Utc>,
) -> Result<Option<Account>, Failure> {
    sqlx::query_as!(
        Row,
        r#"select id as "id: AccountId", organization, email_typed, email_verified_at, language, created_at, locked_at,
                  name, closing_at, notices
           from accounts where id = $1 and closing_at <= $2 and locked_at is null for update skip locked"#,
        id as AccountId,
        now,
    )
    .fetch_optional(tx)
    .await?
    .map(Account::try_from)
    .transpose()
}

/// Erases it, with everything that hangs on it.
pub async fn erase(tx: &mut PgConnection, id: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from accounts where id = $1", id as AccountId).execute(tx).await.map(drop)
}

/// Locks an account; false where it was locked.
pub async fn lock(tx: &mut PgConnection, id: AccountId, now: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update accounts set locked_at = $2 where id = $1 and locked_at is null",
        id as AccountId,
        now,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Opens it again; one that is to be closed is so at `closing_at` at the earliest. False where it was open.
pub async fn unlock(
    tx: &mut PgConnection,
    id: AccountId,
    closing_at: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update accounts set locked_at = null,
             closing_at = case when closing_at is not null then greatest(closing_at, $2) end
         where id = $1 and locked_at is not null",
        id as AccountId,
        closing_at,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Up to `most` accounts at these organizations whose address, or id in hexadecimal, begins like this.
pub async fn beginning_with(
    db: &PgPool,
    organizations: &[String],
    (email, id): (&str, &str),
    most: i64,
) -> Result<Vec<Account>, Failure> {
    let rows = sqlx::query_as!(
        Row,
        r#"select id as "id: AccountId", organization, email_typed, email_verified_at, language, created_at, locked_at,
                  name, closing_at, notices
           from accounts
           where organization = any($1) and (starts_with(email, $2) or starts_with(replace(id::text, '-', ''), $3))
           order by email, organization limit $4"#,
        organizations,
        email,
        id,
        most,
    );
    rows.fetch_all(db).await?.into_iter().map(Account::try_from).collect()
}
