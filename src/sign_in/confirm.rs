//! The end of a sign-up: the right code makes the account, owes it a customer, and signs this browser in, all
//! in one transaction.

use super::{Browser, Welcome, note, welcome};
use crate::accounts::registration::{self, Confirmed, Registration};
use crate::app::App;
use crate::audit::Event;
use crate::credentials::mailed_code::CodeProblem;
use crate::customers;
use crate::foundation::Secret;
use crate::storefronts::Visit;

/// Where a right code leads.
#[derive(Debug)]
pub enum ConfirmedSignIn {
    /// Into a session.
    Welcome(Box<Welcome>),
    /// The address got an account elsewhere in the meantime: sign in with its password.
    AccountExists,
}

/// Confirms a sign-up with the typed code.
pub async fn confirm_sign_up(
    app: &App,
    registration: &Registration,
    visit: &Visit,
    typed: &Secret,
    browser: &Browser,
) -> Result<ConfirmedSignIn, CodeProblem> {
    registration::confirm(app, registration, typed, browser.address).await?;
    let now = app.now();
    let mut tx = app.db.begin().await?;
    // Taken first: nothing of it stays in a registration that is complete.
    let password = registration::take_password(app, &mut tx, registration).await?;
    let account = match registration::complete(app, &mut tx, registration).await? {
        Confirmed::Created(account) => account,
        Confirmed::AccountExists => {
            tx.commit().await?;
            return Ok(ConfirmedSignIn::AccountExists);
        }
    };
    customers::owe_link(&mut tx, &account, now).await?;
    if let Some(password) = password {
        customers::owe_password(app, &mut tx, &account, &password, now).await?;
    }
    note(&mut tx, Event::AccountCreated, &account, None, browser.address, now).await?;
    let client_id = &visit.storefront.client.client_id;
    let entered = welcome(app, &mut tx, account, client_id, "email_code", browser).await?;
    tx.commit().await?;
    app.ring();
    Ok(ConfirmedSignIn::Welcome(Box::new(entered)))
}
