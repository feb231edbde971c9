//! Signing in at somebody else's OpenID provider.

mod account_page;
mod browsers;
mod crowd;
mod front_channel;
mod linking;
mod proof;
mod signing_out;
mod steps;
mod walks;
