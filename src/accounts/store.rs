//! The table `accounts`; how accounts end, and what an operator does to them, is in `ends`.

mod ends;

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

pub use ends::{
    ClosingDay, beginning_with, close_on, due_for_erasure, erase, hold_for_erasure, lock, unlock,
};

use super::{Account, Profile};
use crate::app::Failure;
use crate::config::{Language, OrganizationName};
use crate::foundation::{AccountId, Email, HashedToken};
use crate::throttle::{self, Counts, Refusal};

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

/// An account that somebody has given the address and a password of, and what is known of where he did.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The account.
    pub account: Account,
    /// The hash of its password, if it has one.
    pub hash: Option<String>,
    /// Somebody has signed in from this network before.
    pub knows_network: bool,
    /// Somebody has signed in with this browser before.
    pub knows_device: bool,
}

/// Where somebody asks for an account.
#[derive(Clone, Debug)]
pub struct Whence {
    /// His network: an address, or a range as `a::/64`.
    pub network: Option<String>,
    /// The cookie by which his browser is known again.
    pub device: Option<HashedToken>,
}

/// The account with this address, and what a sign-in by password has to know of it, once the attempt is counted: on
/// `counts` where somebody has signed in from the same network before, else on `strange`, which differs in subjects
/// alone. One look at the database, because every sign-in begins with it; whoever has to wait is told nothing else.
pub async fn ask_for(
    db: &PgPool,
    (organization, email): (&OrganizationName, &Email),
    whence: &Whence,
    (counts, strange): (&Counts, &Counts),
    now: DateTime<Utc>,
) -> Result<Option<Asked>, Refusal> {
    let found = sqlx::query!(
        r#"with asked as (
               select id, organization, email_typed, email_verified_at, language, created_at, locked_at, name, closing_at,
                      notices, (select passwords.hash from passwords where account_id = accounts.id) as hash,
                      exists (select from events
                              where events.account_id = accounts.id and kind = 'signed_in'
                                and address::inet between $3::text::inet and host(broadcast($3::text::inet))::inet)
                          as knows_network,
                      exists (select from devices where devices.account_id = accounts.id and device_hash = $4)
                          as knows_device
               from accounts where organization = $1 and email = $2)
           select take_throttles(case when knows_network then $5::bytea[] else $6 end, $7, $8, $9) as wait,
                  id as "id?: AccountId", organization as "organization?", email_typed as "email_typed?",
                  email_verified_at, language as "language?", created_at as "created_at?", locked_at, name, closing_at,
                  notices as "notices?", hash as "hash?", knows_network, knows_device
           from (values (true)) as attempt (made) left join asked on made"#,
        organization.as_str(),
        email.canonical(),
        whence.network,
        whence.device.as_ref().map(HashedToken::as_bytes),
        &counts.keys,
        &strange.keys,
        &counts.everys,
        &counts.bursts,
        now,
    )
    .fetch_one(db)
    .await?;
    throttle::taken(found.wait)?;
    let row = found.id.and_then(|id| {
        Some(Row {
            id,
            organization: found.organization?,
            email_typed: found.email_typed?,
            email_verified_at: found.email_verified_at,
            language: found.language?,
            created_at: found.created_at?,
            locked_at: found.locked_at,
            name: found.name,
            closing_at: found.closing_at,
            notices: found.notices?,
        })
    });
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Asked {
        account: row.try_into()?,
        hash: found.hash,
        knows_network: found.knows_network.unwrap_or(false),
        knows_device: found.knows_device.unwrap_or(false),
    }))
}

/// Holds an account as [`hold`] does, and its password as it was checked: false where either may not be used any more.
pub async fn hold_with_password(
    tx: &mut PgConnection,
    id: AccountId,
    hash: &str,
) -> Result<bool, sqlx::Error> {
    let open = sqlx::query_scalar!(
        r#"select locked_at is null as "open!"
           from accounts join passwords on passwords.account_id = accounts.id and hash = $2
           where id = $1 for no key update of accounts for share of passwords"#,
        id as AccountId,
        hash,
    );
    Ok(open.fetch_optional(tx).await?.unwrap_or(false))
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

/// Gives the account another address, proven now; false where another account has it.
pub async fn set_email(
    tx: &mut PgConnection,
    account: &Account,
    email: &Email,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update accounts set email = $2, email_typed = $3, email_verified_at = $4
         where id = $1
           and not exists (select from accounts as others
                           where others.organization = $5 and others.email = $2 and others.id <> $1)",
        account.id as AccountId,
        email.canonical(),
        email.typed(),
        now,
        account.organization.as_str(),
    )
    .execute(tx)
    .await;
    match done {
        Ok(done) => Ok(done.rows_affected() == 1),
        Err(error) if crate::db::violates(&error, "accounts_one_per_address") => Ok(false),
        Err(error) => Err(error),
    }
}

/// Writes what the person says of himself.
pub async fn set_profile(tx: &mut PgConnection, id: AccountId, profile: &Profile) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update accounts set name = $2, language = $3, notices = $4 where id = $1",
        id as AccountId,
        profile.name,
        profile.language.tag(),
        profile.notices,
    )
    .execute(tx)
    .await
    .map(drop)
}
