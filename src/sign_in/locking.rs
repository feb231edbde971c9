//! What an operator does to an account: locking it, opening it again, ending its sessions. A locked account is nobody's
//! way in, whatever proves the person (catalogue A13); its sessions, and with them its tokens on all nodes, are gone by
//! the same transaction.

use super::{end_all_but, note};
use crate::accounts::{self, Account};
use crate::app::{App, Failure};
use crate::audit::Event;

/// Locks it and ends its sessions; gives how many, or `None` where it was locked before.
pub async fn lock(app: &App, account: &Account) -> Result<Option<usize>, Failure> {
    let now = app.now();
    let mut tx = app.db.begin().await?;
    // First of all: a sign-in that is under way waits here and is turned away, or is among the sessions below.
    let is_new = accounts::lock(&mut tx, account.id, now).await?;
    let ended = end_all_but(app, &mut tx, account, None, now).await?;
    if is_new {
        note(&mut tx, Event::Locked, account, None, None, now).await?;
    }
    tx.commit().await?;
    app.ring();
    Ok(is_new.then_some(ended))
}

/// Opens it again; false where it was open. If it is to be closed, its owner gets the whole time anew: nobody could have
/// come back meanwhile.
pub async fn unlock(app: &App, account: &Account) -> Result<bool, Failure> {
    let now = app.now();
    let mut tx = app.db.begin().await?;
    let done = accounts::unlock(&mut tx, account.id, now + app.settings.accounts.closing_after).await?;
    if done {
        note(&mut tx, Event::Unlocked, account, None, None, now).await?;
    }
    tx.commit().await?;
    Ok(done)
}

/// Ends all sessions of an account; gives how many.
pub async fn end_sessions(app: &App, account: &Account) -> Result<usize, Failure> {
    let now = app.now();
    let mut tx = app.db.begin().await?;
    let ended = end_all_but(app, &mut tx, account, None, now).await?;
    if ended > 0 {
        note(&mut tx, Event::SignedOut, account, None, None, now).await?;
    }
    tx.commit().await?;
    app.ring();
    Ok(ended)
}
