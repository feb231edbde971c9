//! Whose account an arrival is. The key is issuer and subject; an address joins only where it is proven on both
//! sides, or else proves itself first (catalogue A01, A02, A08).

use super::{Identity, store};
use crate::accounts::{self, Account};
use crate::app::{App, Failure};
use crate::config::{OrganizationName, Usage};
use crate::foundation::Email;
use crate::storefronts::{CameFrom, by_client_id};

/// What may be done with an arrival that wants to sign in.
#[derive(Debug)]
pub enum Belongs {
    /// Linked to this account already.
    To(Account),
    /// To be linked to this account, whose address both sides have proven.
    ByAddress(Account),
    /// To nobody: a new account may be made for the proven address.
    ToNobody,
    /// Not known, and the address, if any, is not proven on both sides: to be proven first, whether or not it has an
    /// account (catalogue F05).
    Unproven,
    /// Not known, and no account is made for people who are not.
    SignUpClosed,
}

/// Finds whose account an identity is.
pub async fn belongs_to(
    app: &App,
    organization: &OrganizationName,
    identity: &Identity,
) -> Result<Belongs, Failure> {
    let linked =
        store::identities::account_of(&app.db, organization, &identity.issuer, &identity.subject).await?;
    if let Some(account) = linked {
        let account = accounts::by_id(&app.db, account).await?;
        return account.map(Belongs::To).ok_or_else(|| Failure::new("an identity without its account"));
    }
    let Some(email) = identity.email.as_ref().filter(|_| identity.email_is_proven) else {
        return Ok(Belongs::Unproven);
    };
    Ok(match accounts::by_email(&app.db, organization, email).await? {
        Some(account) if account.email_verified_at.is_some() => Belongs::ByAddress(account),
        // Whoever made it has proven nothing: the person decides with a code whether to take it (A01).
        Some(_) => Belongs::Unproven,
        None if may_sign_up(app, identity) => Belongs::ToNobody,
        None => Belongs::SignUpClosed,
    })
}

/// Whether a provider's word about an address counts at the shop where somebody left. One of a domain that belongs to
/// another of its providers is that one's to prove: whoever has left a company may still have an account elsewhere
/// that was made with the company's address.
pub(super) fn may_prove(app: &App, came_from: &CameFrom, identity: &Identity, email: &Email) -> bool {
    let Some(shop) = by_client_id(&app.settings, &came_from.client_id) else { return false };
    let mut others = shop.providers.iter().filter(|id| **id != identity.provider);
    others.all(|id| {
        app.provider(id)
            .is_none_or(|other| !other.settings.domains.iter().any(|theirs| theirs == email.domain()))
    })
}

/// Whether the provider's people get an account here when they have none.
pub(super) fn may_sign_up(app: &App, identity: &Identity) -> bool {
    app.provider(&identity.provider).is_some_and(|provider| provider.settings.usage == Usage::SignUp)
}

impl Identity {
    /// As [`belongs_to`] has it, once the address was proven here.
    pub fn may_sign_up(&self, app: &App) -> bool {
        may_sign_up(app, self)
    }
}
