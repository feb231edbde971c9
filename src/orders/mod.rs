//! Floor 8: the cart pointer: which order a visitor is at, for each storefront, scope and variant; and the hand-over
//! of a guest's cart to the account that signs in. We make no order, and no id that a request brings is ever made
//! somebody's: only what this browser's own cookie was bound to before (catalogue M05).

mod adopt;
mod browser;
mod check;
mod handover;
mod last_cart;
mod pointer;
mod store;
mod token;
mod variant;

use std::net::IpAddr;

use crate::accounts::Account;
use crate::app::{App, Failure};
use crate::config::{OrganizationName, StorefrontSettings};
use crate::foundation::{HashedToken, Scope};
use crate::sessions::Session;

pub use adopt::adopt_due;
pub use browser::{LIFETIME, end_with, outlive};
pub use handover::{Choice, choose, hand_over, has_to_choose};
pub use pointer::{Cart, Put, PutProblem, Source, cart, forget, put};
pub use variant::Variant;

/// Whose cart it is.
#[derive(Clone, Copy, Debug)]
pub enum Whose<'a> {
    /// Somebody who is signed in.
    Account {
        /// The session.
        session: &'a Session,
        /// The person.
        account: &'a Account,
    },
    /// A guest, known by the cookie of the browser; without one, nobody yet.
    Browser(Option<HashedToken>),
}

/// Whose cart is asked for, and which.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Who asks.
    pub whose: Whose<'a>,
    /// At which shop.
    pub storefront: &'a StorefrontSettings,
    /// For which scope.
    pub scope: &'a Scope,
    /// Which of several carts.
    pub variant: &'a Variant,
    /// From which network address.
    pub address: Option<IpAddr>,
}

impl<'a> Asked<'a> {
    fn organization(&self) -> &'a OrganizationName {
        &self.storefront.organization
    }

    fn place(&self) -> Place<'a> {
        Place {
            client_id: &self.storefront.client.client_id,
            scope: self.scope.as_str(),
            variant: self.variant.as_str(),
        }
    }
}

/// What a pointer is found by, beside its owner.
#[derive(Clone, Copy, Debug)]
struct Place<'a> {
    client_id: &'a str,
    scope: &'a str,
    variant: &'a str,
}

/// Forgets browsers that have not come for a month, and hand-overs that are too late.
pub async fn sweep(app: &App) -> Result<(), Failure> {
    let now = app.now();
    store::browsers::sweep(&app.db, now).await?;
    Ok(store::handovers::sweep(&app.db, now).await?)
}
