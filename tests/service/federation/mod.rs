//! Signing in at somebody else's OpenID provider.

mod answers;
mod attacks;
mod browsers;
mod codes;
mod discovery;
mod door;
mod id_tokens;
mod keys;
mod linking;
mod people;
mod proof;
mod signatures;
mod slow;
mod steps;
mod switching;
mod userinfo;
mod walks;
