//! The letter of a challenge. What it says depends on whether the address has an account; how much is done for it does
//! not.

use sqlx::PgConnection;

use super::{Challenge, Purpose};
use crate::app::{App, Failure};
use crate::credentials::mailed_code;
use crate::foundation::{ChallengeId, HashedToken, PlainToken, Sealed};
use crate::links;
use crate::mail::{self, Wording};
use crate::storefronts::Shop;
use crate::work::Turn;

/// What opens the challenge.
pub(super) struct Sent {
    /// The code; `None` where the address may not have one.
    pub code: Option<Sealed>,
    /// The link of the letter.
    pub link: Option<HashedToken>,
    /// When the letter goes.
    pub turn: Turn,
}

/// Writes the letter that fits, to go out when its turn has come.
pub(super) async fn write(
    app: &App,
    tx: &mut PgConnection,
    challenge: &Challenge,
    shop: &Shop,
    taken: bool,
    turn: Turn,
) -> Result<Sent, Failure> {
    let (code, link) = (mailed_code::new_code(), PlainToken::generate());
    // Sealed and hashed either way: the same work is done whether or not the address is known.
    let sealed = app.sealer.seal(&context(challenge.id), code.expose())?;
    let hashed = link.hash();
    let texts = shop.texts(challenge.language);
    let lifetime = challenge.purpose.lifetime();
    let (opens, words) = match (challenge.purpose, taken) {
        (Purpose::Recover, true) => {
            let href = link_address(app, challenge, &link);
            (true, Wording::recovery(texts, &shop.name, shop.color, (code.expose(), &href), lifetime))
        }
        (Purpose::SignIn, true) => {
            (true, Wording::sign_in_code(texts, &shop.name, shop.color, code.expose(), lifetime))
        }
        (Purpose::SignIn, false) if may_sign_up(app, challenge) => {
            (true, Wording::sign_in_code(texts, &shop.name, shop.color, code.expose(), lifetime))
        }
        (Purpose::Recover | Purpose::SignIn, false) => {
            (false, Wording::no_account(texts, &shop.name, shop.color, &front_door(app, challenge)))
        }
        (Purpose::ChangeEmail(_), false) => {
            (true, Wording::new_address_code(texts, &shop.name, shop.color, code.expose(), lifetime))
        }
        (Purpose::ChangeEmail(_), true) => (false, Wording::address_taken(texts, &shop.name, shop.color)),
    };
    let letter = words.to(challenge.email.typed()).map_err(Failure::new)?.by(&challenge.organization);
    mail::enqueue(tx, &app.sealer, &letter, turn.at, turn.at + lifetime).await?;
    let link = (opens && challenge.purpose == Purpose::Recover).then_some(hashed);
    Ok(Sent { code: opens.then_some(sealed), link, turn })
}

pub(super) fn context(id: ChallengeId) -> String {
    format!("challenges/{id}")
}

/// Whether a first code makes an account: where the shop lets people sign up, for addresses that it takes.
pub fn may_sign_up(app: &App, challenge: &Challenge) -> bool {
    challenge.visit(app).is_some_and(|visit| visit.storefront.sign_up)
        && !app.settings.accounts.refused_domains.cover(&challenge.email)
}

/// On our own configured address, never on a header's (catalogue D01).
fn link_address(app: &App, challenge: &Challenge, link: &PlainToken) -> String {
    let mut query = url::form_urlencoded::Serializer::new(visit_query(app, challenge));
    query.append_pair("token", link.expose());
    links::absolute(&app.settings.server.public_url, links::RECOVER_PASSWORD, &query.finish())
}

fn front_door(app: &App, challenge: &Challenge) -> String {
    links::absolute(&app.settings.server.public_url, links::LOGIN, &visit_query(app, challenge))
}

fn visit_query(app: &App, challenge: &Challenge) -> String {
    challenge.visit(app).map(|visit| visit.to_query()).unwrap_or_default()
}
