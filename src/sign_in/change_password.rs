//! Another password for an account, or its first one, by the person who is signed in.

use std::net::IpAddr;

use chrono::TimeDelta;

use super::held::begin_in;
use super::{Browser, set_password};
use crate::accounts::Account;
use crate::app::{App, Failure};
use crate::credentials::NewPassword;
use crate::customers;
use crate::hasher::Busy;
use crate::sessions::Session;
use crate::throttle::{self, Refusal};

/// Why the password stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum ChangePasswordProblem {
    /// The session ended in the meantime, or the account may not be used.
    #[error("signed out meanwhile")]
    SignedOut,
    /// Too many passwords.
    #[error("too many attempts")]
    Wait(TimeDelta),
    /// Too many passwords are being hashed right now.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// Something nobody at the page can repair.
    #[error(transparent)]
    Failure(#[from] Failure),
}

throttle::problem!(ChangePasswordProblem);

/// Sets the password. Other browsers are signed out, this session stays; where the organization wants it so, Commerce
/// Layer gets the password, too.
pub async fn change_password(
    app: &App,
    (account, current): (&Account, &Session),
    password: &NewPassword,
    browser: &Browser,
) -> Result<(), ChangePasswordProblem> {
    app.hasher.has_room()?;
    count(app, account, browser.address).await?;
    let hash = app.hasher.hash(password.secret()).await?;
    let Some(mut tx) = begin_in(app, account, current).await? else {
        return Err(ChangePasswordProblem::SignedOut);
    };
    set_password(app, &mut tx, account, &hash, Some(current.id), browser).await?;
    customers::owe_password(app, &mut tx, account, password.secret(), app.now()).await?;
    tx.commit().await?;
    app.ring();
    Ok(())
}

/// Each costs a hash, and its owner a letter (catalogue E08, E15).
async fn count(app: &App, account: &Account, address: Option<IpAddr>) -> Result<(), Refusal> {
    let account = (throttle::PASSWORD_CHANGES_PER_ACCOUNT, account.id.to_string());
    throttle::take_with_network(app, account, throttle::PASSWORDS_PER_NETWORK, address).await
}
