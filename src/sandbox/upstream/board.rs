//! The positions of the switches of a running provider.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::switch::{Group, Switch};

const DEFAULT_PAUSE_MS: u64 = 30_000;

/// Where a switch stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// The provider keeps to the specifications.
    #[default]
    Off,
    /// It takes effect the next time that it can, then goes off. A switch of [`Group::Choices`] stays on.
    Once,
    /// It takes effect until it is switched off.
    On,
}

/// All switches; they start switched off.
#[derive(Debug)]
pub struct Board {
    positions: Mutex<BTreeMap<Switch, Position>>,
    pause_ms: AtomicU64,
}

impl Default for Board {
    fn default() -> Self {
        Self { positions: Mutex::default(), pause_ms: AtomicU64::new(DEFAULT_PAUSE_MS) }
    }
}

impl Board {
    /// Switches on, until it is switched off.
    pub fn on(&self, switch: Switch) {
        self.set(switch, Position::On);
    }

    /// Switches on for one time.
    pub fn once(&self, switch: Switch) {
        self.set(switch, Position::Once);
    }

    /// Switches off.
    pub fn off(&self, switch: Switch) {
        self.set(switch, Position::Off);
    }

    /// Moves a switch.
    pub fn set(&self, switch: Switch, position: Position) {
        self.lock().insert(switch, position);
    }

    /// Where a switch stands.
    pub fn position(&self, switch: Switch) -> Position {
        self.lock().get(&switch).copied().unwrap_or_default()
    }

    /// Switches everything off.
    pub fn reset(&self) {
        self.lock().clear();
        self.set_pause(Duration::from_millis(DEFAULT_PAUSE_MS));
    }

    /// How long a slow answer stops in the middle; half a minute unless set.
    pub fn pause(&self) -> Duration {
        Duration::from_millis(self.pause_ms.load(Ordering::Relaxed))
    }

    /// Sets how long a slow answer stops in the middle, in whole milliseconds.
    pub fn set_pause(&self, pause: Duration) {
        self.pause_ms.store(u64::try_from(pause.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Whether the switch takes effect here and now; this uses up the one time of [`Position::Once`].
    pub(super) fn strikes(&self, switch: Switch) -> bool {
        let mut positions = self.lock();
        let Some(position) = positions.get_mut(&switch) else { return false };
        match *position {
            Position::Off => false,
            Position::On => true,
            Position::Once => {
                if switch.group() != Group::Choices {
                    *position = Position::Off;
                }
                true
            }
        }
    }

    /// The first of these that takes effect here and now; the others keep waiting.
    pub(super) fn first(&self, switches: &[Switch]) -> Option<Switch> {
        switches.iter().copied().find(|switch| self.strikes(*switch))
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Switch, Position>> {
        self.positions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
