//! Making a guest's cart the customer's at Commerce Layer (contract 10.19). Whoever comes first does it, the background
//! or the first page that asks for the cart; the row is claimed under a lease, so that it is done once.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::check::{PATIENCE, is_allowed};
use super::store::carts;
use super::store::handovers::{self, Claimed, Waiting};
use super::token::token_for;
use super::{Asked, Place, Variant, Whose};
use crate::accounts::{self, Account};
use crate::app::{App, Failure};
use crate::audit::{self, Event};
use crate::commerce_layer::{CommerceLayer, CommerceLayerError, OrderId, OrderStage};
use crate::foundation::{Backoff, CartHandoverId, Secret};
use crate::sessions::{self, Session};
use crate::storefronts::{by_client_id, offered};
use crate::tokens::TokenProblem;

const RETRIES: Backoff = Backoff { first: TimeDelta::seconds(20), longest: TimeDelta::minutes(15) };
/// Longer than an attempt can take: nothing is done twice.
const LEASE: TimeDelta = TimeDelta::minutes(3);
/// Nobody waits for the background, but its lease ends.
const PATIENCE_OF_THE_BACKGROUND: Duration = Duration::from_secs(25);
const MOST_AT_ONCE: i64 = 5;

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Adoption {
    /// The cart is the customer's.
    Done,
    /// It is placed, approved or cancelled: whoever bought it has it.
    Closed,
    /// The customer's token may not see or change it.
    Refused,
    /// Not yet: Commerce Layer is away, or somebody else is at it.
    Later,
}

/// Makes the cart that came along the visitor's, if it is due.
pub(super) async fn now(
    app: &App,
    asked: &Asked<'_>,
    session: &Session,
    account: &Account,
    waiting: &Waiting,
) -> Result<Adoption, Failure> {
    let now = app.now();
    match handovers::claim_one(&app.db, waiting.id, now, now + LEASE).await? {
        Some(attempts) => {
            let job = Job { id: waiting.id, order: &waiting.order, attempts, session, account };
            job.run(app, asked, PATIENCE).await
        }
        None => Ok(Adoption::Later),
    }
}

/// The same for a cart that the shopper has chosen just now.
pub(super) async fn chosen(
    app: &App,
    asked: &Asked<'_>,
    session: &Session,
    account: &Account,
    waiting: &Waiting,
) -> Result<Adoption, Failure> {
    handovers::decide(&app.db, waiting.id, session.id, app.now()).await?;
    now(app, asked, session, account, waiting).await
}

/// Does what is due; gives how many were tried.
pub async fn adopt_due(app: &App) -> Result<usize, Failure> {
    let now = app.now();
    let due = handovers::claim(&app.db, now, now + LEASE, MOST_AT_ONCE).await?;
    let count = due.len();
    for claimed in due {
        let adoption = in_background(app, &claimed, now).await?;
        tracing::debug!(handover = %claimed.id, ?adoption, "cart handed over");
    }
    Ok(count)
}

async fn in_background(app: &App, claimed: &Claimed, now: DateTime<Utc>) -> Result<Adoption, Failure> {
    let storefront = by_client_id(&app.settings, &claimed.client_id);
    let place = storefront.and_then(|it| Some((it, offered(it, &claimed.scope).ok()?)));
    let Some((storefront, scope)) = place else {
        // The shop is gone from the settings, or does not ask for this scope any more.
        handovers::delete(&app.db, claimed.id).await?;
        return Ok(Adoption::Refused);
    };
    let session = sessions::by_id(app, &storefront.organization, claimed.session, now).await?;
    let account = accounts::by_id(&app.db, claimed.account).await?;
    let account = account.filter(|account| account.locked_at.is_none());
    let (Some(session), Some(account)) = (session, account) else {
        handovers::postpone(&app.db, claimed.id, RETRIES.next(now, claimed.attempts)).await?;
        return Ok(Adoption::Later);
    };
    let variant = Variant::of_row(claimed.variant.clone());
    let whose = Whose::Account { session: &session, account: &account };
    let asked = Asked { whose, storefront, scope: &scope, variant: &variant, address: None };
    let (id, attempts) = (claimed.id, claimed.attempts);
    let job = Job { id, order: &claimed.order, attempts, session: &session, account: &account };
    job.run(app, &asked, PATIENCE_OF_THE_BACKGROUND).await
}

