//! Floor 8: customer tokens in the hands of the right session. A token is looked up by session, client and
//! scope, so that one customer's can never be served to another (catalogue M01); it is sealed at rest and
//! revoked when the session ends.
//!
//! It is served from memory, else from the vault (one statement), else fetched by one flight over all nodes: for the
//! refresh token, else anew. In its last quarter of an hour it is served while the next one is fetched.

mod exchange;
mod forget;
mod next;
mod rejected;
mod revocation;
mod store;
mod visitor;

use std::net::IpAddr;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::accounts::Account;
use crate::app::{self, App, Failure};
use crate::broker::{self, FlightProblem, fly};
use crate::commerce_layer::{CommerceLayerError, CustomerId};
use crate::config::StorefrontSettings;
use crate::customers::LinkProblem;
use crate::foundation::{Scope, Secret};
use crate::metrics::{Kind, Source};
use crate::sessions::Session;

pub use forget::{forget_all, forget_storefront};
pub use rejected::rejected;
pub use revocation::{revoke_all_of, revoke_due};
pub use store::sweep;
pub use visitor::for_visitor;

use next::Wanted;

/// js-auth takes a token with less life for expired (contract 13): the next one is fetched before it is served.
const TOO_SHORT: TimeDelta = TimeDelta::minutes(10);
/// Between two attempts to fetch the next one in the background, over all nodes.
const BETWEEN_ATTEMPTS: TimeDelta = TimeDelta::seconds(30);
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
    pub scope: Scope,
    /// When it runs out.
    pub expires_at: DateTime<Utc>,
}

/// Why there is no token now.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TokenProblem {
    /// The address is not proven, so there is no customer.
    #[error("the address is not verified")]
    Unverified,
    /// The customer with this address belongs to another account: an operator must look.
    #[error("the customer belongs to another account")]
    Conflict,
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
broker::problem!(TokenProblem);

impl From<LinkProblem> for TokenProblem {
    fn from(problem: LinkProblem) -> Self {
        match problem {
            LinkProblem::Unverified => Self::Unverified,
            LinkProblem::Conflict => Self::Conflict,
            LinkProblem::CommerceLayer(error) => Self::CommerceLayer(error),
            LinkProblem::Failure(failure) => Self::Failure(failure),
        }
    }
}

impl FlightProblem for TokenProblem {
    fn commerce_layer(&self) -> Option<&CommerceLayerError> {
        match self {
            Self::CommerceLayer(error) => Some(error),
            _ => None,
        }
    }
}

impl TokenProblem {
    /// The reason that an operator counts.
    fn reason(&self) -> &'static str {
        match self {
            Self::Unverified => "unverified",
            Self::Conflict => "conflict",
            Self::CommerceLayer(error) => error.reason(),
            Self::SignedOut => "signed_out",
            Self::Failure(_) => "failure",
        }
    }
}

/// The customer's token for this session, storefront and scope.
pub async fn customer_token(
    app: &App,
    session: &Session,
    account: &Account,
    storefront: &StorefrontSettings,
    scope: &Scope,
    shopper: Option<IpAddr>,
) -> Result<Served, TokenProblem> {
    let wanted = Wanted {
        session: session.id,
        account: account.id,
        storefront: storefront.clone(),
        scope: scope.clone(),
        shopper,
    };
    let kept = store::newest(app, session.id, &storefront.client.client_id, scope, app.now()).await?;
    Ok(serve(app, wanted, kept).await?.0)
}

/// Serves what the vault has, as it deserves: a long one as it is, one that is due while the next one is fetched, a
/// short one only where no other can be had. Gives when to look into the vault again, too.
async fn serve(
    app: &App,
    wanted: Wanted,
    kept: Option<store::Kept>,
) -> Result<(Served, DateTime<Utc>), TokenProblem> {
    let now = app.now();
    if let Some(kept) = &kept
        && kept.served.expires_at - now > TOO_SHORT
    {
        let renew_at = renew_if_due(app, wanted, kept, now).await?;
        app.metrics.served(Kind::Customer, Source::Database);
        return Ok((kept.served.clone(), renew_at));
    }
    let patience = if kept.is_some() { broker::SHORT_PATIENCE } else { PATIENCE };
    match in_time(app, wanted, patience).await {
        Ok((served, source)) => {
            app.metrics.served(Kind::Customer, source);
            // When it is due is in the vault: the next request looks there.
            Ok((served, now))
        }
        Err(problem) => {
            if let Some(last) = kept.filter(|kept| kept.served.expires_at > app.now()) {
                app.metrics.served(Kind::Customer, Source::LastMinutes);
                return Ok((last.served, now));
            }
            app.metrics.not_served(Kind::Customer, problem.reason());
            Err(problem)
        }
    }
}

/// Goes to fetch the next token in the background, if it is time and nobody else does so; gives when to look again.
async fn renew_if_due(
    app: &App,
    wanted: Wanted,
    kept: &store::Kept,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, Failure> {
    if kept.renew_at > now {
        return Ok(kept.renew_at);
    }
    let again = now + BETWEEN_ATTEMPTS;
    if store::postpone_renewal(&app.db, kept.id, now, again).await?
        && let Ok(own) = app.arc()
    {
        tokio::spawn(async move {
            let account = wanted.account;
            if let Err(problem) = Box::pin(fly(&own, &wanted)).await {
                tracing::info!(%account, %problem, "token not renewed yet");
            }
        });
    }
    Ok(again)
}

/// The next token, apart from whoever asks: a browser that goes away must not end a call in whose answer a refresh token
/// is on its way.
async fn in_time(app: &App, wanted: Wanted, patience: Duration) -> Result<(Served, Source), TokenProblem> {
    let own = app.arc()?;
    let fetching = tokio::spawn(async move { fly(&own, &wanted).await });
    match tokio::time::timeout(patience, fetching).await {
        Ok(fetched) => fetched.map_err(Failure::new)?,
        Err(_) => Err(CommerceLayerError::Unreachable("no token in time".into()).into()),
    }
}
