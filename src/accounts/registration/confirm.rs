//! The typed code: counted before it is compared, compared in constant time, and good for one account however
//! often it is posted at once (catalogue G01).

use std::net::IpAddr;

use sqlx::PgConnection;

use super::super::{Account, create};
use super::{Registration, code, store};
use crate::app::App;
use crate::credentials::mailed_code::{self, CodeProblem};
use crate::credentials::put_password;
use crate::foundation::Secret;
use crate::throttle;
use crate::work::{self, Asker};

/// What a right code led to.
#[derive(Debug)]
pub enum Confirmed {
    /// The account, made in the caller's transaction.
    Created(Account),
    /// The address got an account elsewhere in the meantime; its password is not this one.
    AccountExists,
}

/// Checks the code; [`complete`] then makes the account in the transaction that also starts its session.
pub async fn confirm(
    app: &App,
    registration: &Registration,
    typed: &Secret,
    address: Option<IpAddr>,
) -> Result<(), CodeProblem> {
    let now = app.now();
    if registration.completed_at.is_some() {
        return Err(CodeProblem::Completed);
    }
    if now >= registration.code_expires_at {
        return Err(CodeProblem::Expired);
    }
    throttle::take_on_network(app, throttle::CODE_TRIES_PER_NETWORK, address).await?;
    // Not counted on the mailbox: letters are, and each has five tries. Whoever types nonsense into a sign-up of
    // his own must not use up the tries of the mailbox's owner (catalogue E07).
    let tried = store::count_try(&app.db, registration.id, mailed_code::MOST_TRIES, now).await?;
    let Some(tried) = tried else { return Err(CodeProblem::Exhausted) };
    let context = code::context(registration.id);
    let right = mailed_code::fits(app, &context, tried.code_sealed.as_deref(), typed);
    if right {
        throttle::give_back_on_network(app, throttle::CODE_TRIES_PER_NETWORK, address).await?;
        if store::answered(&app.db, registration.id).await? {
            work::letter_was_answered(app, Asker { organization: &registration.organization, address })
                .await?;
        }
        return Ok(());
    }
    Err(CodeProblem::wrong(tried.tries))
}

/// Makes the account of a registration whose code was right. One row is flipped by exactly one transaction;
/// whoever comes second finds it done.
pub async fn complete(
    app: &App,
    tx: &mut PgConnection,
    registration: &Registration,
) -> Result<Confirmed, CodeProblem> {
    let now = app.now();
    if !store::complete(tx, registration.id, now).await? {
        return Err(CodeProblem::Completed);
    }
    let Registration { organization, email, language, .. } = registration;
    let Some(account) = create(tx, organization, email, *language, now).await? else {
        return Ok(Confirmed::AccountExists);
    };
    put_password(tx, account.id, &registration.password_hash, now).await?;
    Ok(Confirmed::Created(account))
}
