//! The wishes in the table `customers`.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use crate::commerce_layer::CustomerId;
use crate::foundation::{AccountId, Sealed};

/// What is to be written to an account's customer.
#[derive(Default)]
pub(in crate::customers) struct Wish {
    pub group: Option<String>,
    pub group_owed: bool,
    pub group_refused: bool,
    pub groups_written: Vec<String>,
    pub metadata_sealed: Option<Sealed>,
    pub metadata_owed: bool,
    pub custom_claim_sealed: Option<Sealed>,
    pub email_owed: bool,
}

impl Wish {
    pub(in crate::customers) fn is_owed(&self) -> bool {
        self.group_owed || self.metadata_owed || self.email_owed
    }
}

pub(in crate::customers) async fn wish(db: &PgPool, account: AccountId) -> Result<Wish, sqlx::Error> {
    let wish = sqlx::query_as!(
        Wish,
        r#"select group_wanted as "group", group_owed, group_refused, groups_written, metadata_sealed, metadata_owed,
                  custom_claim_sealed, email_owed
           from customers where account_id = $1"#,
        account as AccountId,
    );
    Ok(wish.fetch_optional(db).await?.unwrap_or_default())
}

pub(in crate::customers) async fn hold_wish(
    tx: &mut PgConnection,
    account: AccountId,
) -> Result<Wish, sqlx::Error> {
    sqlx::query_as!(
        Wish,
        r#"select group_wanted as "group", group_owed, group_refused, groups_written, metadata_sealed, metadata_owed,
                  custom_claim_sealed, email_owed
           from customers where account_id = $1 for update"#,
        account as AccountId,
    )
    .fetch_one(tx)
    .await
}

pub(in crate::customers) async fn want_group(
    tx: &mut PgConnection,
    account: AccountId,
    group: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update customers set group_wanted = $2, group_owed = true, group_refused = false, next_attempt_at = $3,
             attempts = 0
         where account_id = $1",
        account as AccountId,
        group,
        now,
    )
    .execute(tx)
    .await
    .map(drop)
}

pub(in crate::customers) async fn want_metadata(
    tx: &mut PgConnection,
    account: AccountId,
    sealed: &[u8],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update customers set metadata_sealed = $2, metadata_owed = true, next_attempt_at = $3, attempts = 0
         where account_id = $1",
        account as AccountId,
        sealed,
        now,
    )
    .execute(tx)
    .await
    .map(drop)
}

pub(in crate::customers) async fn want_custom_claim(
    tx: &mut PgConnection,
    account: AccountId,
    sealed: Option<&[u8]>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update customers set custom_claim_sealed = $2 where account_id = $1",
        account as AccountId,
        sealed,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// The pen of an account, with what to write; `None` while somebody else holds it.
pub(in crate::customers) async fn take_pen(
    db: &PgPool,
    account: AccountId,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<Wish>, sqlx::Error> {
    sqlx::query_as!(
        Wish,
        r#"update customers set writing_until = $3
           where account_id = $1 and (writing_until is null or writing_until <= $2)
           returning group_wanted as "group", group_owed, group_refused, groups_written, metadata_sealed,
                     metadata_owed, custom_claim_sealed, email_owed"#,
        account as AccountId,
        now,
        until,
    )
    .fetch_optional(db)
    .await
}

pub(in crate::customers) async fn put_pen_down(db: &PgPool, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update customers set writing_until = null,
             next_attempt_at = case when customer_id is null or group_owed or metadata_owed or email_owed
                                    then next_attempt_at end
         where account_id = $1",
        account as AccountId,
    )
    .execute(db)
    .await
    .map(drop)
}

pub(in crate::customers) async fn claim_authorship(
    db: &PgPool,
    account: AccountId,
    group: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update customers set groups_written = array_append(groups_written, $2::text)
         where account_id = $1 and $2 <> all (groups_written)",
        account as AccountId,
        group,
    )
    .execute(db)
    .await
    .map(drop)
}

/// The group was written to this customer, or refused for this reason; unless another one is wanted by now, or for
/// another customer.
pub(in crate::customers) async fn group_done(
    db: &PgPool,
    (account, customer): (AccountId, &CustomerId),
    group: Option<&str>,
    problem: Option<&str>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update customers set group_owed = false, group_refused = $3::text is not null, last_problem = $3
         where account_id = $1 and group_wanted is not distinct from $2 and customer_id = $4",
        account as AccountId,
        group,
        problem,
        customer.as_str(),
    )
    .execute(db)
    .await
    .map(drop)
}

/// The metadata was written to this customer, or refused for this reason; unless there is more to write by now, or
/// to another customer. No two sealings are equal, so the sealed value names the wish.
pub(in crate::customers) async fn metadata_done(
    db: &PgPool,
    (account, customer): (AccountId, &CustomerId),
    sealed: Option<&[u8]>,
    problem: Option<&str>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update customers set metadata_owed = false,
             last_problem = coalesce($3, case when group_refused then last_problem end)
         where account_id = $1 and metadata_sealed is not distinct from $2 and customer_id = $4",
        account as AccountId,
        sealed,
        problem,
        customer.as_str(),
    )
    .execute(db)
    .await
    .map(drop)
}

pub(in crate::customers) async fn want_email(
    tx: &mut PgConnection,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update customers set email_owed = customer_id is not null, email_problem = null, next_attempt_at = $2, attempts = 0
         where account_id = $1",
        account as AccountId,
        now,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// The address was written to this customer, or refused for this reason; unless the account has another one by now.
pub(in crate::customers) async fn email_done(
    db: &PgPool,
    (account, customer): (AccountId, &CustomerId),
    email: &str,
    problem: Option<&str>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update customers set email_owed = false, email_problem = $4
         where account_id = $1 and customer_id = $2
           and exists (select from accounts where accounts.id = $1 and accounts.email = $3)",
        account as AccountId,
        customer.as_str(),
        email,
        problem,
    )
    .execute(db)
    .await
    .map(drop)
}

pub(in crate::customers) async fn email_problem(
    db: &PgPool,
    account: AccountId,
) -> Result<Option<String>, sqlx::Error> {
    let problem = sqlx::query_scalar!(
        "select email_problem from customers where account_id = $1",
        account as AccountId
    );
    Ok(problem.fetch_optional(db).await?.flatten())
}
