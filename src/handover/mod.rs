//! Floor 8: the hand-over to a shop's back end. The browser carries a one-time code to the return address; the back
//! end proves that it is the storefront and exchanges it for a session token. A code that leaks on the way is worth
//! nothing without the storefront's secret, and nothing after its one use.

mod client;
mod store;

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{Postgres, Transaction};

use crate::accounts::{self, Account};
use crate::app::{App, Failure};
use crate::audit::{self, Event};
use crate::config::StorefrontSettings;
use crate::foundation::{HashedToken, PlainToken};
use crate::sessions::{self, Session};
use crate::storefronts::{ReturnAddress, Visit};
use crate::throttle;

pub use client::authenticate;

/// How long a code waits for the shop's back end.
const LIFETIME: TimeDelta = TimeDelta::minutes(1);
/// Codes of one session that wait at once, so that nobody fills the table by going on to the shop over and over.
const MOST_WAITING: i64 = 20;
/// How long one that nobody fetched is kept after it ran out.
const REMEMBERED: TimeDelta = TimeDelta::hours(24);

/// What a shop's back end has in the end.
#[derive(Debug)]
pub struct HandedOver {
    /// The session.
    pub session: Session,
    /// Whose it is.
    pub account: Account,
    /// The back end's own token for the session.
    pub token: PlainToken,
    /// The scope of the link that the person came with.
    pub scope: String,
}

/// Why nothing is handed over.
#[derive(Debug, thiserror::Error)]
pub enum HandoverProblem {
    /// No storefront with this id and secret.
    #[error("the client is unknown or its secret wrong")]
    WrongClient,
    /// The code is unknown, used, too old, another storefront's, or for another return address: which, is not told.
    #[error("the code is not valid")]
    WrongCode,
    /// Too many wrong secrets from one network.
    #[error("too many wrong secrets")]
    Wait(TimeDelta),
    /// Something nobody can repair here.
    #[error(transparent)]
    Failure(#[from] Failure),
}

throttle::problem!(HandoverProblem);

/// A code for the return address of a visit; `None` where the session has ended in the meantime.
pub async fn code_for(app: &App, session: &Session, visit: &Visit) -> Result<Option<PlainToken>, Failure> {
    let (code, now) = (PlainToken::generate(), app.now());
    let new = store::New {
        session: session.id,
        client_id: &visit.storefront.client.client_id,
        return_address: visit.return_to.as_str(),
        scope: visit.scope.as_str(),
        expires_at: now + LIFETIME,
    };
    if !store::insert(&app.db, &code.hash(), new, now).await? {
        return Ok(None);
    }
    store::delete_beyond(&app.db, session.id, MOST_WAITING).await?;
    Ok(Some(code))
}

/// Exchanges a code for a session token; `storefront` is who proved to be it.
pub async fn redeem(
    app: &App,
    storefront: &StorefrontSettings,
    code: &str,
    return_url: &str,
    address: Option<IpAddr>,
) -> Result<HandedOver, HandoverProblem> {
    let client_id = &storefront.client.client_id;
    let code = PlainToken::parse(code).ok_or(HandoverProblem::WrongCode)?.hash();
    let now = app.now();
    let found = store::find(&app.db, &code).await?.ok_or(HandoverProblem::WrongCode)?;
    // Every condition by itself: a code of another storefront is refused whether or not it ran out (catalogue G11).
    if found.client_id != *client_id {
        return Err(HandoverProblem::WrongCode);
    }
    let account = accounts::by_id(&app.db, found.account).await?;
    let account = account.filter(|account| account.locked_at.is_none()).ok_or(HandoverProblem::WrongCode)?;
    let mut tx = app.db.begin().await?;
    // The session first, as everybody who ends one does; whoever redeems the same code at once takes turns here.
    let session =
        sessions::hold_living(&mut tx, found.session, now).await?.ok_or(HandoverProblem::WrongCode)?;
    let return_address = ReturnAddress::check(return_url, storefront).ok();
    let fits = return_address.is_some_and(|address| address.as_str() == found.return_address);
    if !fits || !store::use_up(&mut tx, &code, now).await? {
        take_back(tx, &code, &session, address, now).await?;
        return Err(HandoverProblem::WrongCode);
    }
    let token = sessions::give_to_back_end(&mut tx, session.id, client_id, &code, now).await?;
    tx.commit().await?;
    Ok(HandedOver { session, account, token, scope: found.scope })
}

/// Forgets codes that nobody fetched, and those whose token is gone.
pub async fn sweep(app: &App) -> Result<(), Failure> {
    Ok(store::sweep(&app.db, app.now() - REMEMBERED).await?)
}

/// Somebody else has seen a code that comes twice: whoever was first may have been that somebody (catalogue G12).
async fn take_back(
    mut tx: Transaction<'_, Postgres>,
    code: &HashedToken,
    session: &Session,
    address: Option<IpAddr>,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    if !sessions::take_back(&mut tx, code).await? {
        return Ok(());
    }
    let entry = audit::Entry {
        event: Event::HandoverReplayed,
        organization: &session.organization,
        account: Some(session.account),
        session: Some(session.id),
        address,
    };
    audit::note(&mut tx, entry, now).await?;
    tx.commit().await?;
    tracing::warn!(session = %session.id, "a hand-over code was used twice; its session token is void");
    Ok(())
}
