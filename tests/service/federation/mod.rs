//! Signing in at somebody else's OpenID provider.

mod attacks;
mod switching;
mod walks;
