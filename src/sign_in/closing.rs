//! Leaving for good: the account is to be erased, on a day that leaves its owner time to think again, or to notice that
//! somebody else asked. Until then it can be had back by signing in.

use std::net::IpAddr;

use chrono::{DateTime, Utc};

use super::{end_all_but, note, notices};
use crate::accounts::{self, Account, ClosingDay};
use crate::app::{self, App, Failure};
use crate::audit::Event;
use crate::sessions::{self, Session};
use crate::storefronts::{Shop, Visit};

/// Why an account is not to be closed.
#[derive(Debug, thiserror::Error)]
pub enum ClosingProblem {
    /// The session ended in the meantime, or the account may not be used: whoever it was decides nothing any more.
    #[error("signed out meanwhile")]
    SignedOut,
    /// Something nobody at the page can repair.
    #[error(transparent)]
    Failure(#[from] Failure),
}

app::problem!(ClosingProblem);

/// Notes that the account is to be erased, tells its owner, and ends every session with its tokens (catalogue H02).
/// `session` is that of the person who asks; an operator has none. Gives the day.
pub async fn ask_to_close(
    app: &App,
    account: &Account,
    session: Option<&Session>,
    (visit, shop): (&Visit, &Shop),
    address: Option<IpAddr>,
) -> Result<DateTime<Utc>, ClosingProblem> {
    let now = app.now();
    let mut tx = app.db.begin().await?;
    let held = accounts::hold(&mut tx, account.id).await?;
    if let Some(session) = session
        && !(held && sessions::hold(&mut tx, session.id).await?)
    {
        return Err(ClosingProblem::SignedOut);
    }
    let day = now + app.settings.accounts.closing_after;
    let noted = accounts::close_on(&mut tx, account.id, day).await?;
    let ClosingDay { day, is_new } = noted.ok_or(ClosingProblem::SignedOut)?;
    // Who asks a second time is told the day once more, and by the page alone.
    if is_new {
        note(&mut tx, Event::ClosingAsked, account, session.map(|session| session.id), address, now).await?;
        notices::closing(app, &mut tx, account, (visit, shop), day).await?;
    }
    end_all_but(app, &mut tx, account, None, now).await?;
    tx.commit().await?;
    app.ring();
    Ok(day)
}
