//! The customer's password at Commerce Layer beside the one here, as `passwords` of the organization has it: left alone,
//! kept in step, or locked away. A new password that is owed is sealed until Commerce Layer has it.

pub(super) mod store;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::exchange_password::exchange_password;
use super::link::LinkProblem;
use crate::accounts::Account;
use crate::app::{App, Failure};
use crate::broker;
use crate::commerce_layer::{CommerceLayerError, CustomerChange, CustomerId};
use crate::config::CustomerPasswords;
use crate::foundation::{AccountId, Sealed, Secret, random_token};

/// Notes, in the transaction that sets a new password here, that the customer is to have it as well, where passwords
/// are kept in step. Only for a proven address: nobody sets the password of a customer who may be somebody else.
/// Ring when the transaction is done.
pub async fn owe_password(
    app: &App,
    tx: &mut PgConnection,
    account: &Account,
    password: &Secret,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    if !keeps_in_step(app, account) || account.email_verified_at.is_none() {
        return Ok(());
    }
    let sealed = app.sealer.seal(&context(account.id), password.expose())?;
    Ok(store::owe(tx, account.id, &sealed, now).await?)
}

/// Notes, in the transaction that takes the password away here, that the customer is to have one that nobody knows, where
/// passwords are kept in step: one that is owed still, or was written there already, may be a thief's. The owner's next one
/// takes its place. Ring when the transaction is done.
pub async fn owe_nobodys_password(
    app: &App,
    tx: &mut PgConnection,
    account: &Account,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    owe_password(app, tx, account, &Secret::new(random_token()), now).await
}

/// Notes, in the transaction that keeps it here, that Commerce Layer has another password now, because it was set there
/// first: one that is owed is an older one, and one that was locked away is to be locked away again. Ring when the
/// transaction is done.
pub async fn password_set_there(
    app: &App,
    tx: &mut PgConnection,
    account: &Account,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let lock = policy(app, account) == Some(CustomerPasswords::Lock);
    Ok(store::set_there(tx, account.id, lock.then_some(now)).await?)
}

/// Whether a new password here is set at the customer as well.
pub fn keeps_in_step(app: &App, account: &Account) -> bool {
    policy(app, account) == Some(CustomerPasswords::InStep)
}

/// Gives the customer a random password, once, where passwords are locked away.
pub(super) async fn lock_away(
    app: &App,
    account: &Account,
    customer: &CustomerId,
) -> Result<(), LinkProblem> {
    if policy(app, account) == Some(CustomerPasswords::Lock) {
        exchange_password(app, account, customer, None).await?;
    }
    Ok(())
}

/// Carries an owed password over.
pub(super) async fn write_password(
    app: &App,
    account: &Account,
    customer: &CustomerId,
    sealed: &Sealed,
) -> Result<(), LinkProblem> {
    let password = match app.sealer.open(&context(account.id), sealed) {
        Ok(password) => password,
        Err(problem) => {
            tracing::error!(account = %account.id, %problem, "a new password cannot be set at Commerce Layer");
            return Ok(store::done(&app.db, account.id, sealed).await?);
        }
    };
    let change = &CustomerChange { password: Some(&password), ..CustomerChange::default() };
    let changed = broker::as_integration(app, &account.organization, |commerce_layer, token| async move {
        commerce_layer.update_customer(&token, customer, change).await.map(drop)
    });
    match changed.await {
        Ok(()) => {}
        // Too long for Commerce Layer: asking again would only repeat it.
        Err(broker::BrokerProblem::CommerceLayer(error @ CommerceLayerError::Invalid(_))) => {
            tracing::warn!(account = %account.id, %error, "the new password is not taken at Commerce Layer");
        }
        Err(problem) => return Err(problem.into()),
    }
    Ok(store::done(&app.db, account.id, sealed).await?)
}

fn policy(app: &App, account: &Account) -> Option<CustomerPasswords> {
    Some(app.settings.organizations.get(&account.organization)?.passwords)
}

fn context(account: AccountId) -> String {
    format!("customer_passwords/{account}")
}
