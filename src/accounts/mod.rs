//! Floor 6: a person with an e-mail address at one organization. An account begins when its address is
//! proven; before that there is only a [`registration`], which nobody can sign in to.

pub mod registration;
pub mod reset;
mod store;

use chrono::{DateTime, Utc};

use crate::config::{Language, OrganizationName};
use crate::foundation::{AccountId, Email};

pub use store::{by_email, by_id};

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
}
