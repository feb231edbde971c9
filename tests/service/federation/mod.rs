//! Signing in at somebody else's OpenID provider.

mod switching;
mod walks;
