//! One at a time for each key, within this process: whoever comes second waits, and finds what the first has
//! fetched. Other nodes have turns of their own, so a thing may be fetched once a node.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{Mutex as Turnstile, OwnedMutexGuard};

/// The turns at the things of one kind. Holds only the keys that somebody is at.
#[derive(Debug)]
pub struct Turns<K>(Mutex<HashMap<K, Weak<Turnstile<()>>>>);

/// Being at a thing; ends when it is dropped.
#[derive(Debug)]
pub struct Turn {
    /// True where somebody else had to finish first.
    pub waited: bool,
    _turn: OwnedMutexGuard<()>,
}

impl<K> Default for Turns<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash> Turns<K> {
    /// Waits for the turn at `key`.
    pub async fn take(&self, key: K) -> Turn {
        let turnstile = self.turnstile(key);
        match Arc::clone(&turnstile).try_lock_owned() {
            Ok(turn) => Turn { waited: false, _turn: turn },
            Err(_) => Turn { waited: true, _turn: turnstile.lock_owned().await },
        }
    }

    /// Whether nobody is at anything.
    pub fn are_all_over(&self) -> bool {
        let turnstiles = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        turnstiles.values().all(|turnstile| turnstile.strong_count() == 0)
    }

    fn turnstile(&self, key: K) -> Arc<Turnstile<()>> {
        let mut turnstiles = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turnstile) = turnstiles.get(&key).and_then(Weak::upgrade) {
            return turnstile;
        }
        turnstiles.retain(|_, turnstile| turnstile.strong_count() > 0);
        let turnstile = Arc::default();
        turnstiles.insert(key, Arc::downgrade(&turnstile));
        turnstile
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn one_key_has_one_turn_at_a_time_and_other_keys_do_not_wait() {
        let turns = Turns::default();
        let first = turns.take("a").await;
        assert!(!first.waited);
        assert!(!turns.take("b").await.waited);
        let mut second = Box::pin(turns.take("a"));
        assert!((&mut second).now_or_never().is_none());
        assert!(!turns.are_all_over());
        drop(first);
        assert!(second.await.waited);
        assert!(!turns.take("a").await.waited);
        assert!(turns.are_all_over());
        assert_eq!(turns.0.lock().unwrap().len(), 1, "nothing piles up");
    }
}
