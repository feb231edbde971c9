//! Floor 5: the shops that may send people here, what a link of theirs asks for, where people may be sent
//! back to, and what the shop looks like.

mod branding;
mod came_from;
mod return_address;
mod visit;

pub use branding::branding;
pub use came_from::CameFrom;
pub use return_address::{AddressRefused, ReturnAddress};
pub use visit::{CHOSEN_LANGUAGE, Query, Visit, VisitProblem, offered};

use crate::config::{Language, Settings, StorefrontSettings};
use crate::foundation::Color;
use crate::i18n::{OwnTexts, Texts};

/// The shop as letters and password rules know it.
#[derive(Clone, Debug)]
pub struct Shop {
    /// What it is called.
    pub name: String,
    /// Its one colour.
    pub color: Color,
    /// What it says in its own words.
    pub own: OwnTexts,
}

impl Shop {
    /// The texts of `language` as this shop says them.
    pub fn texts(&self, language: Language) -> Texts {
        Texts::of(language, self.own)
    }
}

/// The storefront with this sales channel.
pub fn by_client_id<'a>(settings: &'a Settings, client_id: &str) -> Option<&'a StorefrontSettings> {
    settings.storefronts.iter().find(|storefront| storefront.client.client_id == client_id)
}
