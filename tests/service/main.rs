//! The running service, driven as a browser drives it, with a local Commerce Layer on a manual clock and a
//! fresh database for every test. Every answer that comes by is also held against the rules of
//! `bench/rules.rs`, whatever the test is about.
// A test that lets the background work holds the futures of all of its jobs, one inside another.
#![recursion_limit = "256"]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at the first surprise")]

mod bench;

mod account;
mod account_changes;
mod account_closing;
mod account_thief;
mod addresses;
mod api;
mod attacks;
mod bad_input;
mod broker;
mod budget;
mod commands;
mod commerce_layer_away;
mod continue_as;
mod crash;
mod crashes;
mod cross_site;
mod customer_attributes;
mod customers;
mod data;
mod disposable_addresses;
mod email_code;
mod enumeration;
mod erasure;
mod federation;
mod handover;
mod helper;
mod hosts;
mod killed;
mod languages;
mod leaving;
mod letters;
mod letters_at_a_price;
mod limits;
mod logs;
mod markup;
mod mfe_contract;
mod moving;
mod nodes;
mod one_time;
mod open_letters;
mod operator;
mod orders;
mod personal_data;
mod recover;
mod redirects;
mod reset_password;
mod secrets_at_rest;
mod sessions;
mod sign_in;
mod sign_in_code;
mod sign_out;
mod sign_up;
mod simulate;
mod smuggling;
mod tokens_of_customers;
mod trouble;
