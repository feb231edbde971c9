//! Linking another provider to the account that is signed in, and unlinking one.

use super::attributes::withdrawn;
use super::held::begin_in;
use super::identity::{join, note_attributes};
use super::{Browser, end_session, note, notices};
use crate::accounts::Account;
use crate::app::{App, Failure};
use crate::audit::Event;
use crate::customers;
use crate::federation::{self, Belongs, Identity, UnlinkProblem};
use crate::mail::Wording;
use crate::sessions::Session;

/// What came of linking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linking {
    /// Linked now.
    Linked,
    /// It was linked to this account before.
    Already,
    /// It is linked to another account.
    OtherAccount,
    /// The session ended in the meantime: whoever it was may link nothing any more.
    SignedOut,
}

/// Links an identity to the account that is signed in by this session. Its address plays no part, and says nothing
/// about the account's.
pub async fn link_identity(
    app: &App,
    (account, current): (&Account, &Session),
    identity: &Identity,
    browser: &Browser,
) -> Result<Linking, Failure> {
    // An account that changes hands meanwhile ends its sessions: either this link goes with them, or the session is
    // gone here.
    let Some(mut tx) = begin_in(app, account, current).await? else { return Ok(Linking::SignedOut) };
    if join(app, &mut tx, account, identity, browser).await? {
        note_attributes(app, &mut tx, account, identity).await?;
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
    browser: &Browser,
) -> Result<(), UnlinkProblem> {
    let now = app.now();
    let Some(mut tx) = begin_in(app, account, current).await? else { return Err(UnlinkProblem::SignedOut) };
    let links = federation::unlink(app, &mut tx, account, provider).await?;
    for session in links.sessions {
        if session != current.id {
            end_session(app, &mut tx, &account.organization, session, now).await?;
        }
    }
    if let Some(known) = app.provider_named(provider) {
        customers::want(app, &mut tx, account, &withdrawn(&known.settings), now).await?;
    }
    note(&mut tx, Event::ProviderUnlinked, account, Some(current.id), browser.address, now).await?;
    let label = app.provider_named(provider).map_or(provider, |provider| &provider.settings.label);
    notices::provider_changed(app, &mut tx, account, (&browser.shop, label), Wording::provider_unlinked)
        .await?;
    tx.commit().await?;
    app.ring();
    Ok(())
}
