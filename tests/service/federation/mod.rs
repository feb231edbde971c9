//! Signing in at somebody else's OpenID provider.

mod browsers;
mod crowd;
mod linking;
mod proof;
mod steps;
mod walks;
