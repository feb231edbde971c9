//! An arrival whose address is not proven, or that brought none: a mailed code, or the password of the account,
//! proves it first. The row is bound to one browser and to the one identity that came, so that a code that was
//! asked for by one person links nothing else (catalogue A04, A05), and says the same whether or not the address
//! has an account (catalogue F05).

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::{Arrival, Identity, label, store};
use crate::app::{App, Failure};
use crate::config::{Language, OrganizationName, ProviderId};
use crate::credentials::mailed_code;
use crate::foundation::{Email, PendingLinkId, PlainToken, Secret};
use crate::mail::{self, Comer, Wording};
use crate::storefronts::{CameFrom, Shop};
use crate::throttle;

/// How long the proof may take.
pub const LIFETIME: TimeDelta = TimeDelta::hours(1);

/// Somebody who came back and must still prove an address.
#[derive(Clone, Debug)]
pub struct PendingLink {
    /// Its id.
    pub id: PendingLinkId,
    /// Who came.
    pub identity: Identity,
    /// Where.
    pub organization: OrganizationName,
    /// Where the shopper was going.
    pub came_from: CameFrom,
    /// The language of the letter.
    pub language: Language,
    /// The address to be proven; `None` until the person says one.
    pub email: Option<Email>,
    /// When the present code stops working.
    pub code_expires_at: Option<DateTime<Utc>>,
    /// When the last letter was written.
    pub code_sent_at: Option<DateTime<Utc>>,
    /// How many letters were written.
    pub codes_sent: i32,
}

