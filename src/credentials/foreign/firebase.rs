//! scrypt as Firebase changed it: the output is a key, with which the project's signer key is encrypted. What an
//! export calls the hash is that ciphertext. Signer key and salt separator belong to the project and stand in
//! its hash parameters, not in the export: they come from the command line.

use std::fmt;

use aws_lc_rs::cipher::{AES_256, EncryptingKey, EncryptionContext, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;
use subtle::ConstantTimeEq as _;

use super::HashProblem::{self, Damaged};
use super::scrypt::Cost;
use super::text;

const PREFIX: &str = "$firebase-scrypt$";

#[derive(Clone, PartialEq, Eq)]
pub struct Firebase {
    pub(super) cost: Cost,
    separator: Vec<u8>,
    signer: Vec<u8>,
    salt: Vec<u8>,
    output: Vec<u8>,
}

impl Firebase {
    /// `list` has `rounds`, `mem_cost`, `salt_separator` and `signer_key` as the console shows them.
    pub(super) fn described(list: &str, salt: &str, output: &str) -> Result<Self, HashProblem> {
        let base64 = |text| text::base64(text).ok_or(Damaged("it is not base64"));
        let named = |name| text::value(list, name).map_or(Ok(Vec::new()), base64);
        let (Some(r), Some(log_n)) = (text::number(list, "rounds"), text::number(list, "mem_cost")) else {
            return Err(Damaged("rounds and mem_cost are not numbers"));
        };
        let hash = Self {
            cost: Cost { log_n, r, p: 1 }.check()?,
            separator: named("salt_separator")?,
            signer: named("signer_key")?,
            salt: base64(salt)?,
            output: base64(output)?,
        };
        let short = [&hash.separator, &hash.salt].iter().all(|part| part.len() <= 64);
        let fits = short && (16..=128).contains(&hash.signer.len()) && hash.signer.len() == hash.output.len();
        if fits { Ok(hash) } else { Err(Damaged("hash and signer key are not of one length")) }
    }

    pub(super) fn parse(text: &str) -> Option<Result<Self, HashProblem>> {
        let parts: Vec<&str> = text.strip_prefix(PREFIX)?.split('$').collect();
        let &[list, salt, output] = &parts[..] else {
            return Some(Err(Damaged("parameters, salt and hash are not there")));
        };
        Some(Self::described(list, salt, output))
    }

    pub(super) fn fits(&self, password: &[u8]) -> bool {
        let salt = [&self.salt[..], &self.separator[..]].concat();
        // Firebase derives 64 bytes, and the first 32 are the key: scrypt's last step gives the same 32 alone.
        let key = self.cost.derive(password, &salt, 32);
        let output = key.and_then(|key| encrypt(&key, &self.signer));
        output.is_some_and(|output| output.ct_eq(&self.output).into())
    }
}

fn encrypt(key: &[u8], text: &[u8]) -> Option<Vec<u8>> {
    let key = UnboundCipherKey::new(&AES_256, key).and_then(EncryptingKey::ctr).ok()?;
    let mut output = text.to_vec();
    // The counter begins at nought: the key is used for this text alone.
    key.less_safe_encrypt(&mut output, EncryptionContext::Iv128(FixedLength::from([0; 16]))).ok()?;
    Some(output)
}

impl fmt::Display for Firebase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (separator, signer) = (text::to_base64(&self.separator), text::to_base64(&self.signer));
        let (salt, output) = (text::to_base64(&self.salt), text::to_base64(&self.output));
        let Cost { log_n, r, .. } = self.cost;
        write!(
            f,
            "{PREFIX}mem_cost={log_n},rounds={r},salt_separator={separator},signer_key={signer}${salt}${output}"
        )
    }
}
