//! Finding or making the customer. Only for a proven address: whoever typed somebody else's must never get
//! that person's customer (contract 5.16, catalogue group A).

use super::store;
use crate::accounts::Account;
use crate::app::{self, App, Failure};
use crate::audit::{self, Event};
use crate::broker;
use crate::commerce_layer::{CommerceLayer, CommerceLayerError, CustomerId, IntegrationToken};
use crate::foundation::Email;

/// Why an account has no customer yet.
#[derive(Debug, thiserror::Error)]
pub enum LinkProblem {
    /// The address is not proven.
    #[error("the address is not verified")]
    Unverified,
    /// The customer with this address belongs to another account: an operator must look.
    #[error("the customer belongs to another account")]
    Conflict,
    /// Commerce Layer did not play along.
    #[error(transparent)]
    CommerceLayer(#[from] CommerceLayerError),
    /// Something nobody can repair here.
    #[error(transparent)]
    Failure(#[from] Failure),
}

app::problem!(LinkProblem);
broker::problem!(LinkProblem);

/// The account's customer, where it has one already. Asks nobody but the database.
pub async fn known(app: &App, account: &Account) -> Result<Option<CustomerId>, Failure> {
    Ok(store::customer_of(&app.db, account.id).await?)
}

/// The account's customer: known, or found or made now.
pub(super) async fn linked(app: &App, account: &Account) -> Result<CustomerId, LinkProblem> {
    if let Some(customer) = store::customer_of(&app.db, account.id).await? {
        return Ok(customer);
    }
    if account.email_verified_at.is_none() {
        return Err(LinkProblem::Unverified);
    }
    let customer = broker::as_integration(app, &account.organization, |commerce_layer, token| async move {
        find_or_create(&commerce_layer, &token, &account.email).await
    });
    keep(app, account, customer.await?).await
}

/// After Commerce Layer refused to act for the customer: if it is gone there, forgets it, so that the next
/// link finds or makes another (catalogue M11). True where it was gone.
pub async fn unlink_if_gone(
    app: &App,
    account: &Account,
    customer: &CustomerId,
) -> Result<bool, LinkProblem> {
    let found = broker::as_integration(app, &account.organization, |commerce_layer, token| async move {
        commerce_layer.customer(&token, customer).await
    });
    if found.await?.is_some() {
        return Ok(false);
    }
    store::forget(&app.db, account.id, customer, app.now()).await?;
    Ok(true)
}

async fn find_or_create(
    commerce_layer: &CommerceLayer,
    token: &IntegrationToken,
    email: &Email,
) -> Result<CustomerId, CommerceLayerError> {
    if let Some(customer) = commerce_layer.find_customer(token, email).await? {
        return Ok(customer.id);
    }
    match commerce_layer.create_customer(token, email).await {
        Ok(customer) => Ok(customer.id),
        // Somebody was quicker: another node, or a guest checkout with the same address.
        Err(CommerceLayerError::Taken) => {
            let customer = commerce_layer.find_customer(token, email).await?;
            customer.map(|customer| customer.id).ok_or(CommerceLayerError::Taken)
        }
        Err(error) => Err(error),
    }
}

async fn keep(app: &App, account: &Account, customer: CustomerId) -> Result<CustomerId, LinkProblem> {
    let now = app.now();
    let mut tx = app.db.begin().await?;
    match store::link(&mut tx, account.id, &account.organization, &customer, now).await {
        Ok(true) => {
            let entry = audit::Entry {
                event: Event::CustomerLinked,
                organization: &account.organization,
                account: Some(account.id),
                session: None,
                address: None,
            };
            audit::note(&mut tx, entry, now).await?;
            tx.commit().await?;
            Ok(customer)
        }
        // Linked by somebody else in the meantime: theirs counts.
        Ok(false) => {
            drop(tx);
            store::customer_of(&app.db, account.id).await?.ok_or(LinkProblem::Conflict)
        }
        Err(error) if crate::db::violates(&error, "customers_one_account_each") => Err(LinkProblem::Conflict),
        Err(error) => Err(error.into()),
    }
}
