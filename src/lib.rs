//! Vestibule, the self-hosted front door of Commerce Layer storefronts.
//!
//! # The house
//!
//! A module imports only from floors below its own; HTTP lives at the edge alone, SQL in the `store.rs` of each
//! subject. `tests/house` holds these walls.
//!
//! | floor | module | owns |
//! | --- | --- | --- |
//! | 0 | [`foundation`] | the words every floor speaks: ids, addresses, secrets, sealed values, time, randomness |
//! | 1 | [`i18n`] | the languages, and every sentence a person reads |
//! | 1 | [`config`] | `vestibule.toml` and the environment, read once into checked settings |
//! | 1 | [`outbound`] | guarded HTTP to addresses that somebody else chose |
//! | 2 | [`db`] | the way to Postgres, and the embedded database of development |
//! | 2 | [`links`] | the addresses of our own pages |
//! | 2 | [`metrics`] | what an operator may count |
//! | 2 | [`hasher`] | argon2id on a bounded pool of its own |
//! | 2 | [`commerce_layer`] | the HTTP client of Commerce Layer; believes nothing that it has not checked |
//! | 2 | [`openid`] | the client of OpenID providers; believes nothing that it has not checked |
//! | 2 | [`mail`] | letters: the outbox, the words, the transports |
//! | 3 | [`memory`] | what a node remembers while it hears what changes |
//! | 3 | [`app`] | the toolbox that each verb receives |
//! | 4 | [`audit`], [`throttle`] | the diary of security events; counting attempts and saying "wait" |
//! | 4 | [`broker`] | the token calls that Commerce Layer allows: the ledger, one flight for each token, the tokens that all share |
//! | 5 | [`storefronts`] | the shops that may send people here, and where people may be sent back to |
//! | 5 | [`work`] | the work that a browser does for a letter, where a flood of them is asked for |
//! | 5 | [`sessions`] | the signed-in browser; knows a person only by id |
//! | 6 | [`credentials`] | what proves a person: a password, a mailed code |
//! | 6 | [`accounts`] | a person with a proven address; sign-up until then |
//! | 7 | [`customers`] | which Commerce Layer customer an account is |
//! | 7 | [`federation`] | signing in at somebody else's OpenID provider: depart, arrive, link |
//! | 8 | [`tokens`] | customer tokens in the hands of the right session, and their revocation |
//! | 8 | [`handover`] | a one-time code for a shop's back end, and the session token that it is exchanged for |
//! | 8 | [`orders`] | the cart pointer, and the hand-over of a guest's cart at sign-in; makes no order |
//! | 8 | [`moving`] | customers that a shop already has come over, and everybody is written out again |
//! | 9 | [`personal_data`] | everything that is kept about one person, for that person |
//! | 10 | [`sign_in`] | the one way in and out: every method ends in `welcome`, every session in `farewell` |
//! | 11 | [`erasure`] | erasing accounts whose day has come, here and at Commerce Layer |
//! | 11 | [`http`] | what pages and API share: visitor, cookies, origin check, headers, errors |
//! | 12 | [`web`] | pages for people: one screen, one file; one route table |
//! | 12 | [`api`] | endpoints for programs; one route table |
//! | 12 | [`jobs`] | background work behind one ticker |
//! | 13 | [`server`] | where middleware, pages, API and ticker meet |
//! | 14 | [`cli`] | serve, demo, check, import, export, accounts, audit, migrate, sandbox, simulate |
//! | aside | [`sandbox`] | a local Commerce Layer, an upstream OpenID provider and a small shop; shares nothing with the product but `foundation` |
//!
//! # Seven walks
//!
//! 1. **Sign up.** `web::signup` → `accounts::registration::begin`: rule, throttle, one hash, and in one transaction
//!    the row and its letter. No account exists yet. `web::verify` → `sign_in::confirm_sign_up`: the code is counted,
//!    then compared; one transaction makes the account, owes it a customer and starts the session.
//! 2. **Sign in.** origin check → `web::login` → `sign_in::with_password`: one look that counts the attempt and finds the
//!    account, exactly one hash whoever asks, one statement that holds the account and starts the session; where a browser
//!    brings more, `welcome` in one transaction, in which the guest's carts move → `web::send_on` back to the shop.
//! 3. **Sign in at a provider.** `web::ways_in` → `federation::depart`: a row with the state hashed, nonce and verifier
//!    sealed → the provider → `federation::arrive`, one named check after the other, each of which ends the walk →
//!    a neutral `Identity` → `federation::belongs_to`: linked by issuer and subject, or by an address proven on both
//!    sides, else the detour of `federation::pending` → `sign_in::with_identity`, the same `welcome`.
//! 4. **A storefront asks for the visitor's token.** `api::token` → `tokens::for_visitor`: from memory, while the node
//!    hears what changes; else session, account and token by one statement → else one flight over all nodes
//!    (`broker::fly`): the refresh token, or `customers::ready` and the storefront's way of exchange, inside the ledger
//!    (`broker::counted`) → signature, owner, scope and kind of the answer checked → sealed into the vault → answer. A
//!    guest's comes from `broker::guest`, by the same steps.
//! 5. **Sign out.** `web::signed_out` → `sign_in::farewell`: the session is gone with the answer; what Commerce Layer
//!    must revoke is a row that `jobs` retry until it is done.
//! 6. **Get back in.** `web::recover` → `accounts::challenge::begin`: one row bound to purpose, address and browser, one
//!    letter with a code and a link, the same whether or not anybody has the address → `challenge::confirm` → a new
//!    password → `sign_in::recover`: one transaction uses the challenge up, sets the password, ends every session and
//!    writes to the owner. `web::code` signs in by the same challenge.
//! 7. **Background.** `jobs::run_due`: letters, links, revocations and run-out sessions are rows, claimed with
//!    SKIP LOCKED under a lease; no transaction stays open while the network is used.

pub mod accounts;
pub mod api;
pub mod app;
pub mod audit;
pub mod broker;
pub mod cli;
pub mod commerce_layer;
pub mod config;
pub mod credentials;
pub mod customers;
pub mod db;
pub mod erasure;
pub mod federation;
pub mod foundation;
pub mod handover;
pub mod hasher;
pub mod http;
pub mod i18n;
pub mod jobs;
pub mod links;
pub mod mail;
pub mod memory;
pub mod metrics;
pub mod moving;
pub mod openid;
pub mod orders;
pub mod outbound;
pub mod personal_data;
pub mod sandbox;
pub mod server;
pub mod sessions;
pub mod sign_in;
pub mod storefronts;
pub mod throttle;
pub mod tokens;
pub mod web;
pub mod work;
