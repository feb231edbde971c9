//! Floor 10: the one way in and out. Whatever proved the person, every sign-in ends in `welcome`, and every
//! session in [`farewell`].

mod attributes;
mod change_email;
mod change_password;
mod closing;
mod confirm;
mod held;
mod identity;
mod leave;
mod linking;
mod locking;
mod mailed_code;
mod moving_in;
mod notices;
mod others;
mod password;
mod profile;
mod proved;
mod recover;
mod there;

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::accounts::{self, Account};
use crate::app::{App, Failure};
use crate::audit::{self, Event};
use crate::config::OrganizationName;
use crate::credentials::put_password;
use crate::customers;
use crate::foundation::{HashedToken, PlainToken, SessionId};
use crate::orders;
use crate::sessions::{self, NewSession, Proof, Session, Started};
use crate::storefronts::Shop;
use crate::tokens;

use identity::take_over;

pub use change_email::{ChangeEmailProblem, Undone, change_email, undo_email_change};
pub use change_password::{ChangePasswordProblem, change_password};
pub use closing::{ClosingProblem, ask_to_close};
pub use confirm::{ConfirmedSignIn, confirm_sign_up};
pub use identity::{Coming, IdentityProblem, IdentitySignIn, with_identity};
pub use leave::{Left, leave};
pub use linking::{Linking, link_identity, unlink_provider};
pub use locking::{end_sessions, lock, unlock};
pub use mailed_code::{CodeSignInProblem, with_mailed_code};
pub use others::{EndedElsewhere, end_one, end_others};
pub use password::{PasswordSignIn, SignInProblem, with_password};
pub use profile::change_profile;
pub use proved::{ProofProblem, Proving, with_pending_code, with_pending_password};
pub use recover::{RecoverProblem, Recovered, recover};
pub use there::{signed_out_there, signed_out_there_by_name};

/// The browser that somebody signs in with.
#[derive(Clone, Debug)]
pub struct Browser {
    /// Its network address.
    pub address: Option<IpAddr>,
    /// What it calls itself.
    pub user_agent: String,
    /// The session that its cookie named until now: it ends with the new sign-in.
    pub previous: Option<Session>,
    /// The cookie of its carts: they come along.
    pub carts: Option<HashedToken>,
    /// The cookie by which it is known again.
    pub device: Option<PlainToken>,
    /// The shop that it shows, as letters name it.
    pub shop: Shop,
    /// Another letter tells of this very sign-in: there is none about the browser, if it is new.
    pub is_told_of: bool,
}

impl Browser {
    /// Whether signing in leaves work for the background: tokens to be revoked, carts to be handed over.
    fn brings_something(&self) -> bool {
        self.previous.is_some() || self.carts.is_some()
    }
}

/// A new session, and the token that the browser keeps for it.
#[derive(Debug)]
pub struct Welcome {
    /// The session.
    pub session: Session,
    /// Who signed in.
    pub account: Account,
    /// To be set as the session cookie.
    pub token: PlainToken,
    /// The browser keeps the cookie of its carts: a shop leaves guests theirs.
    pub keeps_carts: bool,
    /// To be set as the cookie by which the browser is known again.
    pub device: PlainToken,
    /// The account was to be closed, and stays now.
    pub kept_open: bool,
}

/// The one ending of every sign-in to an account that the caller holds: a new session with a new token, the old one
/// ended, the guest's carts on their way to the account, an entry in the diary.
async fn welcome(
    app: &App,
    tx: &mut PgConnection,
    account: Account,
    client_id: &str,
    method: &'static str,
    browser: &Browser,
) -> Result<Welcome, Failure> {
    if let Some(previous) = &browser.previous {
        end(app, tx, previous, browser.address).await?;
    }
    let entered = let_in(app, tx, account, (client_id, method, None), browser).await?;
    entered.ok_or_else(|| Failure::new("an account that is held did not let its owner in"))
}

/// [`welcome`] where nobody is signed in until now. With a proof the account is held by the same statement, which must then
/// be in no transaction; none where either may not be used any more.
async fn let_in(
    app: &App,
    tx: &mut PgConnection,
    account: Account,
    (client_id, method, proof): (&str, &'static str, Option<Proof<'_>>),
    browser: &Browser,
) -> Result<Option<Welcome>, Failure> {
    let now = app.now();
    let device = browser.device.clone().unwrap_or_else(PlainToken::generate);
    let new = NewSession {
        account: account.id,
        organization: &account.organization,
        client_id,
        method,
        user_agent: &browser.user_agent,
        address: browser.address,
        device: &device.hash(),
        proof,
    };
    let Some(Started { session, token, met }) = sessions::start(app, tx, new, now).await? else {
        return Ok(None);
    };
    let changed_hands = browser.previous.is_some();
    let keeps_carts = orders::hand_over(app, tx, (&account, &session), browser.carts, changed_hands).await?;
    notices::met_device(app, tx, &account, (browser, met)).await?;
    let kept_open = keep_open(tx, &account, &session, browser.address, now).await?;
    Ok(Some(Welcome { session, account, token, keeps_carts, device, kept_open }))
}

