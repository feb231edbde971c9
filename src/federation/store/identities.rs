//! The table `identities`.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::super::Identity;
use super::super::linked::Linked;
use crate::config::OrganizationName;
use crate::foundation::{AccountId, IdentityId};

/// The account that an identity is linked to.
pub(in crate::federation) async fn account_of(
    db: &PgPool,
    organization: &OrganizationName,
    issuer: &str,
    subject: &str,
) -> Result<Option<AccountId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select account_id as "account_id: AccountId" from identities
           where organization = $1 and issuer = $2 and subject = $3"#,
        organization.as_str(),
        issuer,
        subject,
    )
    .fetch_optional(db)
    .await
}

/// Links; false where the identity is linked already, to whomever.
pub(in crate::federation) async fn insert(
    tx: &mut PgConnection,
    account: AccountId,
    organization: &OrganizationName,
    identity: &Identity,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into identities (id, account_id, organization, issuer, subject, provider, known_as, linked_at,
                                 last_used_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
         on conflict on constraint identities_one_account_each do nothing",
        IdentityId::generate() as IdentityId,
        account as AccountId,
        organization.as_str(),
        identity.issuer,
        identity.subject,
        identity.provider.as_str(),
        identity.known_as(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes that an identity was used; false where it is not linked to this account any more.
pub(in crate::federation) async fn touch(
    tx: &mut PgConnection,
    account: AccountId,
    organization: &OrganizationName,
    identity: &Identity,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update identities set last_used_at = $5, known_as = $6, provider = $7
         where organization = $1 and issuer = $2 and subject = $3 and account_id = $4",
        organization.as_str(),
        identity.issuer,
        identity.subject,
        account as AccountId,
        now,
        identity.known_as(),
        identity.provider.as_str(),
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What an account is linked to, the oldest first.
pub(in crate::federation) async fn of_account(
    db: &PgPool,
    account: AccountId,
) -> Result<Vec<Linked>, sqlx::Error> {
    sqlx::query_as!(
        Linked,
        r#"select id as "id: IdentityId", provider, known_as, linked_at from identities
           where account_id = $1 order by linked_at, id"#,
        account as AccountId,
    )
    .fetch_all(db)
    .await
}

/// The same in a transaction.
pub(in crate::federation) async fn of_account_held(
    tx: &mut PgConnection,
    account: AccountId,
) -> Result<Vec<Linked>, sqlx::Error> {
    sqlx::query_as!(
        Linked,
        r#"select id as "id: IdentityId", provider, known_as, linked_at from identities
           where account_id = $1 order by linked_at, id for update"#,
        account as AccountId,
    )
    .fetch_all(tx)
    .await
}

pub(in crate::federation) async fn delete_all_of(
    tx: &mut PgConnection,
    account: AccountId,
) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from identities where account_id = $1", account as AccountId)
        .execute(tx)
        .await
        .map(drop)
}

pub(in crate::federation) async fn delete(tx: &mut PgConnection, id: IdentityId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from identities where id = $1", id as IdentityId).execute(tx).await.map(drop)
}
