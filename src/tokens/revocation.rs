//! Revoking at Commerce Layer what a session had: rows, retried until it is done or the token has run out by
//! itself. Access and refresh token are revoked both, the refresh token first (contract 8.8).

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::store::{self, Claimed};
use crate::app::{App, Failure};
use crate::broker::{BrokerProblem, Purpose, counted};
use crate::commerce_layer::CommerceLayerError;
use crate::config::OrganizationName;
use crate::foundation::{Backoff, SessionId};
use crate::storefronts;

const RETRIES: Backoff = Backoff { first: TimeDelta::seconds(20), longest: TimeDelta::minutes(15) };
/// Longer than a whole batch can take when every call runs into its time limit: nothing is done twice.
const LEASE: TimeDelta = TimeDelta::minutes(3);
const MOST_AT_ONCE: i64 = 20;
/// Where the budget does not say when there is room.
const NO_ROOM: TimeDelta = TimeDelta::seconds(30);

/// Notes, in the transaction that ends the session, that all its tokens must be revoked.
pub async fn revoke_all_of(
    app: &App,
    tx: &mut PgConnection,
    organization: &OrganizationName,
    session: SessionId,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    for doomed in store::living_of(&app.sealer, tx, session, now).await? {
        store::doom(&app.sealer, tx, organization, &doomed, now).await?;
    }
    Ok(())
}

/// Revokes what is due; gives how many were tried. Where the budget has no room, all that is left waits for it: that was
/// no attempt.
pub async fn revoke_due(app: &App) -> Result<usize, Failure> {
    let now = app.now();
    let mut due = store::claim(&app.db, now, now + LEASE, MOST_AT_ONCE).await?;
    let count = due.len();
    // One after the other, in the order in which they were written: refresh tokens before access tokens.
    due.sort_by_key(|claimed| claimed.id);
    let mut room_at = None;
    for claimed in due {
        if now >= claimed.until {
            store::done(&app.db, claimed.id).await?;
        } else if let Some(room_at) = room_at {
            store::put_back(&app.db, claimed.id, room_at).await?;
        } else {
            match revoked(app, &claimed).await {
                Ok(()) => store::done(&app.db, claimed.id).await?,
                Err(Refused::NoRoom(wait)) => {
                    store::put_back(&app.db, claimed.id, now + wait).await?;
                    room_at = Some(now + wait);
                }
                Err(Refused::NotYet) => {
                    store::postpone(&app.db, claimed.id, RETRIES.next(now, claimed.attempts)).await?;
                }
            }
        }
    }
    Ok(count)
}

/// Why a token is not revoked yet.
enum Refused {
    /// No call may be made before this has passed.
    NoRoom(TimeDelta),
    /// A call was made, in vain.
    NotYet,
}

async fn revoked(app: &App, claimed: &Claimed) -> Result<(), Refused> {
    let problem = match revoke(app, claimed).await {
        Ok(()) => return Ok(()),
        Err(BrokerProblem::CommerceLayer(CommerceLayerError::BudgetSpent { retry_after })) => {
            let wait = retry_after.and_then(|wait| TimeDelta::from_std(wait).ok());
            return Err(Refused::NoRoom(wait.unwrap_or(NO_ROOM)));
        }
        Err(problem) => problem,
    };
    tracing::warn!(revocation = %claimed.id, attempts = claimed.attempts, %problem, "token not revoked yet");
    Err(Refused::NotYet)
}

async fn revoke(app: &App, claimed: &Claimed) -> Result<(), BrokerProblem> {
    let organization = OrganizationName::parse(&claimed.organization)
        .ok_or_else(|| Failure::new("the revocation names no organization"))?;
    let storefront = storefronts::by_client_id(&app.settings, &claimed.client_id)
        .ok_or_else(|| Failure::new("the storefront is not configured any more"))?;
    let context = store::revocation_context(claimed.id);
    let token = app.sealer.open(&context, &claimed.token_sealed).map_err(Failure::from)?;
    let call = app.commerce_layer(&organization)?.revoke(&storefront.client, &token);
    // Whether revocations are counted with the tokens is unknown: assume it (contract 6.3).
    counted(app, &organization, Purpose::Revocation, None, call).await
}
