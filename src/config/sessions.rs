//! `[sessions]`: how long a browser stays signed in.

use chrono::TimeDelta;

/// `[sessions]`; durations are written as `"30 days"`, `"12 h"`, `"45 min"`.
#[derive(Clone, Copy, Debug)]
pub struct SessionSettings {
    /// `idle`: ends a session that was not used for so long; default 14 days.
    pub idle: TimeDelta,
    /// `absolute`: ends every session so long after sign-in; default 90 days, at least `idle`.
    pub absolute: TimeDelta,
}
