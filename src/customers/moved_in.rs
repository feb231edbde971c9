//! Linking a customer that has proven itself at Commerce Layer: by its password there, and to no address.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::store;
use crate::accounts::Account;
use crate::app::Failure;
use crate::commerce_layer::CustomerId;

/// Links exactly this customer, in the caller's transaction; false where it is another account's, or the account has
/// another: then the transaction is of no use any more.
pub async fn link_moved_in(
    tx: &mut PgConnection,
    account: &Account,
    customer: &CustomerId,
    now: DateTime<Utc>,
) -> Result<bool, Failure> {
    match store::link(tx, account.id, &account.organization, customer, now).await {
        Err(error) if crate::db::violates(&error, "customers_one_account_each") => Ok(false),
        linked => Ok(linked?),
    }
}
