//! The mailed code: six digits, ten minutes, five tries; sealed at rest, because the hash of six digits is
//! undone in a second.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::{Registration, store};
use crate::app::{App, Failure};
use crate::config::OrganizationName;
use crate::foundation::{Email, RegistrationId, Sealed, random_digits};
use crate::i18n::Texts;
use crate::mail::{self, Wording};
use crate::storefronts::Shop;
use crate::throttle::{self, Refusal};

pub(super) const LIFETIME: TimeDelta = TimeDelta::minutes(10);
pub(super) const MOST_TRIES: i32 = 5;
const MOST_CODES: i32 = 5;
/// How long a person waits before asking for another letter.
const RESEND_AFTER: TimeDelta = TimeDelta::seconds(60);
const DIGITS: usize = 6;

/// Why no new code was sent.
#[derive(Debug, thiserror::Error)]
pub enum ResendProblem {
    /// The last letter has hardly left, or the mailbox had too many.
    #[error("a code was sent just now")]
    Wait(TimeDelta),
    /// This sign-up had its five letters: begin again.
    #[error("too many codes were asked for")]
    TooMany,
    /// The account exists already.
    #[error("already confirmed")]
    Completed,
    /// Something nobody at the page can repair.
    #[error(transparent)]
    Failure(#[from] Failure),
}

throttle::problem!(ResendProblem);

/// Sends another code; the one before works no more.
pub async fn resend(
    app: &App,
    registration: &Registration,
    shop: &Shop,
    address: Option<IpAddr>,
) -> Result<(), ResendProblem> {
    let now = app.now();
    if registration.completed_at.is_some() {
        return Err(ResendProblem::Completed);
    }
    if registration.codes_sent >= MOST_CODES {
        return Err(ResendProblem::TooMany);
    }
    let wait = registration.resend_wait(now);
    if wait > TimeDelta::zero() {
        return Err(ResendProblem::Wait(wait));
    }
    count_letter(app, &registration.organization, &registration.email, address, now).await?;
    let has_account =
        super::by_email(&app.db, &registration.organization, &registration.email).await?.is_some();
    let mut tx = app.db.begin().await?;
    let code = write_letter(app, &mut tx, registration, shop, has_account, now).await?;
    // Two presses at once are one letter: the row changes only if nobody changed it since it was read.
    if store::renew_code(&mut tx, registration, code, now, now + LIFETIME).await? {
        tx.commit().await?;
        app.ring();
    }
    Ok(())
}

/// Counts a letter to the mailbox, before anything is computed. From one network letters flow back so slowly that
/// it cannot use up all those of the mailbox: its owner could never sign up otherwise (catalogue E07).
pub(super) async fn count_letter(
    app: &App,
    organization: &OrganizationName,
    email: &Email,
    address: Option<IpAddr>,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    let mailbox = format!("{organization}/{}", email.mailbox());
    let network = address.map(|address| format!("{mailbox}/{}", throttle::network(address)));
    let both = network.map(|both| (throttle::CODES_PER_MAILBOX_AND_NETWORK, both));
    let counts: Vec<_> = both.into_iter().chain([(throttle::CODES_PER_MAILBOX, mailbox)]).collect();
    throttle::take_all(&app.db, &counts, now).await
}

/// Writes the letter that fits and gives the sealed code; none where the address has an account.
pub(super) async fn write_letter(
    app: &App,
    tx: &mut PgConnection,
    registration: &Registration,
    shop: &Shop,
    has_account: bool,
    now: DateTime<Utc>,
) -> Result<Option<Sealed>, Failure> {
    let code = random_digits(DIGITS);
    // Sealed either way: the same work is done whether or not the address is known.
    let sealed = app.sealer.seal(&context(registration.id), &code)?;
    let texts = Texts::new(registration.language);
    let words = if has_account {
        Wording::account_exists(texts, &shop.name, shop.color, &registration.sign_in_address(app))
    } else {
        Wording::code(texts, &shop.name, shop.color, &code, LIFETIME)
    };
    let letter = words.to(registration.email.typed()).map_err(Failure::new)?;
    mail::enqueue(tx, &app.sealer, &letter, now, now + LIFETIME).await?;
    Ok((!has_account).then_some(sealed))
}

pub(super) fn context(id: RegistrationId) -> String {
    format!("registrations/{id}")
}

impl Registration {
    /// How long until another code may be asked for.
    pub fn resend_wait(&self, now: DateTime<Utc>) -> TimeDelta {
        (self.code_sent_at + RESEND_AFTER - now).max(TimeDelta::zero())
    }

    /// The sign-in page on our own configured address, never on a header's (catalogue D01).
    fn sign_in_address(&self, app: &App) -> String {
        let query = self.visit(app).map(|visit| visit.to_query()).unwrap_or_default();
        crate::links::absolute(&app.settings.server.public_url, crate::links::LOGIN, &query)
    }
}
