//! Floor 8: the hand-over to a shop's back end. The browser carries a one-time code to the return address; the back
//! end proves that it is the storefront and exchanges it for a session token. A code that leaks on the way is worth
//! nothing without the storefront's secret, and nothing after its one use.

mod client;
mod store;

use std::net::IpAddr;

use chrono::TimeDelta;

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
    Ok(store::insert(&app.db, &code.hash(), new, now).await?.then_some(code))
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
    let (token, scope) = exchange(app, storefront, &code, return_url, address).await?;
    let session = sessions::resume_for_back_end(app, client_id, &token, app.now()).await?;
    let session = session.ok_or(HandoverProblem::WrongCode)?;
    let account = accounts::by_id(&app.db, session.account).await?;
    let account = account.filter(|account| account.locked_at.is_none());
    Ok(HandedOver { account: account.ok_or(HandoverProblem::WrongCode)?, session, token, scope })
}

/// Forgets codes that nobody fetched, and those whose token is gone.
pub async fn sweep(app: &App) -> Result<(), Failure> {
    Ok(store::sweep(&app.db, app.now() - REMEMBERED).await?)
}

/// Every condition by itself: a code of another storefront is refused whether or not it ran out (catalogue G11).
async fn exchange(
    app: &App,
    storefront: &StorefrontSettings,
    code: &HashedToken,
    return_url: &str,
    address: Option<IpAddr>,
) -> Result<(PlainToken, String), HandoverProblem> {
    let (client_id, now) = (&storefront.client.client_id, app.now());
    let mut tx = app.db.begin().await?;
    let found = store::find(&mut tx, code).await?.ok_or(HandoverProblem::WrongCode)?;
    if found.client_id != *client_id {
        return Err(HandoverProblem::WrongCode);
    }
    // The session first, as everybody who ends one does; whoever redeems the same code at once takes turns here.
    if !sessions::hold(&mut tx, found.session).await? {
        return Err(HandoverProblem::WrongCode);
    }
    let return_address = ReturnAddress::check(return_url, storefront).ok();
    let fits = return_address.is_some_and(|address| address.as_str() == found.return_address);
    if fits && store::use_up(&mut tx, code, now).await? {
        let token = sessions::give_to_back_end(&mut tx, found.session, client_id, code, now).await?;
        tx.commit().await?;
        return Ok((token, found.scope));
    }
    // Somebody else has seen a code that comes twice: whoever was first may have been that somebody (catalogue G12).
    if sessions::take_back(&mut tx, code).await? {
        let entry = audit::Entry {
            event: Event::HandoverReplayed,
            organization: &storefront.organization,
            account: None,
            session: Some(found.session),
            address,
        };
        audit::note(&mut tx, entry, now).await?;
        tx.commit().await?;
        tracing::warn!(session = %found.session, "a hand-over code was used twice; its session token is void");
    }
    Err(HandoverProblem::WrongCode)
}
