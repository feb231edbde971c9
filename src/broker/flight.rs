//! One flight for each token over all nodes. Who wants a token that must be fetched takes the lease of its key; all
//! others wait, and find what was fetched. The lease is prolonged while its holder lives, so it can be short: a holder
//! that dies is soon replaced.

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use chrono::{DateTime, TimeDelta, Utc};
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

/// What a failed flight leaves behind.
pub trait FlightProblem: From<Failure> + From<CommerceLayerError> + Send {
    /// What Commerce Layer said, if it was that.
    fn commerce_layer(&self) -> Option<&CommerceLayerError>;
}

/// Something that is fetched once over all nodes.
pub trait Flight: Sync {
    /// What is fetched.
    type Cargo: Send;
    /// Why it was not.
    type Problem: FlightProblem;

    /// Names it.
    fn key(&self) -> FlightKey;

    /// Looks whether it is there already.
    fn look(&self, app: &App) -> impl Future<Output = Result<Option<Self::Cargo>, Self::Problem>> + Send;

    /// Fetches it, and puts it where [`Flight::look`] finds it.
    fn fetch(&self, app: &App) -> impl Future<Output = Result<Self::Cargo, Self::Problem>> + Send;

    /// How long nobody flies after this failure.
    fn rest_after(_: &CommerceLayerError) -> Option<TimeDelta> {
        None
    }
}

/// Looks for the cargo, else fetches it, once over all nodes. Whoever waited for a flight that brought nothing hears of
/// its problem and does not fly again.
pub async fn fly<F: Flight>(app: &App, flight: &F) -> Result<F::Cargo, F::Problem> {
    let key = flight.key();
    let since = app.now();
    let turn = app.flights.take(key).await;
    if let Some(found) = flight.look(app).await? {
        return Ok(found);
    }
    let mut waited = turn.waited;
    let deadline = Instant::now() + PATIENCE;
    let mut pause = FIRST_LOOK;
    let me = Uuid::now_v7();
    loop {
        // Whoever was first got none just now; asking again for each of those who waited would not help.
        if waited && let Some(problem) = failed_since(app, &key, since).await? {
            return Err(problem.into());
        }
        match take_off(app, &key, me).await? {
            Lease::Mine => break,
            Lease::Resting(problem) => return Err(problem.into()),
            Lease::Theirs => waited = true,
        }
        if Instant::now() >= deadline {
            return Err(CommerceLayerError::Unreachable("another node is still asking".into()).into());
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_LOOK);
        if let Some(found) = flight.look(app).await? {
            return Ok(found);
        }
    }
    // Another node may have landed between the last look and the lease.
    if let Some(found) = flight.look(app).await? {
        land(app, &key, me).await?;
        return Ok(found);
    }
    // Boxed: a flight may start another one, and all of it would lie on one stack.
    let fetched = while_alive(app, &key, me, Box::pin(flight.fetch(app))).await;
    match &fetched {
        Ok(_) => land(app, &key, me).await?,
        Err(problem) => crash::<F>(app, &key, me, problem).await?,
    }
    fetched
}

async fn take_off(app: &App, key: &FlightKey, me: Uuid) -> Result<Lease, Failure> {
    let now = app.now();
    Ok(flights::take_off(&app.db, key, me, now, now + LEASE).await?)
}

async fn failed_since(
    app: &App,
    key: &FlightKey,
    since: DateTime<Utc>,
) -> Result<Option<CommerceLayerError>, Failure> {
    Ok(flights::failed_since(&app.db, key, since).await?)
}

async fn land(app: &App, key: &FlightKey, me: Uuid) -> Result<(), Failure> {
    Ok(flights::land(&app.db, key, me).await?)
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

async fn crash<F: Flight>(app: &App, key: &FlightKey, me: Uuid, problem: &F::Problem) -> Result<(), Failure> {
    // The rest begins now, and not when the call began that hung until its time limit.
    let now = app.now();
    let said = problem.commerce_layer();
    let rest_until = said.and_then(F::rest_after).map(|rest| now + rest);
    Ok(flights::crash(&app.db, key, me, now, rest_until, said).await?)
}
