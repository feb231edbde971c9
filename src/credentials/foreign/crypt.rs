//! The hashes of Unix: md5crypt (`$1$`, and Apache's `$apr1$`), sha256-crypt (`$5$`) and sha512-crypt (`$6$`).

use std::fmt;

use md5::{Digest as _, Md5};
use sha_crypt::{Params, sha256_crypt, sha512_crypt};
use subtle::ConstantTimeEq as _;

use super::HashProblem::{self, Damaged, TooExpensive};

const MOST_ROUNDS: u32 = 1_000_000;
/// Their work grows with the length of the password, round by round.
const LONGEST_PASSWORD: usize = 256;
const LETTERS: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Md5,
    Apache,
    Sha256,
    Sha512,
}

#[derive(Clone, PartialEq, Eq)]
pub struct Crypt {
    kind: Kind,
    rounds: Option<u32>,
    salt: String,
    output: String,
}

impl Kind {
    fn prefix(self) -> &'static str {
        match self {
            Self::Md5 => "$1$",
            Self::Apache => "$apr1$",
            Self::Sha256 => "$5$",
            Self::Sha512 => "$6$",
        }
    }

    /// Characters of salt, at most, and of the hash.
    fn lengths(self) -> (usize, usize) {
        match self {
            Self::Md5 | Self::Apache => (8, 22),
            Self::Sha256 => (16, 43),
            Self::Sha512 => (16, 86),
        }
    }
}

impl Crypt {
    pub(super) fn parse(text: &str) -> Option<Result<Self, HashProblem>> {
        let text = text.strip_prefix("{CRYPT}").or_else(|| text.strip_prefix("{crypt}")).unwrap_or(text);
        let kinds = [Kind::Md5, Kind::Apache, Kind::Sha256, Kind::Sha512];
        let (kind, rest) =
            kinds.into_iter().find_map(|kind| Some((kind, text.strip_prefix(kind.prefix())?)))?;
        Some(Self::read(kind, rest))
    }

    fn read(kind: Kind, rest: &str) -> Result<Self, HashProblem> {
        let (rounds, rest) = match rest.strip_prefix("rounds=").and_then(|rest| rest.split_once('$')) {
            Some((rounds, rest)) if matches!(kind, Kind::Sha256 | Kind::Sha512) => {
                (Some(rounds.parse::<u32>().map_err(|_| Damaged("its rounds are no number"))?), rest)
            }
            _ => (None, rest),
        };
        if rounds.is_some_and(|rounds| rounds > MOST_ROUNDS) {
            return Err(TooExpensive("sha256-crypt and sha512-crypt are taken up to 1000000 rounds"));
        }
        let (salt, output) = rest.split_once('$').ok_or(Damaged("salt and hash are not there"))?;
        let (most_salt, length) = kind.lengths();
        let letters = output.bytes().all(|b| LETTERS.contains(&b));
        if salt.len() > most_salt || output.len() != length || !letters {
            return Err(Damaged("salt or hash has an unusual length"));
        }
        if rounds.is_some_and(|rounds| rounds < Params::ROUNDS_MIN) {
            return Err(Damaged("its rounds are fewer than 1000"));
        }
        Ok(Self { kind, rounds, salt: salt.to_owned(), output: output.to_owned() })
    }

    pub(super) fn fits(&self, password: &[u8]) -> bool {
        if password.len() > LONGEST_PASSWORD {
            return false;
        }
        let salt = self.salt.as_bytes();
        let Ok(params) = Params::new(self.rounds.unwrap_or(Params::RECOMMENDED_ROUNDS)) else { return false };
        let output = match self.kind {
            Kind::Md5 | Kind::Apache => spell_md5(&md5_crypt(self.kind.prefix(), password, salt)),
            Kind::Sha256 => spell_sha(&sha256_crypt(password, salt, params)),
            Kind::Sha512 => spell_sha(&sha512_crypt(password, salt, params)),
        };
        output.as_bytes().ct_eq(self.output.as_bytes()).into()
    }
}

/// Poul-Henning Kamp's algorithm of 1994: no library of ours has it.
fn md5_crypt(magic: &str, password: &[u8], salt: &[u8]) -> [u8; 16] {
    let mixed = Md5::new().chain_update(password).chain_update(salt).chain_update(password).finalize();
    let mut first = Md5::new().chain_update(password).chain_update(magic).chain_update(salt);
    let mut left = password.len();
    while left > 0 {
        first.update(&mixed[..left.min(16)]);
        left -= left.min(16);
    }
    let mut bits = password.len();
    while bits > 0 {
        first.update(if bits & 1 == 1 { &[0][..] } else { &password[..1] });
        bits >>= 1;
    }
    let mut state: [u8; 16] = first.finalize().into();
    for round in 0..1000 {
        let odd = round % 2 == 1;
        let mut next = Md5::new().chain_update(if odd { password } else { &state });
        if round % 3 != 0 {
            next.update(salt);
        }
        if round % 7 != 0 {
            next.update(password);
        }
        next.update(if odd { &state } else { password });
        state = next.finalize().into();
    }
    state
}

fn spell_md5(bytes: &[u8; 16]) -> String {
    let mut text = String::new();
    for [high, middle, low] in [[0, 6, 12], [1, 7, 13], [2, 8, 14], [3, 9, 15], [4, 10, 5]] {
        spell(&mut text, [bytes[high], bytes[middle], bytes[low]], 4);
    }
    spell(&mut text, [0, 0, bytes[11]], 2);
    text
}

/// Three bytes a third of the hash apart, whose order turns from group to group: to the left in the long one, to the
/// right in the short one.
fn spell_sha(bytes: &[u8]) -> String {
    let third = bytes.len() / 3;
    let mut text = String::new();
    for place in 0..third {
        let mut group = [bytes[place], bytes[place + third], bytes[place + 2 * third]];
        if bytes.len() == 64 {
            group.rotate_left(place % 3);
        } else {
            group.rotate_right(place % 3);
        }
        spell(&mut text, group, 4);
    }
    match bytes.len() {
        64 => spell(&mut text, [0, 0, bytes[63]], 2),
        _ => spell(&mut text, [0, bytes[31], bytes[30]], 3),
    }
    text
}

fn spell(text: &mut String, [high, middle, low]: [u8; 3], count: usize) {
    let mut bits = u32::from_be_bytes([0, high, middle, low]);
    for _ in 0..count {
        text.push(char::from(LETTERS[(bits & 63) as usize]));
        bits >>= 6;
    }
}

impl fmt::Display for Crypt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.prefix())?;
        if let Some(rounds) = self.rounds {
            write!(f, "rounds={rounds}$")?;
        }
        write!(f, "{}${}", self.salt, self.output)
    }
}
