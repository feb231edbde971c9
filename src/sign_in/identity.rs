//! Signing in as somebody whom a provider vouches for. Of any number of first arrivals of one person, one
//! transaction makes the account; whoever finds it done looks again, and signs in.

use sqlx::PgConnection;

use super::attributes::attributes;
use super::{Browser, Welcome, end_all_but, note, notices, welcome};
use crate::accounts::{self, Account};
use crate::app::{self, App, Failure};
use crate::audit::Event;
use crate::config::Language;
use crate::customers;
use crate::federation::{self, Arrival, Belongs, Identity, pending};
use crate::foundation::{Email, PlainToken};
use crate::mail::Wording;
use crate::sessions::{self, Upstream};
use crate::storefronts::Visit;

/// How often an arrival looks again after somebody was quicker.
const MOST_LOOKS: usize = 4;

/// Where an arrival leads.
#[derive(Debug)]
pub enum IdentitySignIn {
    /// Into a session.
    Welcome(Box<Welcome>),
    /// The address is to be proven first; the token binds this browser to it.
    Prove(PlainToken),
}

/// Why an arrival leads nowhere.
#[derive(Debug, thiserror::Error)]
pub enum IdentityProblem {
    /// The account may not be used (catalogue A13).
    #[error("the account is locked")]
    Locked,
    /// The provider signs nobody in: it is for linking only, perhaps since the person left (catalogue A10).
    #[error("the provider signs nobody in")]
    LinkOnly,
    /// Nobody knows the person, and no account is made.
    #[error("no account is made for unknown people")]
    SignUpClosed,
    /// Something nobody at the page can repair.
    #[error(transparent)]
    Failure(#[from] Failure),
}

app::problem!(IdentityProblem);

/// Who comes in, and where.
#[derive(Clone, Copy, Debug)]
pub struct Coming<'a> {
    /// Who.
    pub identity: &'a Identity,
    /// Where the shopper was going.
    pub visit: &'a Visit,
    /// The language of the page.
    pub language: Language,
    /// The browser.
    pub browser: &'a Browser,
}

/// Signs in whoever arrived.
pub async fn with_identity(
    app: &App,
    arrival: &Arrival,
    coming: Coming<'_>,
) -> Result<IdentitySignIn, IdentityProblem> {
    let Arrival { organization, identity, .. } = arrival;
    for _ in 0..MOST_LOOKS {
        let entry = match federation::belongs_to(app, organization, identity).await? {
            Belongs::To(account) => Entry::Known(account),
            Belongs::ByAddress(account) => Entry::ByAddress(account),
            Belongs::ToNobody => match &identity.email {
                Some(email) => Entry::New(email.clone()),
                None => return Err(IdentityProblem::SignUpClosed),
            },
            Belongs::Unproven => {
                return Ok(IdentitySignIn::Prove(pending::begin(app, arrival, coming.language).await?));
            }
            Belongs::SignUpClosed => return Err(IdentityProblem::SignUpClosed),
        };
        let mut tx = app.db.begin().await?;
        if let Some(entered) = enter(app, &mut tx, entry, coming).await? {
            tx.commit().await?;
            app.ring();
            return Ok(IdentitySignIn::Welcome(Box::new(entered)));
        }
    }
    Err(Failure::new("an arrival was overtaken again and again").into())
}

/// How somebody comes to an account.
pub(super) enum Entry {
    /// Linked to it already.
    Known(Account),
    /// Links it now: the person has proven the account's address.
    ByAddress(Account),
    /// Links it now: the person has proven the account by its password, which says nothing about the address.
    ByPassword(Account),
    /// Makes it.
    New(Email),
}

