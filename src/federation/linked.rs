//! What an account is linked to. Linking and unlinking happen in the caller's transaction, beside the diary and the
//! letter that tells the owner.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{Identity, signs_in, store};
use crate::accounts::{self, Account};
use crate::app::{self, App, Failure};
use crate::config::{OrganizationName, StorefrontSettings};
use crate::credentials;
use crate::foundation::{IdentityId, SessionId};
use crate::sessions;

/// One link of an account.
#[derive(Clone, Debug)]
pub struct Linked {
    /// Its id.
    pub id: IdentityId,
    /// The provider, as the settings called it when it was last used.
    pub provider: String,
    /// What the provider last called the person: an address or a name.
    pub known_as: Option<String>,
    /// Since when.
    pub linked_at: DateTime<Utc>,
}

/// What was unlinked.
#[derive(Debug)]
pub struct Unlinked {
    /// The sessions that it began.
    pub sessions: Vec<SessionId>,
}

/// Why nothing was unlinked.
#[derive(Debug, thiserror::Error)]
pub enum UnlinkProblem {
    /// It is the only way into the account.
    #[error("the last way in")]
    LastWay,
    /// It is not linked, or not any more.
    #[error("not linked")]
    NotLinked,
    /// The session ended in the meantime, or the account may not be used: whoever it was unlinks nothing any more.
    #[error("signed out meanwhile")]
    SignedOut,
    /// Something nobody at the page can repair.
    #[error(transparent)]
    Failure(#[from] Failure),
}

app::problem!(UnlinkProblem);

/// What an account is linked to, the oldest first.
pub async fn linked(app: &App, account: &Account) -> Result<Vec<Linked>, Failure> {
    Ok(store::identities::of_account(&app.db, account.id).await?)
}

/// Links; false where the identity is linked already, to this account or another.
pub async fn link(
    tx: &mut PgConnection,
    account: &Account,
    identity: &Identity,
    now: DateTime<Utc>,
) -> Result<bool, Failure> {
    Ok(store::identities::insert(tx, account.id, &account.organization, identity, now).await?)
}

/// Notes that a link was used; false where it is gone.
pub async fn touch(
    tx: &mut PgConnection,
    account: &Account,
    identity: &Identity,
    now: DateTime<Utc>,
) -> Result<bool, Failure> {
    Ok(store::identities::touch(tx, account.id, &account.organization, identity, now).await?)
}

/// Unlinks a provider, unless it is the last way in. The account's row is held meanwhile: of two at once, the
/// second sees what the first has done.
pub async fn unlink(
    app: &App,
    tx: &mut PgConnection,
    account: &Account,
    provider: &str,
) -> Result<Unlinked, UnlinkProblem> {
    if !accounts::hold(tx, account.id).await? {
        return Err(UnlinkProblem::NotLinked);
    }
    let links = store::identities::of_account_held(tx, account.id).await?;
    let (doomed, rest): (Vec<_>, Vec<_>) = links.into_iter().partition(|link| link.provider == provider);
    if doomed.is_empty() {
        return Err(UnlinkProblem::NotLinked);
    }
    let password_set = credentials::password_hash(&mut *tx, account.id).await?.is_some();
    if !has_way_in(app, &account.organization, password_set, &rest) {
        return Err(UnlinkProblem::LastWay);
    }
    let mut begun = Vec::new();
    for link in doomed {
        begun.extend(sessions::begun_by_identity(tx, link.id).await?);
        store::identities::delete(tx, link.id).await?;
    }
    Ok(Unlinked { sessions: begun })
}

/// Unlinks everything: an account changes hands.
pub async fn unlink_all(tx: &mut PgConnection, account: &Account) -> Result<(), Failure> {
    Ok(store::identities::delete_all_of(tx, account.id).await?)
}

/// Whether somebody could sign in by a mailed code, a password, or one of these links, at any shop of the organization.
pub fn has_way_in<'a>(
    app: &App,
    organization: &OrganizationName,
    password_set: bool,
    links: impl IntoIterator<Item = &'a Linked>,
) -> bool {
    let shops = app.settings.storefronts.iter().filter(|shop| shop.organization == *organization);
    let offers = |link: &Linked| shops.clone().any(|shop| offers(app, shop, &link.provider));
    let without_provider = |shop: &StorefrontSettings| shop.mailed_code || (password_set && shop.password);
    shops.clone().any(without_provider) || links.into_iter().any(offers)
}

/// Whether a provider is configured, offered by the shop, and not for linking only.
fn offers(app: &App, shop: &StorefrontSettings, provider: &str) -> bool {
    let offered = shop.providers.iter().find(|offered| offered.as_str() == provider);
    offered.and_then(|id| app.provider(id)).is_some_and(|provider| signs_in(&provider.settings))
}
