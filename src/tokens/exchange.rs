//! A customer token anew, in the way that the storefront's settings choose. Nothing else of the product knows which.

use super::TokenProblem;
use super::next::Wanted;
use crate::accounts::Account;
use crate::app::{App, Failure};
use crate::audit::{self, Event};
use crate::broker::{BrokerProblem, Purpose, counted};
use crate::commerce_layer::{CommerceLayerError, Customer, CustomerToken};
use crate::config::Exchange;
use crate::customers::{self, Ready};

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
    let commerce_layer = app.commerce_layer(&account.organization)?;
    let ask = async |claim| {
        let (client, shopper) = (&wanted.storefront.client, wanted.shopper);
        let call = commerce_layer.exchange(client, &wanted.scope, &ready.customer, claim, shopper);
        counted(app, &account.organization, purpose, shopper, call).await
    };
    match ask(ready.custom_claim.as_ref()).await {
        Err(BrokerProblem::CommerceLayer(CommerceLayerError::Assertion(problem))) => {
            tracing::warn!(account = %account.id, %problem, "custom claim left out of the token");
            note_left_out(app, account).await?;
            Ok(ask(None).await?)
        }
        answer => Ok(answer?),
    }
}

/// The password grant cannot carry a custom claim: it is left out.
async fn by_password(
    app: &App,
    account: &Account,
    wanted: &Wanted,
    ready: &Ready,
    purpose: Purpose,
) -> Result<CustomerToken, TokenProblem> {
    let commerce_layer = app.commerce_layer(&account.organization)?;
    let ask = async |renew: bool| -> Result<CustomerToken, TokenProblem> {
        let secret = customers::exchange_password(app, account, &ready.customer, renew).await?;
        let (client, shopper) = (&wanted.storefront.client, wanted.shopper);
        let customer = Customer { id: ready.customer.clone(), email: secret.email };
        let call = commerce_layer.password(client, &wanted.scope, &customer, &secret.password, shopper);
        Ok(counted(app, &account.organization, purpose, shopper, call).await?)
    };
    match ask(false).await {
        // Somebody has set another password there, or moved the customer to another address: ours is set again, once.
        Err(TokenProblem::CommerceLayer(CommerceLayerError::GrantRefused(_))) => ask(true).await,
        answer => answer,
    }
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
