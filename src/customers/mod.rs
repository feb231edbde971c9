//! Floor 7: which Commerce Layer customer an account is. The debt of a link is written with the account, so
//! a crash between our commit and theirs loses nothing: whoever comes next, shopper or background, looks for
//! the customer again before making one.

mod link;
mod store;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::accounts::Account;
use crate::app::Failure;

pub use link::{LinkProblem, link_due, linked, unlink_if_gone};

/// Notes, in the transaction that makes the account, that it needs a customer.
pub async fn owe_link(tx: &mut PgConnection, account: &Account, now: DateTime<Utc>) -> Result<(), Failure> {
    Ok(store::owe(tx, account.id, &account.organization, now).await?)
}
