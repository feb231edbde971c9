//! `[sessions]`: how long a browser stays signed in.

use chrono::TimeDelta;

use super::kinds;
use super::reader::{Read, Section};

/// A shorter session would end while its person fills in a form.
const SHORTEST: TimeDelta = TimeDelta::minutes(5);
const LONGEST: TimeDelta = TimeDelta::days(366);

/// `[sessions]`; durations are written as `"30 days"`, `"12 h"`, `"45 min"`.
#[derive(Clone, Copy, Debug)]
pub struct SessionSettings {
    /// `idle`: ends a session that was not used for so long; default 14 days.
    pub idle: TimeDelta,
    /// `absolute`: ends every session so long after sign-in; default 90 days, at least `idle`.
    pub absolute: TimeDelta,
}

/// Reads `[sessions]`.
pub(super) fn read(section: &mut Section<'_>) -> Read<SessionSettings> {
    let idle = section.or("idle", "14 days", lifetime);
    let absolute = section.or("absolute", "90 days", lifetime);
    let (idle, absolute) = (idle?, absolute?);
    if absolute < idle {
        return Err(section.problem("absolute", "is shorter than idle; expected at least as long"));
    }
    Ok(SessionSettings { idle, absolute })
}

fn lifetime(text: &str) -> Result<TimeDelta, String> {
    let lifetime = kinds::duration(text)?;
    if (SHORTEST..=LONGEST).contains(&lifetime) {
        Ok(lifetime)
    } else {
        Err("expected 5 minutes to one year".to_owned())
    }
}
