//! The table `accounts`.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::Account;
use crate::app::Failure;
use crate::config::{Language, OrganizationName};
use crate::foundation::{AccountId, Email};

struct Row {
    id: AccountId,
    organization: String,
    email_typed: String,
    email_verified_at: Option<DateTime<Utc>>,
    language: String,
    created_at: DateTime<Utc>,
    locked_at: Option<DateTime<Utc>>,
    name: Option<String>,
    closing_at: Option<DateTime<Utc>>,
    notices: bool,
}

impl TryFrom<Row> for Account {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self, Failure> {
        let unreadable =
            |column: &str| Failure::new(format!("accounts.{column} of {} is unreadable", row.id));
        Ok(Self {
            organization: OrganizationName::parse(&row.organization)
                .ok_or_else(|| unreadable("organization"))?,
            email: Email::parse(&row.email_typed).map_err(|_| unreadable("email_typed"))?,
            id: row.id,
            email_verified_at: row.email_verified_at,
            language: Language::from_tag(&row.language).unwrap_or(Language::ALL[0]),
            created_at: row.created_at,
            locked_at: row.locked_at,
            name: row.name,
            closing_at: row.closing_at,
            notices: row.notices,
        })
    }
}

/// The account with this address.
pub async fn by_email(
    db: &PgPool,
    organization: &OrganizationName,
    email: &Email,
) -> Result<Option<Account>, Failure> {
    sqlx::query_as!(
        Row,
        r#"select id as "id: AccountId", organization, email_typed, email_verified_at, language, created_at, locked_at,
                  name, closing_at, notices
           from accounts where organization = $1 and email = $2"#,
        organization.as_str(),
        email.canonical(),
    )
    .fetch_optional(db)
    .await?
    .map(Account::try_from)
    .transpose()
}

/// The account with this id.
pub async fn by_id(db: &PgPool, id: AccountId) -> Result<Option<Account>, Failure> {
    sqlx::query_as!(
        Row,
        r#"select id as "id: AccountId", organization, email_typed, email_verified_at, language, created_at, locked_at,
                  name, closing_at, notices
           from accounts where id = $1"#,
        id as AccountId,
    )
    .fetch_optional(db)
    .await?
    .map(Account::try_from)
    .transpose()
}

/// Holds an account until the end of the caller's transaction: one after the other comes in, or changes its ways in.
/// False where it may not be used: it may have been locked since it was read (catalogue A13).
pub async fn hold(tx: &mut PgConnection, id: AccountId) -> Result<bool, sqlx::Error> {
    let open = sqlx::query_scalar!(
        r#"select locked_at is null as "open!" from accounts where id = $1 for no key update"#,
        id as AccountId
    );
    Ok(open.fetch_optional(tx).await?.unwrap_or(false))
}

/// Notes that the person has proven the address; false where that was noted before.
pub(super) async fn set_verified(
    tx: &mut PgConnection,
    id: AccountId,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update accounts set email_verified_at = $2 where id = $1 and email_verified_at is null",
        id as AccountId,
        now,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Inserts an account; false where the address has one already.
pub(super) async fn insert(tx: &mut PgConnection, account: &Account) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into accounts (id, organization, email, email_typed, email_verified_at, language, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict on constraint accounts_one_per_address do nothing",
        account.id as AccountId,
        account.organization.as_str(),
        account.email.canonical(),
        account.email.typed(),
        account.email_verified_at,
        account.language.tag(),
        account.created_at,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// An account that was to be closed stays; false where it was not to be.
pub async fn keep_open(tx: &mut PgConnection, id: AccountId) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update accounts set closing_at = null where id = $1 and closing_at is not null",
        id as AccountId,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

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
