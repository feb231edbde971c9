//! Floor 6: a person with an e-mail address at one organization. An account begins when its address is
//! proven; before that there is only a [`registration`], which nobody can sign in to.

pub mod challenge;
mod email_change;
pub mod registration;
pub mod reset;
mod store;
pub mod unproven;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::app::Failure;
use crate::config::{Language, OrganizationName};
use crate::credentials;
use crate::foundation::{AccountId, Email};

pub use email_change::{Former, UNDONE_WITHIN, note_email_change, sweep_email_changes, undo};
pub use store::{
    Asked, ClosingDay, Whence, ask_for, beginning_with, by_email, by_id, close_on, due_for_erasure, erase,
    hold, hold_for_erasure, hold_with_password, keep_open, lock, set_email, set_profile, unlock,
};

/// An account.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Where.
    pub organization: OrganizationName,
    /// Its address.
    pub email: Email,
    /// When the address was proven. Nothing at Commerce Layer is touched before.
    pub email_verified_at: Option<DateTime<Utc>>,
    /// The language of its letters.
    pub language: Language,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Set when the account may not be used.
    pub locked_at: Option<DateTime<Utc>>,
    /// What the person wants to be called.
    pub name: Option<String>,
    /// When it is erased, unless somebody signs in before.
    pub closing_at: Option<DateTime<Utc>>,
    /// Whether letters tell of sign-ins on new devices.
    pub notices: bool,
}

/// What a person says of himself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// What the person wants to be called, up to [`LONGEST_NAME`] characters.
    pub name: Option<String>,
    /// The language of letters and pages.
    pub language: Language,
    /// Whether letters tell of sign-ins on new devices.
    pub notices: bool,
}

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 80;

/// Makes an account for a proven address; `None` where the address has one already.
pub async fn create(
    tx: &mut PgConnection,
    organization: &OrganizationName,
    email: &Email,
    language: Language,
    now: DateTime<Utc>,
) -> Result<Option<Account>, Failure> {
    insert_new(tx, (organization, email, Some(now)), language, now).await
}

async fn insert_new(
    tx: &mut PgConnection,
    (organization, email, email_verified_at): (&OrganizationName, &Email, Option<DateTime<Utc>>),
    language: Language,
    now: DateTime<Utc>,
) -> Result<Option<Account>, Failure> {
    let account = Account {
        id: AccountId::generate(),
        organization: organization.clone(),
        email: email.clone(),
        email_verified_at,
        language,
        created_at: now,
        locked_at: None,
        name: None,
        closing_at: None,
        notices: true,
    };
    Ok(store::insert(tx, &account).await?.then_some(account))
}

/// Gives an account whose address was never proven to the person who has proven it now; false where somebody did so
/// before. The password of whoever made it is gone (catalogue A01, A03); the caller sees to the other ways in, and
/// ends the sessions, in the same transaction.
pub async fn take_over(
    tx: &mut PgConnection,
    account: &Account,
    now: DateTime<Utc>,
) -> Result<bool, Failure> {
    let first = store::set_verified(tx, account.id, now).await?;
    if first {
        credentials::remove_password(tx, account.id).await?;
    }
    Ok(first)
}
