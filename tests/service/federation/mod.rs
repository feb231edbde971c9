//! Signing in at somebody else's OpenID provider.

mod linking;
mod proof;
mod steps;
mod walks;
