//! Floor 5: the shops that may send people here, what a link of theirs asks for, where people may be sent
//! back to, and what the shop looks like.

mod return_address;
mod visit;

pub use return_address::{AddressRefused, ReturnAddress};
pub use visit::{Query, Visit, VisitProblem};

use crate::config::{Settings, StorefrontSettings};

/// The storefront with this sales channel.
pub fn by_client_id<'a>(settings: &'a Settings, client_id: &str) -> Option<&'a StorefrontSettings> {
    settings.storefronts.iter().find(|storefront| storefront.client.client_id == client_id)
}
