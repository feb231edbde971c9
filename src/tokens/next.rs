//! Fetching the next customer token, once over all nodes: for the refresh token, where there is one, else anew. A
//! refresh token is taken out of the vault before it is used, because an answer may be lost after it was used up: then
//! the token is had anew, and nobody is signed out by it (catalogue J06).

use std::net::IpAddr;

use chrono::{DateTime, Utc};

use super::exchange::exchange;
use super::store::{self, Spent};
use super::{Served, TOO_SHORT, TokenProblem};
use crate::accounts::{self, Account};
use crate::app::{App, Failure};
use crate::broker::{Flight, FlightKey, Purpose, counted, key_of};
use crate::commerce_layer::{CommerceLayerError, CustomerToken};
use crate::config::StorefrontSettings;
use crate::customers::{self, Ready};
use crate::foundation::{AccountId, Scope, SessionId};
use crate::metrics::Source;
use crate::throttle::{self, Refusal};

/// Which token is wanted.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub session: SessionId,
    pub account: AccountId,
    pub storefront: StorefrontSettings,
    pub scope: Scope,
    pub shopper: Option<IpAddr>,
}

impl Wanted {
    pub(super) fn client_id(&self) -> &str {
        &self.storefront.client.client_id
    }
}

impl Flight for Wanted {
    type Cargo = (Served, Source);
    type Problem = TokenProblem;

    /// Named by everything that makes a token another one.
    fn key(&self) -> FlightKey {
        key_of(&["customer", &self.session.to_string(), self.client_id(), self.scope.as_str()])
    }

    async fn look(&self, app: &App) -> Result<Option<(Served, Source)>, TokenProblem> {
        let now = app.now();
        let kept = store::newest(app, self.session, self.client_id(), &self.scope, now).await?;
        Ok(kept.filter(|kept| kept.is_fresh(now)).map(|kept| (kept.served, Source::Database)))
    }

    async fn fetch(&self, app: &App) -> Result<(Served, Source), TokenProblem> {
        fetch(app, self).await
    }
}

impl store::Kept {
    /// Whether nobody needs to fetch another. One whose renewal was put off is the one that is to be replaced.
    fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        self.renew_at - now > super::BETWEEN_ATTEMPTS && self.served.expires_at - now > TOO_SHORT
    }
}

async fn fetch(app: &App, wanted: &Wanted) -> Result<(Served, Source), TokenProblem> {
    let account = accounts::by_id(&app.db, wanted.account).await?;
    // Locked while this was on its way: no token for it (catalogue A13).
    let account = account.filter(|account| account.locked_at.is_none()).ok_or(TokenProblem::SignedOut)?;
    count(app, wanted).await?;
    let purpose = purpose(app, wanted).await?;
    let ready = customers::ready(app, &account).await?;
    if let Some(token) = refreshed(app, &account, wanted, &ready).await? {
        return Ok((keep(app, &account, wanted, token).await?, Source::Refreshed));
    }
    let token = mint(app, &account, wanted, ready, purpose).await?;
    Ok((keep(app, &account, wanted, token).await?, Source::Minted))
}

async fn count(app: &App, wanted: &Wanted) -> Result<(), TokenProblem> {
    let subject = wanted.account.to_string();
    match throttle::take(&app.db, throttle::TOKENS_PER_ACCOUNT, &subject, app.now()).await {
        Ok(()) => Ok(()),
        Err(Refusal::Wait(wait)) => {
            Err(CommerceLayerError::BudgetSpent { retry_after: wait.to_std().ok() }.into())
        }
        Err(Refusal::Failure(failure)) => Err(failure.into()),
    }
}

/// How much the token matters: somebody without any cannot buy at all.
async fn purpose(app: &App, wanted: &Wanted) -> Result<Purpose, Failure> {
    let had = store::had(&app.db, wanted.session, wanted.client_id(), &wanted.scope).await?;
    Ok(match had {
        store::Had::Nothing if has_had_its_share(app, wanted.shopper).await? => Purpose::OtherScope,
        store::Had::Nothing => Purpose::SignIn,
        store::Had::Another => Purpose::OtherScope,
        store::Had::This => Purpose::Refresh,
    })
}

