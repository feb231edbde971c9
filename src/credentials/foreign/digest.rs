//! One MD5, SHA-1, SHA-256 or SHA-512 over password and salt: LDAP's `{SSHA}` and its kin, Django's `md5$salt$…`, and
//! those that only a description can tell (the salt before or after). They are weak, and are gone with the first
//! sign-in.

use std::fmt;

use aws_lc_rs::digest;
use md5::{Digest as _, Md5};
use subtle::ConstantTimeEq as _;

use super::HashProblem::{self, Damaged};
use super::text;

const PREFIX: &str = "$salted-";

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Md5,
    Sha1,
    Sha256,
    Sha512,
}

/// Where the salt stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Salt {
    Before,
    After,
}

#[derive(Clone, PartialEq, Eq)]
pub struct Digest {
    kind: Kind,
    place: Salt,
    salt: Vec<u8>,
    output: Vec<u8>,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Md5, Self::Sha1, Self::Sha256, Self::Sha512];

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Sha512 => "sha512",
        }
    }

    pub(super) fn length(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }

    fn digest(self, bytes: &[u8]) -> Vec<u8> {
        let sha = |algorithm| digest::digest(algorithm, bytes).as_ref().to_vec();
        match self {
            Self::Md5 => Md5::digest(bytes).to_vec(),
            Self::Sha1 => sha(&digest::SHA1_FOR_LEGACY_USE_ONLY),
            Self::Sha256 => sha(&digest::SHA256),
            Self::Sha512 => sha(&digest::SHA512),
        }
    }
}

impl Salt {
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "before" => Some(Self::Before),
            "after" => Some(Self::After),
            _ => None,
        }
    }
}

impl Digest {
    pub(super) fn new(kind: Kind, place: Salt, salt: Vec<u8>, output: Vec<u8>) -> Result<Self, HashProblem> {
        if output.len() != kind.length() || salt.len() > 128 {
            return Err(Damaged("salt or hash has an unusual length"));
        }
        Ok(Self { kind, place, salt, output })
    }

    pub(super) fn parse(text: &str) -> Option<Result<Self, HashProblem>> {
        if let Some(rest) = text.strip_prefix(PREFIX) {
            return Some(ours(rest).unwrap_or(Err(Damaged("a part is missing"))));
        }
        if let Some(rest) = text.strip_prefix('{') {
            return ldap(rest);
        }
        django(text)
    }

    pub(super) fn fits(&self, password: &[u8]) -> bool {
        let salted = match self.place {
            Salt::Before => [&self.salt, password].concat(),
            Salt::After => [password, &self.salt].concat(),
        };
        self.kind.digest(&salted).ct_eq(&self.output).into()
    }
}

fn ours(rest: &str) -> Option<Result<Digest, HashProblem>> {
    let mut parts = rest.split('$');
    let (kind, place) = (Kind::named(parts.next()?)?, Salt::named(parts.next()?)?);
    let (salt, output) = (text::base64(parts.next()?)?, text::base64(parts.next()?)?);
    Some(Digest::new(kind, place, salt, output))
}

/// RFC 2307 and what grew out of it: the salt follows the digest.
fn ldap(rest: &str) -> Option<Result<Digest, HashProblem>> {
    let (scheme, rest) = rest.split_once('}')?;
    let kind = match scheme.to_ascii_uppercase().as_str() {
        "MD5" | "SMD5" => Kind::Md5,
        "SHA" | "SSHA" => Kind::Sha1,
        "SHA256" | "SSHA256" => Kind::Sha256,
        "SHA512" | "SSHA512" => Kind::Sha512,
        _ => return None,
    };
    let Some(bytes) = text::base64(rest).filter(|bytes| bytes.len() >= kind.length()) else {
        return Some(Err(Damaged("it is not base64, or too short")));
    };
    let (output, salt) = bytes.split_at(kind.length());
    Some(Digest::new(kind, Salt::After, salt.to_vec(), output.to_vec()))
}

fn django(text: &str) -> Option<Result<Digest, HashProblem>> {
    let (name, rest) = text.split_once('$')?;
    let kind = Kind::named(name)?;
    let (salt, output) = rest.split_once('$')?;
    let output = text::hex(output).ok_or(Damaged("it is not hex"));
    Some(output.and_then(|output| Digest::new(kind, Salt::Before, salt.as_bytes().to_vec(), output)))
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.place == Salt::Before { "before" } else { "after" };
        let (salt, output) = (text::to_base64(&self.salt), text::to_base64(&self.output));
        write!(f, "{PREFIX}{}${place}${salt}${output}", self.kind.name())
    }
}
