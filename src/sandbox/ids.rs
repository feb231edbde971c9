//! Resource ids of ten letters (contract 1.9).

use crate::foundation::random_bytes;

const LETTERS: &[u8; 52] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A new id. Ids need to be distinct, not secret, so the small bias of the remainder does no harm.
pub fn new_id() -> String {
    random_bytes::<10>().iter().map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect()
}

/// Whether `text` has the shape of a resource id.
pub fn is_id(text: &str) -> bool {
    text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}
