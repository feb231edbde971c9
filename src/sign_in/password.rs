//! Signing in with address and password. Exactly one hash is computed whatever the address, and the answer is
//! the same for a wrong password and for nobody (catalogue F). The password of a sign-up under way opens
//! nothing: whoever began it could tell by it whether the address has an account.

use chrono::TimeDelta;

use super::moving_in::{There, try_there};
use super::{Browser, Welcome, welcome};
use crate::accounts::{self, Account};
use crate::app::{App, Failure};
use crate::audit::{self, Event};
use crate::credentials::{Checked, ProvenPassword, check_password, keep_replacement, normalized};
use crate::customers;
use crate::foundation::{AccountId, Email, Secret};
use crate::hasher::Busy;
use crate::storefronts::Visit;
use crate::throttle::{self, Refusal, Rule};

/// What was typed, and where.
#[derive(Clone, Copy, Debug)]
pub struct PasswordSignIn<'a> {
    /// Where the shopper came from.
    pub visit: &'a Visit,
    /// The address, as typed.
    pub email: &'a Email,
    /// The password, as typed.
    pub password: &'a Secret,
    /// Who asks.
    pub browser: &'a Browser,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInProblem {
    /// Wrong password, no such account, or an account that may not be used: one answer for all.
    #[error("wrong address or password")]
    Wrong,
    /// Too many attempts.
    #[error("too many attempts")]
    Wait(TimeDelta),
    /// Too many passwords are being checked right now.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// Something nobody at the page can repair.
    #[error(transparent)]
    Failure(#[from] Failure),
}

throttle::problem!(SignInProblem);

/// Signs in with a password.
pub async fn with_password(app: &App, attempt: PasswordSignIn<'_>) -> Result<Welcome, SignInProblem> {
    let (account, proven) = match prove_password(app, &attempt).await {
        // Not here: perhaps at Commerce Layer still. Boxed: hardly anybody needs it.
        Err(SignInProblem::Wrong) => match Box::pin(try_there(app, &attempt)).await? {
            There::Welcome(entered) => return Ok(*entered),
            There::Overtaken => prove_password(app, &attempt).await?,
        },
        proved => proved?,
    };
    match enter(app, &attempt, account, &proven).await {
        // Another tab was quicker to replace the foreign hash: the password is as right as it was.
        Err(SignInProblem::Wrong) if proven.replacement.is_some() => {
            let (account, proven) = prove_password(app, &attempt).await?;
            enter(app, &attempt, account, &proven).await
        }
        entered => entered,
    }
}

/// Proves an account with its password: throttled, and exactly one hash. Gives the hash that it was checked against.
pub(super) async fn prove_password(
    app: &App,
    attempt: &PasswordSignIn<'_>,
) -> Result<(Account, ProvenPassword), SignInProblem> {
    // Before anything is counted: whoever is sent away has not tried, and costs the database nothing.
    app.hasher.has_room()?;
    let counted = Counted::of(app, attempt).await?;
    counted.take(app).await?;
    let candidate = Candidate::find(app, attempt).await?;
    let checked = check_password(&app.hasher, &normalized(attempt.password), candidate.hash.as_deref()).await;
    if checked.is_err() {
        // Nothing was looked at, so this was no guess.
        counted.give_back_guess(app).await?;
    }
    let (proved, replacement) = match checked? {
        Checked::Wrong => (false, None),
        Checked::Right => (true, None),
        Checked::RightOnceMore(replacement) => (true, Some(replacement)),
    };
    match candidate {
        Candidate { account: Some(account), hash: Some(hash) } if proved && account.locked_at.is_none() => {
            // A right password was no guess.
            counted.give_back_guess(app).await?;
            Ok((account, ProvenPassword { hash, replacement }))
        }
        candidate => {
            note_refusal(app, attempt, candidate.account.map(|account| account.id)).await?;
            Err(SignInProblem::Wrong)
        }
    }
}

/// Whose password it may be.
struct Candidate {
    account: Option<Account>,
    hash: Option<String>,
}

