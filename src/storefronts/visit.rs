//! What a storefront's link asks for: the query parameters of the Identity MFE (contract 0.2), read with the
//! tolerances that its callers need, checked against the storefront's settings. Nothing is believed twice:
//! every page reads and checks the same query again.

use percent_encoding::percent_decode_str;

use super::{AddressRefused, ReturnAddress, by_client_id};
use crate::config::{Language, Settings, StorefrontSettings};
use crate::foundation::{Email, Scope};

/// What the contract calls them; anything else behind `returnUrl` belongs to it.
const NAMES: [&str; 15] = [
    "clientId",
    "scope",
    "returnUrl",
    "publicScope",
    "resetPasswordUrl",
    "customerEmail",
    "customerPasswordResetId",
    "resetPasswordToken",
    "embed",
    "lang",
    "accessToken",
    "then",
    "idp",
    "prompt",
    CHOSEN_LANGUAGE,
];
/// What somebody chose on a page of ours, before `lang`, which a shop's link brings along (an addition of ours).
pub const CHOSEN_LANGUAGE: &str = "choose";
/// Placeholders that an organization's link template leaves behind where the caller had no value.
const PLACEHOLDERS: [&str; 11] = [
    ":lang",
    ":slug",
    ":token",
    ":access_token",
    ":identity_type",
    ":client_id",
    ":scope",
    ":public_scope",
    ":return_url",
    ":reset_password_url",
    ":customer_email",
];
/// The longest query read; more is cut off by the server before it comes here.
const LONGEST: usize = 8192;

/// A query string, decoded tolerantly.
#[derive(Clone, Debug, Default)]
pub struct Query(Vec<(String, String)>);

/// A link of a registered storefront.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Whose link it is.
    pub storefront: StorefrontSettings,
    /// The scope of the customer token.
    pub scope: Scope,
    /// The scope for branding where `scope` is a private market's.
    pub public_scope: Option<Scope>,
    /// Where to go afterwards.
    pub return_to: ReturnAddress,
    /// The shop's own page for forgotten passwords; `http` or `https`.
    pub reset_password_url: Option<url::Url>,
    /// Fills the address field.
    pub customer_email: Option<String>,
    /// Shown in a frame.
    pub embed: bool,
    /// The language that the link asks for, if it is offered.
    pub lang: Option<Language>,
    /// The visitor wants to see the account page, not the shop (`then=account`, an addition of ours).
    pub to_account: bool,
    /// The provider that the link asks for, or `none` for the page with all ways (`idp`, an addition of ours). Says
    /// something about one request: links of our own pages leave it out.
    pub idp: Option<String>,
    /// A provider shall ask who is there, whomever it knows already (`prompt=login`, as OpenID Connect has it): the
    /// visitor wants to be somebody else, or must prove to be still the same. Of one request, too.
    pub asks_anew: bool,
}

/// What is wrong with a link. Never leads to a redirect.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VisitProblem {
    /// A required parameter is absent or empty.
    #[error("the link lacks {}", .0.join(", "))]
    Missing(Vec<&'static str>),
    /// No such sales channel is registered.
    #[error("the shop is not registered")]
    UnknownShop,
    /// The storefront may not ask for this scope.
    #[error("the scope is not one of the storefront's")]
    ScopeRefused,
    /// The return address is not on the list.
    #[error(transparent)]
    AddressRefused(#[from] AddressRefused),
}

impl Query {
    /// Decodes a raw query string. Broken UTF-8 becomes replacement characters, which no check lets through.
    pub fn read(raw: &str) -> Self {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for part in raw.get(..LONGEST).unwrap_or(raw).split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            // A return address that was not encoded spills its own parameters into our query: they are put
            // back where they came from (contract 0.2, tolerance 1).
            match pairs.last_mut() {
                Some((last, address)) if last == "returnUrl" && !NAMES.contains(&name) => {
                    address.push('&');
                    address.push_str(&decode(part));
                }
                _ => pairs.push((decode(name), decode(value))),
            }
        }
        pairs.retain(|(_, value)| !PLACEHOLDERS.contains(&value.as_str()));
        Self(pairs)
    }

    /// Decodes a posted form, which needs none of the tolerances of a link.
    pub fn of_form(body: &str) -> Self {
        Self(url::form_urlencoded::parse(body.as_bytes()).into_owned().collect())
    }

    /// The first value of `name` that is not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, value)| n == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// The language that is asked for, if it is one that there is.
    pub fn language(&self) -> Option<Language> {
        self.chosen_language().or_else(|| self.get("lang").and_then(Language::from_tag))
    }

    /// The language that somebody chose with this request.
    pub fn chosen_language(&self) -> Option<Language> {
        self.get(CHOSEN_LANGUAGE).and_then(Language::from_tag)
    }
}

