//! The one place that reads the time. The service and the sandbox share a clock, so a test moves both and
//! expiry is tried without sleeping.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

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
}

/// A clock for tests and demonstrations: microseconds since the epoch, moved by hand.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    /// A clock that stands at `start`.
    pub fn starting_at(start: DateTime<Utc>) -> Self {
        Self(Arc::new(AtomicI64::new(start.timestamp_micros())))
    }

    /// Moves the clock; a negative `step` moves it back, as a corrected system clock would.
    pub fn advance(&self, step: TimeDelta) {
        self.0.fetch_add(step.num_microseconds().unwrap_or(0), Ordering::SeqCst);
    }

    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0.load(Ordering::SeqCst)).unwrap_or_default()
    }
}

impl From<ManualClock> for Clock {
    fn from(clock: ManualClock) -> Self {
        Self::Manual(clock)
    }
}
