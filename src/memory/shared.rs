//! The tokens that all visitors share, as last read.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, TimeDelta, Utc};

/// More pairs of client and scope than any settings have: a guard, not a working limit.
const MOST: usize = 4096;

/// Which shared token: the hash of the service, the kind, the client and the scope.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SharedKey(pub [u8; 32]);

impl fmt::Debug for SharedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SharedKey({:02x}{:02x}…)", self.0[0], self.0[1])
    }
}

/// A shared token.
#[derive(Debug)]
pub struct KnownShared<T> {
    /// The token.
    pub token: T,
    /// When the next one is to be had.
    pub renew_at: DateTime<Utc>,
    /// When it runs out.
    pub expires_at: DateTime<Utc>,
    quiet_until: AtomicI64,
}

impl<T> KnownShared<T> {
    /// A token that may be renewed as soon as it is due.
    pub fn new(token: T, renew_at: DateTime<Utc>, expires_at: DateTime<Utc>) -> Self {
        Self { token, renew_at, expires_at, quiet_until: AtomicI64::new(i64::MIN) }
    }

    /// True for one caller in each `rest`: who goes to renew it in the background.
    pub fn is_mine_to_renew(&self, now: DateTime<Utc>, rest: TimeDelta) -> bool {
        let quiet = self.quiet_until.load(Ordering::Relaxed);
        let next = (now + rest).timestamp_micros();
        now.timestamp_micros() >= quiet
            && self.quiet_until.compare_exchange(quiet, next, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }
}

/// All that are known of one kind.
pub struct SharedTokens<T>(RwLock<HashMap<SharedKey, Arc<KnownShared<T>>>>);

impl<T> Default for SharedTokens<T> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<T> SharedTokens<T> {
    /// The one with this key.
    pub fn get(&self, key: &SharedKey) -> Option<Arc<KnownShared<T>>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    /// Keeps one, in the place of the one before.
    pub fn keep(&self, key: SharedKey, token: Arc<KnownShared<T>>) {
        let mut tokens = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if tokens.len() >= MOST {
            tokens.clear();
        }
        tokens.insert(key, token);
    }

    /// Drops one.
    pub fn forget(&self, key: &SharedKey) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(key);
    }

    pub(super) fn forget_all(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
