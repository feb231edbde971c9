//! One flight for each token over all nodes. Who wants a token that must be fetched takes the lease of its key; all
//! others wait, and find what was fetched. The lease is prolonged while its holder lives, so it can be short: a holder
//! that dies is soon replaced.

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use chrono::TimeDelta;
use tokio::time::Instant;
use uuid::Uuid;

use super::store::flights::{self, Lease};
use crate::app::{App, Failure};
use crate::commerce_layer::CommerceLayerError;

/// A flight whose leader says nothing for so long is anybody's.
const LEASE: TimeDelta = TimeDelta::seconds(5);
const SIGN_OF_LIFE: Duration = Duration::from_millis(1500);
/// Between two looks of who waits for another node; it grows.
const FIRST_LOOK: Duration = Duration::from_millis(15);
const LONGEST_LOOK: Duration = Duration::from_millis(200);
/// Longer than a dead leader's lease and the flight that follows it.
const PATIENCE: Duration = Duration::from_secs(20);

/// Which token is fetched; a hash, so that the table says nothing.
pub type FlightKey = [u8; 32];

/// The key of what these words name together.
pub fn key_of(words: &[&str]) -> FlightKey {
    let mut key = [0; 32];
    key.copy_from_slice(digest(&SHA256, words.join("\0").as_bytes()).as_ref());
    key
}

/// How somebody came to a token.
#[derive(Clone, Debug)]
pub enum Landing<T> {
    /// Somebody else had fetched it.
    Found(T),
    /// Fetched here.
    Fetched(T),
}

/// What a failed flight leaves behind.
pub trait FlightProblem: From<Failure> + From<CommerceLayerError> {
    /// What Commerce Layer said, if it was that.
    fn commerce_layer(&self) -> Option<&CommerceLayerError>;
}

/// Looks for the token with `look`, else fetches it with `fetch`, once over all nodes. Whoever waited for a flight that
/// brought nothing hears of its problem and does not fly again. After a failure nobody flies for as long as `rest` says.
pub async fn fly<T, P: FlightProblem>(
    app: &App,
    key: FlightKey,
    look: impl AsyncFn() -> Result<Option<T>, P>,
    fetch: impl AsyncFnOnce() -> Result<T, P>,
    rest: fn(&CommerceLayerError) -> Option<TimeDelta>,
) -> Result<Landing<T>, P> {
    let turn = app.flights.take(key).await;
    if let Some(found) = look().await? {
        return Ok(Landing::Found(found));
    }
    let mut waited = turn.waited;
    let deadline = Instant::now() + PATIENCE;
    let mut pause = FIRST_LOOK;
    let me = Uuid::now_v7();
    loop {
        let now = app.now();
        match flights::take_off(&app.db, &key, me, now, now + LEASE).await.map_err(Failure::from)? {
            Lease::Mine { failed } if waited => {
                // Whoever was first got none just now; asking again for each of those who waited would not help.
                if let Some(problem) = failed {
                    flights::land(&app.db, &key, me).await.map_err(Failure::from)?;
                    return Err(problem.into());
                }
                break;
            }
            Lease::Mine { .. } => break,
            Lease::Resting(problem) => return Err(problem.into()),
            Lease::Theirs => waited = true,
        }
        if Instant::now() >= deadline {
            return Err(CommerceLayerError::Unreachable("another node is still asking".into()).into());
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_LOOK);
        if let Some(found) = look().await? {
            return Ok(Landing::Found(found));
        }
    }
    let fetched = while_alive(app, &key, me, fetch()).await;
    match &fetched {
        Ok(_) => flights::land(&app.db, &key, me).await.map_err(Failure::from)?,
        Err(problem) => crash(app, &key, me, problem, rest).await?,
    }
    fetched.map(Landing::Fetched)
}

/// Prolongs the lease as long as `work` is under way.
async fn while_alive<T>(app: &App, key: &FlightKey, me: Uuid, work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            () = tokio::time::sleep(SIGN_OF_LIFE) => {
                let until = app.now() + LEASE;
                if let Err(problem) = flights::prolong(&app.db, key, me, until).await {
                    tracing::warn!(%problem, "the lease of a flight was not prolonged");
                }
            }
        }
    }
}

async fn crash<P: FlightProblem>(
    app: &App,
    key: &FlightKey,
    me: Uuid,
    problem: &P,
    rest: fn(&CommerceLayerError) -> Option<TimeDelta>,
) -> Result<(), Failure> {
    // The rest begins now, and not when the call began that hung until its time limit.
    let now = app.now();
    let said = problem.commerce_layer();
    let rest_until = said.and_then(rest).map(|rest| now + rest);
    Ok(flights::crash(&app.db, key, me, now, rest_until, said).await?)
}
