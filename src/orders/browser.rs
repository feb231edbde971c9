//! The browser of a guest: its cookie is made with its first cart, and lives for a month from the last visit.

use chrono::TimeDelta;
use sqlx::PgConnection;

use super::Asked;
use super::store::browsers;
use crate::app::{App, Failure};
use crate::foundation::{HashedToken, PlainToken, SessionId};
use crate::throttle::{self, Refusal};

/// How long a guest's carts are remembered.
pub const LIFETIME: TimeDelta = TimeDelta::days(30);
/// A visit is noted at most this often, so that reading is no write.
const TOUCH_EVERY: TimeDelta = TimeDelta::days(1);

/// Whether the cookie is one of ours at this organization, of a guest.
pub(super) struct Known {
    /// Its life begins anew: the cookie is to be set again.
    pub renewed: bool,
}

pub(super) async fn known(
    app: &App,
    asked: &Asked<'_>,
    browser: &HashedToken,
) -> Result<Option<Known>, Failure> {
    let now = app.now();
    let seen = browsers::seen_at(&app.db, asked.organization(), browser, now).await?;
    let Some(seen_at) = seen else { return Ok(None) };
    let renewed = now - seen_at >= TOUCH_EVERY;
    if renewed {
        browsers::touch(&app.db, browser, now, now + LIFETIME).await?;
    }
    Ok(Some(Known { renewed }))
}

/// A cookie for a guest who has none.
pub(super) async fn make(app: &App, asked: &Asked<'_>) -> Result<PlainToken, Refusal> {
    let now = app.now();
    throttle::take_on_network(app, throttle::GUEST_CARTS_PER_NETWORK, asked.address).await?;
    let token = PlainToken::generate();
    browsers::insert(&app.db, asked.organization(), &token.hash(), now, now + LIFETIME).await?;
    Ok(token)
}

/// Takes away the carts that rest with a session, in the transaction that signs it out: the next visitor of the
/// browser sees none of the former's (catalogue M06), even where the browser cannot be told to forget its cookie.
pub async fn end_with(tx: &mut PgConnection, session: SessionId) -> Result<(), Failure> {
    Ok(browsers::delete_of_session(tx, session).await?)
}

/// Gives them back to the guest: the session has run out, and nobody has signed out.
pub async fn outlive(tx: &mut PgConnection, session: SessionId) -> Result<(), Failure> {
    Ok(browsers::release(tx, session).await?)
}
