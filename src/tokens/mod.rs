//! Floor 8: customer tokens in the hands of the right session. A token is looked up by session, client and
//! scope, so that one customer's can never be served to another (catalogue M01); it is sealed at rest and
//! revoked when the session ends.

mod revocation;
mod store;

use std::net::IpAddr;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::accounts::Account;
use crate::app::{self, App, Failure};
use crate::audit::{self, Event};
use crate::commerce_layer::{CommerceLayerError, CustomerId, CustomerToken};
use crate::config::StorefrontSettings;
use crate::customers::{self, LinkProblem, Ready};
use crate::foundation::{Scope, Secret};
use crate::sessions::Session;
use crate::throttle::{self, Refusal};

pub use revocation::{revoke_all_of, revoke_due};

/// A token with less life than this is replaced while it still works (contract 2.7).
const RENEW_BEFORE: TimeDelta = TimeDelta::minutes(10);

/// Nobody waits longer for a token, which may take four calls of up to eight seconds each: the shopper is told
/// the truth instead, and the next try goes on where this one got to.
const PATIENCE: Duration = Duration::from_secs(12);

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
    /// The session ended in the meantime.
    #[error("signed out in the meantime")]
    SignedOut,
    /// Something nobody can repair here.
    #[error(transparent)]
    Failure(#[from] Failure),
}

app::problem!(TokenProblem);

impl TokenProblem {
    /// What Commerce Layer said, whichever step asked.
    pub fn commerce_layer(&self) -> Option<&CommerceLayerError> {
        match self {
            Self::CommerceLayer(error) | Self::Link(LinkProblem::CommerceLayer(error)) => Some(error),
            Self::Link(_) | Self::SignedOut | Self::Failure(_) => None,
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
    let (fresh, _) = kept(app, session, client_id, scope).await?;
    if let Some(token) = fresh {
        return Ok(token);
    }
    let key = (session.id, client_id.clone(), scope.as_str().to_owned());
    let turn = app.minting.take(key).await;
    let (fresh, last) = kept(app, session, client_id, scope).await?;
    if let Some(token) = fresh {
        return Ok(token);
    }
    let minted = if turn.waited {
        // Whoever was first got none just now; asking again for each of those who waited would not help.
        Err(CommerceLayerError::Unreachable("asked in vain a moment ago".into()).into())
    } else {
        let minting = mint_and_keep(app, session, account, storefront, scope, shopper);
        let in_time = tokio::time::timeout(PATIENCE, minting).await;
        in_time.unwrap_or_else(|_| Err(CommerceLayerError::Unreachable("no token in time".into()).into()))
    };
    minted.or_else(|problem| last.ok_or(problem))
}

/// The token in the vault: a fresh one, or one in its last minutes.
async fn kept(
    app: &App,
    session: &Session,
    client_id: &str,
    scope: &Scope,
) -> Result<(Option<Served>, Option<Served>), Failure> {
    let now = app.now();
    let newest = store::newest(app, session.id, client_id, scope, now).await?;
    Ok(match newest {
        Some(token) if token.expires_at - now > RENEW_BEFORE => (Some(token), None),
        last => (None, last),
    })
}

async fn mint_and_keep(
    app: &App,
    session: &Session,
    account: &Account,
    storefront: &StorefrontSettings,
    scope: &Scope,
    shopper: Option<IpAddr>,
) -> Result<Served, TokenProblem> {
    let now = app.now();
    let counted = throttle::take(&app.db, throttle::TOKENS_PER_ACCOUNT, &account.id.to_string(), now).await;
    match counted {
        Ok(()) => {}
        Err(Refusal::Wait(wait)) => {
            return Err(CommerceLayerError::BudgetSpent { retry_after: wait.to_std().ok() }.into());
        }
        Err(Refusal::Failure(failure)) => return Err(failure.into()),
    }
    let token = mint(app, account, storefront, scope, shopper).await?;
    if store::keep(app, session.id, &storefront.client.client_id, scope, &token, now).await? {
        return Ok(served(token));
    }
    // Signed out while the token was made: nobody may have it.
    let mut tx = app.db.begin().await?;
    for doomed in store::doomed(&storefront.client.client_id, &token, now) {
        store::doom(&app.sealer, &mut tx, &account.organization, &doomed, now).await?;
    }
    tx.commit().await?;
    app.ring();
    Err(TokenProblem::SignedOut)
}

async fn mint(
    app: &App,
    account: &Account,
    storefront: &StorefrontSettings,
    scope: &Scope,
    shopper: Option<IpAddr>,
) -> Result<CustomerToken, TokenProblem> {
    let ready = customers::ready(app, account).await?;
    match exchange(app, account, storefront, scope, &ready, shopper).await {
        Err(TokenProblem::CommerceLayer(refused @ CommerceLayerError::GrantRefused(_))) => {
            if !customers::unlink_if_gone(app, account, &ready.customer).await? {
                return Err(refused.into());
            }
            store::delete_of_customer(&app.db, account.id, &ready.customer).await?;
            let ready = customers::ready(app, account).await?;
            exchange(app, account, storefront, scope, &ready, shopper).await
        }
        answer => answer,
    }
}

/// A custom claim that does not fit into the assertion is left out (catalogue M13): the shop misses something, but
/// its customer can buy.
async fn exchange(
    app: &App,
    account: &Account,
    storefront: &StorefrontSettings,
    scope: &Scope,
    ready: &Ready,
    shopper: Option<IpAddr>,
) -> Result<CustomerToken, TokenProblem> {
    let commerce_layer = app.commerce_layer(&account.organization)?;
    let (client, customer) = (&storefront.client, &ready.customer);
    match commerce_layer.exchange(client, scope, customer, ready.custom_claim.as_ref(), shopper).await {
        Err(CommerceLayerError::Assertion(problem)) => {
            tracing::warn!(account = %account.id, %problem, "custom claim left out of the token");
            note_left_out(app, account).await?;
            Ok(commerce_layer.exchange(client, scope, customer, None, shopper).await?)
        }
        answer => Ok(answer?),
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

fn served(token: CustomerToken) -> Served {
    Served {
        access_token: token.access_token,
        customer: token.customer,
        scope: token.scope,
        expires_at: token.expires_at,
    }
}
