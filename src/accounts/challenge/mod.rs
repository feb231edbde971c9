//! A letter that proves who reads a mailbox: to get back into an account, to sign in without a password, or to have
//! another address. One row a letter's purpose and browser; a code works only in the browser that asked for it, and
//! for nothing else (catalogue G06, G08).
//!
//! Whether somebody has the address is told in the letter alone: the row, the seal, the letter and the page are the same
//! either way (catalogue F01, F04).

mod code;
mod letter;
mod store;

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::by_email;
use crate::app::{App, Failure};
use crate::config::{Language, OrganizationName};
use crate::credentials::mailed_code::{self, AskedFor};
use crate::foundation::{AccountId, ChallengeId, Email, PlainToken};
use crate::storefronts::{CameFrom, Shop, Visit};
use crate::throttle::{self, Refusal};
use crate::work::{Turn, Work};

pub use code::{confirm, resend};
pub use letter::may_sign_up;
pub use store::{forget, sweep};

/// How long a challenge is kept from its first letter on.
pub const LIFETIME: TimeDelta = TimeDelta::hours(24);

/// What is proven, and for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A new password for whoever has the address.
    Recover,
    /// Signing in as whoever has the address.
    SignIn,
    /// Another address for this account.
    ChangeEmail(AccountId),
}

/// A letter on its way, and how far its reader is.
#[derive(Clone, Debug)]
pub struct Challenge {
    /// Its id.
    pub id: ChallengeId,
    /// What for.
    pub purpose: Purpose,
    /// Where.
    pub organization: OrganizationName,
    /// The address to be proven.
    pub email: Email,
    /// The language of its letters and pages.
    pub language: Language,
    /// When the present code stops working.
    pub code_expires_at: DateTime<Utc>,
    /// When the last letter went out, or goes.
    pub code_sent_at: DateTime<Utc>,
    /// How many letters were written.
    pub codes_sent: i32,
    /// When the right code was typed.
    pub proven_at: Option<DateTime<Utc>>,
    /// When it was used up.
    pub used_at: Option<DateTime<Utc>>,
    came_from: CameFrom,
}

/// What a challenge is made of.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// What for.
    pub purpose: Purpose,
    /// Where the shopper came from.
    pub visit: &'a Visit,
    /// The address, as typed.
    pub email: &'a Email,
    /// What the shop is called, for the letter.
    pub shop: &'a Shop,
    /// The language of the page.
    pub language: Language,
    /// The browser's network address.
    pub address: Option<IpAddr>,
    /// What it computed for the letter.
    pub work: Option<Work<'a>>,
}

/// Writes the letter, and gives the token that binds the browser.
pub async fn begin(app: &App, ask: Ask<'_>) -> Result<PlainToken, Refusal> {
    let now = app.now();
    let organization = &ask.visit.storefront.organization;
    throttle::take_on_network(app, throttle::CHALLENGES_PER_NETWORK, ask.address).await?;
    let Ask { email, address, work, .. } = ask;
    let turn = ask.purpose.letter_goes_at(app, AskedFor { organization, email, address, work }).await?;
    let token = PlainToken::generate();
    let challenge = Challenge {
        id: ChallengeId::generate(),
        purpose: ask.purpose,
        organization: organization.clone(),
        email: ask.email.clone(),
        language: ask.language,
        code_expires_at: turn.at + ask.purpose.lifetime(),
        code_sent_at: turn.at,
        codes_sent: 1,
        proven_at: None,
        used_at: None,
        came_from: CameFrom::of(ask.visit),
    };
    let is_known = by_email(&app.db, organization, ask.email).await?.is_some();
    let mut tx = app.db.begin().await?;
    let sent = letter::write(app, &mut tx, &challenge, ask.shop, is_known, turn).await?;
    store::insert(&mut tx, &challenge, &token.hash(), &sent, now, now + LIFETIME).await?;
    tx.commit().await?;
    app.ring();
    Ok(token)
}

/// The challenge that this browser asked for, if it has not run out.
pub async fn of_browser(app: &App, token: &PlainToken) -> Result<Option<Challenge>, Failure> {
    store::by_browser(&app.db, &token.hash(), app.now()).await
}

/// The challenge of a letter's link, while it can be used.
pub async fn by_link(app: &App, token: &PlainToken) -> Result<Option<Challenge>, Failure> {
    store::by_link(&app.db, &token.hash(), app.now()).await
}

/// Uses it up, in the transaction that does what was proven; false where somebody was quicker (catalogue G01, G02).
pub async fn consume(
    tx: &mut PgConnection,
    challenge: &Challenge,
    now: DateTime<Utc>,
) -> Result<bool, Failure> {
    Ok(store::consume(tx, challenge.id, now).await?)
}

impl Purpose {
    /// How long its code, and its link, work.
    pub fn lifetime(self) -> TimeDelta {
        match self {
            Self::Recover => TimeDelta::minutes(30),
            Self::SignIn | Self::ChangeEmail(_) => mailed_code::LIFETIME,
        }
    }

    /// Whoever is signed in does not work for a letter: his account is counted instead.
    async fn letter_goes_at(self, app: &App, letter: AskedFor<'_>) -> Result<Turn, Refusal> {
        let Self::ChangeEmail(account) = self else { return mailed_code::letter_goes_at(app, letter).await };
        throttle::take(&app.db, throttle::CODES_PER_ACCOUNT, &account.to_string(), app.now()).await?;
        mailed_code::count_letter(app, letter.organization, letter.email, letter.address).await?;
        Ok(Turn { at: app.now(), counted: false })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Recover => "recover",
            Self::SignIn => "sign_in",
            Self::ChangeEmail(_) => "change_email",
        }
    }

    fn parse(name: &str, account: Option<AccountId>) -> Option<Self> {
        match (name, account) {
            ("recover", None) => Some(Self::Recover),
            ("sign_in", None) => Some(Self::SignIn),
            ("change_email", Some(account)) => Some(Self::ChangeEmail(account)),
            _ => None,
        }
    }

    fn account(self) -> Option<AccountId> {
        match self {
            Self::ChangeEmail(account) => Some(account),
            Self::Recover | Self::SignIn => None,
        }
    }
}

impl Challenge {
    /// The link that the shopper came from, checked again.
    pub fn visit(&self, app: &App) -> Option<Visit> {
        let visit = self.came_from.visit(&app.settings)?;
        Some(Visit { lang: Some(self.language), ..visit })
    }

    /// How long until another letter may be asked for.
    pub fn resend_wait(&self, now: DateTime<Utc>) -> TimeDelta {
        mailed_code::resend_wait(self.code_sent_at, now)
    }

    /// Whether the right code was typed, not long ago, and nothing was done with it yet.
    pub fn is_proven(&self, now: DateTime<Utc>) -> bool {
        self.used_at.is_none() && self.proven_at.is_some_and(|at| now < at + self.purpose.lifetime())
    }
}
