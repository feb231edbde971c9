//! Floor 4: the diary of security events. Holds ids and network addresses, no e-mail address and no secret.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgPool};

use crate::config::OrganizationName;
use crate::foundation::{AccountId, Email, SessionId};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// An account was made, its address proven.
    AccountCreated,
    /// An account was made for a customer who has proven the password at Commerce Layer, and not the address.
    AccountMovedIn,
    /// A browser signed in.
    SignedIn,
    /// A right address with a wrong password.
    SignInRefused,
    /// A browser signed out.
    SignedOut,
    /// Every other browser was signed out.
    SignedOutElsewhere,
    /// A password was set.
    PasswordSet,
    /// A code or a link of a letter was used to choose a password.
    Recovered,
    /// The account has another address.
    EmailChanged,
    /// It has the former one again.
    EmailChangeUndone,
    /// Name or language were changed.
    ProfileChanged,
    /// The account is to be closed.
    ClosingAsked,
    /// It stays.
    ClosingUndone,
    /// It was erased.
    Erased,
    /// An operator locked it.
    Locked,
    /// An operator opened it again.
    Unlocked,
    /// Everything of the account was downloaded.
    DataExported,
    /// A Commerce Layer customer was linked.
    CustomerLinked,
    /// A token was minted without the custom claim, which was too large for Commerce Layer.
    CustomClaimLeftOut,
    /// A provider can sign in to the account.
    ProviderLinked,
    /// It cannot any more.
    ProviderUnlinked,
    /// A code of a hand-over was used a second time: the session token that it gave is void.
    HandoverReplayed,
    /// A guest's cart became the customer's.
    CartAdopted,
    /// It did not: it is bought, gone, or the organization does not let it.
    CartRefused,
}

impl Event {
    /// Its name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::AccountCreated => "account_created",
            Self::AccountMovedIn => "account_moved_in",
            Self::SignedIn => "signed_in",
            Self::SignInRefused => "sign_in_refused",
            Self::SignedOut => "signed_out",
            Self::SignedOutElsewhere => "signed_out_elsewhere",
            Self::PasswordSet => "password_set",
            Self::Recovered => "recovered",
            Self::EmailChanged => "email_changed",
            Self::EmailChangeUndone => "email_change_undone",
            Self::ProfileChanged => "profile_changed",
            Self::ClosingAsked => "closing_asked",
            Self::ClosingUndone => "closing_undone",
            Self::Erased => "erased",
            Self::Locked => "locked",
            Self::Unlocked => "unlocked",
            Self::DataExported => "data_exported",
            Self::CustomerLinked => "customer_linked",
            Self::CustomClaimLeftOut => "custom_claim_left_out",
            Self::ProviderLinked => "provider_linked",
            Self::ProviderUnlinked => "provider_unlinked",
            Self::HandoverReplayed => "handover_replayed",
            Self::CartAdopted => "cart_adopted",
            Self::CartRefused => "cart_refused",
        }
    }
}

/// Whom and what an entry is about.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// What happened.
    pub event: Event,
    /// Where.
    pub organization: &'a OrganizationName,
    /// To whom.
    pub account: Option<AccountId>,
    /// In which browser.
    pub session: Option<SessionId>,
    /// From which network address.
    pub address: Option<IpAddr>,
}

/// Whether somebody with this address has signed in from this network (an address, or a range as `a::/64`)
/// before.
pub async fn has_signed_in_from(
    db: &PgPool,
    organization: &OrganizationName,
    email: &Email,
    network: &str,
) -> Result<bool, sqlx::Error> {
    let known = sqlx::query_scalar!(
        "select exists (select from events join accounts on accounts.id = events.account_id
                        where accounts.organization = $1 and accounts.email = $2
                          and events.kind = 'signed_in'
                          and events.address::inet between $3::text::inet and host(broadcast($3::text::inet))::inet)",
        organization.as_str(),
        email.canonical(),
        network,
    )
    .fetch_one(db)
    .await?;
    Ok(known.unwrap_or(false))
}

/// An entry as it stands in the diary.
#[derive(Clone, Debug)]
pub struct Noted {
    /// When.
    pub at: DateTime<Utc>,
    /// What, by [`Event`]'s name.
    pub kind: String,
    /// From which network address.
    pub address: Option<String>,
}

/// The last entries of an account of these kinds, the newest first.
pub async fn latest(
    db: &PgPool,
    account: AccountId,
    kinds: &[&str],
    most: i64,
) -> Result<Vec<Noted>, sqlx::Error> {
    sqlx::query_as!(
        Noted,
        "select at, kind, address from events where account_id = $1 and kind = any($2) order by at desc, id desc limit $3",
        account as AccountId,
        kinds as &[&str],
        most,
    )
    .fetch_all(db)
    .await
}

/// Forgets what is older than any question about it: a year for an account's own entries, a month for refusals at
/// addresses that have no account, which anybody can cause.
pub async fn sweep(db: &PgPool, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    const A_YEAR: TimeDelta = TimeDelta::days(365);
    const A_MONTH: TimeDelta = TimeDelta::days(30);
    sqlx::query!(
        "delete from events where at < $1 or (account_id is null and at < $2)",
        now - A_YEAR,
        now - A_MONTH,
    )
    .execute(db)
    .await
    .map(drop)
}

/// Writes an entry as part of the caller's transaction.
pub async fn note(tx: &mut PgConnection, entry: Entry<'_>, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into events (at, organization, account_id, session_id, kind, address) values ($1, $2, $3, $4, $5, $6)",
        now,
        entry.organization.as_str(),
        entry.account as Option<AccountId>,
        entry.session as Option<SessionId>,
        entry.event.name(),
        entry.address.map(|address| address.to_string()),
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Forgets every entry of an account that is erased.
pub async fn forget(tx: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from events where account_id = $1", account as AccountId).execute(tx).await.map(drop)
}

/// Which entries an operator wants to see.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of this organization.
    pub organization: Option<OrganizationName>,
    /// Of this account.
    pub account: Option<AccountId>,
    /// Not older than this.
    pub since: Option<DateTime<Utc>>,
    /// No more than these, the newest.
    pub most: i64,
}

/// An entry as it was written.
#[derive(Clone, Debug)]
pub struct Written {
    /// When.
    pub at: DateTime<Utc>,
    /// Where.
    pub organization: String,
    /// To whom.
    pub account: Option<AccountId>,
    /// In which browser.
    pub session: Option<SessionId>,
    /// The name of the event.
    pub kind: String,
    /// From which network address.
    pub address: Option<String>,
}

/// The diary, the newest entry first.
pub async fn diary(db: &PgPool, wanted: &Wanted) -> Result<Vec<Written>, sqlx::Error> {
    sqlx::query_as!(
        Written,
        r#"select at, organization, account_id as "account: AccountId", session_id as "session: SessionId", kind, address
           from events
           where ($1::text is null or organization = $1) and ($2::uuid is null or account_id = $2)
             and ($3::timestamptz is null or at >= $3)
           order by at desc, id desc limit $4"#,
        wanted.organization.as_ref().map(OrganizationName::as_str),
        wanted.account as Option<AccountId>,
        wanted.since,
        wanted.most,
    )
    .fetch_all(db)
    .await
}
