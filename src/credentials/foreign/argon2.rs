//! argon2i, argon2d and argon2id with anybody's parameters, as PHC strings; Django writes `argon2` before them.

use std::fmt;

use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};
use subtle::ConstantTimeEq as _;

use super::HashProblem::{self, Damaged, TooExpensive};
use super::{MOST_MEMORY, text};

const MOST_PASSES: u32 = 10;
const MOST_LANES: u32 = 16;
/// Memory times passes, in KiB: under a second of a core.
const MOST_WORK: u64 = 512 << 10;

#[derive(Clone, PartialEq, Eq)]
pub struct Argon2Hash {
    algorithm: Algorithm,
    version: Version,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: Vec<u8>,
    output: Vec<u8>,
}

impl Argon2Hash {
    pub(super) fn parse(text: &str) -> Option<Result<Self, HashProblem>> {
        let text = text.strip_prefix("argon2$argon2").or_else(|| text.strip_prefix("$argon2"))?;
        let (kind, rest) = text.split_once('$')?;
        let algorithm = match kind {
            "i" => Algorithm::Argon2i,
            "d" => Algorithm::Argon2d,
            "id" => Algorithm::Argon2id,
            _ => return None,
        };
        Some(Self::read(algorithm, rest))
    }

    fn read(algorithm: Algorithm, rest: &str) -> Result<Self, HashProblem> {
        let (version, rest) = match rest.strip_prefix("v=").and_then(|rest| rest.split_once('$')) {
            Some(("19", rest)) => (Version::V0x13, rest),
            Some(("16", rest)) => (Version::V0x10, rest),
            Some(_) => return Err(Damaged("its version is neither 16 nor 19")),
            // Before there were versions in it.
            None => (Version::V0x10, rest),
        };
        let parts: Vec<&str> = rest.split('$').collect();
        let &[list, salt, output] = &parts[..] else {
            return Err(Damaged("parameters, salt and hash are not there"));
        };
        let number = |name| text::number::<u32>(list, name).ok_or(Damaged("m, t and p are not numbers"));
        let hash = Self {
            algorithm,
            version,
            memory_kib: number("m")?,
            passes: number("t")?,
            lanes: number("p")?,
            salt: text::base64(salt).ok_or(Damaged("its salt is not base64"))?,
            output: text::base64(output).ok_or(Damaged("it is not base64"))?,
        };
        hash.check()?;
        Ok(hash)
    }

    fn check(&self) -> Result<(), HashProblem> {
        let work = u64::from(self.memory_kib) * u64::from(self.passes);
        if self.memory() > MOST_MEMORY
            || self.passes > MOST_PASSES
            || self.lanes > MOST_LANES
            || work > MOST_WORK
        {
            return Err(TooExpensive("argon2 is taken up to m=131072 and t=10, with m times t up to 524288"));
        }
        if !(8..=64).contains(&self.salt.len()) || !(16..=64).contains(&self.output.len()) {
            return Err(Damaged("salt or hash has an unusual length"));
        }
        self.argon2().map(drop).ok_or(Damaged("m, t and p do not go together"))
    }

    pub(super) fn memory(&self) -> usize {
        usize::try_from(u64::from(self.memory_kib) * 1024).unwrap_or(usize::MAX)
    }

    fn argon2(&self) -> Option<Argon2<'static>> {
        let params = ParamsBuilder::new()
            .m_cost(self.memory_kib)
            .t_cost(self.passes)
            .p_cost(self.lanes)
            .output_len(self.output.len())
            .data(AssociatedData::EMPTY)
            .build();
        Some(Argon2::new(self.algorithm, self.version, params.ok()?))
    }

    pub(super) fn fits(&self, password: &[u8]) -> bool {
        let mut output = vec![0; self.output.len()];
        let Some(argon2) = self.argon2() else { return false };
        argon2.hash_password_into(password, &self.salt, &mut output).is_ok()
            && output.ct_eq(&self.output).into()
    }
}

impl fmt::Display for Argon2Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { algorithm, memory_kib, passes, lanes, salt, output, .. } = self;
        let version = if self.version == Version::V0x10 { 16 } else { 19 };
        let (salt, output) = (text::to_base64(salt), text::to_base64(output));
        write!(f, "${algorithm}$v={version}$m={memory_kib},t={passes},p={lanes}${salt}${output}")
    }
}