/// Whoever comes back before the day does not want to leave.
async fn keep_open(
    tx: &mut PgConnection,
    account: &Account,
    session: &Session,
    address: Option<IpAddr>,
    now: DateTime<Utc>,
) -> Result<bool, Failure> {
    let kept = account.closing_at.is_some() && accounts::keep_open(tx, account.id).await?;
    if kept {
        note(tx, Event::ClosingUndone, account, Some(session.id), address, now).await?;
    }
    Ok(kept)
}

/// Signs out: the session is gone with the answer, its tokens are revoked by rows that are retried until done.
pub async fn farewell(app: &App, session: &Session, address: Option<IpAddr>) -> Result<(), Failure> {
    let mut tx = app.db.begin().await?;
    end(app, &mut tx, session, address).await?;
    tx.commit().await?;
    app.ring();
    Ok(())
}

/// Gives an account another password, which Commerce Layer has already, and tells its owner. Whoever was signed in with
/// the old one is not any more (catalogue H08), by the same transaction: no crash leaves the one without the other. An
/// account whose address was never proven is its reader's from now on: the link was mailed there. False where the account
/// may not be used.
pub async fn replace_password(
    app: &App,
    account: &Account,
    hash: &str,
    browser: &Browser,
) -> Result<bool, Failure> {
    let mut tx = app.db.begin().await?;
    if !accounts::hold(&mut tx, account.id).await? {
        return Ok(false);
    }
    let account = take_over(app, &mut tx, account.clone()).await?;
    set_password(app, &mut tx, &account, hash, None, browser).await?;
    customers::password_set_there(app, &mut tx, &account, app.now()).await?;
    tx.commit().await?;
    app.ring();
    Ok(true)
}

async fn set_password(
    app: &App,
    tx: &mut PgConnection,
    account: &Account,
    hash: &str,
    keep: Option<SessionId>,
    browser: &Browser,
) -> Result<(), Failure> {
    let now = app.now();
    // First of all: a sign-in that is just checking the old password waits here, or is among the sessions below.
    put_password(tx, account.id, hash, now).await?;
    account.use_up_letters(tx, now).await?;
    end_all_but(app, tx, account, keep, now).await?;
    note(tx, Event::PasswordSet, account, keep, browser.address, now).await?;
    notices::password_changed(app, tx, account, &browser.shop).await
}

/// Ends sessions that ran out, revoking what they had; gives how many.
pub async fn end_expired(app: &App) -> Result<usize, Failure> {
    const MOST_AT_ONCE: i64 = 100;
    let now = app.now();
    let expired = sessions::expired(app, now, MOST_AT_ONCE).await?;
    for (session, organization) in &expired {
        let mut tx = app.db.begin().await?;
        if sessions::hold(&mut tx, *session).await? {
            // Nobody has signed out: what was a guest's before is one's again.
            orders::outlive(&mut tx, *session).await?;
        }
        end_session(app, &mut tx, organization, *session, now).await?;
        tx.commit().await?;
    }
    Ok(expired.len())
}

async fn end(
    app: &App,
    tx: &mut PgConnection,
    session: &Session,
    address: Option<IpAddr>,
) -> Result<(), Failure> {
    let now = app.now();
    if end_session(app, tx, &session.organization, session.id, now).await? {
        let entry = audit::Entry {
            event: Event::SignedOut,
            organization: &session.organization,
            account: Some(session.account),
            session: Some(session.id),
            address,
        };
        audit::note(tx, entry, now).await?;
    }
    Ok(())
}

/// Ends one session and has its tokens revoked; false where it had ended already.
async fn end_session(
    app: &App,
    tx: &mut PgConnection,
    organization: &OrganizationName,
    session: SessionId,
    now: DateTime<Utc>,
) -> Result<bool, Failure> {
    // Held first: a token that is on its way is either in the vault by now, or finds the session gone.
    let held = sessions::hold(tx, session).await?;
    if held {
        tokens::revoke_all_of(app, tx, organization, session, now).await?;
        orders::end_with(tx, session).await?;
        sessions::end(app, tx, session).await?;
    }
    Ok(held)
}

/// Ends every session of an account, but perhaps one; gives how many.
async fn end_all_but(
    app: &App,
    tx: &mut PgConnection,
    account: &Account,
    keep: Option<SessionId>,
    now: DateTime<Utc>,
) -> Result<usize, Failure> {
    let all = sessions::of_account(tx, account.id).await?;
    let doomed: Vec<_> = all.into_iter().filter(|session| Some(*session) != keep).collect();
    for session in &doomed {
        end_session(app, tx, &account.organization, *session, now).await?;
    }
    Ok(doomed.len())
}

async fn note(
    tx: &mut PgConnection,
    event: Event,
    account: &Account,
    session: Option<SessionId>,
    address: Option<IpAddr>,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let organization = &account.organization;
    let entry = audit::Entry { event, organization, account: Some(account.id), session, address };
    Ok(audit::note(tx, entry, now).await?)
}
