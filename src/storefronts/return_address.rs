//! Where a person may be sent back to. A [`ReturnAddress`] can only be made here, from a storefront's
//! allow-list: the type is the proof that the address was checked (catalogue group C).

use url::Url;

use crate::config::StorefrontSettings;

/// The longest address taken, in bytes. Browsers and servers agree on some 8 kB for a whole request line.
const LONGEST: usize = 4096;

/// An address of the storefront, on its allow-list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnAddress(Url);

/// The address is not one that the storefront may send people to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the return address is not on the storefront's list")]
pub struct AddressRefused;

impl ReturnAddress {
    /// Checks what a link says. What is used later is the parsed form that was checked, never the text: two
    /// readers of one text can disagree on where it leads.
    ///
    /// A relative address is taken from the root of the storefront's own origin, never from a header
    /// (contract 0.6).
    pub fn check(text: &str, storefront: &StorefrontSettings) -> Result<Self, AddressRefused> {
        let suspicious = text.chars().any(char::is_control) || before_query(text).contains('\\');
        if text.len() > LONGEST || suspicious || text.trim() != text || text.is_empty() {
            return Err(AddressRefused);
        }
        let url = match Url::parse(text) {
            Ok(url) => url,
            Err(url::ParseError::RelativeUrlWithoutBase) => relative(text, storefront)?,
            Err(_) => return Err(AddressRefused),
        };
        let admitted = storefront.return_addresses.iter().any(|rule| rule.admits(&url));
        admitted.then(|| Self(without_tokens(url))).ok_or(AddressRefused)
    }

    /// The storefront's front page, which the settings have checked.
    pub fn home(storefront: &StorefrontSettings) -> Self {
        Self(storefront.home.clone())
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The origin as text, for a form-action of the content security policy.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// The same address with these query parameters set: an older value of the same name is replaced and not
    /// joined by a second one, because shops read the first (contract 0.2, tolerance 4).
    pub fn with_parameters(&self, parameters: &[(&str, &str)]) -> Url {
        let mut url = self.0.clone();
        let kept: Vec<(String, String)> = self
            .0
            .query_pairs()
            .filter(|(name, _)| parameters.iter().all(|(set, _)| set != name))
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        url.query_pairs_mut().clear().extend_pairs(kept).extend_pairs(parameters);
        url
    }
}

/// Takes out tokens that the link brought along: stale ones of a former round trip, or a stranger's own, with
/// which the shop would take the shopper for him. What has none is kept to the letter.
fn without_tokens(mut url: Url) -> Url {
    const TOKENS: [&str; 2] = ["accessToken", "refreshToken"];
    if !url.query_pairs().any(|(name, _)| TOKENS.contains(&&*name)) {
        return url;
    }
    let kept: Vec<(String, String)> =
        url.query_pairs().into_owned().filter(|(name, _)| !TOKENS.contains(&name.as_str())).collect();
    if kept.is_empty() {
        url.set_query(None);
    } else {
        url.query_pairs_mut().clear().extend_pairs(kept);
    }
    url
}

fn before_query(text: &str) -> &str {
    text.split(['?', '#']).next().unwrap_or_default()
}

fn relative(text: &str, storefront: &StorefrontSettings) -> Result<Url, AddressRefused> {
    // `//evil.example` is relative, too, and leads away from the shop.
    if text.starts_with("//") {
        return Err(AddressRefused);
    }
    let root = storefront.home.join("/").map_err(|_| AddressRefused)?;
    let url = root.join(text).map_err(|_| AddressRefused)?;
    if url.origin() == root.origin() { Ok(url) } else { Err(AddressRefused) }
}
