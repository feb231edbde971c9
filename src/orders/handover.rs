//! What becomes of a guest's carts when the browser signs in, as each shop has it: decided in the transaction of the
//! sign-in by moving the rows, so that two tabs that sign in at once move them once.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::check::{Look, look};
use super::store::handovers::{self, Undecided};
use super::store::{browsers, carts};
use super::{Asked, Whose};
use crate::accounts::Account;
use crate::app::{App, Failure};
use crate::config::CartPolicy;
use crate::foundation::HashedToken;
use crate::sessions::Session;
use crate::storefronts::{by_client_id, offered};

/// How long a hand-over is tried.
pub(super) const TRIED_FOR: TimeDelta = TimeDelta::days(1);
/// How long a shopper may take to choose.
const CHOICE_WAITS: TimeDelta = TimeDelta::days(30);
/// Carts that are looked at before the question: a shopper has one, or one for each market.
const MOST_LOOKS: usize = 3;

/// What the shopper wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The cart of this browser.
    Take,
    /// The one from before.
    Keep,
}

/// Moves the carts of a guest's browser to the account that it signs in to. True where some rest with the session,
/// and the browser keeps its cookie.
///
/// `changed_hands`: somebody was signed in until now. What the cookie holds then is of a page that came too late,
/// and belongs to nobody who can be named.
pub async fn hand_over(
    app: &App,
    tx: &mut PgConnection,
    (account, session): (&Account, &Session),
    browser: Option<HashedToken>,
    changed_hands: bool,
) -> Result<bool, Failure> {
    let now = app.now();
    let Some(browser) = browser else { return Ok(false) };
    if !browsers::hold(tx, &account.organization, &browser, now).await? {
        return Ok(false);
    }
    let mut resting = false;
    for cart in carts::all_of_browser(tx, &browser).await? {
        match by_client_id(&app.settings, &cart.client_id).map(|storefront| storefront.cart) {
            _ if changed_hands => {}
            Some(CartPolicy::Adopt) => {
                let due = (now + TRIED_FOR, Some(now));
                handovers::insert(tx, (account.id, session.id), &cart, now, due).await?;
            }
            Some(CartPolicy::Ask) => {
                let undecided = (now + CHOICE_WAITS, None);
                handovers::insert(tx, (account.id, session.id), &cart, now, undecided).await?;
            }
            Some(CartPolicy::None) => {
                resting = true;
                continue;
            }
            Some(CartPolicy::Keep) | None => {}
        }
        carts::delete(tx, cart.id).await?;
    }
    if resting {
        browsers::rest_with(tx, &browser, session.id).await?;
    } else {
        browsers::delete(tx, &browser).await?;
    }
    Ok(resting)
}

/// Whether the shopper has a cart to choose about at this shop. Carts that were bought meanwhile are no question.
pub async fn has_to_choose(app: &App, asked: &Asked<'_>) -> Result<bool, Failure> {
    let Whose::Account { account, .. } = asked.whose else { return Ok(false) };
    let undecided = undecided(app, asked, account, app.now()).await?;
    for (number, waiting) in undecided.iter().enumerate() {
        if number >= MOST_LOOKS || !is_over(app, asked, waiting).await? {
            return Ok(true);
        }
        handovers::delete(&app.db, waiting.id).await?;
    }
    Ok(false)
}

/// Takes the shopper's choice for every cart that waits for it at this shop.
pub async fn choose(app: &App, asked: &Asked<'_>, choice: Choice) -> Result<(), Failure> {
    let Whose::Account { session, account } = asked.whose else { return Ok(()) };
    let now = app.now();
    for waiting in undecided(app, asked, account, now).await? {
        match choice {
            Choice::Take => {
                handovers::decide(&app.db, waiting.id, session.id, now).await?;
            }
            Choice::Keep => {
                handovers::delete(&app.db, waiting.id).await?;
            }
        }
    }
    app.ring();
    Ok(())
}

async fn undecided(
    app: &App,
    asked: &Asked<'_>,
    account: &Account,
    now: DateTime<Utc>,
) -> Result<Vec<Undecided>, Failure> {
    let client_id = &asked.storefront.client.client_id;
    Ok(handovers::undecided(&app.db, account.id, client_id, now).await?)
}

/// It is a guest's cart still, so a guest's token of its own market sees it.
async fn is_over(app: &App, asked: &Asked<'_>, waiting: &Undecided) -> Result<bool, Failure> {
    let Ok(scope) = offered(asked.storefront, &waiting.scope) else { return Ok(true) };
    let as_guest = Asked { whose: Whose::Browser(None), scope: &scope, ..*asked };
    Ok(matches!(look(app, &as_guest, &waiting.order).await?, Look::Closed | Look::Gone))
}
