//! Floor 8: customer tokens in the hands of the right session. A token is looked up by session, client and
//! scope, so that one customer's can never be served to another (catalogue M01); it is sealed at rest and
//! revoked when the session ends.

mod revocation;
mod store;

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};

use crate::accounts::Account;
use crate::app::{App, Failure};
use crate::commerce_layer::{CommerceLayerError, CustomerId, CustomerToken};
use crate::config::StorefrontSettings;
use crate::customers::{self, LinkProblem};
use crate::foundation::{Scope, Secret};
use crate::sessions::Session;
use crate::throttle;

pub use revocation::{revoke_all_of, revoke_due};

/// A token with less life than this is replaced while it still works (contract 2.7).
const RENEW_BEFORE: TimeDelta = TimeDelta::minutes(10);

/// A customer token to hand out.
#[derive(Clone, Debug)]
pub struct Served {
    /// The access token.
    pub access_token: Secret,
    /// Whose it is.
    pub customer: CustomerId,
    /// The scope, as asked.
    pub scope: String,
    /// When it runs out.
    pub expires_at: DateTime<Utc>,
}

/// Why there is no token now.
#[derive(Debug, thiserror::Error)]
pub enum TokenProblem {
    /// The account's customer could not be had.
    #[error(transparent)]
    Link(#[from] LinkProblem),
    /// Commerce Layer did not give one.
    #[error(transparent)]
    CommerceLayer(#[from] CommerceLayerError),
    /// The account had its share of new tokens for now.
    #[error("too many tokens were asked for")]
    Wait(TimeDelta),
    /// The session ended meanwhile.
    #[error("the session has ended")]
    SignedOut,
    /// Something nobody can repair here.
    #[error(transparent)]
    Failure(#[from] Failure),
}

throttle::problem!(TokenProblem);

impl TokenProblem {
    /// What Commerce Layer said, whichever step asked.
    pub fn commerce_layer(&self) -> Option<&CommerceLayerError> {
        match self {
            Self::CommerceLayer(error) | Self::Link(LinkProblem::CommerceLayer(error)) => Some(error),
            Self::Link(_) | Self::Wait(_) | Self::SignedOut | Self::Failure(_) => None,
        }
    }
}

/// Forgets every customer token without revoking it: for a Commerce Layer that has forgotten them itself.
pub async fn forget_all(app: &App) -> Result<(), Failure> {
    Ok(store::delete_all(&app.db).await?)
}

/// The customer's token for this session, storefront and scope: the one in the vault while it lasts, else a
/// new one. Where no new one can be had, one in its last minutes is still served.
pub async fn customer_token(
    app: &App,
    session: &Session,
    account: &Account,
    storefront: &StorefrontSettings,
    scope: &Scope,
    shopper: Option<IpAddr>,
) -> Result<Served, TokenProblem> {
    let client_id = &storefront.client.client_id;
    let kept = store::newest(app, session.id, client_id, scope, app.now()).await?;
    if let Some(token) = &kept
        && is_fresh(token, app.now())
    {
        return Ok(token.clone());
    }
    match renewed(app, session, account, storefront, scope, shopper).await {
        Err(TokenProblem::SignedOut) => Err(TokenProblem::SignedOut),
        Err(problem) => kept.ok_or(problem),
        token => token,
    }
}

fn is_fresh(token: &Served, now: DateTime<Utc>) -> bool {
    token.expires_at - now > RENEW_BEFORE
}

/// A new token, or the one that another request fetched while this one waited for its turn: Commerce Layer gives
/// thirty a minute to all shoppers together, and nobody may use them up (catalogue E13).
async fn renewed(
    app: &App,
    session: &Session,
    account: &Account,
    storefront: &StorefrontSettings,
    scope: &Scope,
    shopper: Option<IpAddr>,
) -> Result<Served, TokenProblem> {
    let client_id = &storefront.client.client_id;
    let turn = app.minting.turn((session.id, client_id.clone(), scope.clone()), app.now()).await?;
    let kept = store::newest(app, session.id, client_id, scope, app.now()).await?;
    if let Some(token) = kept.filter(|token| is_fresh(token, app.now())) {
        return Ok(token);
    }
    throttle::take(&app.db, throttle::TOKENS_PER_ACCOUNT, &account.id.to_string(), app.now()).await?;
    match mint(app, account, storefront, scope, shopper).await {
        Ok(token) => {
            revocation::keep_or_revoke(app, session, client_id, scope, &token).await?;
            Ok(served(token))
        }
        Err(problem) => {
            if let Some(error) = problem.commerce_layer() {
                turn.failed(app.now(), error.clone());
            }
            Err(problem)
        }
    }
}

async fn mint(
    app: &App,
    account: &Account,
    storefront: &StorefrontSettings,
    scope: &Scope,
    shopper: Option<IpAddr>,
) -> Result<CustomerToken, TokenProblem> {
    let commerce_layer = app.commerce_layer(&account.organization)?;
    let customer = customers::linked(app, account).await?;
    match commerce_layer.exchange(&storefront.client, scope, &customer, shopper).await {
        Err(refused @ CommerceLayerError::GrantRefused(_)) => {
            if !customers::unlink_if_gone(app, account, &customer).await? {
                return Err(refused.into());
            }
            store::delete_of_customer(&app.db, account.id, &customer).await?;
            let customer = customers::linked(app, account).await?;
            Ok(commerce_layer.exchange(&storefront.client, scope, &customer, shopper).await?)
        }
        answer => Ok(answer?),
    }
}

fn served(token: CustomerToken) -> Served {
    Served {
        access_token: token.access_token,
        customer: token.customer,
        scope: token.scope,
        expires_at: token.expires_at,
    }
}
