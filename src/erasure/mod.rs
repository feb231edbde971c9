//! Floor 11: erasing the accounts whose day has come, and having Commerce Layer forget their customers where the settings
//! have a credential for it. What is left of a person is nothing here, and, until it is done there, the customer's id.

mod anonymize;
mod store;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::accounts::{self, Account, challenge, registration};
use crate::app::{App, Failure};
use crate::audit::{self, Event};
use crate::foundation::{AccountId, Email};
use crate::{customers, federation, mail, sessions};

pub use anonymize::anonymize_due;
pub use store::{Pending, again, pending, sweep};

const MOST_AT_ONCE: i64 = 20;

/// Erases the accounts that are due; gives how many were looked at.
pub async fn erase_due(app: &App) -> Result<usize, Failure> {
    let now = app.now();
    let due = accounts::due_for_erasure(&app.db, now, MOST_AT_ONCE).await?;
    for id in &due {
        // A failure of one is not the others'.
        if let Err(failure) = erase(app, *id, now).await {
            tracing::error!(account = %id, %failure, "an account could not be erased");
        }
    }
    Ok(due.len())
}

/// One account, in one transaction: a crash leaves it whole or not at all.
async fn erase(app: &App, id: AccountId, now: DateTime<Utc>) -> Result<(), Failure> {
    let mut tx = app.db.begin().await?;
    // Held by somebody who is just signing in, or by another node: at the next tick.
    let Some(account) = accounts::hold_for_erasure(&mut tx, id, now).await? else { return Ok(()) };
    if sessions::of_account(&mut tx, id).await?.is_empty() {
        erase_everything(app, &mut tx, &account, now).await?;
        note(&mut tx, Event::Erased, &account, None, now).await?;
        tracing::info!(organization = %account.organization, "an account was erased");
    } else {
        // All sessions ended when it was closed: whoever is signed in came back, by a sign-in that was under way then.
        accounts::keep_open(&mut tx, id).await?;
        note(&mut tx, Event::ClosingUndone, &account, Some(id), now).await?;
    }
    Ok(tx.commit().await?)
}

/// What hangs on the account goes with its row. What knows the person by the address alone, or has no account to hang
/// on, goes by hand; tokens that wait to be revoked stay until they are.
async fn erase_everything(
    app: &App,
    tx: &mut PgConnection,
    account: &Account,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let emails = every_email(tx, account).await?;
    for email in &emails {
        challenge::forget(tx, &account.organization, email).await?;
        registration::forget(tx, &account.organization, email).await?;
        federation::pending::forget(tx, &account.organization, email).await?;
    }
    mail::forget_letters_to(tx, &app.sealer, &account.organization, &emails).await?;
    audit::forget(tx, account.id).await?;
    let customer = customers::forget_account(tx, account.id).await?;
    let asks_there =
        app.commerce_layer(&account.organization).is_ok_and(|commerce_layer| commerce_layer.may_anonymize());
    if let Some(customer) = customer.filter(|_| asks_there) {
        store::owe(tx, &account.organization, &customer, now).await?;
    }
    Ok(accounts::erase(tx, account.id).await?)
}

/// The address, and those that it had.
async fn every_email(tx: &mut PgConnection, account: &Account) -> Result<Vec<Email>, Failure> {
    let former = store::former_emails(tx, account.id).await?;
    let former = former.iter().filter_map(|email| Email::parse(email).ok());
    Ok(std::iter::once(account.email.clone()).chain(former).collect())
}

async fn note(
    tx: &mut PgConnection,
    event: Event,
    account: &Account,
    named: Option<AccountId>,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let organization = &account.organization;
    let entry = audit::Entry { event, organization, account: named, session: None, address: None };
    Ok(audit::note(tx, entry, now).await?)
}