/// A claimed hand-over.
struct Job<'a> {
    id: CartHandoverId,
    order: &'a OrderId,
    attempts: i32,
    session: &'a Session,
    account: &'a Account,
}

impl Job<'_> {
    async fn run(&self, app: &App, asked: &Asked<'_>, patience: Duration) -> Result<Adoption, Failure> {
        let adopting = tokio::time::timeout(patience, adopt(app, asked, self.order));
        let adoption = adopting.await.unwrap_or(Ok(Adoption::Later))?;
        let now = app.now();
        match adoption {
            Adoption::Done => self.finish(app, asked.place(), Event::CartAdopted, now).await?,
            Adoption::Closed | Adoption::Refused => {
                self.finish(app, asked.place(), Event::CartRefused, now).await?;
            }
            Adoption::Later => {
                handovers::postpone(&app.db, self.id, RETRIES.next(now, self.attempts)).await?;
            }
        }
        Ok(adoption)
    }

    /// Where the shop has named another cart in the meantime, that one stands.
    async fn finish(
        &self,
        app: &App,
        place: Place<'_>,
        event: Event,
        now: DateTime<Utc>,
    ) -> Result<(), Failure> {
        let mut tx = app.db.begin().await?;
        if !handovers::delete(&mut *tx, self.id).await? {
            return Ok(());
        }
        if event == Event::CartAdopted {
            let order = carts::Kept::Order(self.order);
            carts::put_for_account(&mut tx, self.account.id, place, order, now).await?;
        }
        let entry = audit::Entry {
            event,
            organization: &self.account.organization,
            account: Some(self.account.id),
            session: Some(self.session.id),
            address: None,
        };
        audit::note(&mut tx, entry, now).await?;
        Ok(tx.commit().await?)
    }
}

async fn adopt(app: &App, asked: &Asked<'_>, order: &OrderId) -> Result<Adoption, Failure> {
    if !is_allowed(app, asked.organization()).await? {
        return Ok(Adoption::Later);
    }
    let token = match token_for(app, asked).await {
        Ok(token) => token.access_token,
        Err(TokenProblem::Failure(failure)) => return Err(failure),
        // The market is closed to this customer: no cart of it can be his.
        Err(TokenProblem::CommerceLayer(CommerceLayerError::ScopeRefused)) => return Ok(Adoption::Refused),
        Err(problem) => {
            tracing::info!(%problem, "no token to hand a cart over");
            return Ok(Adoption::Later);
        }
    };
    let commerce_layer = app.commerce_layer(asked.organization())?;
    Ok(claim(commerce_layer, order, &token).await.unwrap_or_else(|problem| what_it_means(&problem)))
}

/// Only a guest's cart is claimed, never what was bought (catalogue M05). An order that is no guest's and yet seen
/// by this customer is his already: the answer to an earlier claim was lost.
async fn claim(
    commerce_layer: &CommerceLayer,
    order: &OrderId,
    token: &Secret,
) -> Result<Adoption, CommerceLayerError> {
    let found = commerce_layer.order(order, token).await?;
    match found.stage {
        OrderStage::Closed => Ok(Adoption::Closed),
        OrderStage::Between => Ok(Adoption::Later),
        OrderStage::Cart if !found.guest => Ok(Adoption::Done),
        OrderStage::Cart => commerce_layer.claim_order(order, token).await.map(|_| Adoption::Done),
    }
}

/// Refusals are the organization's configuration, or somebody else's order: harmless, and not worth trying again
/// (contract 10.21).
fn what_it_means(problem: &CommerceLayerError) -> Adoption {
    match problem {
        CommerceLayerError::NotFound
        | CommerceLayerError::NotPermitted
        | CommerceLayerError::Invalid(_)
        | CommerceLayerError::Taken => {
            tracing::info!(%problem, "a guest's cart was not handed over");
            Adoption::Refused
        }
        _ => {
            tracing::warn!(%problem, "a guest's cart is not handed over yet");
            Adoption::Later
        }
    }
}
