//! A customer token anew, in the way that the storefront's settings choose. Nothing else of the product knows which.

use super::TokenProblem;
use super::next::Wanted;
use crate::accounts::Account;
use crate::app::{App, Failure};
use crate::audit::{self, Event};
use crate::broker::{Purpose, counted};
use crate::commerce_layer::{CommerceLayerError, Customer, CustomerToken};
use crate::config::Exchange;
use crate::customers::{self, ExchangePassword, Ready};

/// Exchanges what we know of the customer for a token.
pub(super) async fn exchange(
    app: &App,
    account: &Account,
    wanted: &Wanted,
    ready: &Ready,
    purpose: Purpose,
) -> Result<CustomerToken, TokenProblem> {
    match wanted.storefront.exchange {
        Exchange::JwtBearer => by_assertion(app, account, wanted, ready, purpose).await,
        Exchange::Password => by_password(app, account, wanted, ready, purpose).await,
    }
}

/// A custom claim that does not fit into the assertion is left out (catalogue M13): the shop misses something, but
/// its customer can buy.
async fn by_assertion(
    app: &App,
    account: &Account,
    wanted: &Wanted,
    ready: &Ready,
    purpose: Purpose,
) -> Result<CustomerToken, TokenProblem> {
    match assert(app, account, wanted, ready, purpose).await {
        Err(TokenProblem::CommerceLayer(CommerceLayerError::Assertion(problem))) => {
            tracing::warn!(account = %account.id, %problem, "custom claim left out of the token");
            note_left_out(app, account).await?;
            let without = Ready { custom_claim: None, ..ready.clone() };
            assert(app, account, wanted, &without, purpose).await
        }
        answer => answer,
    }
}

async fn assert(
    app: &App,
    account: &Account,
    wanted: &Wanted,
    ready: &Ready,
    purpose: Purpose,
) -> Result<CustomerToken, TokenProblem> {
    let commerce_layer = app.commerce_layer(&account.organization)?;
    let (client, shopper, claim) = (&wanted.storefront.client, wanted.shopper, ready.custom_claim.as_ref());
    let call = commerce_layer.exchange(client, &wanted.scope, &ready.customer, claim, shopper);
    Ok(counted(app, &account.organization, purpose, shopper, call).await?)
}

/// The password grant cannot carry a custom claim: it is left out.
async fn by_password(
    app: &App,
    account: &Account,
    wanted: &Wanted,
    ready: &Ready,
    purpose: Purpose,
) -> Result<CustomerToken, TokenProblem> {
    let kept = customers::exchange_password(app, account, &ready.customer, None).await?;
    match sign_in(app, account, wanted, ready, (purpose, &kept)).await {
        // Somebody has set another password there, or moved the customer to another address: ours is set again, once.
        Err(TokenProblem::CommerceLayer(CommerceLayerError::GrantRefused(_))) => {
            let renewed = customers::exchange_password(app, account, &ready.customer, Some(&kept)).await?;
            sign_in(app, account, wanted, ready, (purpose, &renewed)).await
        }
        answer => answer,
    }
}

async fn sign_in(
    app: &App,
    account: &Account,
    wanted: &Wanted,
    ready: &Ready,
    (purpose, secret): (Purpose, &ExchangePassword),
) -> Result<CustomerToken, TokenProblem> {
    let commerce_layer = app.commerce_layer(&account.organization)?;
    let customer = Customer { id: ready.customer.clone(), email: secret.email.clone() };
    let (client, shopper) = (&wanted.storefront.client, wanted.shopper);
    let call = commerce_layer.password(client, &wanted.scope, &customer, &secret.password, shopper);
    Ok(counted(app, &account.organization, purpose, shopper, call).await?)
}

async fn note_left_out(app: &App, account: &Account) -> Result<(), Failure> {
    let entry = audit::Entry {
        event: Event::CustomClaimLeftOut,
        organization: &account.organization,
        account: Some(account.id),
        session: None,
        address: None,
    };
    let mut connection = app.db.acquire().await?;
    Ok(audit::note(&mut connection, entry, app.now()).await?)
}
