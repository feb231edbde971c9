//! Customers who still have their password at Commerce Layer alone (`lazy_passwords`): the first sign-in asks there,
//! once, and from then on the password is ours. It verifies nothing but the customer; the address stays unproven.
//!
//! We are no relay for guessing (catalogue M07), and nobody burns the token calls of the shop (E13): asked is only for
//! an address that has no account, or one that came over and that nobody has come in by yet; within narrow allowances
//! for address and network; within a small share of the ledger; and never twice for the same pair. Beyond the
//! allowances the answer is that of a wrong password, as for an address that is not asked for. While there is no room,
//! or no answer, every wrong password is told to come again, whatever the address (F).

use chrono::{DateTime, TimeDelta, Utc};

use super::password::{Counted, PasswordSignIn, SignInProblem};
use super::{Welcome, note, welcome};
use crate::accounts::{self, Account, unproven};
use crate::app::{App, Failure};
use crate::audit::Event;
use crate::broker::{self, BrokerProblem, Purpose};
use crate::commerce_layer::{CommerceLayerError, CustomerId};
use crate::config::Language;
use crate::credentials::{normalized, put_password};
use crate::customers;
use crate::hasher::Busy;
use crate::throttle::{self, Refusal, Rule};

/// The longest password that Commerce Layer takes (contract 10.6), in characters.
const LONGEST: usize = 128;
const REST_WHILE_AWAY: TimeDelta = TimeDelta::seconds(15);
const LONGEST_REST: TimeDelta = TimeDelta::seconds(61);

/// What came of a password that is not right here.
pub(super) enum There {
    /// It is right there, and whoever typed it is in.
    Welcome(Box<Welcome>),
    /// The address got an account with a password in the meantime: it is to be looked at again.
    Overtaken,
}

/// Tries the password at Commerce Layer, where that is wanted.
pub(super) async fn try_there(app: &App, attempt: &PasswordSignIn<'_>) -> Result<There, SignInProblem> {
    let organization = &attempt.visit.storefront.organization;
    let wanted = app.settings.organizations.get(organization).is_some_and(|it| it.lazy_passwords);
    if !wanted {
        return Err(SignInProblem::Wrong);
    }
    if app.memory.elsewhere.rests(attempt.browser.address, app.now()) {
        return Err(Busy.into());
    }
    let account = accounts::by_email(&app.db, organization, attempt.email).await?;
    if let Some(account) = &account
        && !unproven::is_untouched(&app.db, account.id).await?
    {
        return Err(SignInProblem::Wrong);
    }
    let customer = ask(app, attempt).await?;
    let hash = app.hasher.hash(&normalized(attempt.password)).await?;
    let entered = enter(app, attempt, account, &customer, &hash).await?;
    if let There::Welcome(_) = entered {
        // A right password was no guess. Nobody had come in by the account before, from whatever network.
        Counted::of(app, attempt, false).give_back_guess(app).await?;
        if attempt.browser.brings_something() {
            app.ring();
        }
    }
    Ok(entered)
}

