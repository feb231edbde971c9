//! The one place that reads the time. The service and the sandbox share a clock, so a test moves both and
//! expiry is tried without sleeping.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use tokio::sync::Notify;

/// Where a verb gets its time from. Cheap to clone; clones of a manual clock move together.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The clock of the operating system.
    #[default]
    System,
    /// A clock that stands still until it is moved.
    Manual(ManualClock),
}

impl Clock {
    /// The present moment in UTC, cut to microseconds, which is what Postgres keeps: a value that went
    /// through the database compares equal to itself.
    #[expect(clippy::disallowed_methods, reason = "this is the place the lint sends everybody to")]
    pub fn now(&self) -> DateTime<Utc> {
        let now = match self {
            Self::System => Utc::now(),
            Self::Manual(clock) => clock.now(),
        };
        now.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(now)
    }

    /// Waits until this clock shows `moment`: a clock that is moved by hand may never do so, so whoever waits has a
    /// limit of his own.
    pub async fn reaches(&self, moment: DateTime<Utc>) {
        match self {
            Self::System => {
                // A system clock that is set back meanwhile is looked at again.
                while let Ok(wait) = (moment - self.now()).to_std() {
                    tokio::time::sleep(wait).await;
                }
            }
            Self::Manual(clock) => clock.reaches(moment).await,
        }
    }
}

/// A clock for tests and demonstrations: microseconds since the epoch, moved by hand.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Hands>);

#[derive(Debug)]
struct Hands {
    micros: AtomicI64,
    moved: Notify,
    waiting: AtomicUsize,
}

impl ManualClock {
    /// A clock that stands at `start`.
    pub fn starting_at(start: DateTime<Utc>) -> Self {
        let micros = AtomicI64::new(start.timestamp_micros());
        Self(Arc::new(Hands { micros, moved: Notify::new(), waiting: AtomicUsize::new(0) }))
    }

    /// Moves the clock; a negative `step` moves it back, as a corrected system clock would.
    pub fn advance(&self, step: TimeDelta) {
        self.0.micros.fetch_add(step.num_microseconds().unwrap_or(0), Ordering::SeqCst);
        self.0.moved.notify_waiters();
    }

    /// How many wait for this clock to be moved: whoever moves it knows by this whether there is anything else to wait
    /// for.
    pub fn waiting(&self) -> usize {
        self.0.waiting.load(Ordering::SeqCst)
    }

    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0.micros.load(Ordering::SeqCst)).unwrap_or_default()
    }

    async fn reaches(&self, moment: DateTime<Utc>) {
        loop {
            // Listens before it looks, so that no move is missed in between.
            let moved = self.0.moved.notified();
            if self.now() >= moment {
                return;
            }
            let _waiter = Waiter::at(&self.0.waiting);
            moved.await;
        }
    }
}

/// Somebody who waits, counted until he does so no more, for whatever reason.
struct Waiter<'a>(&'a AtomicUsize);

impl<'a> Waiter<'a> {
    fn at(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl From<ManualClock> for Clock {
    fn from(clock: ManualClock) -> Self {
        Self::Manual(clock)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn who_waits_for_a_moment_is_woken_by_the_hand_that_moves_the_clock() {
        let hand = ManualClock::starting_at(DateTime::UNIX_EPOCH);
        let clock = Clock::from(hand.clone());
        let mut waiting = Box::pin(clock.reaches(DateTime::UNIX_EPOCH + TimeDelta::seconds(10)));
        hand.advance(TimeDelta::seconds(9));
        assert!((&mut waiting).now_or_never().is_none());
        assert_eq!(hand.waiting(), 1);
        hand.advance(TimeDelta::seconds(1));
        waiting.await;
        assert_eq!(hand.waiting(), 0);
    }
}
