//! Where a shopper was going when something came in between: mail to be read, a provider to sign in at. Kept by us
//! and never by the browser (catalogue C12), and checked again when the walk goes on: the settings may have changed.

use serde::{Deserialize, Serialize};

use super::visit::{offered, web_address};
use super::{ReturnAddress, Visit, by_client_id};
use crate::config::{Language, Settings};

/// A visit, as a row keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CameFrom {
    /// The storefront's sales channel.
    pub client_id: String,
    /// [`Visit::scope`]
    pub scope: String,
    /// [`Visit::public_scope`]
    pub public_scope: Option<String>,
    /// [`Visit::return_to`]
    pub return_address: String,
    /// [`Visit::embed`]
    pub embedded: bool,
    /// [`Visit::reset_password_url`]
    pub reset_password_url: Option<String>,
    /// [`Visit::lang`], as a tag.
    pub language: Option<String>,
    /// [`Visit::to_account`]
    pub to_account: bool,
}

impl CameFrom {
    /// What has to be kept of a visit.
    pub fn of(visit: &Visit) -> Self {
        Self {
            client_id: visit.storefront.client.client_id.clone(),
            scope: visit.scope.as_str().to_owned(),
            public_scope: visit.public_scope.as_ref().map(|scope| scope.as_str().to_owned()),
            return_address: visit.return_to.as_str().to_owned(),
            embedded: visit.embed,
            reset_password_url: visit.reset_password_url.as_ref().map(ToString::to_string),
            language: visit.lang.map(|language| language.tag().to_owned()),
            to_account: visit.to_account,
        }
    }

    /// The visit again, if the settings still allow it.
    pub fn visit(&self, settings: &Settings) -> Option<Visit> {
        let storefront = by_client_id(settings, &self.client_id)?;
        Some(Visit {
            scope: offered(storefront, &self.scope).ok()?,
            public_scope: self.public_scope.as_deref().and_then(|scope| offered(storefront, scope).ok()),
            return_to: ReturnAddress::check(&self.return_address, storefront).ok()?,
            reset_password_url: self.reset_password_url.as_deref().and_then(web_address),
            customer_email: None,
            embed: self.embedded,
            lang: self.language.as_deref().and_then(Language::from_tag),
            to_account: self.to_account,
            idp: None,
            asks_anew: false,
            storefront: storefront.clone(),
        })
    }
}
