//! Signing out elsewhere: a person looks at the list of signed-in browsers and ends what should not be there.

use std::net::IpAddr;

use super::{end_all_but, end_session, note};
use crate::accounts::Account;
use crate::app::{App, Failure};
use crate::audit::Event;
use crate::foundation::SessionId;
use crate::sessions::{self, Session};

/// Ends one session of the account; false where it has none with this id (any more).
pub async fn end_one(
    app: &App,
    account: &Account,
    session: SessionId,
    address: Option<IpAddr>,
) -> Result<bool, Failure> {
    let now = app.now();
    let mut tx = app.db.begin().await?;
    // Of this account: an id that somebody found elsewhere ends nothing (catalogue K14).
    if !sessions::of_account(&mut tx, account.id).await?.contains(&session) {
        return Ok(false);
    }
    end_session(app, &mut tx, &account.organization, session, now).await?;
    note(&mut tx, Event::SignedOut, account, Some(session), address, now).await?;
    tx.commit().await?;
    app.ring();
    Ok(true)
}

/// Ends every session of the account but this one; gives how many.
pub async fn end_others(
    app: &App,
    account: &Account,
    current: &Session,
    address: Option<IpAddr>,
) -> Result<usize, Failure> {
    let now = app.now();
    let mut tx = app.db.begin().await?;
    let ended = end_all_but(app, &mut tx, account, Some(current.id), now).await?;
    if ended > 0 {
        note(&mut tx, Event::SignedOutElsewhere, account, Some(current.id), address, now).await?;
    }
    tx.commit().await?;
    app.ring();
    Ok(ended)
}
