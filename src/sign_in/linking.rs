//! Linking another provider to the account that is signed in, and unlinking one.

use std::net::IpAddr;

use super::identity::join;
use super::{Browser, end_session, note};
use crate::accounts::Account;
use crate::app::{App, Failure};
use crate::audit::Event;
use crate::federation::{self, Belongs, Identity, UnlinkProblem};
use crate::sessions::{self, Session};

/// What came of linking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linking {
    /// Linked now.
    Linked,
    /// It was linked to this account before.
    Already,
    /// It is linked to another account.
    OtherAccount,
}

/// Links an identity to the account that is signed in. Its address plays no part.
pub async fn link_identity(
    app: &App,
    account: &Account,
    identity: &Identity,
    browser: Browser<'_>,
) -> Result<Linking, Failure> {
    let mut tx = app.db.begin().await?;
    if join(app, &mut tx, account.clone(), identity, browser).await?.is_some() {
        tx.commit().await?;
        app.ring();
        return Ok(Linking::Linked);
    }
    drop(tx);
    Ok(match federation::belongs_to(app, &account.organization, identity).await? {
        Belongs::To(owner) if owner.id == account.id => Linking::Already,
        _ => Linking::OtherAccount,
    })
}

/// Unlinks a provider and ends the other sessions that it began: whoever holds the account there is out of this
/// one (catalogue H08).
pub async fn unlink_provider(
    app: &App,
    account: &Account,
    current: &Session,
    provider: &str,
    address: Option<IpAddr>,
) -> Result<(), UnlinkProblem> {
    let now = app.now();
    let mut tx = app.db.begin().await?;
    let links = federation::unlink(app, &mut tx, account, provider).await?;
    for session in links.sessions {
        if session != current.id {
            end_session(app, &mut tx, &account.organization, session, now).await?;
        }
    }
    note(&mut tx, Event::ProviderUnlinked, account, Some(current.id), address, now).await?;
    tx.commit().await?;
    app.ring();
    Ok(())
}

/// Ends the sessions that began with a session, or for a person, that signed out at a provider; gives how many.
/// Their tokens are revoked by rows, as at every farewell.
pub async fn signed_out_there(
    app: &App,
    there: sessions::SignedOutThere<'_>,
    tx: &mut sqlx::PgConnection,
) -> Result<usize, Failure> {
    let begun = sessions::begun_with(&app.db, there).await?;
    for (session, organization) in &begun {
        end_session(app, tx, organization, *session, app.now()).await?;
    }
    Ok(begun.len())
}
