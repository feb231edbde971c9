//! Signing in with address and password. Exactly one hash is computed whatever the address, and the answer is
//! the same for a wrong password and for nobody (catalogue F). The password of a sign-up under way opens
//! nothing: whoever began it could tell by it whether the address has an account.

use chrono::TimeDelta;

use super::moving_in::{There, try_there};
use super::{Browser, Welcome, let_in, welcome};
use crate::accounts::{self, Account, Asked, Whence};
use crate::app::{App, Failure};
use crate::audit::{self, Event};
use crate::credentials::{Checked, ProvenPassword, check_password, keep_replacement, normalized};
use crate::customers;
use crate::foundation::{AccountId, Email, PlainToken, Secret};
use crate::hasher::Busy;
use crate::sessions::Proof;
use crate::storefronts::Visit;
use crate::throttle::{self, Counts, Refusal, Rule};

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
    let proven = match prove(app, &attempt).await {
        // Not here: perhaps at Commerce Layer still. Boxed: hardly anybody needs it.
        Err(SignInProblem::Wrong) => match Box::pin(try_there(app, &attempt)).await? {
            There::Welcome(entered) => return Ok(*entered),
            There::Overtaken => prove(app, &attempt).await?,
        },
        proved => proved?,
    };
    let is_foreign = proven.password.replacement.is_some();
    match enter(app, &attempt, proven).await {
        // Another tab was quicker to replace the foreign hash: the password is as right as it was.
        Err(SignInProblem::Wrong) if is_foreign => enter(app, &attempt, prove(app, &attempt).await?).await,
        entered => entered,
    }
}

/// An account that was proven with its password.
struct Proven {
    account: Account,
    password: ProvenPassword,
    /// Its owner has signed in with this browser before.
    knows_device: bool,
    /// A right password was no guess: to be given back.
    guess: Counts,
}

/// Proves an account with its password: throttled, and exactly one hash. Gives the hash that it was checked against.
pub(super) async fn prove_password(
    app: &App,
    attempt: &PasswordSignIn<'_>,
) -> Result<(Account, ProvenPassword), SignInProblem> {
    let Proven { account, password, guess, .. } = prove(app, attempt).await?;
    throttle::give_back_counts(&app.db, &guess).await?;
    Ok((account, password))
}

/// The same; the caller gives the guess back.
async fn prove(app: &App, attempt: &PasswordSignIn<'_>) -> Result<Proven, SignInProblem> {
    // Before anything is counted: whoever is sent away has not tried, and costs the database nothing.
    app.hasher.has_room()?;
    let (guess, asked) = count(app, attempt).await?;
    let hash = asked.as_ref().and_then(|asked| asked.hash.as_deref());
    let checked = check_password(&app.hasher, &normalized(attempt.password), hash).await;
    if checked.is_err() {
        // Nothing was looked at, so this was no guess.
        throttle::give_back_counts(&app.db, &guess).await?;
    }
    let (proved, replacement) = match checked? {
        Checked::Wrong => (false, None),
        Checked::Right => (true, None),
        Checked::RightOnceMore(replacement) => (true, Some(replacement)),
    };
    match asked {
        Some(Asked { account, hash: Some(hash), knows_device, .. })
            if proved && account.locked_at.is_none() =>
        {
            Ok(Proven { account, password: ProvenPassword { hash, replacement }, knows_device, guess })
        }
        asked => {
            note_refusal(app, attempt, asked.map(|asked| asked.account.id)).await?;
            Err(SignInProblem::Wrong)
        }
    }
}

/// Counts the attempt, and finds whose password it may be. Gives what it was counted on as a guess.
async fn count(app: &App, attempt: &PasswordSignIn<'_>) -> Result<(Counts, Option<Asked>), Refusal> {
    let whose = (&attempt.visit.storefront.organization, attempt.email);
    let network = attempt.browser.address.map(throttle::network);
    let [known, strange] = [true, false].map(|known| Counted::of(app, attempt, known));
    let whence = Whence { network, device: attempt.browser.device.as_ref().map(PlainToken::hash) };
    let counts = (&known.all(), &strange.all());
    let asked = accounts::ask_for(&app.db, whose, &whence, counts, app.now()).await?;
    let is_known = asked.as_ref().is_some_and(|asked| asked.knows_network);
    Ok((Counts::of(if is_known { &known.guess } else { &strange.guess }), asked))
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

async fn enter(app: &App, attempt: &PasswordSignIn<'_>, proven: Proven) -> Result<Welcome, SignInProblem> {
    let client_id = &attempt.visit.storefront.client.client_id;
    let is_plain = proven.is_plain(attempt.browser);
    let Proven { account, password, guess, .. } = proven;
    if is_plain {
        let proof = Proof { hash: &password.hash, guess: &guess };
        let mut connection = app.db.acquire().await?;
        let how = (&**client_id, "password", Some(proof));
        let entered = let_in(app, &mut connection, account, how, attempt.browser).await?;
        return entered.ok_or(SignInProblem::Wrong);
    }
    throttle::give_back_counts(&app.db, &guess).await?;
    let mut tx = app.db.begin().await?;
    // Locked or replaced while it was being checked: the old one starts no session any more (catalogue H08).
    if !accounts::hold_with_password(&mut tx, account.id, &password.hash).await? {
        return Err(SignInProblem::Wrong);
    }
    keep_replacement(&mut tx, account.id, &password).await?;
    let owes = password.replacement.is_some() && customers::keeps_in_step(app, &account);
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

impl Proven {
    /// Whether one statement is all that the sign-in writes: then it needs no transaction around it. Whatever comes on top,
    /// and a browser of which a letter may have to tell, is written in the same transaction as the session.
    fn is_plain(&self, browser: &Browser) -> bool {
        self.knows_device
            && !browser.brings_something()
            && self.password.replacement.is_none()
            && self.account.closing_at.is_none()
    }
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
    pub(super) fn of(app: &App, attempt: &PasswordSignIn<'_>, known: bool) -> Self {
        let organization = &attempt.visit.storefront.organization;
        let account = format!("{organization}/{}", attempt.email.canonical());
        let Some(network) = attempt.browser.address.map(throttle::network) else {
            return Self { hash: Vec::new(), guess: vec![(throttle::SIGN_IN_PER_ACCOUNT, account)] };
        };
        let both = format!("{account}/{network}");
        let on_network = |rule| throttle::on_network(app, rule, attempt.browser.address);
        let hash = on_network(throttle::PASSWORDS_PER_NETWORK).into_iter().collect();
        // One count more or less could be measured, and would tell who signs in from here (catalogue F03): a known network
        // counts by itself, and the others together.
        let everywhere = if known { both.clone() } else { account };
        let on_account =
            [(throttle::SIGN_IN_PER_ACCOUNT_AND_NETWORK, both), (throttle::SIGN_IN_PER_ACCOUNT, everywhere)];
        let guess = on_network(throttle::SIGN_IN_PER_NETWORK).into_iter().chain(on_account).collect();
        Self { hash, guess }
    }

    /// The narrowest limits first, so that one network that is out of tries does not use up the account's.
    fn all(&self) -> Counts {
        Counts::of(&[&self.hash[..], &self.guess].concat())
    }

    pub(super) async fn give_back_guess(&self, app: &App) -> Result<(), sqlx::Error> {
        throttle::give_back_all(&app.db, &self.guess).await
    }
}
