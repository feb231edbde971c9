//! Floor 7: which Commerce Layer customer an account is, and what a provider's word changes about that customer.
//! Both are debts, written with the account or the arrival, so a crash between our commit and theirs loses
//! nothing: whoever comes next, shopper or background, does what is owed.

mod attributes;
mod exchange_password;
mod in_step;
mod link;
mod moved_in;
mod settle;
mod store;
mod write;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::accounts::Account;
use crate::app::{App, Failure};
use crate::commerce_layer::CustomerId;
use crate::foundation::AccountId;

pub use attributes::{Attributes, GroupWish, want};
pub use attributes::{Said, said};
pub use exchange_password::{ExchangePassword, exchange_password};
pub use in_step::{keeps_in_step, owe_nobodys_password, owe_password, password_set_there};
pub use link::{LinkProblem, known, unlink_if_gone};
pub use moved_in::link_moved_in;
pub use settle::{Ready, ready, settle_due};

/// Forgets everything about the customer of an account that is erased; gives which one it was.
pub async fn forget_account(
    tx: &mut PgConnection,
    account: AccountId,
) -> Result<Option<CustomerId>, Failure> {
    Ok(store::take(tx, account).await?)
}

/// Notes, in the transaction that gives the account another address, that its customer is to have it, too.
pub async fn owe_email(tx: &mut PgConnection, account: &Account, now: DateTime<Utc>) -> Result<(), Failure> {
    Ok(attributes::store::want_email(tx, account.id, now).await?)
}

/// Whether Commerce Layer refused the account's present address: another customer has it there.
pub async fn email_is_refused(app: &App, account: &Account) -> Result<bool, Failure> {
    Ok(attributes::store::email_problem(&app.db, account.id).await?.is_some())
}

/// Notes, in the transaction that makes the account, that it needs a customer; once is enough.
pub async fn owe_link(tx: &mut PgConnection, account: &Account, now: DateTime<Utc>) -> Result<(), Failure> {
    Ok(store::owe(tx, account.id, &account.organization, now).await?)
}
