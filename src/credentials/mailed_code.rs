//! What a mailed code is, whatever it proves: six digits, ten minutes, five tries, five letters. The rows stay with
//! their subjects; a code is sealed there under a context of its own, because the hash of six digits is undone in a
//! second.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use subtle::ConstantTimeEq as _;

use crate::app::{App, Failure};
use crate::config::OrganizationName;
use crate::foundation::{Email, Secret, random_digits};
use crate::throttle::{self, Refusal, Rule};
use crate::work::{self, Asker, Turn, Work};

/// How long a code works.
pub const LIFETIME: TimeDelta = TimeDelta::minutes(10);
/// Guesses at one code.
pub const MOST_TRIES: i32 = 5;
/// Letters for one purpose.
pub const MOST_CODES: i32 = 5;
/// How long a person waits before asking for another letter.
const RESEND_AFTER: TimeDelta = TimeDelta::seconds(60);
/// How long a code is.
pub const DIGITS: usize = 6;

/// Why a code was not taken.
#[derive(Debug, thiserror::Error)]
pub enum CodeProblem {
    /// Not the code; so many tries are left.
    #[error("wrong code")]
    Wrong {
        /// Tries left at this code.
        tries_left: i32,
    },
    /// Five wrong guesses: only a new code helps.
    #[error("too many wrong codes")]
    Exhausted,
    /// Its time is over.
    #[error("the code has run out")]
    Expired,
    /// What the code was for is done already.
    #[error("already confirmed")]
    Completed,
    /// Too many guesses.
    #[error("too many attempts")]
    Wait(TimeDelta),
    /// Something nobody at the page can repair.
    #[error(transparent)]
    Failure(#[from] Failure),
}

throttle::problem!(CodeProblem);

impl CodeProblem {
    /// A wrong code, the `tries`th at its letter.
    pub fn wrong(tries: i32) -> Self {
        match MOST_TRIES - tries {
            0 => Self::Exhausted,
            tries_left => Self::Wrong { tries_left },
        }
    }
}

/// Why no new code was sent.
#[derive(Debug, thiserror::Error)]
pub enum ResendProblem {
    /// The last letter has hardly left, or the mailbox had too many.
    #[error("a code was sent just now")]
    Wait(TimeDelta),
    /// There were five letters: begin again.
    #[error("too many codes were asked for")]
    TooMany,
    /// What the code was for is done already.
    #[error("already confirmed")]
    Completed,
    /// Something nobody at the page can repair.
    #[error(transparent)]
    Failure(#[from] Failure),
}

throttle::problem!(ResendProblem);

/// A new code.
pub fn new_code() -> Secret {
    Secret::new(random_digits(DIGITS))
}

/// Whether another letter may be asked for: after a while, and not for ever.
pub fn may_send_another(
    is_done: bool,
    codes_sent: i32,
    sent_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), ResendProblem> {
    let wait = resend_wait(sent_at, now);
    match codes_sent {
        _ if is_done => Err(ResendProblem::Completed),
        MOST_CODES.. => Err(ResendProblem::TooMany),
        _ if wait > TimeDelta::zero() => Err(ResendProblem::Wait(wait)),
        _ => Ok(()),
    }
}

/// How long until another code may be asked for.
pub fn resend_wait(sent_at: DateTime<Utc>, now: DateTime<Utc>) -> TimeDelta {
    (sent_at + RESEND_AFTER - now).max(TimeDelta::zero())
}

/// Whether the typed code is the sealed one, compared in constant time. The guess was counted before. Where the key
/// of the seal is gone from the settings, no code fits, and the next letter brings another.
pub fn fits(app: &App, context: &str, sealed: Option<&[u8]>, typed: &Secret) -> bool {
    let Some(code) = sealed.and_then(|sealed| app.sealer.open(context, sealed).ok()) else { return false };
    typed_digits(typed).expose().as_bytes().ct_eq(code.expose().as_bytes()).into()
}

/// A letter that somebody asks for.
#[derive(Clone, Copy, Debug)]
pub struct AskedFor<'a> {
    /// Of which organization.
    pub organization: &'a OrganizationName,
    /// Where it is to go.
    pub email: &'a Email,
    /// The network address of the browser that asks.
    pub address: Option<IpAddr>,
    /// What it computed for the letter.
    pub work: Option<Work<'a>>,
}

/// Counts a letter of somebody who is not signed in, and says when it goes; before anything is computed.
pub async fn letter_goes_at(app: &App, letter: AskedFor<'_>) -> Result<Turn, Refusal> {
    let counts = on_mailbox(letter.organization, letter.email, letter.address);
    throttle::take_all(&app.db, &counts, app.now()).await?;
    let asker = Asker { organization: letter.organization, address: letter.address };
    let goes_at = work::letter_goes_at(app, asker, letter.work).await;
    if goes_at.is_err() {
        throttle::give_back_all(&app.db, &counts).await?;
    }
    goes_at
}

/// Counts a letter to the mailbox, before anything is computed.
pub async fn count_letter(
    app: &App,
    organization: &OrganizationName,
    email: &Email,
    address: Option<IpAddr>,
) -> Result<(), Refusal> {
    throttle::take_all(&app.db, &on_mailbox(organization, email, address), app.now()).await
}

/// From one network letters flow back so slowly that it cannot use up all those of the mailbox: its owner could never
/// sign up otherwise (catalogue E07).
fn on_mailbox(
    organization: &OrganizationName,
    email: &Email,
    address: Option<IpAddr>,
) -> Vec<(Rule, String)> {
    let mailbox = format!("{organization}/{}", email.mailbox());
    let network = address.map(|address| format!("{mailbox}/{}", throttle::network(address)));
    let both = network.map(|both| (throttle::CODES_PER_MAILBOX_AND_NETWORK, both));
    both.into_iter().chain([(throttle::CODES_PER_MAILBOX, mailbox)]).collect()
}

/// People paste "123 456" and "123-456".
fn typed_digits(typed: &Secret) -> Secret {
    Secret::new(typed.expose().chars().filter(char::is_ascii_digit).take(12).collect::<String>())
}
