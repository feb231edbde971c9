//! Back into an account: whoever proved to read its mailbox chooses another password. Everybody else is out then.

use std::net::IpAddr;

use super::identity::take_over;
use super::{Browser, Welcome, note, set_password, welcome};
use crate::accounts;
use crate::accounts::challenge::{self, Challenge};
use crate::app::{self, App, Failure};
use crate::audit::Event;
use crate::credentials::NewPassword;
use crate::customers;
use crate::hasher::Busy;
use crate::storefronts::Visit;
use crate::throttle::{self, Refusal};

/// Where a recovery ends.
#[derive(Debug)]
pub enum Recovered {
    /// In a session: the browser that asked is the one that proved.
    Welcome(Box<Welcome>),
    /// With another password. A link can be followed in any browser, and somebody who sends his own to a stranger must
    /// not have the stranger signed in as himself.
    Done,
}

/// Why no password was set.
#[derive(Debug, thiserror::Error)]
pub enum RecoverProblem {
    /// The code or link was used, or has run out.
    #[error("the recovery is over")]
    Over,
    /// The account may not be used.
    #[error("the account is locked")]
    Locked,
    /// Too many passwords are being hashed right now.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// Something nobody at the page can repair.
    #[error(transparent)]
    Failure(#[from] Failure),
}

app::problem!(RecoverProblem);

/// Sets the password of the account that has the proven address.
pub async fn recover(
    app: &App,
    challenge: &Challenge,
    password: &NewPassword,
    asked_here: bool,
    (visit, browser): (&Visit, &Browser),
) -> Result<Recovered, RecoverProblem> {
    app.hasher.has_room()?;
    let found = accounts::by_email(&app.db, &challenge.organization, &challenge.email).await?;
    let account = found.ok_or(RecoverProblem::Over)?;
    if account.locked_at.is_some() {
        return Err(RecoverProblem::Locked);
    }
    count(app, challenge, browser.address).await?;
    // Hashed before the letter is used up: a full queue must not cost the person the link.
    let hash = app.hasher.hash(password.secret()).await?;
    let mut tx = app.db.begin().await?;
    // The account before the letter, as whatever sets a password: it uses up all of the account's letters.
    if !accounts::hold(&mut tx, account.id).await? {
        return Err(RecoverProblem::Locked);
    }
    if !challenge::consume(&mut tx, challenge, app.now()).await? {
        return Err(RecoverProblem::Over);
    }
    let account = take_over(app, &mut tx, account).await?;
    set_password(app, &mut tx, &account, &hash, None, browser).await?;
    customers::owe_password(app, &mut tx, &account, password.secret(), app.now()).await?;
    note(&mut tx, Event::Recovered, &account, None, browser.address, app.now()).await?;
    let ended = if asked_here {
        let client_id = &visit.storefront.client.client_id;
        // The letter about the password tells of it: a second one about a new browser would only frighten.
        let browser = &Browser { is_told_of: true, ..browser.clone() };
        let entered = welcome(app, &mut tx, account, client_id, "email_code", browser).await?;
        Recovered::Welcome(Box::new(entered))
    } else {
        Recovered::Done
    };
    tx.commit().await?;
    app.ring();
    Ok(ended)
}

/// A letter that was proven can be posted again and again until it is used up, a hash each (catalogue E15).
async fn count(app: &App, challenge: &Challenge, address: Option<IpAddr>) -> Result<(), RecoverProblem> {
    let letter = (throttle::PASSWORDS_PER_LETTER, challenge.id.to_string());
    match throttle::take_with_network(app, letter, throttle::PASSWORDS_PER_NETWORK, address).await {
        Ok(()) => Ok(()),
        // Nobody needs so many: "come again in a moment" is all that there is to say.
        Err(Refusal::Wait(_)) => Err(Busy.into()),
        Err(Refusal::Failure(failure)) => Err(failure.into()),
    }
}
