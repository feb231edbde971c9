//! Randomness, always from the operating system: predictable secrets are no secrets, so nothing here can be
//! seeded, in tests neither.

use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// `N` random bytes.
///
/// # Panics
/// When the operating system has no randomness to give: nothing safe can be done then.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(clippy::expect_used, reason = "without randomness no security decision can be made")]
    rand::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}

/// 256 random bits as 43 characters of URL-safe base64.
pub fn random_token() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes::<32>())
}

/// A code of `digits` decimal digits, every one equally likely (rejection sampling, no modulo bias).
pub fn random_digits(digits: usize) -> String {
    let mut code = String::with_capacity(digits);
    while code.len() < digits {
        let [byte] = random_bytes::<1>();
        if byte < 250 {
            code.push(char::from(b'0' + byte % 10));
        }
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_all_digits_and_keeps_leading_zeros() {
        let codes: Vec<String> = (0..200).map(|_| random_digits(6)).collect();
        assert!(codes.iter().all(|code| code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit())));
        assert!(codes.iter().any(|code| code.starts_with('0')));
    }
}
