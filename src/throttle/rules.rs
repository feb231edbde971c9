//! The allowances, all in one place. Counted per network address against guessing at many accounts, per
//! account and network against guessing at one, and per account alone, far more generously, against a guesser
//! with many addresses: tight enough to make guessing hopeless, too wide to shut its owner out easily.

use chrono::TimeDelta;

use super::Rule;

/// Wrong passwords from one network.
pub const SIGN_IN_PER_NETWORK: Rule =
    Rule { name: "sign-in/network", burst: 60, every: TimeDelta::seconds(10) };

/// Wrong passwords for one account from one network.
pub const SIGN_IN_PER_ACCOUNT_AND_NETWORK: Rule =
    Rule { name: "sign-in/account+network", burst: 10, every: TimeDelta::minutes(1) };

/// Wrong passwords for one account from everywhere.
pub const SIGN_IN_PER_ACCOUNT: Rule =
    Rule { name: "sign-in/account", burst: 100, every: TimeDelta::seconds(36) };

/// Passwords for one address that are tried at Commerce Layer, because it has none here: its owner knows it, or resets it.
pub const MOVING_IN_PER_ACCOUNT: Rule =
    Rule { name: "moving-in/account", burst: 5, every: TimeDelta::minutes(30) };

/// The same from one network: each is one of the few token calls that Commerce Layer allows, and a guess (catalogue M07).
pub const MOVING_IN_PER_NETWORK: Rule =
    Rule { name: "moving-in/network", burst: 20, every: TimeDelta::minutes(1) };

/// Passwords from one network, right or wrong: each costs a hash, and whoever has one account could have
/// hashes computed, and sessions started, without end (catalogue E15). About as many as one core computes: wide
/// enough for the one address of a mobile operator, or of a proxy that nobody told us to trust.
pub const PASSWORDS_PER_NETWORK: Rule =
    Rule { name: "passwords/network", burst: 2000, every: TimeDelta::milliseconds(25) };

/// New passwords that somebody signed in gives one account: each is a hash, and a letter to its owner (catalogue E08, E15).
/// Getting back in counts elsewhere: a thief in a session must not be able to use up the owner's.
pub const PASSWORD_CHANGES_PER_ACCOUNT: Rule =
    Rule { name: "password-changes/account", burst: 5, every: TimeDelta::minutes(10) };

/// New passwords by one letter that lets its reader back in: the first that is taken uses the letter up, and one more is
/// for whoever found the queue full.
pub const PASSWORDS_PER_LETTER: Rule =
    Rule { name: "passwords/letter", burst: 10, every: TimeDelta::seconds(30) };

/// Letters with a code that one network asks for without more ado, and that nobody has answered: beyond them its browsers
/// work for each, or wait for it (see [`crate::work`]).
pub const LETTERS_PER_NETWORK: Rule =
    Rule { name: "letters/network", burst: 60, every: TimeDelta::seconds(20) };

/// The same of an IPv6 site.
pub const LETTERS_PER_SITE: Rule = Rule { name: "letters/site", burst: 240, every: TimeDelta::seconds(5) };

/// The same of one organization, for a flood that comes from many networks.
pub const LETTERS_PER_ORGANIZATION: Rule =
    Rule { name: "letters/organization", burst: 600, every: TimeDelta::seconds(1) };

/// Letters that wait, because nobody worked for them: one leaves each minute.
pub const LATE_LETTERS_PER_NETWORK: Rule =
    Rule { name: "late-letters/network", burst: 15, every: TimeDelta::minutes(1) };

/// The same of an IPv6 site.
pub const LATE_LETTERS_PER_SITE: Rule =
    Rule { name: "late-letters/site", burst: 60, every: TimeDelta::seconds(15) };

/// The same of one organization.
pub const LATE_LETTERS_PER_ORGANIZATION: Rule =
    Rule { name: "late-letters/organization", burst: 300, every: TimeDelta::seconds(1) };

/// Letters to addresses that one account says it wants to have: whoever is signed in does not work for them.
pub const CODES_PER_ACCOUNT: Rule = Rule { name: "codes/account", burst: 10, every: TimeDelta::minutes(30) };

/// Sign-ups from one network, whoever works and answers.
pub const SIGN_UP_PER_NETWORK: Rule =
    Rule { name: "sign-up/network", burst: 150, every: TimeDelta::seconds(10) };

/// Uses of reset links from one network.
pub const RESETS_PER_NETWORK: Rule =
    Rule { name: "resets/network", burst: 20, every: TimeDelta::seconds(30) };

