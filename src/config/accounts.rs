//! `[accounts]`: what becomes of accounts.

use chrono::TimeDelta;

use super::kinds;
use super::reader::{Read, Section};

/// Nobody who closed an account by mistake, or did not do it at all, notices sooner.
const SHORTEST: TimeDelta = TimeDelta::days(1);
/// Whoever asks to be erased waits for it no longer.
const LONGEST: TimeDelta = TimeDelta::days(90);

/// `[accounts]`
#[derive(Clone, Copy, Debug)]
pub struct AccountSettings {
    /// `closing_after`: how long an account that its owner closes can still be had back; default 14 days.
    pub closing_after: TimeDelta,
}

/// Reads `[accounts]`.
pub(super) fn read(section: &mut Section<'_>) -> Read<AccountSettings> {
    Ok(AccountSettings { closing_after: section.or("closing_after", "14 days", waiting_time)? })
}

fn waiting_time(text: &str) -> Result<TimeDelta, String> {
    let time = kinds::duration(text)?;
    let fits = (SHORTEST..=LONGEST).contains(&time);
    fits.then_some(time).ok_or_else(|| "expected 1 to 90 days".to_owned())
}
