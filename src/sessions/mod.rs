//! Floor 5: the signed-in browser: start, resume, end. Knows a person only by id. The browser keeps 256
//! random bits that mean nothing; the database keeps their hash (catalogue H04, H05).

mod back_end;
mod device;
mod store;
mod upstream;

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use crate::app::{App, Failure};
use crate::audit::Event;
use crate::config::OrganizationName;
use crate::foundation::{AccountId, HashedToken, PlainToken, SessionId};
use crate::throttle::Counts;

pub use back_end::{browser_token, give_to_back_end, resume_for_back_end, take_back};
pub use device::{Acquaintance, Device, sweep_devices};
pub use store::devices::knows_device;
pub use upstream::{SignedOutThere, Upstream, began_at, begun_by_identity, begun_with, upstream_of};

/// A session is touched at most this often, so that reading it is no write.
pub const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(5);
const LONGEST_USER_AGENT: usize = 400;

/// A signed-in browser.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Who is signed in.
    pub account: AccountId,
    /// Where.
    pub organization: OrganizationName,
    /// The storefront that the person signed in for.
    pub client_id: String,
    /// What the browser calls itself.
    pub user_agent: String,
    /// When the person signed in.
    pub created_at: DateTime<Utc>,
    /// When the session ends for sure.
    pub expires_at: DateTime<Utc>,
}

/// What a new session is made of.
#[derive(Clone)]
pub struct NewSession<'a> {
    /// Who.
    pub account: AccountId,
    /// Where.
    pub organization: &'a OrganizationName,
    /// For which storefront.
    pub client_id: &'a str,
    /// How the person was proved: `password`, `email_code`, `provider`.
    pub method: &'static str,
    /// What the browser calls itself.
    pub user_agent: &'a str,
    /// Its network address.
    pub address: Option<IpAddr>,
    /// The cookie by which it is known again.
    pub device: &'a HashedToken,
    /// Where the caller does not hold the account yet, and has no transaction.
    pub proof: Option<Proof<'a>>,
}

/// A password that was just proven: the account is held with it, and no session starts where either may not be used any
/// more.
#[derive(Clone, Copy)]
pub struct Proof<'a> {
    /// The hash that it was proven against.
    pub hash: &'a str,
    /// What it was counted on as a guess, which it was not: given back whatever comes of the session.
    pub guess: &'a Counts,
}

/// A session that has started.
#[derive(Debug)]
pub struct Started {
    /// The session.
    pub session: Session,
    /// What its browser keeps.
    pub token: PlainToken,
    /// Whether the account was signed in with this browser before.
    pub met: Acquaintance,
}

/// Starts a session, and writes what every sign-in writes besides: its entry in the diary, and the browser; all by one
/// statement, in the caller's transaction or, with a proof, in its own. The token is new at every sign-in, so that one
/// planted before it is worth nothing (catalogue H01). None where the account may not be used with its proof any more.
pub async fn start(
    app: &App,
    tx: &mut PgConnection,
    new: NewSession<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Started>, Failure> {
    let token = PlainToken::generate();
    let user_agent: String =
        new.user_agent.chars().filter(|c| !c.is_control()).take(LONGEST_USER_AGENT).collect();
    let session = Session {
        id: SessionId::generate(),
        account: new.account,
        organization: new.organization.clone(),
        client_id: new.client_id.to_owned(),
        user_agent,
        created_at: now,
        expires_at: now + app.settings.sessions.absolute,
    };
    let until = (now + app.settings.sessions.idle, device::lately(now));
    let met = store::start(tx, &session, &new, Event::SignedIn.name(), &token.hash(), until).await?;
    Ok(met.map(|met| Started { session, token, met: met.into() }))
}

/// The session that a browser's token belongs to, if it has not ended. Using it keeps it from idling out.
pub async fn resume(
    app: &App,
    organization: &OrganizationName,
    token: &PlainToken,
    now: DateTime<Utc>,
) -> Result<Option<Session>, Failure> {
    let Some(found) = store::by_token(&app.db, organization, &token.hash(), now).await? else {
        return Ok(None);
    };
    Ok(Some(seen(app, found, now).await?))
}

/// Notes that a session was used.
async fn seen(app: &App, found: store::Found, now: DateTime<Utc>) -> Result<Session, Failure> {
    keep_awake(app, found.session.id, found.last_seen_at, now).await?;
    Ok(found.session)
}

/// Keeps a session that is used from idling out.
pub async fn keep_awake(
    app: &App,
    session: SessionId,
    last_seen_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    if now - last_seen_at >= TOUCH_EVERY {
        store::touch(&app.db, session, now, now + app.settings.sessions.idle).await?;
    }
    Ok(())
}

/// The session with this id, if it has not ended: for work in the background, which is no use of it.
pub async fn by_id(
    app: &App,
    organization: &OrganizationName,
    session: SessionId,
    now: DateTime<Utc>,
) -> Result<Option<Session>, Failure> {
    Ok(store::by_id(&app.db, organization, session, now).await?)
}

/// Holds a session until the end of the caller's transaction: no token is kept for it meanwhile. False when it has
/// ended already.
pub async fn hold(tx: &mut PgConnection, session: SessionId) -> Result<bool, Failure> {
    Ok(store::lock(tx, session).await?)
}

/// The same of one that has not run out, and what it is.
pub async fn hold_living(
    tx: &mut PgConnection,
    session: SessionId,
    now: DateTime<Utc>,
) -> Result<Option<Session>, Failure> {
    Ok(store::lock_living(tx, session, now).await?)
}

/// Ends a session as part of the caller's transaction. False when it had ended already. The other nodes hear of it with
/// the commit; this one forgets it now, so that its next answer knows.
pub async fn end(app: &App, tx: &mut PgConnection, session: SessionId) -> Result<bool, Failure> {
    app.memory.forget_session(session);
    Ok(store::delete(tx, session).await?)
}

/// Every session of an account, held as by [`hold`].
pub async fn of_account(tx: &mut PgConnection, account: AccountId) -> Result<Vec<SessionId>, Failure> {
    Ok(store::of_account(tx, account).await?)
}

/// A session as its owner sees it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its id.
    pub id: SessionId,
    /// What the browser calls itself.
    pub user_agent: String,
    /// When it was last used.
    pub last_seen_at: DateTime<Utc>,
    /// From which network address the person signed in.
    pub address: Option<String>,
}

/// The living sessions of an account, the last used first; at most a hundred.
pub async fn list(app: &App, account: AccountId) -> Result<Vec<Listed>, Failure> {
    Ok(store::list(&app.db, account, app.now()).await?)
}

/// Up to `most` sessions that ran out: their tokens are to be revoked before they are ended.
pub async fn expired(
    app: &App,
    now: DateTime<Utc>,
    most: i64,
) -> Result<Vec<(SessionId, OrganizationName)>, Failure> {
    let expired = store::expired(&app.db, now, most).await?;
    let named = |(id, name): (SessionId, String)| OrganizationName::parse(&name).map(|name| (id, name));
    Ok(expired.into_iter().filter_map(named).collect())
}