/// Letters with a code to one mailbox: nobody's mailbox can be flooded through us (catalogue E08). With five
/// tries a letter, a guesser with any number of addresses has 25 tries in a million at once, and then five in
/// ten minutes (catalogue E03).
pub const CODES_PER_MAILBOX: Rule = Rule { name: "codes/mailbox", burst: 5, every: TimeDelta::minutes(10) };

/// Customer tokens minted for one account, in vain or not: a visitor who asks and asks, or signs in over and
/// over, must not use up the token calls that Commerce Layer gives to all (catalogue E13).
pub const TOKENS_PER_ACCOUNT: Rule =
    Rule { name: "tokens/account", burst: 12, every: TimeDelta::seconds(20) };

/// First tokens of sessions that began in one network, beyond which they stand behind those of all others: with many
/// accounts somebody could use up the calls that are kept for people who sign in (catalogue E13). Nobody is refused by
/// it, so it may be tight: a mobile operator's shoppers only leave the last calls to others.
pub const FIRST_TOKENS_PER_NETWORK: Rule =
    Rule { name: "first-tokens/network", burst: 5, every: TimeDelta::seconds(20) };

/// The same from one network, which gets as many at once but regains them far more slowly than the mailbox.
pub const CODES_PER_MAILBOX_AND_NETWORK: Rule =
    Rule { name: "codes/mailbox+network", burst: 5, every: TimeDelta::minutes(30) };

/// Wrong codes typed in one network; a right one is given back.
pub const CODE_TRIES_PER_NETWORK: Rule =
    Rule { name: "code-tries/network", burst: 60, every: TimeDelta::seconds(10) };

/// Departures to providers from one network: each is a row, and a page of a stranger could cause many.
pub const DEPARTURES_PER_NETWORK: Rule =
    Rule { name: "departures/network", burst: 300, every: TimeDelta::seconds(1) };

/// Letters with a code that one network asks for, to get back into an account, to sign in, or to have another address or
/// provider: each is a row, a letter and somebody's patience.
pub const CHALLENGES_PER_NETWORK: Rule =
    Rule { name: "challenges/network", burst: 150, every: TimeDelta::seconds(10) };

/// Wrong codes for one mailbox that would open its account, from networks where its owner never signed in: six digits
/// are few. A code that is right was no guess.
pub const CODE_GUESSES_PER_MAILBOX: Rule =
    Rule { name: "code-guesses/mailbox", burst: 25, every: TimeDelta::hours(2) };

/// The same where the owner has signed in before: from a network, or with a browser.
pub const CODE_GUESSES_PER_MAILBOX_AND_KNOWN_PLACE: Rule =
    Rule { name: "code-guesses/mailbox+place", burst: 25, every: TimeDelta::minutes(30) };

/// Wrong codes for one mailbox when a provider's person says that it is his: the account behind it may be somebody
/// else's, and six digits are few. About a dozen guesses a day, after the first two dozen.
pub const LINK_GUESSES_PER_MAILBOX: Rule =
    Rule { name: "link-guesses/mailbox", burst: 25, every: TimeDelta::hours(2) };

/// Hand-overs from one network with a wrong secret of the storefront: that of a shop's back end is never wrong, and a
/// few hundred may be under way there at once.
pub const HANDOVERS_PER_NETWORK: Rule =
    Rule { name: "handovers/network", burst: 300, every: TimeDelta::seconds(2) };

/// Looks at orders of one organization: Commerce Layer takes some hundred reads a minute from all of us together, and 25
/// in ten seconds (contract 6.4). Beyond it, carts are believed without a look.
pub const CART_LOOKS: Rule = Rule { name: "cart-looks", burst: 10, every: TimeDelta::milliseconds(900) };

/// Looks at a guest token that was reported before, whether Commerce Layer refuses it: a read each, and anybody may report.
pub const LOOKS_AT_A_REPORTED_TOKEN: Rule =
    Rule { name: "reported-tokens", burst: 2, every: TimeDelta::seconds(20) };

/// The same for one network: whoever asks and asks leaves half of the looks to everybody else.
pub const CART_LOOKS_PER_NETWORK: Rule =
    Rule { name: "cart-looks/network", burst: 10, every: TimeDelta::milliseconds(1800) };

/// First carts of guests from one network: each is a row, and costs nothing to ask for.
pub const GUEST_CARTS_PER_NETWORK: Rule =
    Rule { name: "guest-carts/network", burst: 300, every: TimeDelta::seconds(1) };
