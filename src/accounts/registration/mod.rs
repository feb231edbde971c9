//! Sign-up until the address is proven. The row is bound to one browser by a token of its own, holds the
//! password's hash and where the shopper was going, and is the only thing that exists: nobody can squat on an
//! address by signing up with it (catalogue A01), and a crash at any point leaves something to go on with.
//!
//! For an address that already has an account everything is the same (the hash, the row, a letter) but the
//! letter's words and that no code fits: the page never tells whether somebody has an account (catalogue F05).

mod code;
mod confirm;
mod in_step;
mod store;

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};

use super::by_email;
use crate::app::{App, Failure};
use crate::config::{Language, OrganizationName};
use crate::credentials::NewPassword;
use crate::credentials::mailed_code::{self, AskedFor};
use crate::foundation::{Email, PlainToken, RegistrationId};
use crate::hasher::Busy;
use crate::storefronts::{CameFrom, Shop, Visit};
use crate::throttle;
use crate::work::{Turn, Work};

pub use code::resend;
pub use confirm::{Confirmed, complete, confirm};
pub use in_step::take_password;
pub use store::{forget, sweep};

/// How long a sign-up may take from the form to the last code.
pub const LIFETIME: TimeDelta = TimeDelta::hours(24);

/// A sign-up on its way.
#[derive(Clone, Debug)]
pub struct Registration {
    /// Its id.
    pub id: RegistrationId,
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
    /// Guesses at the present code.
    pub tries: i32,
    /// Set once the account exists.
    pub completed_at: Option<DateTime<Utc>>,
    pub(super) password_hash: String,
    came_from: CameFrom,
}

/// What a sign-up is made of.
#[derive(Clone, Debug)]
pub struct SignUp<'a> {
    /// Where the shopper came from.
    pub visit: &'a Visit,
    /// The address, as typed.
    pub email: &'a Email,
    /// The password.
    pub password: &'a NewPassword,
    /// What the shop is called, for the letter.
    pub shop: &'a Shop,
    /// The language of the page.
    pub language: Language,
    /// The browser's network address.
    pub address: Option<IpAddr>,
    /// What it computed for the letter.
    pub work: Option<Work<'a>>,
}

/// Why a sign-up did not begin.
#[derive(Debug, thiserror::Error)]
pub enum SignUpProblem {
    /// Too many attempts, or letters to this mailbox.
    #[error("too many attempts")]
    Wait(TimeDelta),
    /// Too many passwords are being hashed right now.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// Something nobody at the page can repair.
    #[error(transparent)]
    Failure(#[from] Failure),
}

throttle::problem!(SignUpProblem);

/// Begins a sign-up: hashes the password, writes the letter, and gives the token that binds the browser.
pub async fn begin(app: &App, sign_up: SignUp<'_>) -> Result<PlainToken, SignUpProblem> {
    // Before a letter is counted that would not be written.
    app.hasher.has_room()?;
    throttle::take_on_network(app, throttle::SIGN_UP_PER_NETWORK, sign_up.address).await?;
    let organization = &sign_up.visit.storefront.organization;
    let SignUp { email, address, work, .. } = sign_up;
    let turn = mailed_code::letter_goes_at(app, AskedFor { organization, email, address, work }).await?;
    let password_hash = app.hasher.hash(sign_up.password.secret()).await?;
    open(app, &sign_up, password_hash, turn).await
}

async fn open(
    app: &App,
    sign_up: &SignUp<'_>,
    password_hash: String,
    turn: Turn,
) -> Result<PlainToken, SignUpProblem> {
    let visit = sign_up.visit;
    let token = PlainToken::generate();
    let registration = Registration {
        id: RegistrationId::generate(),
        organization: visit.storefront.organization.clone(),
        email: sign_up.email.clone(),
        language: sign_up.language,
        code_expires_at: turn.at + mailed_code::LIFETIME,
        code_sent_at: turn.at,
        codes_sent: 1,
        tries: 0,
        completed_at: None,
        password_hash,
        came_from: CameFrom::of(visit),
    };
    let has_account = by_email(&app.db, &registration.organization, sign_up.email).await?.is_some();
    let mut tx = app.db.begin().await?;
    let code = code::write_letter(app, &mut tx, &registration, sign_up.shop, has_account, turn.at).await?;
    let now = app.now();
    let sent = (code, turn.counted);
    store::insert(&mut tx, &registration, &token.hash(), sent, now, now + LIFETIME).await?;
    in_step::keep(app, &mut tx, &registration, sign_up.password.secret()).await?;
    tx.commit().await?;
    app.ring();
    Ok(token)
}

/// The sign-up that this browser began, if it has not run out.
pub async fn of_browser(app: &App, token: &PlainToken) -> Result<Option<Registration>, Failure> {
    store::by_browser(&app.db, &token.hash(), app.now()).await
}

impl Registration {
    /// The link that the sign-up came from, checked again.
    pub fn visit(&self, app: &App) -> Option<Visit> {
        let visit = self.came_from.visit(&app.settings)?;
        Some(Visit { lang: Some(self.language), ..visit })
    }
}
