//! Signing in at somebody else's OpenID provider.

mod walks;
