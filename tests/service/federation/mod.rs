//! Signing in at somebody else's OpenID provider.

mod account_page;
mod answers;
mod attacks;
mod attributes;
mod browsers;
mod client_auth;
mod codes;
mod crowd;
mod discovery;
mod door;
mod form_post;
mod front_channel;
mod home_realm;
mod id_tokens;
mod keys;
mod linking;
mod people;
mod proof;
mod requests;
mod signatures;
mod signing_out;
mod slow;
mod steps;
mod switching;
mod userinfo;
mod walks;
