//! Something fetched from a provider and kept: fresh for a while, still used for a day while the provider is
//! away, fetched by one caller at a time, and not asked for again right after a failure.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use super::ProviderError;

const KEPT_WHILE_AWAY: TimeDelta = TimeDelta::hours(24);
/// Everybody who waited would ask again, one after the other.
const REST_AFTER_FAILURE: TimeDelta = TimeDelta::seconds(5);
/// Forged key ids must not make us hammer a provider.
const RENEWED_AT_MOST_EVERY: TimeDelta = TimeDelta::seconds(30);

pub(super) struct Cached<T> {
    kept: Mutex<Kept<T>>,
    turn: tokio::sync::Mutex<()>,
}

struct Kept<T> {
    value: Option<(Arc<T>, DateTime<Utc>)>,
    failed: Option<(ProviderError, DateTime<Utc>)>,
}

impl<T> Default for Cached<T> {
    fn default() -> Self {
        Self { kept: Mutex::new(Kept { value: None, failed: None }), turn: tokio::sync::Mutex::default() }
    }
}

impl<T> Cached<T> {
    /// The value: a fresh one, or the last one where no fresh one can be had.
    pub(super) async fn get(
        &self,
        now: DateTime<Utc>,
        fresh_for: TimeDelta,
        fetch: impl Future<Output = Result<T, ProviderError>>,
    ) -> Result<Arc<T>, ProviderError> {
        if let Some(value) = self.younger_than(fresh_for, now) {
            return Ok(value);
        }
        let _turn = self.turn.lock().await;
        if let Some(value) = self.younger_than(fresh_for, now) {
            return Ok(value);
        }
        self.fetch(now, fetch).await.or_else(|error| self.younger_than(KEPT_WHILE_AWAY, now).ok_or(error))
    }

    /// A value fetched after now was not enough; `None` where the last fetch is too recent for another.
    pub(super) async fn renewed(
        &self,
        now: DateTime<Utc>,
        fetch: impl Future<Output = Result<T, ProviderError>>,
    ) -> Result<Option<Arc<T>>, ProviderError> {
        let before = self.fetched_at();
        let _turn = self.turn.lock().await;
        if self.fetched_at() != before {
            return Ok(self.last());
        }
        if self.younger_than(RENEWED_AT_MOST_EVERY, now).is_some() {
            return Ok(None);
        }
        self.fetch(now, fetch).await.map(Some)
    }

    /// The last value, however old.
    pub(super) fn last(&self) -> Option<Arc<T>> {
        self.read(|kept| kept.value.as_ref().map(|(value, _)| value.clone()))
    }

    async fn fetch(
        &self,
        now: DateTime<Utc>,
        fetch: impl Future<Output = Result<T, ProviderError>>,
    ) -> Result<Arc<T>, ProviderError> {
        let resting = self.read(|kept| kept.failed.clone());
        if let Some((error, at)) = resting
            && (TimeDelta::zero()..REST_AFTER_FAILURE).contains(&(now - at))
        {
            return Err(error);
        }
        let fetched = fetch.await.map(Arc::new);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        match &fetched {
            Ok(value) => *kept = Kept { value: Some((value.clone(), now)), failed: None },
            Err(error) => kept.failed = Some((error.clone(), now)),
        }
        fetched
    }

    fn younger_than(&self, age: TimeDelta, now: DateTime<Utc>) -> Option<Arc<T>> {
        self.read(|kept| {
            kept.value.as_ref().filter(|(_, at)| now - *at < age).map(|(value, _)| value.clone())
        })
    }

    fn fetched_at(&self) -> Option<DateTime<Utc>> {
        self.read(|kept| kept.value.as_ref().map(|(_, at)| *at))
    }

    fn read<R>(&self, read: impl FnOnce(&Kept<T>) -> R) -> R {
        read(&self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
