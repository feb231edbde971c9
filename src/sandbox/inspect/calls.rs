//! How often a running sandbox was called.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use super::super::calls::AuthCall;
use super::super::running::Sandbox;
use super::super::switches::Api;

impl Sandbox {
    /// Requests to the token endpoint since the start, refused and unanswered ones included.
    pub fn token_calls(&self) -> usize {
        self.shared.token_calls.load(Ordering::Relaxed)
    }

    /// How many requests of each kind came to `/oauth/token` and `/oauth/revoke` since the start or the last
    /// [`Self::reset_calls`], over runs of any length. Beyond a thousand kinds, further ones are counted by path
    /// and status alone.
    pub fn auth_calls(&self) -> BTreeMap<AuthCall, u64> {
        self.shared.calls.kinds()
    }

    /// The most of these requests that ever came from one counted address within sixty seconds, by the clock of
    /// the sandbox and wherever the minute began; unanswered ones included.
    pub fn most_calls_in_a_minute(&self) -> u64 {
        self.shared.calls.most_in_a_minute()
    }

    /// How many requests of a service were answered with 429, for whatever reason.
    pub fn too_many_requests(&self, api: Api) -> u64 {
        self.shared.calls.limited_of(api)
    }

    /// Begins these three figures anew, the running minute included.
    pub fn reset_calls(&self) {
        self.shared.calls.reset();
    }

    /// Forgets all counted requests.
    pub fn reset_limits(&self) {
        self.shared.world().limits.reset();
    }
}
