//! PBKDF2: as passlib writes it (`$pbkdf2-sha256$29000$…`), as Django (`pbkdf2_sha256$…`) and Werkzeug
//! (`pbkdf2:sha256:…`) do.

use std::fmt;
use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2;

use super::HashProblem::{self, Damaged, TooExpensive};
use super::text;

/// Under two seconds of a core.
const MOST_ITERATIONS: u32 = 2_000_000;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Inner {
    Sha1,
    Sha256,
    Sha512,
}

#[derive(Clone, PartialEq, Eq)]
pub struct Pbkdf2 {
    inner: Inner,
    iterations: NonZeroU32,
    salt: Vec<u8>,
    output: Vec<u8>,
}

impl Inner {
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "sha1" => Some(Self::Sha1),
            "sha256" => Some(Self::Sha256),
            "sha512" => Some(Self::Sha512),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Sha512 => "sha512",
        }
    }

    fn algorithm(self) -> pbkdf2::Algorithm {
        match self {
            Self::Sha1 => pbkdf2::PBKDF2_HMAC_SHA1,
            Self::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
            Self::Sha512 => pbkdf2::PBKDF2_HMAC_SHA512,
        }
    }
}

impl Pbkdf2 {
    pub(super) fn new(
        inner: Inner,
        rounds: u32,
        salt: Vec<u8>,
        output: Vec<u8>,
    ) -> Result<Self, HashProblem> {
        let iterations = NonZeroU32::new(rounds).ok_or(Damaged("it has no iterations"))?;
        // Each 20, 32 or 64 bytes of output cost all iterations again.
        if rounds > MOST_ITERATIONS || output.len() > 64 {
            return Err(TooExpensive("PBKDF2 is taken up to 2000000 iterations and 64 bytes"));
        }
        if output.len() < 16 || salt.len() > 128 {
            return Err(Damaged("salt or hash has an unusual length"));
        }
        Ok(Self { inner, iterations, salt, output })
    }

    pub(super) fn parse(text: &str) -> Option<Result<Self, HashProblem>> {
        if let Some(rest) = text.strip_prefix("$pbkdf2") {
            return Some(passlib(rest));
        }
        if let Some(rest) = text.strip_prefix("pbkdf2_") {
            return Some(django(rest));
        }
        text.strip_prefix("pbkdf2:").map(werkzeug)
    }

    pub(super) fn fits(&self, password: &[u8]) -> bool {
        pbkdf2::verify(self.inner.algorithm(), self.iterations, &self.salt, password, &self.output).is_ok()
    }
}

fn passlib(rest: &str) -> Result<Pbkdf2, HashProblem> {
    let (name, rest) = rest.split_once('$').ok_or(Damaged("it has no iterations"))?;
    // Without a name it is SHA-1.
    let name = if name.is_empty() { "sha1" } else { name.trim_start_matches('-') };
    let (iterations, rest) = rest.split_once('$').ok_or(Damaged("salt and hash are not there"))?;
    let (salt, output) = rest.split_once('$').ok_or(Damaged("salt and hash are not there"))?;
    let salt = text::base64(salt).ok_or(Damaged("its salt is not base64"))?;
    read(name, iterations.trim_start_matches("i="), salt, text::base64(output))
}

fn django(rest: &str) -> Result<Pbkdf2, HashProblem> {
    let parts: Vec<&str> = rest.split('$').collect();
    let &[name, iterations, salt, output] = &parts[..] else {
        return Err(Damaged("salt and hash are not there"));
    };
    read(name, iterations, salt.as_bytes().to_vec(), text::base64(output))
}

fn werkzeug(rest: &str) -> Result<Pbkdf2, HashProblem> {
    let parts: Vec<&str> = rest.split('$').collect();
    let &[method, salt, output] = &parts[..] else { return Err(Damaged("salt and hash are not there")) };
    // Before 2.3 it wrote no iterations where they were its default.
    let (name, iterations) = method.split_once(':').ok_or(Damaged("it has no iterations"))?;
    read(name, iterations, salt.as_bytes().to_vec(), text::hex(output))
}

fn read(name: &str, iterations: &str, salt: Vec<u8>, output: Option<Vec<u8>>) -> Result<Pbkdf2, HashProblem> {
    let inner = Inner::named(name).ok_or(HashProblem::Unknown)?;
    let iterations = iterations.parse().map_err(|_| Damaged("its iterations are no number"))?;
    Pbkdf2::new(inner, iterations, salt, output.ok_or(Damaged("it is written in an unknown way"))?)
}

impl fmt::Display for Pbkdf2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (salt, output) = (text::to_base64(&self.salt), text::to_base64(&self.output));
        write!(f, "$pbkdf2-{}${}${salt}${output}", self.inner.name(), self.iterations)
    }
}
