//! Signing in with a mailed code. Whoever reads the mailbox is whoever has the account with the address; where there is
//! none and the shop lets people sign up, the first code makes it.

use sqlx::PgConnection;

use super::identity::take_over;
use super::{Browser, Welcome, note, welcome};
use crate::accounts::challenge::{self, Challenge};
use crate::accounts::{self, Account};
use crate::app::{self, App, Failure};
use crate::audit::Event;
use crate::credentials::mailed_code::CodeProblem;
use crate::customers;
use crate::foundation::Secret;
use crate::storefronts::Visit;

/// How often somebody who was overtaken looks again.
const MOST_LOOKS: usize = 3;

/// Why a code did not sign in.
#[derive(Debug, thiserror::Error)]
pub enum CodeSignInProblem {
    /// It was not the code, or cannot be any more.
    #[error(transparent)]
    Code(#[from] CodeProblem),
    /// The account may not be used. Only the reader of its mailbox is told.
    #[error("the account is locked")]
    Locked,
    /// Something nobody at the page can repair.
    #[error(transparent)]
    Failure(#[from] Failure),
}

app::problem!(CodeSignInProblem);

/// Signs in with the typed code.
pub async fn with_mailed_code(
    app: &App,
    challenge: &Challenge,
    typed: &Secret,
    visit: &Visit,
    browser: &Browser,
) -> Result<Welcome, CodeSignInProblem> {
    challenge::confirm(app, challenge, typed, browser.address, browser.device.as_ref()).await?;
    for _ in 0..MOST_LOOKS {
        let found = accounts::by_email(&app.db, &challenge.organization, &challenge.email).await?;
        let mut tx = app.db.begin().await?;
        let account = match found {
            Some(account) => known(app, &mut tx, account).await?,
            None => create(app, &mut tx, challenge, browser).await?,
        };
        let Some(account) = account else { continue };
        // The account was held before: whatever sets its password uses up all of its letters, in the same order.
        if !challenge::consume(&mut tx, challenge, app.now()).await? {
            return Err(CodeProblem::Completed.into());
        }
        let client_id = &visit.storefront.client.client_id;
        let entered = welcome(app, &mut tx, account, client_id, "email_code", browser).await?;
        tx.commit().await?;
        app.ring();
        return Ok(entered);
    }
    Err(Failure::new("a sign-in by code was overtaken again and again").into())
}

async fn known(
    app: &App,
    tx: &mut PgConnection,
    account: Account,
) -> Result<Option<Account>, CodeSignInProblem> {
    if account.locked_at.is_some() || !accounts::hold(tx, account.id).await? {
        return Err(CodeSignInProblem::Locked);
    }
    Ok(Some(take_over(app, tx, account).await?))
}

async fn create(
    app: &App,
    tx: &mut PgConnection,
    challenge: &Challenge,
    browser: &Browser,
) -> Result<Option<Account>, CodeSignInProblem> {
    // The settings are others than when the code was mailed: another letter says so.
    if !challenge::may_sign_up(app, challenge) {
        return Err(CodeProblem::Expired.into());
    }
    let now = app.now();
    let created =
        accounts::create(tx, &challenge.organization, &challenge.email, challenge.language, now).await?;
    let Some(account) = created else { return Ok(None) };
    customers::owe_link(tx, &account, now).await?;
    note(tx, Event::AccountCreated, &account, None, browser.address, now).await?;
    Ok(Some(account))
}
