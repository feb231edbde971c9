//! Signing in at somebody else's OpenID provider.

mod answers;
mod attributes;
mod client_auth;
mod codes;
mod discovery;
mod door;
mod form_post;
mod home_realm;
mod id_tokens;
mod keys;
mod people;
mod requests;
mod signatures;
mod slow;
mod userinfo;
mod walks;
