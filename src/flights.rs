//! Floor 2: one at a time for each key, and whoever waited meanwhile shares a failure instead of repeating it: a
//! page that asks in ten places at once must cost one call, and a service that hangs must hang once and not ten
//! times in a row.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use chrono::{DateTime, Utc};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

/// Lanes that nobody flies in are forgotten when there are so many.
const MANY: usize = 1024;

/// When the last flight failed, and why.
type Failed<E> = Option<(DateTime<Utc>, E)>;

/// The lanes, by key. They live as long as somebody is in them.
pub struct Flights<K, E>(Mutex<HashMap<K, Weak<AsyncMutex<Failed<E>>>>>);

/// The turn of one caller, until it is dropped.
pub struct Turn<E>(OwnedMutexGuard<Failed<E>>);

impl<K, E> Default for Flights<K, E> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, E: Clone> Flights<K, E> {
    /// Waits for one's turn.
    ///
    /// # Errors
    /// The failure of a flight that ended at or after `arrived`, while the caller was waiting.
    pub async fn turn(&self, key: K, arrived: DateTime<Utc>) -> Result<Turn<E>, E> {
        let turn = self.lane(key).lock_owned().await;
        match &*turn {
            Some((at, failure)) if *at >= arrived => Err(failure.clone()),
            _ => Ok(Turn(turn)),
        }
    }

    fn lane(&self, key: K) -> Arc<AsyncMutex<Failed<E>>> {
        let mut lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lanes.len() >= MANY {
            lanes.retain(|_, lane| lane.strong_count() > 0);
        }
        if let Some(lane) = lanes.get(&key).and_then(Weak::upgrade) {
            return lane;
        }
        let lane = Arc::new(AsyncMutex::new(None));
        lanes.insert(key, Arc::downgrade(&lane));
        lane
    }
}

impl<E> Turn<E> {
    /// Ends the turn with a failure, for everybody who is waiting now.
    pub fn failed(mut self, at: DateTime<Utc>, failure: E) {
        *self.0 = Some((at, failure));
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn those_who_wait_share_a_failure_and_those_who_come_later_try_again() {
        let flights = Flights::<&str, &str>::default();
        let flown = AtomicUsize::new(0);
        let now = DateTime::<Utc>::default();
        let fly = async |_: usize| {
            let turn = flights.turn("a", now).await?;
            flown.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            turn.failed(now, "away");
            Err::<(), _>("away")
        };
        let all = join_all((0..10).map(fly)).await;
        assert!(all.iter().all(|result| *result == Err("away")));
        assert_eq!(flown.load(Ordering::SeqCst), 1);
        assert!(flights.turn("a", now).await.is_ok());
        assert!(flights.turn("b", now).await.is_ok());
    }
}
