//! Signing out elsewhere: a person looks at the list of signed-in browsers and ends what should not be there.

use std::net::IpAddr;

use super::held::begin_in;
use super::{end_all_but, end_session, note};
use crate::accounts::Account;
use crate::app::{App, Failure};
use crate::audit::Event;
use crate::foundation::SessionId;
use crate::sessions::{self, Session};

/// What came of ending sessions elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedElsewhere {
    /// They are over, if there were any.
    Ended,
    /// The session that asked ended in the meantime, or the account may not be used: whoever it was ends nothing any more.
    SignedOut,
}

/// Ends one session of the account, if it has one with this id.
pub async fn end_one(
    app: &App,
    (account, current): (&Account, &Session),
    session: SessionId,
    address: Option<IpAddr>,
) -> Result<EndedElsewhere, Failure> {
    let now = app.now();
    let Some(mut tx) = begin_in(app, account, current).await? else { return Ok(EndedElsewhere::SignedOut) };
    // Of this account: an id that somebody found elsewhere ends nothing (catalogue K14). Gone already is as good: the
    // person wanted it to be.
    if sessions::of_account(&mut tx, account.id).await?.contains(&session) {
        end_session(app, &mut tx, &account.organization, session, now).await?;
        note(&mut tx, Event::SignedOut, account, Some(session), address, now).await?;
        tx.commit().await?;
        app.ring();
    }
    Ok(EndedElsewhere::Ended)
}

/// Ends every session of the account but this one.
pub async fn end_others(
    app: &App,
    (account, current): (&Account, &Session),
    address: Option<IpAddr>,
) -> Result<EndedElsewhere, Failure> {
    let now = app.now();
    let Some(mut tx) = begin_in(app, account, current).await? else { return Ok(EndedElsewhere::SignedOut) };
    if end_all_but(app, &mut tx, account, Some(current.id), now).await? > 0 {
        note(&mut tx, Event::SignedOutElsewhere, account, Some(current.id), address, now).await?;
    }
    tx.commit().await?;
    app.ring();
    Ok(EndedElsewhere::Ended)
}
