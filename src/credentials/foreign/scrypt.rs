//! scrypt: as passlib writes it (`$scrypt$ln=14,r=8,p=1$…`), as Werkzeug does (`scrypt:16384:8:1$…`), and Django
//! (`scrypt$salt$16384$8$1$…`).

use std::fmt;

use scrypt::Params;
use subtle::ConstantTimeEq as _;

use super::HashProblem::{self, Damaged, TooExpensive};
use super::{MOST_MEMORY, text};

/// What a computation costs: N is 2 to the power of `log_n`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    pub log_n: u8,
    pub r: u32,
    pub p: u32,
}

impl Cost {
    /// Memory as for N = 2^17 with r = 8, and twice the time of that.
    pub(super) fn check(self) -> Result<Self, HashProblem> {
        let too_much = TooExpensive("scrypt is taken up to 128 MiB (N=131072 with r=8), and p up to 10");
        if self.log_n > 20 || self.r > 64 || self.p > 10 || self.memory() > MOST_MEMORY {
            return Err(too_much);
        }
        if self.memory() * self.p as usize > 2 * MOST_MEMORY {
            return Err(too_much);
        }
        self.params().map(|_| self).ok_or(Damaged("N, r and p do not go together"))
    }

    pub(super) fn memory(self) -> usize {
        (128_usize << self.log_n.min(40)).saturating_mul(self.r as usize)
    }

    fn params(self) -> Option<Params> {
        Params::new(self.log_n, self.r, self.p).ok().filter(|_| self.log_n > 0)
    }

    /// From N itself.
    pub(super) fn of(n: u64, r: u32, p: u32) -> Result<Self, HashProblem> {
        let log_n = u8::try_from(n.trailing_zeros()).unwrap_or(u8::MAX);
        if !n.is_power_of_two() {
            return Err(Damaged("N is no power of two"));
        }
        Self { log_n, r, p }.check()
    }

    pub(super) fn derive(self, password: &[u8], salt: &[u8], length: usize) -> Option<Vec<u8>> {
        let mut output = vec![0; length];
        scrypt::scrypt(password, salt, &self.params()?, &mut output).ok()?;
        Some(output)
    }
}

#[derive(Clone, PartialEq, Eq)]
pub struct Scrypt {
    pub(super) cost: Cost,
    salt: Vec<u8>,
    output: Vec<u8>,
}

impl Scrypt {
    pub(super) fn new(cost: Cost, salt: Vec<u8>, output: Vec<u8>) -> Result<Self, HashProblem> {
        if salt.len() > 128 || !(16..=128).contains(&output.len()) {
            return Err(Damaged("salt or hash has an unusual length"));
        }
        Ok(Self { cost: cost.check()?, salt, output })
    }

    pub(super) fn parse(text: &str) -> Option<Result<Self, HashProblem>> {
        if let Some(rest) = text.strip_prefix("$scrypt$") {
            return Some(passlib(rest));
        }
        if let Some(rest) = text.strip_prefix("scrypt:") {
            return Some(werkzeug(rest));
        }
        text.strip_prefix("scrypt$").map(django)
    }

    pub(super) fn fits(&self, password: &[u8]) -> bool {
        let output = self.cost.derive(password, &self.salt, self.output.len());
        output.is_some_and(|output| output.ct_eq(&self.output).into())
    }
}

fn passlib(rest: &str) -> Result<Scrypt, HashProblem> {
    let parts: Vec<&str> = rest.split('$').collect();
    let &[list, salt, output] = &parts[..] else {
        return Err(Damaged("parameters, salt and hash are not there"));
    };
    let (log_n, r, p) = (text::number(list, "ln"), text::number(list, "r"), text::number(list, "p"));
    let (Some(log_n), Some(r), Some(p)) = (log_n, r, p) else {
        return Err(Damaged("ln, r and p are not numbers"));
    };
    let (Some(salt), Some(output)) = (text::base64(salt), text::base64(output)) else {
        return Err(Damaged("it is not base64"));
    };
    Scrypt::new(Cost { log_n, r, p }, salt, output)
}

fn werkzeug(rest: &str) -> Result<Scrypt, HashProblem> {
    let mut parts = rest.split('$');
    let (Some(cost), Some(salt), Some(output), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Damaged("cost, salt and hash are not there"));
    };
    let numbers: Vec<&str> = cost.split(':').collect();
    let &[n, r, p] = &numbers[..] else { return Err(Damaged("N, r and p are not there")) };
    let output = text::hex(output).ok_or(Damaged("it is not hex"))?;
    Scrypt::new(numbered(n, r, p)?, salt.as_bytes().to_vec(), output)
}

fn django(rest: &str) -> Result<Scrypt, HashProblem> {
    let parts: Vec<&str> = rest.split('$').collect();
    let &[salt, n, r, p, output] = &parts[..] else {
        return Err(Damaged("salt, cost and hash are not there"));
    };
    let output = text::base64(output).ok_or(Damaged("it is not base64"))?;
    Scrypt::new(numbered(n, r, p)?, salt.as_bytes().to_vec(), output)
}

fn numbered(n: &str, r: &str, p: &str) -> Result<Cost, HashProblem> {
    match (n.parse(), r.parse(), p.parse()) {
        (Ok(n), Ok(r), Ok(p)) => Cost::of(n, r, p),
        _ => Err(Damaged("N, r and p are not numbers")),
    }
}

impl fmt::Display for Scrypt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Cost { log_n, r, p } = self.cost;
        write!(
            f,
            "$scrypt$ln={log_n},r={r},p={p}${}${}",
            text::to_base64(&self.salt),
            text::to_base64(&self.output)
        )
    }
}
