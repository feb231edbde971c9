//! Passwords that were tried at Commerce Layer: which pairs it has refused, so that they are not asked for again, and how
//! long nobody is to be asked. A pair is kept as a hash under a key that ends with the process: a dump of its memory
//! or of the database is no list of passwords to try.

use std::net::IpAddr;
use std::sync::atomic::{AtomicI64, Ordering};

use aws_lc_rs::hmac;
use chrono::{DateTime, TimeDelta, Utc};
use quick_cache::sync::Cache;

use crate::config::OrganizationName;
use crate::foundation::{Email, Secret, random_bytes};

/// Pairs that are remembered.
const MOST: usize = 10_000;
/// Somebody may set a password there in the meantime.
const REMEMBERED: TimeDelta = TimeDelta::minutes(15);
/// A longer rest was written before a clock was set back.
const LONGEST_REST: TimeDelta = TimeDelta::minutes(10);

/// An address with a password, as it is remembered.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pair([u8; 32]);

/// What is remembered.
pub struct Elsewhere {
    key: hmac::Key,
    refused: Cache<Pair, DateTime<Utc>>,
    rest_until: AtomicI64,
    resting: Cache<IpAddr, DateTime<Utc>>,
}

impl Default for Elsewhere {
    fn default() -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &random_bytes::<32>());
        Self { key, refused: Cache::new(MOST), rest_until: AtomicI64::new(0), resting: Cache::new(MOST) }
    }
}

impl Elsewhere {
    /// The pair of an address and a password.
    pub fn pair(&self, organization: &OrganizationName, email: &Email, password: &Secret) -> Pair {
        let text = Secret::new(format!("{organization}\0{}\0{}", email.canonical(), password.expose()));
        let mut pair = [0; 32];
        pair.copy_from_slice(hmac::sign(&self.key, text.expose().as_bytes()).as_ref());
        Pair(pair)
    }

    /// Commerce Layer has refused it.
    pub fn refuse(&self, pair: Pair, now: DateTime<Utc>) {
        self.refused.insert(pair, now + REMEMBERED);
    }

    /// Whether it did so a short time ago.
    pub fn has_refused(&self, pair: &Pair, now: DateTime<Utc>) -> bool {
        self.refused.get(pair).is_some_and(|until| until > now && until <= now + REMEMBERED)
    }

    /// Nobody is to be asked until then.
    pub fn rest(&self, until: DateTime<Utc>) {
        self.rest_until.store(until.timestamp_millis(), Ordering::Relaxed);
    }

    /// Nobody from this address is to be asked until then.
    pub fn rest_of(&self, shopper: IpAddr, until: DateTime<Utc>) {
        self.resting.insert(shopper, until);
    }

    /// Whether nobody is to be asked now, or nobody from this address.
    pub fn rests(&self, shopper: Option<IpAddr>, now: DateTime<Utc>) -> bool {
        let of_shopper = shopper.and_then(|shopper| self.resting.get(&shopper));
        self.rests_for_all(now) || of_shopper.is_some_and(|until| until > now && until <= now + LONGEST_REST)
    }

    fn rests_for_all(&self, now: DateTime<Utc>) -> bool {
        let left = self.rest_until.load(Ordering::Relaxed) - now.timestamp_millis();
        (1..=LONGEST_REST.num_milliseconds()).contains(&left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_pair_is_remembered_for_a_while_and_no_other() {
        let (elsewhere, now) = (Elsewhere::default(), DateTime::UNIX_EPOCH);
        let organization = OrganizationName::parse("acme").unwrap();
        let email = Email::parse("ada@example.com").unwrap();
        let pair = |password: &str| elsewhere.pair(&organization, &email, &password.into());
        elsewhere.refuse(pair("one"), now);
        assert!(elsewhere.has_refused(&pair("one"), now) && !elsewhere.has_refused(&pair("two"), now));
        assert!(!elsewhere.has_refused(&pair("one"), now + REMEMBERED));
    }

    #[test]
    fn a_rest_is_everybody_s_or_one_shopper_s() {
        let (elsewhere, now) = (Elsewhere::default(), DateTime::UNIX_EPOCH);
        let (later, [one, another]) =
            (now + TimeDelta::seconds(20), [[192, 0, 2, 1], [192, 0, 2, 2]].map(IpAddr::from));
        elsewhere.rest_of(one, later);
        assert!(elsewhere.rests(Some(one), now) && !elsewhere.rests(Some(one), later));
        assert!(!elsewhere.rests(Some(another), now) && !elsewhere.rests(None, now));
        elsewhere.rest(later);
        assert!(elsewhere.rests(None, now) && elsewhere.rests(Some(another), now));
        assert!(
            !elsewhere.rests(None, later) && !elsewhere.rests(None, now - LONGEST_REST),
            "a clock was set back"
        );
    }
}
