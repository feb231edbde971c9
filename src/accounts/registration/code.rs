//! The letter with the code of a sign-up, and another one.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::{Registration, store};
use crate::app::{App, Failure};
use crate::credentials::mailed_code::{self, AskedFor, ResendProblem};
use crate::foundation::{RegistrationId, Sealed};
use crate::mail::{self, Wording};
use crate::storefronts::Shop;
use crate::work::Work;

/// Sends another code; the one before works no more.
pub async fn resend(
    app: &App,
    registration: &Registration,
    shop: &Shop,
    (address, work): (Option<IpAddr>, Option<Work<'_>>),
) -> Result<(), ResendProblem> {
    let is_done = registration.completed_at.is_some();
    mailed_code::may_send_another(is_done, registration.codes_sent, registration.code_sent_at, app.now())?;
    let Registration { organization, email, .. } = registration;
    let turn = mailed_code::letter_goes_at(app, AskedFor { organization, email, address, work }).await?;
    let has_account = super::by_email(&app.db, organization, email).await?.is_some();
    let mut tx = app.db.begin().await?;
    let code = write_letter(app, &mut tx, registration, shop, has_account, turn.at).await?;
    // Two presses at once are one letter: the row changes only if nobody changed it since it was read.
    if store::renew_code(&mut tx, registration, code, turn, turn.at + mailed_code::LIFETIME).await? {
        tx.commit().await?;
        app.ring();
    }
    Ok(())
}

/// Writes the letter that fits, to go out when it is `due`, and gives the sealed code; none where the address has an account.
pub(super) async fn write_letter(
    app: &App,
    tx: &mut PgConnection,
    registration: &Registration,
    shop: &Shop,
    has_account: bool,
    due: DateTime<Utc>,
) -> Result<Option<Sealed>, Failure> {
    let code = mailed_code::new_code();
    // Sealed either way: the same work is done whether or not the address is known.
    let sealed = app.sealer.seal(&context(registration.id), code.expose())?;
    let texts = shop.texts(registration.language);
    let words = if has_account {
        Wording::account_exists(texts, &shop.name, shop.color, &registration.sign_in_address(app))
    } else {
        Wording::code(texts, &shop.name, shop.color, code.expose(), mailed_code::LIFETIME)
    };
    let letter = words.to(registration.email.typed()).map_err(Failure::new)?.by(&registration.organization);
    mail::enqueue(tx, &app.sealer, &letter, due, due + mailed_code::LIFETIME).await?;
    Ok((!has_account).then_some(sealed))
}

pub(super) fn context(id: RegistrationId) -> String {
    format!("registrations/{id}")
}

impl Registration {
    /// How long until another code may be asked for.
    pub fn resend_wait(&self, now: DateTime<Utc>) -> TimeDelta {
        mailed_code::resend_wait(self.code_sent_at, now)
    }

    /// The sign-in page on our own configured address, never on a header's (catalogue D01).
    fn sign_in_address(&self, app: &App) -> String {
        let query = self.visit(app).map(|visit| visit.to_query()).unwrap_or_default();
        crate::links::absolute(&app.settings.server.public_url, crate::links::LOGIN, &query)
    }
}
