//! What a shop may ask: which cart, this one from now on, none any more.

use chrono::TimeDelta;

use super::adopt::{self, Adoption};
use super::check::{Look, look};
use super::last_cart::{NONE_LASTS, last_cart};
use super::store::{carts, handovers};
use super::{Asked, Whose, browser};
use crate::accounts::Account;
use crate::app::{App, Failure};
use crate::commerce_layer::OrderId;
use crate::foundation::{HashedToken, PlainToken};
use crate::sessions::Session;
use crate::throttle;

/// The cart of a visitor.
#[derive(Clone, Debug, Default)]
pub struct Cart {
    /// The order and how we know it; none where there is none.
    pub order: Option<(OrderId, Source)>,
    /// The cart that came along from this browser, while the shopper has not chosen.
    pub guest_order: Option<OrderId>,
    /// The browser's cookie is to be set again, for its life begins anew.
    pub renewed: bool,
}

/// How we know a cart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The shop has told us, or a guest's cart came along.
    Pointer,
    /// Commerce Layer has told us just now.
    LastCart,
}

/// A cart was noted.
#[derive(Debug)]
pub struct Put {
    /// To be set as cookie: the guest had none.
    pub browser: Option<PlainToken>,
}

/// Why a cart was not noted.
#[derive(Debug, thiserror::Error)]
pub enum PutProblem {
    /// It is placed, approved or cancelled.
    #[error("the order is a cart no more")]
    Closed,
    /// The visitor cannot see it.
    #[error("the visitor cannot see the order")]
    NotFound,
    /// Too many guests of one network have begun.
    #[error("too many first carts from this network")]
    Wait(TimeDelta),
    /// Something nobody can repair here.
    #[error(transparent)]
    Failure(#[from] Failure),
}

throttle::problem!(PutProblem);

/// The visitor's cart.
pub async fn cart(app: &App, asked: &Asked<'_>) -> Result<Cart, Failure> {
    match asked.whose {
        Whose::Account { session, account } => of_account(app, asked, session, account).await,
        Whose::Browser(Some(browser)) => of_browser(app, asked, &browser).await,
        Whose::Browser(None) => Ok(Cart::default()),
    }
}

/// Notes which order the visitor is at from now on.
pub async fn put(app: &App, asked: &Asked<'_>, order: &OrderId) -> Result<Put, PutProblem> {
    match asked.whose {
        Whose::Account { session, account } => put_for_account(app, asked, session, account, order).await,
        Whose::Browser(browser) => put_for_browser(app, asked, browser, order).await,
    }
}

/// Forgets the visitor's cart. The last cart of the account is not looked for at once: the shop wants none.
pub async fn forget(app: &App, asked: &Asked<'_>) -> Result<(), Failure> {
    match asked.whose {
        Whose::Account { account, .. } => {
            let now = app.now();
            let mut tx = app.db.begin().await?;
            handovers::delete_at(&mut tx, account.id, asked.place()).await?;
            let none = carts::Kept::NoneUntil(now + NONE_LASTS);
            carts::put_for_account(&mut tx, account.id, asked.place(), none, now).await?;
            tx.commit().await?;
        }
        Whose::Browser(Some(browser)) if browser::known(app, asked, &browser).await?.is_some() => {
            carts::delete_of_browser(&app.db, &browser, asked.place(), None).await?;
        }
        Whose::Browser(_) => {}
    }
    Ok(())
}

async fn of_browser(app: &App, asked: &Asked<'_>, browser: &HashedToken) -> Result<Cart, Failure> {
    let Some(known) = browser::known(app, asked, browser).await? else { return Ok(Cart::default()) };
    let mut cart = Cart { renewed: known.renewed, ..Cart::default() };
    let Some(order) = carts::of_browser(&app.db, browser, asked.place()).await? else { return Ok(cart) };
    if is_over(look(app, asked, &order).await?) {
        carts::delete_of_browser(&app.db, browser, asked.place(), Some(&order)).await?;
    } else {
        cart.order = Some((order, Source::Pointer));
    }
    Ok(cart)
}

/// A cart that came along comes first: it is what the shopper had before the eyes a moment ago.
async fn of_account(
    app: &App,
    asked: &Asked<'_>,
    session: &Session,
    account: &Account,
) -> Result<Cart, Failure> {
    let waiting = handovers::at(&app.db, account.id, asked.place(), app.now()).await?;
    let mut cart = Cart::default();
    match waiting {
        Some(waiting) if !waiting.decided => cart.guest_order = Some(waiting.order),
        Some(waiting) => match adopt::now(app, asked, session, account, &waiting).await? {
            Adoption::Done | Adoption::Later => {
                cart.order = Some((waiting.order, Source::Pointer));
                return Ok(cart);
            }
            Adoption::Closed | Adoption::Refused => {}
        },
        None => {}
    }
    cart.order = own_cart(app, asked, account).await?;
    Ok(cart)
}

async fn own_cart(
    app: &App,
    asked: &Asked<'_>,
    account: &Account,
) -> Result<Option<(OrderId, Source)>, Failure> {
    match carts::of_account(&app.db, account.id, asked.place(), app.now()).await? {
        carts::Found::Order(order) if is_over(look(app, asked, &order).await?) => {
            carts::delete_of_account(&app.db, account.id, asked.place(), &order).await?;
            Ok(None)
        }
        carts::Found::Order(order) => Ok(Some((order, Source::Pointer))),
        carts::Found::KnownToBeNone => Ok(None),
        carts::Found::Nothing => Ok(last_cart(app, asked).await?.map(|order| (order, Source::LastCart))),
    }
}

fn is_over(look: Look) -> bool {
    matches!(look, Look::Closed | Look::Gone)
}

async fn put_for_account(
    app: &App,
    asked: &Asked<'_>,
    session: &Session,
    account: &Account,
    order: &OrderId,
) -> Result<Put, PutProblem> {
    let waiting = handovers::at(&app.db, account.id, asked.place(), app.now()).await?;
    // This browser's own cart: the shopper has chosen it.
    if let Some(waiting) = waiting.filter(|waiting| waiting.order == *order) {
        return match adopt::chosen(app, asked, session, account, &waiting).await? {
            Adoption::Done | Adoption::Later => Ok(Put { browser: None }),
            Adoption::Closed => Err(PutProblem::Closed),
            Adoption::Refused => Err(PutProblem::NotFound),
        };
    }
    check(app, asked, order).await?;
    let mut tx = app.db.begin().await?;
    // Any other: the shopper has chosen against it.
    handovers::delete_at(&mut tx, account.id, asked.place()).await?;
    carts::put_for_account(&mut tx, account.id, asked.place(), carts::Kept::Order(order), app.now()).await?;
    tx.commit().await?;
    Ok(Put { browser: None })
}

async fn put_for_browser(
    app: &App,
    asked: &Asked<'_>,
    browser: Option<HashedToken>,
    order: &OrderId,
) -> Result<Put, PutProblem> {
    check(app, asked, order).await?;
    if let Some(browser) = browser
        && browser::known(app, asked, &browser).await?.is_some()
        && carts::put_for_browser(&app.db, &browser, asked.place(), order, app.now()).await?
    {
        return Ok(Put { browser: None });
    }
    let made = browser::make(app, asked).await?;
    carts::put_for_browser(&app.db, &made.hash(), asked.place(), order, app.now()).await?;
    Ok(Put { browser: Some(made) })
}

async fn check(app: &App, asked: &Asked<'_>, order: &OrderId) -> Result<(), PutProblem> {
    match look(app, asked, order).await? {
        Look::Open | Look::Unknown => Ok(()),
        Look::Closed => Err(PutProblem::Closed),
        Look::Gone => Err(PutProblem::NotFound),
    }
}
