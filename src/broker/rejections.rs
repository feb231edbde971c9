//! Reports that Commerce Layer refuses a token before its time (contract 4.11). The first report of a token is
//! believed and makes another; the next ones are heard after longer and longer waits, so that neither a storm of
//! reports nor a liar can spend the budget (catalogue E13, M09). Of a guest's token we then look ourselves.

use std::time::Duration;

use chrono::TimeDelta;
use data_encoding::HEXLOWER;
use sqlx::PgConnection;

use super::flight::{FlightKey, key_of};
use super::store::rejections;
use crate::app::{App, Failure};

/// After the first report; twice as long after each further one.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(30);
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(30);
/// Of a refusal that we have seen ourselves, which nobody can make up.
const LONGEST_OWN_WAIT: TimeDelta = TimeDelta::minutes(2);
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
    judge(app, tx, key, LONGEST_WAIT).await
}

/// The same where we have seen the refusal ourselves. Counted apart, so that a liar's reports do not make us deaf to it.
pub(super) async fn refused_to_us(
    app: &App,
    tx: &mut PgConnection,
    key: &FlightKey,
) -> Result<Verdict, Failure> {
    let own = key_of(&["refused to us", &HEXLOWER.encode(key)]);
    judge(app, tx, &own, LONGEST_OWN_WAIT).await
}

async fn judge(
    app: &App,
    tx: &mut PgConnection,
    key: &FlightKey,
    longest: TimeDelta,
) -> Result<Verdict, Failure> {
    let now = app.now();
    let deaf_until = rejections::take(tx, key, now, FIRST_WAIT, longest, FORGIVEN).await?;
    Ok(match deaf_until {
        None => Verdict::Believed,
        Some(until) => {
            Verdict::TooSoon((until - now).max(TimeDelta::seconds(1)).to_std().unwrap_or_default())
        }
    })
}
