//! Signing in at somebody else's OpenID provider.

mod answers;
mod door;
mod id_tokens;
mod signatures;
mod walks;
