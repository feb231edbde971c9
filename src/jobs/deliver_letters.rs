//! Carries the letters of the outbox.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{StreamExt as _, stream};

use crate::app::{App, Failure};
use crate::mail::{self, ClaimedLetter, DeliveryError};

const MOST_AT_ONCE: i64 = 20;
const AT_THE_SAME_TIME: usize = 5;
const FIRST_RETRY: TimeDelta = TimeDelta::seconds(5);
const LAST_RETRY: TimeDelta = TimeDelta::minutes(5);

/// Carries what is due; gives how many were tried.
pub async fn run(app: &App) -> Result<usize, Failure> {
    let now = app.now();
    let claimed = mail::claim(&app.db, &app.sealer, now, MOST_AT_ONCE).await?;
    let count = claimed.len();
    // Several at once, so that one slow recipient's server holds up few; a failure of one is not the others'.
    let carried =
        stream::iter(claimed).map(|letter| carry(app, letter, now)).buffer_unordered(AT_THE_SAME_TIME);
    carried.collect::<Vec<_>>().await.into_iter().collect::<Result<(), _>>()?;
    Ok(count)
}

async fn carry(app: &App, claimed: ClaimedLetter, now: DateTime<Utc>) -> Result<(), Failure> {
    let Some(letter) = &claimed.letter else {
        tracing::warn!(letter = %claimed.id, "letter dropped: too late, or its key is gone");
        return Ok(mail::delivered(&app.db, claimed.id).await?);
    };
    match app.mail.carry(claimed.id, letter, now).await {
        Ok(()) => Ok(mail::delivered(&app.db, claimed.id).await?),
        Err(problem @ DeliveryError::Permanent(_)) => {
            tracing::warn!(letter = %claimed.id, %problem, "letter dropped");
            Ok(mail::delivered(&app.db, claimed.id).await?)
        }
        Err(problem @ DeliveryError::Passing(_)) => {
            tracing::warn!(letter = %claimed.id, attempts = claimed.attempts, %problem, "letter waits");
            Ok(mail::postpone(&app.db, claimed.id, retry_at(now, claimed.attempts)).await?)
        }
    }
}

fn retry_at(now: DateTime<Utc>, attempts: i32) -> DateTime<Utc> {
    now + (FIRST_RETRY * 2_i32.pow(attempts.clamp(0, 10).unsigned_abs())).min(LAST_RETRY)
}
