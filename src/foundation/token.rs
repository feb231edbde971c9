//! Tokens that we hand out: the plain form leaves once, the database holds only its SHA-256. A dump of the
//! database therefore opens nothing. The prefix lets leak scanners recognise a token of ours.

use std::fmt;
use std::hash::{Hash, Hasher};

use aws_lc_rs::digest::{SHA256, digest};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::random_token;

const PREFIX: &str = "vst_";

/// The form that the browser keeps: 256 random bits behind a prefix.
#[derive(Clone)]
pub struct PlainToken(Zeroizing<String>);

impl PlainToken {
    /// A new token, never given before.
    pub fn generate() -> Self {
        Self(Zeroizing::new(format!("{PREFIX}{}", random_token())))
    }

    /// Reads a token that somebody sent; anything not of our shape is `None` and costs no look-up.
    pub fn parse(text: &str) -> Option<Self> {
        let body = text.strip_prefix(PREFIX)?;
        let shaped =
            body.len() == 43 && body.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        shaped.then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// The text, to be sent to its owner and nobody else.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What the database keeps of it. Plain SHA-256 is enough: 256 random bits cannot be guessed.
    pub fn hash(&self) -> HashedToken {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest(&SHA256, self.0.as_bytes()).as_ref());
        HashedToken(bytes)
    }
}

impl fmt::Debug for PlainToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlainToken(…)")
    }
}

/// The stored form. Equality takes the same time whatever differs.
#[derive(Clone, Copy, Eq)]
pub struct HashedToken([u8; 32]);

impl HashedToken {
    /// The bytes that the database kept; `None` where they are not 32.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(bytes.try_into().ok()?))
    }

    /// The bytes for the database.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl PartialEq for HashedToken {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

/// Of a value that was hashed already; where it lies in a table tells nothing of the token.
impl Hash for HashedToken {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl fmt::Debug for HashedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HashedToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_shape_is_read() {
        let token = PlainToken::generate();
        assert_eq!(PlainToken::parse(token.expose()).unwrap().hash(), token.hash());
        for other in ["", "vst_", "abc", &"a".repeat(47), &format!("vst_{}", "é".repeat(21)), "vst_\0"] {
            assert!(PlainToken::parse(other).is_none(), "{other:?}");
        }
    }
}