/// Why an address is not proven yet.
#[derive(Debug, thiserror::Error)]
pub enum ProveProblem {
    /// The code is wrong.
    #[error("wrong code")]
    Wrong {
        /// Guesses that are left.
        tries_left: i32,
    },
    /// No guess is left, or no letter: another code, or begin again.
    #[error("no try is left")]
    Exhausted,
    /// The code's ten minutes are over.
    #[error("the code ran out")]
    Expired,
    /// Too many tries or letters.
    #[error("too many attempts")]
    Wait(TimeDelta),
    /// Something nobody at the page can repair.
    #[error(transparent)]
    Failure(#[from] Failure),
}

throttle::problem!(ProveProblem);

/// Keeps an arrival until its address is proven; gives the token that binds the browser. No letter yet.
pub async fn begin(app: &App, arrival: &Arrival, language: Language) -> Result<PlainToken, Failure> {
    let now = app.now();
    let token = PlainToken::generate();
    let pending = PendingLink {
        id: PendingLinkId::generate(),
        identity: arrival.identity.clone(),
        organization: arrival.organization.clone(),
        came_from: arrival.came_from.clone(),
        language,
        email: arrival.identity.email.clone(),
        code_expires_at: None,
        code_sent_at: None,
        codes_sent: 0,
    };
    let text = pending.identity.to_text().map_err(Failure::new)?;
    let sealed = app.sealer.seal(&arrival_context(pending.id), &text)?;
    store::pending_links::insert(&app.db, &pending, &token.hash(), &sealed, now, now + LIFETIME).await?;
    Ok(token)
}

/// The pending link of this browser, if it has not run out.
pub async fn of_browser(app: &App, token: &PlainToken) -> Result<Option<PendingLink>, Failure> {
    store::pending_links::by_browser(app, &token.hash()).await
}

/// Sends a code to the pending address, or to `email` where the provider gave none; the one before works no more.
pub async fn send_code(
    app: &App,
    pending: &PendingLink,
    email: &Email,
    shop: &Shop,
    address: Option<IpAddr>,
) -> Result<(), ProveProblem> {
    let now = app.now();
    if pending.codes_sent >= mailed_code::MOST_CODES {
        return Err(ProveProblem::Exhausted);
    }
    let wait = pending.resend_wait(now);
    if wait > TimeDelta::zero() {
        return Err(ProveProblem::Wait(wait));
    }
    throttle::take_on_network(app, throttle::CHALLENGES_PER_NETWORK, address).await?;
    mailed_code::count_letter(app, &pending.organization, email, address).await?;
    let code = mailed_code::new_code();
    let sealed = app.sealer.seal(&code_context(pending.id), code.expose()).map_err(Failure::from)?;
    let until = now + mailed_code::LIFETIME;
    let mut tx = app.db.begin().await?;
    // Two presses at once are one letter: the row changes only if nobody changed it since it was read.
    if store::pending_links::renew_code(&mut tx, pending, email, &sealed, now, until).await? {
        let letter = words(app, pending, shop, &code).to(email.typed()).map_err(Failure::new)?;
        let letter = letter.by(&pending.organization);
        mail::enqueue(&mut tx, &app.sealer, &letter, now, until).await.map_err(Failure::from)?;
        tx.commit().await?;
        app.ring();
    }
    Ok(())
}

/// Checks the typed code: counted before it is compared.
pub async fn confirm(
    app: &App,
    pending: &PendingLink,
    typed: &Secret,
    address: Option<IpAddr>,
) -> Result<(), ProveProblem> {
    let now = app.now();
    if pending.code_expires_at.is_none_or(|end| now >= end) {
        return Err(ProveProblem::Expired);
    }
    throttle::take_on_network(app, throttle::CODE_TRIES_PER_NETWORK, address).await?;
    // Whoever asks for letter after letter to a stranger's mailbox must not guess his way into its account: over all
    // letters and networks a mailbox has few wrong guesses (catalogue E03). A right one was none.
    let mailbox = pending.email.as_ref().map(|email| format!("{}/{}", pending.organization, email.mailbox()));
    let guesses: Vec<_> =
        mailbox.map(|mailbox| (throttle::LINK_GUESSES_PER_MAILBOX, mailbox)).into_iter().collect();
    throttle::take_all(&app.db, &guesses, now).await?;
    let tried = store::pending_links::count_try(&app.db, pending, mailed_code::MOST_TRIES, now).await?;
    let Some(tried) = tried else {
        // Nothing was looked at, so this was no guess.
        throttle::give_back_all(&app.db, &guesses).await?;
        return Err(ProveProblem::Exhausted);
    };
    if mailed_code::fits(app, &code_context(pending.id), tried.code_sealed.as_deref(), typed) {
        throttle::give_back_on_network(app, throttle::CODE_TRIES_PER_NETWORK, address).await?;
        return Ok(throttle::give_back_all(&app.db, &guesses).await?);
    }
    match mailed_code::MOST_TRIES - tried.tries {
        0 => Err(ProveProblem::Exhausted),
        tries_left => Err(ProveProblem::Wrong { tries_left }),
    }
}

/// Uses a pending link up, in the transaction that links or makes the account; false where somebody was quicker.
pub async fn consume(tx: &mut PgConnection, pending: &PendingLink) -> Result<bool, Failure> {
    Ok(store::pending_links::delete(tx, pending.id).await?)
}

/// Forgets every pending link of an address.
pub async fn forget(
    tx: &mut PgConnection,
    organization: &OrganizationName,
    email: &Email,
) -> Result<(), Failure> {
    Ok(store::pending_links::delete_of_email(tx, organization, email).await?)
}

impl PendingLink {
    /// How long until another code may be asked for.
    pub fn resend_wait(&self, now: DateTime<Utc>) -> TimeDelta {
        self.code_sent_at.map_or(TimeDelta::zero(), |sent_at| mailed_code::resend_wait(sent_at, now))
    }

    pub(super) fn open(
        app: &App,
        id: PendingLinkId,
        provider: ProviderId,
        sealed: &[u8],
    ) -> Result<Identity, Failure> {
        let text = app.sealer.open(&arrival_context(id), sealed)?;
        Identity::from_text(provider, text.expose()).map_err(Failure::new)
    }
}

/// The letter names who asks: whoever gets it unasked must see that it is somebody else (catalogue A05).
fn words(app: &App, pending: &PendingLink, shop: &Shop, code: &Secret) -> Wording {
    let texts = shop.texts(pending.language);
    let identity = &pending.identity;
    let comer = Comer { label: label(app, &identity.provider), known_as: identity.known_as() };
    Wording::link_code(texts, &shop.name, shop.color, comer, code.expose(), mailed_code::LIFETIME)
}

fn arrival_context(id: PendingLinkId) -> String {
    format!("pending_links/arrival/{id}")
}

fn code_context(id: PendingLinkId) -> String {
    format!("pending_links/code/{id}")
}
