//! The name that the settings give to a provider. It stands in our addresses and in the redirect URI that is
//! registered at the provider, so it is short and needs no escaping.

use std::fmt;

/// 1 to 40 of `a-z`, `0-9`, `-`, and not `none`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProviderId(String);

impl ProviderId {
    /// Reads an id. `none` is refused: in a link it means "no provider".
    pub fn parse(text: &str) -> Result<Self, String> {
        let letters = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if text == "none" {
            return Err("\"none\" is no name for a provider: in a link it means none of them".to_owned());
        }
        let fits = letters && (1..=40).contains(&text.len());
        fits.then(|| Self(text.to_owned())).ok_or_else(|| "expected 1 to 40 of a-z, 0-9 and -".to_owned())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProviderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ProviderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
