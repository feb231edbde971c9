//! The end of the detour: the address of a pending link is proven, by the mailed code or by the password of the
//! account that has it. One transaction uses the pending link up, links or makes the account, and signs in.

use super::identity::{Coming, Entry, IdentityProblem, enter};
use super::password::{PasswordSignIn, SignInProblem, prove_password};
use super::{Browser, Welcome};
use crate::accounts;
use crate::app::{App, Failure};
use crate::credentials::{ProvenPassword, keep_replacement};
use crate::federation::pending::{self, PendingLink, ProveProblem};
use crate::foundation::{AccountId, Email, Secret};
use crate::storefronts::Visit;

/// Where a proof is given.
#[derive(Clone, Copy, Debug)]
pub struct Proving<'a> {
    /// Where the shopper was going.
    pub visit: &'a Visit,
    /// The browser.
    pub browser: &'a Browser,
}

/// Why a proof led nowhere.
#[derive(Debug, thiserror::Error)]
pub enum ProofProblem {
    /// The code was not right.
    #[error(transparent)]
    Code(#[from] ProveProblem),
    /// The password was not right.
    #[error(transparent)]
    Password(#[from] SignInProblem),
    /// The account is locked, or none is made.
    #[error(transparent)]
    Identity(#[from] IdentityProblem),
    /// The pending link was used up in the meantime, or its identity was linked elsewhere: begin again.
    #[error("overtaken")]
    Overtaken,
}

impl From<Failure> for ProofProblem {
    fn from(failure: Failure) -> Self {
        IdentityProblem::from(failure).into()
    }
}

impl From<sqlx::Error> for ProofProblem {
    fn from(error: sqlx::Error) -> Self {
        Failure::from(error).into()
    }
}

/// Proves the address with the typed code.
pub async fn with_pending_code(
    app: &App,
    pending: &PendingLink,
    typed: &Secret,
    proving: Proving<'_>,
) -> Result<Welcome, ProofProblem> {
    let _turn = app.proving.take(pending.id).await;
    pending::confirm(app, pending, typed, proving.browser.address).await?;
    let email = pending.email.as_ref().ok_or(ProofProblem::Overtaken)?;
    let entry = whoever_has(app, pending, email).await?;
    finish(app, pending, entry, None, proving).await
}

/// Proves the account that has the pending address with its password: exactly one hash, whether or not there is one.
pub async fn with_pending_password(
    app: &App,
    pending: &PendingLink,
    password: &Secret,
    proving: Proving<'_>,
) -> Result<Welcome, ProofProblem> {
    let email = pending.email.as_ref().ok_or(ProofProblem::Overtaken)?;
    let attempt = PasswordSignIn { visit: proving.visit, email, password, browser: proving.browser };
    let (account, proven) = prove_password(app, &attempt).await?;
    let id = account.id;
    // Where the provider has proven the address as well, an account that never did changes hands (catalogue A03).
    let entry =
        if pending.identity.email_is_proven { Entry::ByAddress(account) } else { Entry::ByPassword(account) };
    finish(app, pending, entry, Some((id, &proven)), proving).await
}

async fn whoever_has(app: &App, pending: &PendingLink, email: &Email) -> Result<Entry, ProofProblem> {
    match accounts::by_email(&app.db, &pending.organization, email).await? {
        Some(account) => Ok(Entry::ByAddress(account)),
        None if pending.identity.may_sign_up(app) => Ok(Entry::New(email.clone())),
        None => Err(IdentityProblem::SignUpClosed.into()),
    }
}

async fn finish(
    app: &App,
    pending: &PendingLink,
    entry: Entry,
    password: Option<(AccountId, &ProvenPassword)>,
    proving: Proving<'_>,
) -> Result<Welcome, ProofProblem> {
    let mut tx = app.db.begin().await?;
    if !pending::consume(&mut tx, pending).await? {
        return Err(ProofProblem::Overtaken);
    }
    // Replaced while it was being checked: the old one opens nothing any more (catalogue H08).
    if let Some((account, proven)) = password {
        if !accounts::hold_with_password(&mut tx, account, &proven.hash).await? {
            return Err(SignInProblem::Wrong.into());
        }
        keep_replacement(&mut tx, account, proven).await?;
    }
    let Proving { visit, browser } = proving;
    let coming = Coming { identity: &pending.identity, visit, language: pending.language, browser };
    let entered = enter(app, &mut tx, entry, coming).await?;
    let entered = entered.ok_or(ProofProblem::Overtaken)?;
    tx.commit().await?;
    app.ring();
    Ok(entered)
}