/// The customer whose address and password they are.
async fn ask(app: &App, attempt: &PasswordSignIn<'_>) -> Result<CustomerId, SignInProblem> {
    let (visit, elsewhere) = (attempt.visit, &app.memory.elsewhere);
    let organization = &visit.storefront.organization;
    let pair = elsewhere.pair(organization, attempt.email, attempt.password);
    let too_long = attempt.password.expose().chars().count() > LONGEST;
    if too_long || elsewhere.has_refused(&pair, app.now()) {
        return Err(SignInProblem::Wrong);
    }
    let counts = counts(app, attempt);
    match throttle::take_all(&app.db, &counts, app.now()).await {
        Ok(()) => {}
        // Not "wait": that would tell that the address has no password here.
        Err(Refusal::Wait(_)) => return Err(SignInProblem::Wrong),
        Err(Refusal::Failure(failure)) => return Err(failure.into()),
    }
    let (commerce_layer, shopper) = (app.commerce_layer(organization)?, attempt.browser.address);
    let client = &visit.storefront.client;
    let call = commerce_layer.sign_in(client, &visit.scope, attempt.email, attempt.password, shopper);
    let answer = broker::counted(app, organization, Purpose::MovingIn, shopper, call).await;
    let error = match answer {
        // The token is not kept: the session gets its own, by the storefront's way.
        Ok(customer) => return Ok(customer),
        Err(BrokerProblem::Failure(failure)) => return Err(failure.into()),
        Err(BrokerProblem::CommerceLayer(error)) => error,
    };
    if error.was_not_sent() {
        throttle::give_back_all(&app.db, &counts).await?;
    }
    match error {
        CommerceLayerError::GrantRefused(_) => elsewhere.refuse(pair, app.now()),
        CommerceLayerError::BudgetSpent { retry_after } => {
            let rest = retry_after.and_then(|rest| TimeDelta::from_std(rest).ok()).unwrap_or(REST_WHILE_AWAY);
            let until = app.now() + rest.min(LONGEST_REST);
            // Where calls are counted on each shopper, one who has none left says nothing of the others.
            match shopper.filter(|_| commerce_layer.counts_shoppers()) {
                Some(shopper) => elsewhere.rest_of(shopper, until),
                None => elsewhere.rest(until),
            }
            return Err(Busy.into());
        }
        CommerceLayerError::Unreachable(_) => {
            elsewhere.rest(app.now() + REST_WHILE_AWAY);
            return Err(Busy.into());
        }
        error => tracing::warn!(%organization, %error, "a password could not be tried at Commerce Layer"),
    }
    Err(SignInProblem::Wrong)
}

fn counts(app: &App, attempt: &PasswordSignIn<'_>) -> Vec<(Rule, String)> {
    let organization = &attempt.visit.storefront.organization;
    let network = throttle::on_network(app, throttle::MOVING_IN_PER_NETWORK, attempt.browser.address);
    let account = format!("{organization}/{}", attempt.email.canonical());
    network.into_iter().chain([(throttle::MOVING_IN_PER_ACCOUNT, account)]).collect()
}

async fn enter(
    app: &App,
    attempt: &PasswordSignIn<'_>,
    account: Option<Account>,
    customer: &CustomerId,
    hash: &str,
) -> Result<There, SignInProblem> {
    let (storefront, now) = (&attempt.visit.storefront, app.now());
    let mut tx = app.db.begin().await?;
    let account = if let Some(account) = account {
        let open = accounts::hold(&mut tx, account.id).await?;
        if !open || !unproven::is_untouched(&mut *tx, account.id).await? {
            return Ok(There::Overtaken);
        }
        account
    } else {
        let language = storefront.languages.first().copied().unwrap_or(Language::ALL[0]);
        let made = unproven::create(&mut tx, &storefront.organization, attempt.email, language, now).await?;
        let Some(account) = made else { return Ok(There::Overtaken) };
        note(&mut tx, Event::AccountMovedIn, &account, None, attempt.browser.address, now).await?;
        account
    };
    if !link(&mut tx, &account, customer, now).await? {
        return Err(SignInProblem::Wrong);
    }
    put_password(&mut tx, account.id, hash, now).await?;
    for event in [Event::CustomerLinked, Event::PasswordSet] {
        note(&mut tx, event, &account, None, attempt.browser.address, now).await?;
    }
    let client_id = &storefront.client.client_id;
    let entered = welcome(app, &mut tx, account, client_id, "password", attempt.browser).await?;
    tx.commit().await?;
    Ok(There::Welcome(Box::new(entered)))
}

async fn link(
    tx: &mut sqlx::PgConnection,
    account: &Account,
    customer: &CustomerId,
    now: DateTime<Utc>,
) -> Result<bool, Failure> {
    let linked = customers::link_moved_in(tx, account, customer, now).await?;
    if !linked {
        tracing::warn!(%customer, "the customer who signed in belongs to another account: an operator must look");
    }
    Ok(linked)
}