/// Whether many have signed in from this network a moment ago.
async fn has_had_its_share(app: &App, shopper: Option<IpAddr>) -> Result<bool, Failure> {
    let Some(network) = shopper.map(throttle::network) else { return Ok(false) };
    match throttle::take(&app.db, throttle::FIRST_TOKENS_PER_NETWORK, &network, app.now()).await {
        Ok(()) => Ok(false),
        Err(Refusal::Wait(_)) => Ok(true),
        Err(Refusal::Failure(failure)) => Err(failure),
    }
}

/// A token for the refresh token; `None` where there is none, or it does not help. What a provider says in
/// `custom_claim` would be lost by it (contract 5.13).
async fn refreshed(
    app: &App,
    account: &Account,
    wanted: &Wanted,
    ready: &Ready,
) -> Result<Option<CustomerToken>, TokenProblem> {
    if ready.custom_claim.is_some() {
        return Ok(None);
    }
    let (client_id, scope) = (wanted.client_id(), &wanted.scope);
    let spent = store::take_refresh(app, wanted.session, client_id, scope, &ready.customer).await?;
    let Some(spent) = spent else { return Ok(None) };
    let commerce_layer = app.commerce_layer(&account.organization)?;
    let client = &wanted.storefront.client;
    let call = commerce_layer.refresh(client, scope, &ready.customer, &spent.token, wanted.shopper);
    match counted(app, &account.organization, Purpose::Refresh, wanted.shopper, call).await {
        Ok(token) => Ok(Some(token)),
        Err(problem) => {
            let problem = TokenProblem::from(problem);
            after_failure(app, account, wanted, spent, &problem).await?;
            match problem {
                TokenProblem::CommerceLayer(error) if !error.was_not_sent() => {
                    tracing::info!(account = %account.id, problem = %error, "refresh token of no use");
                    Ok(None)
                }
                problem => Err(problem),
            }
        }
    }
}

/// A refresh token that was not sent is as good as before. One whose answer was lost may be used up or not: it is not
/// used again, but it is revoked, because it may still be alive.
async fn after_failure(
    app: &App,
    account: &Account,
    wanted: &Wanted,
    spent: Spent,
    problem: &TokenProblem,
) -> Result<(), Failure> {
    match problem {
        TokenProblem::CommerceLayer(error) if error.was_not_sent() => {
            Ok(store::put_refresh_back(app, &spent).await?)
        }
        TokenProblem::CommerceLayer(CommerceLayerError::Unreachable(_)) => {
            let doomed = store::doomed_refresh(wanted.client_id(), spent);
            let mut connection = app.db.acquire().await?;
            store::doom(&app.sealer, &mut connection, &account.organization, &doomed, app.now()).await
        }
        TokenProblem::CommerceLayer(_) => Ok(()),
        _ => Ok(store::put_refresh_back(app, &spent).await?),
    }
}

/// A customer who is gone at Commerce Layer is found or made anew (catalogue M11).
async fn mint(
    app: &App,
    account: &Account,
    wanted: &Wanted,
    ready: Ready,
    purpose: Purpose,
) -> Result<CustomerToken, TokenProblem> {
    match exchange(app, account, wanted, &ready, purpose).await {
        Err(TokenProblem::CommerceLayer(refused @ CommerceLayerError::GrantRefused(_))) => {
            if !customers::unlink_if_gone(app, account, &ready.customer).await? {
                return Err(refused.into());
            }
            store::delete_of_customer(&app.db, account.id, &ready.customer).await?;
            let ready = customers::ready(app, account).await?;
            exchange(app, account, wanted, &ready, purpose).await
        }
        answer => answer,
    }
}

async fn keep(
    app: &App,
    account: &Account,
    wanted: &Wanted,
    token: CustomerToken,
) -> Result<Served, TokenProblem> {
    let (client_id, now) = (wanted.client_id(), app.now());
    if store::keep(app, wanted.session, client_id, &wanted.scope, &token, now).await? {
        // Remembered with the token before, the visitor would be served that one until it is looked for again.
        app.memory.forget_session(wanted.session);
        return Ok(Served {
            access_token: token.access_token,
            customer: token.customer,
            scope: wanted.scope.clone(),
            expires_at: token.expires_at,
        });
    }
    // Signed out while the token was made: nobody may have it.
    let mut tx = app.db.begin().await?;
    for doomed in store::doomed(client_id, &token, now) {
        store::doom(&app.sealer, &mut tx, &account.organization, &doomed, now).await?;
    }
    tx.commit().await?;
    app.ring();
    Err(TokenProblem::SignedOut)
}