impl Visit {
    /// Reads and checks a link.
    pub fn read(settings: &Settings, query: &Query) -> Result<Self, VisitProblem> {
        let required = ["clientId", "scope", "returnUrl"];
        let [Some(client_id), Some(scope), Some(return_url)] = required.map(|name| query.get(name)) else {
            let missing = required.into_iter().filter(|name| query.get(name).is_none());
            return Err(VisitProblem::Missing(missing.collect()));
        };
        let storefront = by_client_id(settings, client_id).ok_or(VisitProblem::UnknownShop)?;
        let public_scope = query.get("publicScope").map(|scope| offered(storefront, scope)).transpose()?;
        Ok(Self {
            scope: offered(storefront, scope)?,
            public_scope,
            return_to: ReturnAddress::check(return_url, storefront)?,
            reset_password_url: query.get("resetPasswordUrl").and_then(web_address),
            customer_email: query.get("customerEmail").map(|email| email.replace(' ', "+")),
            embed: query.get("embed") == Some("true"),
            lang: language(storefront, query),
            to_account: query.get("then") == Some("account"),
            idp: query.get("idp").map(str::to_owned),
            asks_anew: query.get("prompt") == Some("login"),
            storefront: storefront.clone(),
        })
    }

    /// A visit to the storefront without a link: its default scope, back to its front page.
    pub fn to_home(storefront: &StorefrontSettings) -> Option<Self> {
        Some(Self {
            scope: storefront.scopes.first()?.clone(),
            public_scope: None,
            return_to: ReturnAddress::home(storefront),
            reset_password_url: None,
            customer_email: None,
            embed: false,
            lang: None,
            to_account: false,
            idp: None,
            asks_anew: false,
            storefront: storefront.clone(),
        })
    }

    /// Takes over what a link says beyond its shop, as far as it is allowed; the rest keeps its default.
    pub fn take_optional(&mut self, query: &Query) {
        let storefront = &self.storefront;
        if let Some(scope) = query.get("scope").and_then(|scope| offered(storefront, scope).ok()) {
            self.scope = scope;
        }
        self.public_scope = query.get("publicScope").and_then(|scope| offered(storefront, scope).ok());
        let address = query.get("returnUrl").and_then(|url| ReturnAddress::check(url, storefront).ok());
        if let Some(address) = address {
            self.return_to = address;
        }
        self.lang = language(storefront, query);
        self.embed = query.get("embed") == Some("true");
    }

    /// The scope that a guest may have: for branding.
    pub fn guest_scope(&self) -> &Scope {
        self.public_scope.as_ref().unwrap_or(&self.scope)
    }

    /// The same link as a query string: what every page of this visit hands on. `accessToken` and whatever
    /// else was in the link is left behind.
    pub fn to_query(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("clientId", &self.storefront.client.client_id);
        query.append_pair("scope", self.scope.as_str());
        if let Some(scope) = &self.public_scope {
            query.append_pair("publicScope", scope.as_str());
        }
        query.append_pair("returnUrl", self.return_to.as_str());
        if let Some(url) = &self.reset_password_url {
            query.append_pair("resetPasswordUrl", url.as_str());
        }
        if let Some(lang) = self.lang {
            query.append_pair("lang", lang.tag());
        }
        if self.embed {
            query.append_pair("embed", "true");
        }
        if self.to_account {
            query.append_pair("then", "account");
        }
        query.finish()
    }

    /// [`Visit::to_query`] with an address to fill in.
    pub fn to_query_with_email(&self, email: &Email) -> String {
        let mut query = url::form_urlencoded::Serializer::new(self.to_query());
        query.append_pair("customerEmail", email.typed());
        query.finish()
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

fn language(storefront: &StorefrontSettings, query: &Query) -> Option<Language> {
    query.language().filter(|lang| storefront.languages.contains(lang))
}

/// The scope, if it is one of those that the storefront may ask for; compared as whole texts.
pub fn offered(storefront: &StorefrontSettings, scope: &str) -> Result<Scope, VisitProblem> {
    storefront
        .scopes
        .iter()
        .find(|offered| offered.as_str() == scope)
        .cloned()
        .ok_or(VisitProblem::ScopeRefused)
}

/// Only what a browser can open as a page: `javascript:` would run on our origin (contract 0.6).
pub(super) fn web_address(text: &str) -> Option<url::Url> {
    let url = url::Url::parse(text).ok()?;
    let plain = url.username().is_empty() && url.password().is_none();
    (matches!(url.scheme(), "http" | "https") && plain && text.len() <= 2048).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unencoded_return_address_is_put_together_again() {
        let query =
            Query::read("clientId=a&scope=market:all&returnUrl=https://shop/p?size=L&color=red&lang=it");
        assert_eq!(query.get("returnUrl"), Some("https://shop/p?size=L&color=red"));
        assert_eq!(query.get("lang"), Some("it"));
        assert_eq!(query.get("color"), None);
    }

    #[test]
    fn an_unreplaced_placeholder_is_an_absent_value() {
        let query = Query::read("clientId=:client_id&lang=:lang&scope=market:all&publicScope=:public_scope");
        assert_eq!((query.get("clientId"), query.get("lang"), query.get("publicScope")), (None, None, None));
        assert_eq!(query.get("scope"), Some("market:all"));
    }

    #[test]
    fn broken_encodings_are_read_without_a_fuss() {
        let query = Query::read("scope=%ff%fe&clientId=%&returnUrl=a+b%20c&=x&&y");
        assert_eq!(query.get("clientId"), Some("%"));
        assert!(query.get("returnUrl").unwrap().starts_with("a b c"));
        assert!(query.get("scope").is_some());
    }
}
