//! `[[storefronts]]`: the shops that may send people here, and where people may be sent back to.

use url::Url;

use super::{ClientCredential, OrganizationName};
use crate::foundation::Scope;

/// `[[storefronts]]`
#[derive(Clone, Debug)]
pub struct StorefrontSettings {
    /// `name`: what pages call the shop until the organization's own name is known; 1 to 80 characters.
    pub name: String,
    /// `organization`: the name of an `[organizations.<name>]` table.
    pub organization: OrganizationName,
    /// `client_id` and `client_secret` (or `client_secret_file`) of its sales channel.
    pub client: ClientCredential,
    /// `scopes`: the scopes that a link may ask for, at least one; the first is the default. Compared as
    /// whole texts.
    pub scopes: Vec<Scope>,
    /// `home`: the shop's front page; relative return addresses are resolved against its origin, and people
    /// without a return address are sent there. Must satisfy `return_addresses`.
    pub home: Url,
    /// `return_addresses`, at least one.
    pub return_addresses: Vec<AddressRule>,
    /// `origins`: origins whose scripts may call the API with credentials, and that may frame the pages;
    /// default the origin of `home`.
    pub origins: Vec<String>,
    /// `handover`: how the token gets to the shop; default `session`.
    pub handover: Handover,
    /// `framing`: whether `origins` may show the pages in a frame; default false.
    pub framing: bool,
    /// `languages`: offered languages, the first is the default; default every language there is.
    pub languages: Vec<Language>,
}

/// How a storefront gets the customer's token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handover {
    /// `session`: no token in any address; the shop's pages ask `GET /api/token`.
    Session,
    /// `query`: `accessToken`, `scope` and `expires` in the return address, as the Identity MFE does.
    Query,
}

/// One entry of `return_addresses`, an `http` or `https` address without user info or fragment; `http` only for a loopback host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressRule {
    /// `https://shop.example.com`: every path of this origin.
    Origin(Url),
    /// `https://shop.example.com/account`: this path exactly, any query.
    Exact(Url),
    /// `https://shop.example.com/eu/*`: every path below, on a segment boundary. Kept without the `*`, so the
    /// path ends in `/`.
    Below(Url),
}

/// A language of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// `en`
    English,
    /// `it`
    Italian,
}

impl Language {
    /// Every language there is, the default first.
    pub const ALL: [Self; 2] = [Self::English, Self::Italian];

    /// The language tag (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Italian => "it",
        }
    }

    /// Reads a tag; only the primary part counts, so that `it-CH` is Italian.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }
}
