//! How often the endpoints with a limit were called, over runs of any length: the journal forgets, these
//! figures do not. What clients can make up (grants, client ids, scopes) is cut and counted in a bounded number
//! of kinds.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::journal::shorten;
use super::switches::Api;

/// Kinds of calls told apart; further ones are counted by path and status.
const MOST_KINDS: usize = 1_000;

/// Addresses watched at a time.
const MOST_ADDRESSES: usize = 10_000;

/// Distinct moments kept of an address; far more than fit into a minute of any real clock.
const MOST_MOMENTS: usize = 100_000;

/// The window of the limit (contract 6.1).
const WINDOW: TimeDelta = TimeDelta::seconds(60);

/// One kind of request to `/oauth/token` or `/oauth/revoke`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct AuthCall {
    /// Without the prefix of the service.
    pub path: String,
    /// `grant_type` of a token request.
    pub grant: Option<String>,
    /// Client id that was sent.
    pub client: Option<String>,
    /// Scope that was sent.
    pub scope: Option<String>,
    /// The status decided on; 0 where the service could not be reached.
    pub status: u16,
    /// Whether the answer was lost on purpose, after the work was done.
    pub lost: bool,
}

/// The figures of a running sandbox.
#[derive(Default)]
pub struct Calls(Mutex<Figures>);

#[derive(Default)]
struct Figures {
    kinds: BTreeMap<AuthCall, u64>,
    minutes: HashMap<IpAddr, Minute>,
    most_in_a_minute: u64,
    limited: HashMap<Api, u64>,
}

/// The calls of the latest minute from one address: moments, and how many fell on each.
#[derive(Default)]
struct Minute {
    moments: VecDeque<(DateTime<Utc>, u64)>,
    calls: u64,
}

impl Calls {
    /// Counts a call at its arrival, whatever becomes of it.
    pub fn arrived(&self, address: IpAddr, now: DateTime<Utc>) {
        let mut figures = self.lock();
        if figures.minutes.len() >= MOST_ADDRESSES && !figures.minutes.contains_key(&address) {
            figures.make_room(now);
        }
        let calls = figures.minutes.entry(address).or_default().count(now);
        figures.most_in_a_minute = figures.most_in_a_minute.max(calls);
    }

    /// Counts a call by what it asked for and what became of it.
    pub fn ended(&self, mut call: AuthCall) {
        let mut figures = self.lock();
        [&mut call.grant, &mut call.client, &mut call.scope].into_iter().flatten().for_each(shorten);
        if figures.kinds.len() >= MOST_KINDS && !figures.kinds.contains_key(&call) {
            call = AuthCall { path: call.path, status: call.status, lost: call.lost, ..AuthCall::default() };
        }
        *figures.kinds.entry(call).or_default() += 1;
    }

    /// Counts a call that was answered with 429.
    pub fn limited(&self, api: Api) {
        *self.lock().limited.entry(api).or_default() += 1;
    }

    /// How many calls of each kind ended.
    pub fn kinds(&self) -> BTreeMap<AuthCall, u64> {
        self.lock().kinds.clone()
    }

    /// The most calls of one address in any minute.
    pub fn most_in_a_minute(&self) -> u64 {
        self.lock().most_in_a_minute
    }

    /// How many calls of a service were answered with 429.
    pub fn limited_of(&self, api: Api) -> u64 {
        self.lock().limited.get(&api).copied().unwrap_or_default()
    }

    /// Begins anew.
    pub fn reset(&self) {
        *self.lock() = Figures::default();
    }

    fn lock(&self) -> MutexGuard<'_, Figures> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Figures {
    /// Forgets addresses that were quiet for a minute, and all of them where none was.
    fn make_room(&mut self, now: DateTime<Utc>) {
        self.minutes.retain(|_, minute| minute.count_of(now) > 0);
        if self.minutes.len() >= MOST_ADDRESSES {
            self.minutes.clear();
        }
    }
}

impl Minute {
    /// Counts a call of now, and says how many there were in the minute that ends with it.
    fn count(&mut self, now: DateTime<Utc>) -> u64 {
        match self.moments.back_mut() {
            Some((moment, calls)) if *moment == now => *calls += 1,
            _ => self.moments.push_back((now, 1)),
        }
        self.calls += 1;
        self.count_of(now)
    }

    fn count_of(&mut self, now: DateTime<Utc>) -> u64 {
        let opens = now - WINDOW;
        while self.moments.len() > MOST_MOMENTS
            || self.moments.front().is_some_and(|(moment, _)| *moment <= opens)
        {
            self.calls -= self.moments.pop_front().map_or(0, |(_, calls)| calls);
        }
        self.calls
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn at(millisecond: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_700_000_000_000 + millisecond).unwrap()
    }

    fn call(grant: &str) -> AuthCall {
        AuthCall {
            path: "/oauth/token".into(),
            grant: Some(grant.into()),
            status: 400,
            ..AuthCall::default()
        }
    }

    #[test]
    fn a_minute_slides_over_whole_minutes_of_the_clock() {
        let calls = Calls::default();
        for second in [0, 55, 56, 57, 58, 59, 60, 61, 62] {
            calls.arrived(HOME, at(second * 1_000));
        }
        assert_eq!(calls.most_in_a_minute(), 8, "55 to 62: the first call had left the window");
        calls.arrived(HOME, at(200_000));
        assert_eq!(calls.most_in_a_minute(), 8, "the most there ever was");
    }

    #[test]
    fn addresses_are_counted_apart() {
        let calls = Calls::default();
        for last in 0..250 {
            calls.arrived(IpAddr::from([10, 0, 0, last]), at(0));
        }
        assert_eq!(calls.most_in_a_minute(), 1);
    }

    #[test]
    fn a_million_calls_take_no_more_room_than_a_minute_of_them() {
        let calls = Calls::default();
        for number in 0..1_000_000 {
            calls.arrived(HOME, at(number / 2 * 100));
        }
        assert_eq!(calls.most_in_a_minute(), 1_200);
        assert_eq!(calls.lock().minutes[&HOME].moments.len(), 600);
        for number in 0..100_000_u32 {
            calls.arrived(IpAddr::from(number.to_be_bytes()), at(50_000_000));
        }
        assert!(calls.lock().minutes.len() <= MOST_ADDRESSES);
    }

    #[test]
    fn made_up_kinds_are_cut_and_counted_together_in_the_end() {
        let calls = Calls::default();
        for number in 0..5_000 {
            calls.ended(call(&format!("{number}{}", "x".repeat(500))));
        }
        let kinds = calls.kinds();
        assert_eq!(kinds.len(), MOST_KINDS + 1);
        assert_eq!(kinds.values().sum::<u64>(), 5_000);
        let rest = AuthCall { grant: None, ..call("") };
        assert_eq!(kinds[&rest], 4_000);
        assert!(kinds.keys().all(|it| it.grant.as_ref().is_none_or(|grant| grant.len() <= 80)));
    }
}
