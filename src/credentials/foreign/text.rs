//! How the parts of hashes are written: base64 in its dialects, hex, `name=value` lists.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use data_encoding::HEXLOWER_PERMISSIVE;

/// Base64 as anybody writes it: padded or not, with `+/`, `-_`, or passlib's `.`.
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    let standard = |c: char| match c {
        '-' | '.' => '+',
        '_' => '/',
        other => other,
    };
    let plain: String = text.trim_end_matches('=').chars().map(standard).collect();
    STANDARD_NO_PAD.decode(plain).ok()
}

/// Base64 as we write it.
pub(super) fn to_base64(bytes: &[u8]) -> String {
    STANDARD_NO_PAD.encode(bytes)
}

/// Hex, in upper or lower case.
pub(super) fn hex(text: &str) -> Option<Vec<u8>> {
    HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()
}

/// Hex where it can be, else base64: sixteen bytes in hex are never sixteen bytes in base64.
pub(super) fn bytes_of(text: &str, lengths: &[usize]) -> Option<Vec<u8>> {
    [hex(text), base64(text)].into_iter().flatten().find(|bytes| lengths.contains(&bytes.len()))
}

/// The value of `name` in `a=1,b=2`.
pub(super) fn value<'a>(list: &'a str, name: &str) -> Option<&'a str> {
    list.split(',')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|it| it.1)
}

/// A number of such a list.
pub(super) fn number<T: std::str::FromStr>(list: &str, name: &str) -> Option<T> {
    value(list, name)?.parse().ok()
}
