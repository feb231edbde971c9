//! Signing in at somebody else's OpenID provider.

mod answers;
mod codes;
mod discovery;
mod door;
mod id_tokens;
mod keys;
mod people;
mod signatures;
mod slow;
mod userinfo;
mod walks;
