//! Rate limits over sliding windows (contract 6). Every request counts, refused ones too: who keeps knocking
//! stays locked out (6.2).

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};

/// Buckets kept before idle ones are swept away.
const MOST_BUCKETS: usize = 10_000;

/// The longest window there is, after which a bucket is idle.
const LONGEST: TimeDelta = TimeDelta::seconds(60);

/// How many requests in which time.
#[derive(Clone, Copy)]
pub struct Allowance {
    pub requests: usize,
    pub window: TimeDelta,
}

/// What a limit says to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub allowed: bool,
    /// Requests left in the window after this one.
    pub remaining: usize,
    /// Until a request would be let through, if no other one came before.
    pub wait: TimeDelta,
}

/// Who is counted together, and for what.
pub type Bucket = (IpAddr, String);

/// The moments of the latest requests, a queue for each bucket.
#[derive(Default)]
pub struct Limits(HashMap<Bucket, VecDeque<DateTime<Utc>>>);

impl Limits {
    /// Counts a request of now, and says whether it is within the allowance.
    pub fn count(&mut self, bucket: Bucket, allowance: Allowance, now: DateTime<Utc>) -> Verdict {
        if self.0.len() >= MOST_BUCKETS {
            self.sweep(now);
        }
        let times = self.0.entry(bucket).or_default();
        let opens = now - allowance.window;
        let earlier = times.iter().rev().take_while(|time| **time > opens).count();
        times.push_back(now);
        // Older ones cannot matter: the verdict depends on the latest `requests` only.
        while times.len() > allowance.requests.max(1) {
            times.pop_front();
        }
        let blocking = times.len().checked_sub(allowance.requests).and_then(|at| times.get(at));
        let wait = blocking.map_or(TimeDelta::zero(), |time| (*time - opens).max(TimeDelta::zero()));
        Verdict {
            allowed: earlier < allowance.requests,
            remaining: allowance.requests.saturating_sub(earlier + 1),
            wait,
        }
    }

    /// Forgets everything counted.
    pub fn reset(&mut self) {
        self.0.clear();
    }

    fn sweep(&mut self, now: DateTime<Utc>) {
        self.0.retain(|_, times| times.back().is_some_and(|time| now - *time < LONGEST));
        if self.0.len() >= MOST_BUCKETS {
            self.0.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_slides_and_refused_requests_count() {
        let start = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let allowance = Allowance { requests: 3, window: TimeDelta::seconds(60) };
        let mut limits = Limits::default();
        let mut at = |second: i64| {
            let bucket = (IpAddr::from([127, 0, 0, 1]), "x".to_owned());
            limits.count(bucket, allowance, start + TimeDelta::seconds(second))
        };
        assert_eq!(
            [at(0), at(10), at(20)].map(|it| (it.allowed, it.remaining)),
            [(true, 2), (true, 1), (true, 0)]
        );
        let refused = at(30);
        assert!(!refused.allowed);
        assert_eq!(refused.wait, TimeDelta::seconds(40), "until 10 falls out: this one counts as well");
        assert!(!at(61).allowed, "10, 20 and 30 are still in the window: the refused one kept the door shut");
        assert!(at(90).allowed, "only 61 is in the window now");
    }
}
