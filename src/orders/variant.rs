//! What a shop tells its carts apart by beyond the scope: a country, a wish list.

/// 1 to 64 of `A-Za-z0-9._-`; or none, which is a variant, too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variant(String);

impl Variant {
    /// Reads what somebody sent.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
        fits.then(|| Self(text.to_owned()))
    }

    /// The variant of a row.
    pub(super) fn of_row(text: String) -> Self {
        Self(text)
    }

    /// The text; empty where there is none.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The shop's one cart of the scope.
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variant_is_short_and_plain() {
        for text in ["it", "gift-list_2.0", &"v".repeat(64)] {
            assert_eq!(Variant::parse(text).unwrap().as_str(), text);
        }
        for text in ["", " ", "a b", "a/b", "é", "a\0", &"v".repeat(65)] {
            assert!(Variant::parse(text).is_none(), "{text:?}");
        }
        assert!(Variant::default().is_none());
    }
}
