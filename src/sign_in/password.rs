//! Signing in with address and password. A wrong password takes the same work and gets the same answer whatever
//! the address (catalogue F).

use chrono::TimeDelta;

use super::{Browser, Welcome, welcome};
use crate::accounts::registration::{self, Registration, SignUp, SignUpProblem};
use crate::accounts::{self, Account};
use crate::app::{App, Failure};
use crate::audit::{self, Event};
use crate::config::Language;
use crate::credentials::{is_still_password, normalized, password_hash};
use crate::foundation::{AccountId, Email, PlainToken, Secret};
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
    let candidates = Candidates::find(app, &attempt).await?;
    match candidates.owner_of(app, &normalized(attempt.password)).await? {
        Owner::Account(account, hash) => {
            // A right password was no guess.
            counted.give_back(app).await?;
            enter(app, &attempt, *account, &hash).await
        }
        Owner::SignUp(begun) => {
            counted.give_back(app).await?;
            go_on(app, &attempt, &begun).await
        }
        Owner::Nobody(account) => {
            note_refusal(app, &attempt, account).await?;
            Err(SignInProblem::Wrong)
        }
    }
}

/// Whose password it may be: both are looked for, whatever is found.
struct Candidates {
    account: Option<(Account, Option<String>)>,
    begun: Option<Registration>,
}

/// Whose password it is.
enum Owner {
    /// An account that may be used, and the hash that the password made.
    Account(Box<Account>, String),
    /// A sign-up under way.
    SignUp(Box<Registration>),
    /// Nobody's; the account with the address, if there is one, gets a line in its diary.
    Nobody(Option<AccountId>),
}

impl Candidates {
    async fn find(app: &App, attempt: &PasswordSignIn<'_>) -> Result<Self, Failure> {
        let organization = &attempt.visit.storefront.organization;
        let begun = registration::latest(app, organization, attempt.email).await?;
        let account = match accounts::by_email(&app.db, organization, attempt.email).await? {
            Some(account) => {
                let hash = password_hash(&app.db, account.id).await?;
                Some((account, hash))
            }
            None => None,
        };
        Ok(Self { account, begun })
    }

    /// By one computation, whoever there is. A sign-up under way is asked even where the address has an account:
    /// whoever began it could otherwise tell, by whether its password leads on, that the address has one
    /// (catalogue F05).
    async fn owner_of(self, app: &App, password: &Secret) -> Result<Owner, Busy> {
        let id = self.account.as_ref().map(|(account, _)| account.id);
        let (account, hash) = self.account.map_or((None, None), |(account, hash)| (Some(account), hash));
        let begun = self.begun.as_ref().map(Registration::password_hash);
        let [is_account, is_sign_up] = app.hasher.verify_each(password, [hash.as_deref(), begun]).await?;
        if let (true, Some(account), Some(hash)) =
            (is_account, account.filter(|a| a.locked_at.is_none()), hash)
        {
            return Ok(Owner::Account(Box::new(account), hash));
        }
        Ok(match self.begun {
            Some(begun) if is_sign_up => Owner::SignUp(Box::new(begun)),
            _ => Owner::Nobody(id),
        })
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
    hash: &str,
) -> Result<SignedIn, SignInProblem> {
    let client_id = &attempt.visit.storefront.client.client_id;
    let mut tx = app.db.begin().await?;
    // Replaced while it was being checked: the old one starts no session any more (catalogue H08).
    if !is_still_password(&mut tx, account.id, hash).await? {
        return Err(SignInProblem::Wrong);
    }
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
struct Counted {
    network: Option<String>,
    guesses: Vec<(Rule, String)>,
}

impl Counted {
    /// A network from which this account has signed in before is not held up by what others do to the account
    /// from elsewhere: guessing from many networks must not lock its owner out (catalogue E07).
    async fn of(app: &App, attempt: &PasswordSignIn<'_>) -> Result<Self, Failure> {
        let organization = &attempt.visit.storefront.organization;
        let account = format!("{organization}/{}", attempt.email.canonical());
        let Some(network) = attempt.browser.address.map(throttle::network) else {
            return Ok(Self { network: None, guesses: vec![(throttle::SIGN_IN_PER_ACCOUNT, account)] });
        };
        let both = format!("{account}/{network}");
        let mut guesses = vec![
            (throttle::SIGN_IN_PER_NETWORK, network.clone()),
            (throttle::SIGN_IN_PER_ACCOUNT_AND_NETWORK, both),
        ];
        if !audit::has_signed_in_from(&app.db, organization, attempt.email, &network).await? {
            guesses.push((throttle::SIGN_IN_PER_ACCOUNT, account));
        }
        Ok(Self { network: Some(network), guesses })
    }

    /// The narrowest limits first, so that one network that is out of tries does not use up the account's.
    async fn take(&self, app: &App) -> Result<(), Refusal> {
        let now = app.now();
        if let Some(network) = &self.network {
            throttle::take(&app.db, throttle::PASSWORDS_PER_NETWORK, network, now).await?;
        }
        throttle::take_all(&app.db, &self.guesses, now).await
    }

    async fn give_back(&self, app: &App) -> Result<(), sqlx::Error> {
        throttle::give_back_all(&app.db, &self.guesses).await
    }
}
