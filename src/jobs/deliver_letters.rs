//! Carries the letters of the outbox.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;

use crate::app::{App, Failure};
use crate::foundation::Backoff;
use crate::mail::{self, ClaimedLetter, DeliveryError};

/// Claimed and carried together, so that a letter whose node dies under it is soon anybody's again: a shopper is
/// waiting for the code.
const AT_THE_SAME_TIME: i64 = 5;
/// Within the lease of the outbox.
const TIME_LIMIT: Duration = Duration::from_secs(25);
const RETRIES: Backoff = Backoff { first: TimeDelta::seconds(5), longest: TimeDelta::minutes(5) };

/// Carries what is due; gives how many were tried.
pub async fn run(app: &App) -> Result<usize, Failure> {
    let mut count = 0;
    loop {
        let now = app.now();
        let claimed = mail::claim(&app.db, &app.sealer, now, AT_THE_SAME_TIME).await?;
        let claimed_all = claimed.len() < usize::try_from(AT_THE_SAME_TIME).unwrap_or(usize::MAX);
        count += claimed.len();
        // A failure of one is not the others'.
        let carried = join_all(claimed.into_iter().map(|letter| carry(app, letter, now))).await;
        carried.into_iter().collect::<Result<(), _>>()?;
        if claimed_all {
            return Ok(count);
        }
    }
}

async fn carry(app: &App, claimed: ClaimedLetter, now: DateTime<Utc>) -> Result<(), Failure> {
    let Some(letter) = &claimed.letter else {
        tracing::warn!(letter = %claimed.id, "letter dropped: too late, or its key is gone");
        return Ok(mail::delivered(&app.db, claimed.id).await?);
    };
    let carried = tokio::time::timeout(TIME_LIMIT, app.mail.carry(claimed.id, letter, now)).await;
    let late = || Err(DeliveryError::Passing("the mail server did not take it in time".into()));
    match carried.unwrap_or_else(|_| late()) {
        Ok(()) => Ok(mail::delivered(&app.db, claimed.id).await?),
        Err(problem @ DeliveryError::Permanent(_)) => {
            tracing::warn!(letter = %claimed.id, %problem, "letter dropped");
            Ok(mail::delivered(&app.db, claimed.id).await?)
        }
        Err(problem @ DeliveryError::Passing(_)) => {
            tracing::warn!(letter = %claimed.id, attempts = claimed.attempts, %problem, "letter waits");
            Ok(mail::postpone(&app.db, claimed.id, RETRIES.next(now, claimed.attempts)).await?)
        }
    }
}