/// The one way of an identity into a session; `None` where somebody was quicker and everything is to be rolled back.
pub(super) async fn enter(
    app: &App,
    tx: &mut PgConnection,
    entry: Entry,
    coming: Coming<'_>,
) -> Result<Option<Welcome>, IdentityProblem> {
    let Coming { identity, visit, browser, .. } = coming;
    if !app.provider(&identity.provider).is_some_and(|provider| federation::signs_in(&provider.settings)) {
        return Err(IdentityProblem::LinkOnly);
    }
    if let Entry::Known(account) | Entry::ByAddress(account) | Entry::ByPassword(account) = &entry
        && account.locked_at.is_none()
        && !accounts::hold(tx, account.id).await?
    {
        return Ok(None);
    }
    // One letter is enough: where a provider is linked now, it tells of that.
    let is_told_of = matches!(entry, Entry::ByAddress(_) | Entry::ByPassword(_));
    let browser = &Browser { is_told_of, ..browser.clone() };
    let account = match entry {
        Entry::Known(account) | Entry::ByAddress(account) | Entry::ByPassword(account)
            if account.locked_at.is_some() =>
        {
            tracing::info!(account = %account.id, "a locked account was turned away");
            return Err(IdentityProblem::Locked);
        }
        Entry::Known(account) => {
            if !federation::touch(tx, &account, identity, app.now()).await? {
                return Ok(None);
            }
            account
        }
        Entry::ByAddress(account) => {
            let account = take_over(app, tx, account).await?;
            if !join(app, tx, &account, identity, browser).await? {
                return Ok(None);
            }
            account
        }
        Entry::ByPassword(account) => {
            if !join(app, tx, &account, identity, browser).await? {
                return Ok(None);
            }
            account
        }
        Entry::New(email) => match create(app, tx, &email, coming).await? {
            Some(account) => account,
            None => return Ok(None),
        },
    };
    note_attributes(app, tx, &account, identity).await?;
    let client_id = &visit.storefront.client.client_id;
    let entered = welcome(app, tx, account, client_id, "provider", browser).await?;
    sessions::began_at(app, tx, entered.session.id, &upstream(identity)).await?;
    Ok(Some(entered))
}

/// What the provider says of the person now is owed to Commerce Layer from here on.
pub(super) async fn note_attributes(
    app: &App,
    tx: &mut PgConnection,
    account: &Account,
    identity: &Identity,
) -> Result<(), Failure> {
    let Some(provider) = app.provider(&identity.provider) else { return Ok(()) };
    customers::want(app, tx, account, &attributes(&provider.settings, &identity.mapped), app.now()).await
}

/// An account whose address was never proven changes hands when it is: whoever made it gets in no more by password,
/// provider or session (catalogue A01, A03).
pub(super) async fn take_over(
    app: &App,
    tx: &mut PgConnection,
    account: Account,
) -> Result<Account, Failure> {
    if account.email_verified_at.is_some() {
        return Ok(account);
    }
    let now = app.now();
    if accounts::take_over(tx, &account, now).await? {
        // The ways in first: a sign-in by one of them waits here, or is among the sessions that end.
        federation::unlink_all(tx, &account).await?;
        end_all_but(app, tx, &account, None, now).await?;
    }
    Ok(Account { email_verified_at: Some(now), ..account })
}

/// Links an account that the person is the owner of, and writes to its address; false where the identity is linked
/// already.
pub(super) async fn join(
    app: &App,
    tx: &mut PgConnection,
    account: &Account,
    identity: &Identity,
    browser: &Browser,
) -> Result<bool, Failure> {
    let now = app.now();
    if !federation::link(tx, account, identity, now).await? {
        return Ok(false);
    }
    note(tx, Event::ProviderLinked, account, None, browser.address, now).await?;
    let label = federation::label(app, &identity.provider);
    notices::provider_changed(app, tx, account, (&browser.shop, label), Wording::provider_linked).await?;
    Ok(true)
}

async fn create(
    app: &App,
    tx: &mut PgConnection,
    email: &Email,
    coming: Coming<'_>,
) -> Result<Option<Account>, Failure> {
    let Coming { identity, visit, language, browser, .. } = coming;
    let (now, organization) = (app.now(), &visit.storefront.organization);
    let Some(account) = accounts::create(tx, organization, email, language, now).await? else {
        return Ok(None);
    };
    if !federation::link(tx, &account, identity, now).await? {
        return Ok(None);
    }
    customers::owe_link(tx, &account, now).await?;
    note(tx, Event::AccountCreated, &account, None, browser.address, now).await?;
    note(tx, Event::ProviderLinked, &account, None, browser.address, now).await?;
    Ok(Some(account))
}

fn upstream(identity: &Identity) -> Upstream {
    Upstream {
        provider: identity.provider.clone(),
        issuer: identity.issuer.clone(),
        // What the provider's logout tokens will name.
        subject: identity.token_subject.clone(),
        sid: identity.sid.clone(),
        id_token: identity.id_token.clone(),
    }
}
