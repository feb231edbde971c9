//! A Commerce Layer scope, such as `market:code:usa` or `market:id:x stock_location:id:y`: passed through
//! unchanged, because storefronts use the exact text as a storage key (contract 13).

use std::fmt;

/// The longest scope taken, in bytes: room for a dozen parts, too small to be a burden (catalogue E11).
const LONGEST: usize = 512;

/// One or more space-separated parts of printable ASCII, exactly as the storefront wrote them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Scope(String);

/// Why a text is no scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a scope is one or more parts such as market:code:usa, separated by one space, 512 characters at most"
)]
pub struct ScopeError;

impl Scope {
    /// Reads a scope without judging what its parts mean: that is Commerce Layer's to say.
    pub fn parse(text: &str) -> Result<Self, ScopeError> {
        let part = |part: &str| part.contains(':') && part.bytes().all(|b| b.is_ascii_graphic() && b != b'"');
        if text.len() <= LONGEST && text.split(' ').all(part) {
            Ok(Self(text.to_owned()))
        } else {
            Err(ScopeError)
        }
    }

    /// The text as given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_kept_to_the_letter() {
        for text in ["market:all", "market:code:usa", "market:id:aBc stock_location:code:a:b", "market:1234"]
        {
            assert_eq!(Scope::parse(text).unwrap().as_str(), text);
        }
        for text in ["", " ", "market:all ", "market", "market:all  x:y", "market:\n", &"m:".repeat(300)] {
            assert!(Scope::parse(text).is_err(), "{text:?}");
        }
    }
}
