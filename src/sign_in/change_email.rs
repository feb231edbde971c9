//! Another address for an account. The new one is proven by a code, the former one is told, and can have the account back
//! for a week.

use super::held::begin_in;
use super::{Browser, end_all_but, note, notices};
use crate::accounts::challenge::{self, Challenge};
use crate::accounts::{self, Account};
use crate::app::{self, App, Failure};
use crate::audit::Event;
use crate::credentials::mailed_code::CodeProblem;
use crate::credentials::remove_password;
use crate::customers;
use crate::federation;
use crate::foundation::{PlainToken, Secret};
use crate::sessions::Session;
use crate::storefronts::Visit;

/// Why the address stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum ChangeEmailProblem {
    /// It was not the code, or cannot be any more.
    #[error(transparent)]
    Code(#[from] CodeProblem),
    /// Another account got the address meanwhile. Its reader is told, who has just proven to be one.
    #[error("another account has the address")]
    Taken,
    /// The session ended in the meantime, or the account may not be used.
    #[error("signed out meanwhile")]
    SignedOut,
    /// Something nobody at the page can repair.
    #[error(transparent)]
    Failure(#[from] Failure),
}

app::problem!(ChangeEmailProblem);

/// Gives the account the address that the typed code proves. Other browsers are signed out (catalogue H08).
pub async fn change_email(
    app: &App,
    (account, current): (&Account, &Session),
    challenge: &Challenge,
    typed: &Secret,
    (visit, browser): (&Visit, &Browser),
) -> Result<(), ChangeEmailProblem> {
    challenge::confirm(app, challenge, typed, browser.address, browser.device.as_ref()).await?;
    let now = app.now();
    let Some(mut tx) = begin_in(app, account, current).await? else {
        return Err(ChangeEmailProblem::SignedOut);
    };
    if !challenge::consume(&mut tx, challenge, now).await? {
        return Err(CodeProblem::Completed.into());
    }
    let undo = accounts::note_email_change(&mut tx, account, now).await?;
    if !accounts::set_email(&mut tx, account, &challenge.email, now).await? {
        return Err(ChangeEmailProblem::Taken);
    }
    customers::owe_email(&mut tx, account, now).await?;
    end_all_but(app, &mut tx, account, Some(current.id), now).await?;
    note(&mut tx, Event::EmailChanged, account, Some(current.id), browser.address, now).await?;
    // To the former address, which `account` still has.
    notices::email_changed(app, &mut tx, account, (&challenge.email, &undo), (visit, &browser.shop)).await?;
    tx.commit().await?;
    app.ring();
    Ok(())
}

/// What became of undoing a change.
#[derive(Debug)]
pub enum Undone {
    /// The account has its former address again, and nobody is signed in.
    Done(Box<Account>),
    /// The link was used or has run out, or another account has the address now.
    Over,
}

/// Gives an account its former address back. Whoever changed it had the account, perhaps for a while before: its sessions
/// end, and so do its password, whatever was linked, and every letter that would let its reader in, at either address. The
/// owner links providers anew.
pub async fn undo_email_change(app: &App, link: &PlainToken, browser: &Browser) -> Result<Undone, Failure> {
    let now = app.now();
    let mut tx = app.db.begin().await?;
    let Some(former) = accounts::undo(&mut tx, &link.hash(), now).await? else { return Ok(Undone::Over) };
    let Some(account) = accounts::by_id(&app.db, former.account).await? else { return Ok(Undone::Over) };
    accounts::hold(&mut tx, account.id).await?;
    account.use_up_letters(&mut tx, now).await?;
    if !accounts::set_email(&mut tx, &account, &former.email, now).await? {
        return Ok(Undone::Over);
    }
    account.use_up_letters(&mut tx, now).await?;
    remove_password(&mut tx, account.id).await?;
    federation::unlink_all(&mut tx, &account).await?;
    end_all_but(app, &mut tx, &account, None, now).await?;
    customers::owe_email(&mut tx, &account, now).await?;
    customers::owe_nobodys_password(app, &mut tx, &account, now).await?;
    note(&mut tx, Event::EmailChangeUndone, &account, None, browser.address, now).await?;
    tx.commit().await?;
    app.ring();
    Ok(Undone::Done(Box::new(Account { email: former.email, ..account })))
}