impl Candidate {
    async fn find(app: &App, attempt: &PasswordSignIn<'_>) -> Result<Self, Failure> {
        let organization = &attempt.visit.storefront.organization;
        let found = accounts::with_password(&app.db, organization, attempt.email).await?;
        let (account, hash) = found.unzip();
        Ok(Self { account, hash: hash.flatten() })
    }
}

/// Written for addresses without an account, too: a write takes time that could be measured.
async fn note_refusal(
    app: &App,
    attempt: &PasswordSignIn<'_>,
    account: Option<AccountId>,
) -> Result<(), SignInProblem> {
    let entry = audit::Entry {
        event: Event::SignInRefused,
        organization: &attempt.visit.storefront.organization,
        account,
        session: None,
        address: attempt.browser.address,
    };
    let mut connection = app.db.acquire().await?;
    Ok(audit::note(&mut connection, entry, app.now()).await?)
}

async fn enter(
    app: &App,
    attempt: &PasswordSignIn<'_>,
    account: Account,
    proven: &ProvenPassword,
) -> Result<Welcome, SignInProblem> {
    let client_id = &attempt.visit.storefront.client.client_id;
    let mut tx = app.db.begin().await?;
    // Locked or replaced while it was being checked: the old one starts no session any more (catalogue H08).
    if !accounts::hold_with_password(&mut tx, account.id, &proven.hash).await? {
        return Err(SignInProblem::Wrong);
    }
    keep_replacement(&mut tx, account.id, proven).await?;
    let owes = proven.replacement.is_some() && customers::keeps_in_step(app, &account);
    if owes {
        customers::owe_password(app, &mut tx, &account, attempt.password, app.now()).await?;
    }
    let entered = welcome(app, &mut tx, account, client_id, "password", attempt.browser).await?;
    tx.commit().await?;
    if owes || attempt.browser.brings_something() {
        app.ring();
    }
    Ok(entered)
}

/// What one attempt counts on.
pub(super) struct Counted {
    /// As a computation, whether right or wrong.
    hash: Vec<(Rule, String)>,
    /// As a guess.
    guess: Vec<(Rule, String)>,
}

impl Counted {
    /// A network from which this account has signed in before is not held up by what others do to the account
    /// from elsewhere: guessing from many networks must not lock its owner out (catalogue E07).
    pub(super) async fn of(app: &App, attempt: &PasswordSignIn<'_>) -> Result<Self, Failure> {
        let organization = &attempt.visit.storefront.organization;
        let account = format!("{organization}/{}", attempt.email.canonical());
        let Some(network) = attempt.browser.address.map(throttle::network) else {
            return Ok(Self { hash: Vec::new(), guess: vec![(throttle::SIGN_IN_PER_ACCOUNT, account)] });
        };
        let both = format!("{account}/{network}");
        let known = audit::has_signed_in_from(&app.db, organization, attempt.email, &network).await?;
        let on_network = |rule| throttle::on_network(app, rule, attempt.browser.address);
        let hash = on_network(throttle::PASSWORDS_PER_NETWORK).into_iter().collect();
        // One count more or less could be measured, and would tell who signs in from here (catalogue F03): a known network
        // counts by itself, and the others together.
        let everywhere = if known { both.clone() } else { account };
        let on_account =
            [(throttle::SIGN_IN_PER_ACCOUNT_AND_NETWORK, both), (throttle::SIGN_IN_PER_ACCOUNT, everywhere)];
        let guess = on_network(throttle::SIGN_IN_PER_NETWORK).into_iter().chain(on_account).collect();
        Ok(Self { hash, guess })
    }

    /// The narrowest limits first, so that one network that is out of tries does not use up the account's.
    async fn take(&self, app: &App) -> Result<(), Refusal> {
        throttle::take_all(&app.db, &[&self.hash[..], &self.guess].concat(), app.now()).await
    }

    pub(super) async fn give_back_guess(&self, app: &App) -> Result<(), sqlx::Error> {
        throttle::give_back_all(&app.db, &self.guess).await
    }
}
