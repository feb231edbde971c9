//! Signing in with address and password. Exactly one hash is computed whatever the address, and the answer is
//! the same for a wrong password and for nobody (catalogue F).

use std::net::IpAddr;

use chrono::TimeDelta;

use super::{Browser, Welcome, note, welcome};
use crate::accounts::registration::{self, Registration, SignUp, SignUpProblem};
use crate::accounts::{self, Account};
use crate::app::{App, Failure};
use crate::audit::{self, Event};
use crate::config::Language;
use crate::credentials::{normalized, password_hash};
use crate::foundation::{Email, PlainToken, Secret};
use crate::hasher::Busy;
use crate::storefronts::{Shop, Visit};
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
    /// What the shop is called, should a letter be needed.
    pub shop: &'a Shop,
    /// The language of the page.
    pub language: Language,
    /// Who asks.
    pub browser: Browser<'a>,
}

/// Where a right password leads.
#[derive(Debug)]
pub enum SignedIn {
    /// Into a session.
    Welcome(Box<Welcome>),
    /// Back into a sign-up whose address is not proven: a code was sent, this token binds the browser.
    Unconfirmed(PlainToken),
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

impl From<SignUpProblem> for SignInProblem {
    fn from(problem: SignUpProblem) -> Self {
        match problem {
            SignUpProblem::Wait(wait) => Self::Wait(wait),
            SignUpProblem::Busy(busy) => Self::Busy(busy),
            SignUpProblem::Failure(failure) => Self::Failure(failure),
            SignUpProblem::Password(_) => Self::Wrong,
        }
    }
}

throttle::problem!(SignInProblem);

/// Signs in with a password.
pub async fn with_password(app: &App, attempt: PasswordSignIn<'_>) -> Result<SignedIn, SignInProblem> {
    let counted = Counted::of(app, &attempt).await?;
    counted.take(app).await?;
    let candidate = Candidate::find(app, &attempt).await?;
    let password = normalized(attempt.password);
    if !app.hasher.verify(&password, candidate.hash()).await? {
        candidate.note_refusal(app, attempt.browser.address).await?;
        return Err(SignInProblem::Wrong);
    }
    // A right password was no guess.
    counted.give_back(app).await?;
    match candidate {
        Candidate::Account(account, _) if account.locked_at.is_none() => enter(app, &attempt, *account).await,
        Candidate::SignUp(begun) => go_on(app, &attempt, &begun).await,
        Candidate::Account(..) | Candidate::Nobody => Err(SignInProblem::Wrong),
    }
}

/// Whose password it may be.
enum Candidate {
    Account(Box<Account>, Option<String>),
    SignUp(Box<Registration>),
    Nobody,
}

impl Candidate {
    async fn find(app: &App, attempt: &PasswordSignIn<'_>) -> Result<Self, Failure> {
        let organization = &attempt.visit.storefront.organization;
        if let Some(account) = accounts::by_email(&app.db, organization, attempt.email).await? {
            let hash = password_hash(&app.db, account.id).await?;
            return Ok(Self::Account(Box::new(account), hash));
        }
        let begun = registration::latest(app, organization, attempt.email).await?;
        Ok(begun.map_or(Self::Nobody, |begun| Self::SignUp(Box::new(begun))))
    }

    fn hash(&self) -> Option<&str> {
        match self {
            Self::Account(_, hash) => hash.as_deref(),
            Self::SignUp(begun) => Some(begun.password_hash()),
            Self::Nobody => None,
        }
    }

    async fn note_refusal(&self, app: &App, address: Option<IpAddr>) -> Result<(), Failure> {
        let Self::Account(account, _) = self else { return Ok(()) };
        let mut connection = app.db.acquire().await?;
        note(&mut connection, Event::SignInRefused, account, None, address, app.now()).await
    }
}

async fn enter(app: &App, attempt: &PasswordSignIn<'_>, account: Account) -> Result<SignedIn, SignInProblem> {
    let client_id = &attempt.visit.storefront.client.client_id;
    let mut tx = app.db.begin().await?;
    let entered = welcome(app, &mut tx, account, client_id, "password", attempt.browser).await?;
    tx.commit().await?;
    app.ring();
    Ok(SignedIn::Welcome(Box::new(entered)))
}

async fn go_on(
    app: &App,
    attempt: &PasswordSignIn<'_>,
    begun: &Registration,
) -> Result<SignedIn, SignInProblem> {
    let sign_up = SignUp {
        visit: attempt.visit,
        email: attempt.email,
        password: attempt.password,
        shop: attempt.shop,
        language: attempt.language,
        address: attempt.browser.address,
    };
    Ok(SignedIn::Unconfirmed(registration::begin_again(app, begun, sign_up).await?))
}

/// What one attempt counts on.
struct Counted(Vec<(Rule, String)>);

impl Counted {
    /// A network from which this account has signed in before is not held up by what others do to the account
    /// from elsewhere: guessing from many networks must not lock its owner out (catalogue E07).
    async fn of(app: &App, attempt: &PasswordSignIn<'_>) -> Result<Self, Failure> {
        let organization = &attempt.visit.storefront.organization;
        let account = format!("{organization}/{}", attempt.email.canonical());
        let Some(address) = attempt.browser.address else {
            return Ok(Self(vec![(throttle::SIGN_IN_PER_ACCOUNT, account)]));
        };
        let network = throttle::network(address);
        let both = format!("{account}/{network}");
        let mut counts =
            vec![(throttle::SIGN_IN_PER_NETWORK, network), (throttle::SIGN_IN_PER_ACCOUNT_AND_NETWORK, both)];
        if !audit::has_signed_in_from(&app.db, organization, attempt.email, address).await? {
            counts.push((throttle::SIGN_IN_PER_ACCOUNT, account));
        }
        Ok(Self(counts))
    }

    /// The narrowest limits first, so that one network that is out of tries does not use up the account's.
    async fn take(&self, app: &App) -> Result<(), Refusal> {
        for (rule, subject) in &self.0 {
            throttle::take(&app.db, *rule, subject, app.now()).await?;
        }
        Ok(())
    }

    async fn give_back(&self, app: &App) -> Result<(), sqlx::Error> {
        for (rule, subject) in &self.0 {
            throttle::give_back(&app.db, *rule, subject).await?;
        }
        Ok(())
    }
}
