//! When to try again what failed: each wait is twice the one before, up to a longest. No jitter: what waits is
//! claimed in small batches, so that nothing rushes back at once.

use chrono::{DateTime, TimeDelta, Utc};

/// Past this many doublings any wait of ours is the longest; more would overflow.
const MOST_DOUBLINGS: i32 = 10;

/// The waits between attempts.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    /// The wait after the first attempt.
    pub first: TimeDelta,
    /// No wait is longer.
    pub longest: TimeDelta,
}

impl Backoff {
    /// When to try again what failed at `now`. `attempts` counts that one, too.
    pub fn next(self, now: DateTime<Utc>, attempts: i32) -> DateTime<Utc> {
        let doublings = attempts.saturating_sub(1).clamp(0, MOST_DOUBLINGS).unsigned_abs();
        now + (self.first * 2_i32.pow(doublings)).min(self.longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let backoff = Backoff { first: TimeDelta::seconds(15), longest: TimeDelta::minutes(2) };
        let waits = [i32::MIN, 0, 1, 2, 3, 4, 5, i32::MAX].map(|attempts| {
            (backoff.next(DateTime::UNIX_EPOCH, attempts) - DateTime::UNIX_EPOCH).num_seconds()
        });
        assert_eq!(waits, [15, 15, 15, 30, 60, 120, 120, 120]);
    }
}
