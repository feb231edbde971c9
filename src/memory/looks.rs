//! What shops look like, as last seen.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

use crate::commerce_layer::Organization;
use crate::foundation::Turns;

const MOST_KEPT: usize = 4096;

/// Client id and scope.
pub type LookKey = (String, String);

/// When somebody looked, and what was found.
pub type Look = (DateTime<Utc>, Option<Organization>);

/// The looks last seen, by client and scope, and who is looking for the first time.
#[derive(Default)]
pub struct Looks {
    seen: Mutex<HashMap<LookKey, Look>>,
    /// One first look at a time for each.
    pub looking: Turns<LookKey>,
}

impl Looks {
    /// The last look.
    pub fn get(&self, key: &LookKey) -> Option<Look> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    /// What was seen before is shown a while longer.
    pub fn keep_or_vain(&self, key: LookKey, at: DateTime<Utc>) {
        let seen = self.get(&key).and_then(|(_, organization)| organization);
        self.put(key, at, seen);
    }

    /// Notes a look.
    pub fn put(&self, key: LookKey, at: DateTime<Utc>, organization: Option<Organization>) {
        let mut kept = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(key, (at, organization));
    }
}
