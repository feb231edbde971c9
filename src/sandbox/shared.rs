//! What all requests of a sandbox share.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::mpsc;

use crate::foundation::Clock;

use super::board::SwitchBoard;
use super::calls::Calls;
use super::journal::Journal;
use super::keys::KeyStore;
use super::options::SandboxError;
use super::seed::Seed;
use super::world::{Delivery, World};

/// A sandbox without its sockets.
pub struct Shared {
    pub clock: Clock,
    pub seed: Seed,
    /// `http://host:port` of the plain listener.
    pub base_url: String,
    /// The `iss` of access tokens.
    pub issuer: String,
    pub switches: SwitchBoard,
    pub journal: Journal,
    pub calls: Calls,
    /// To the task that delivers webhooks.
    pub deliveries: mpsc::Sender<Delivery>,
    /// The other end, until the task takes it.
    pub delivery_queue: Mutex<Option<mpsc::Receiver<Delivery>>>,
    pub keys: KeyStore,
    pub rotations: AtomicUsize,
    /// Requests to the token endpoint since the start, whatever became of them.
    pub token_calls: AtomicUsize,
    pub world: Mutex<World>,
}

impl Shared {
    /// The time as this sandbox sees it.
    pub fn now(&self) -> DateTime<Utc> {
        let offset = self.switches.get().clock_offset;
        self.clock.now() + TimeDelta::try_seconds(offset).unwrap_or_default()
    }

    /// The state, locked.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a new signing key, which takes some seconds, and signs with it from then on.
    pub fn rotate_keys(&self) -> Result<(), SandboxError> {
        let rotation = self.rotations.fetch_add(1, Ordering::SeqCst) + 1;
        let key = self.keys.next(rotation)?;
        self.world().keys.rotate_to(key);
        Ok(())
    }

    /// Hands what was produced by a request to the delivering task; when that is far behind, drops it, as a
    /// receiver has to be ready for.
    pub fn send_deliveries(&self) {
        let waiting = std::mem::take(&mut self.world().outbox);
        for delivery in waiting {
            let _ = self.deliveries.try_send(delivery);
        }
    }
}
