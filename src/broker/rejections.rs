//! Reports that Commerce Layer refuses a token before its time (contract 4.11). The first report of a token is
//! believed and makes another; the next ones are heard after longer and longer waits, so that neither a storm of
//! reports nor a liar can spend the budget (catalogue E13, M09).

use std::time::Duration;

use chrono::TimeDelta;
use sqlx::PgConnection;

use super::flight::FlightKey;
use super::store::rejections;
use crate::app::{App, Failure};

/// After the first report; twice as long after each further one.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(30);
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(30);
/// After so long without a report the first wait counts again.
const FORGIVEN: TimeDelta = TimeDelta::hours(2);

/// What becomes of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The token is given up.
    Believed,
    /// Too soon after the last report: ask again after this.
    TooSoon(Duration),
}

/// Judges a report of the present token with this key, as part of the transaction that gives the token up: whoever
/// reports the same at the same time waits here, and finds it given up.
pub async fn report(app: &App, tx: &mut PgConnection, key: &FlightKey) -> Result<Verdict, Failure> {
    let now = app.now();
    let deaf_until = rejections::take(tx, key, now, FIRST_WAIT, LONGEST_WAIT, FORGIVEN).await?;
    Ok(match deaf_until {
        None => Verdict::Believed,
        Some(until) => {
            Verdict::TooSoon((until - now).max(TimeDelta::seconds(1)).to_std().unwrap_or_default())
        }
    })
}
