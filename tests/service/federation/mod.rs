//! Signing in at somebody else's OpenID provider.

mod browsers;
mod linking;
mod proof;
mod steps;
mod switching;
mod walks;
