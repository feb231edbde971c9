//! The board on which the switches of a running sandbox are moved, and what they have in store for the next
//! request.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::switches::{Api, Failures, Losses, Switches};

/// What a request has to suffer before it is answered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fate {
    pub unreachable: bool,
    pub latency_ms: u64,
    /// Status to fail with.
    pub failure: Option<u16>,
    /// Whether the work is done and the answer withheld.
    pub lost: bool,
}

/// The switches of a running sandbox.
#[derive(Debug, Default)]
pub struct SwitchBoard(Mutex<Switches>);

impl SwitchBoard {
    /// A copy of the present positions.
    pub fn get(&self) -> Switches {
        self.lock().clone()
    }

    /// Moves switches.
    pub fn set(&self, change: impl FnOnce(&mut Switches)) {
        change(&mut self.lock());
    }

    /// Makes the next `count` requests of both services fail with `status`.
    pub fn fail_next(&self, count: u32, status: u16) {
        for api in [Api::Auth, Api::Core] {
            self.fail_next_of(api, count, status);
        }
    }

    /// Makes the next `count` requests of one service fail with `status`.
    pub fn fail_next_of(&self, api: Api, count: u32, status: u16) {
        self.set(|switches| switches.trouble(api).fail_next = Failures { count, status, grant: None });
    }

    /// Makes the next `count` token requests with this `grant_type` fail with `status`.
    pub fn fail_next_grants(&self, grant: &str, count: u32, status: u16) {
        let grant = Some(grant.to_owned());
        self.set(|switches| switches.auth.fail_next = Failures { count, status, grant });
    }

    /// Does what the next `count` requests of one service ask, and closes their connections without an answer.
    pub fn lose_answers_of(&self, api: Api, count: u32) {
        self.set(|switches| switches.trouble(api).lose_answers = Losses { count, grant: None });
    }

    /// Grants the next `count` token requests with this `grant_type`, and closes their connections without an
    /// answer.
    pub fn lose_answers_to_grants(&self, grant: &str, count: u32) {
        let grant = Some(grant.to_owned());
        self.set(|switches| switches.auth.lose_answers = Losses { count, grant });
    }

    /// Puts every switch back.
    pub fn reset(&self) {
        self.set(|switches| *switches = Switches::default());
    }

    /// The fate of the next request, which uses up one failure or one lost answer; who cannot be reached uses
    /// up neither, and what fails has no answer to lose.
    pub(super) fn fate(&self, api: Api, grant: Option<&str>) -> Fate {
        let mut switches = self.lock();
        let (unreachable, latency) = (switches.unreachable, switches.latency_ms);
        let trouble = switches.trouble(api);
        let unreachable = unreachable || trouble.unreachable;
        let (failures, losses) = (&mut trouble.fail_next, &mut trouble.lose_answers);
        let fails = !unreachable && strikes(failures.count, failures.grant.as_deref(), grant);
        let lost = !unreachable && !fails && strikes(losses.count, losses.grant.as_deref(), grant);
        failures.count -= u32::from(fails);
        losses.count -= u32::from(lost);
        let failure = fails.then_some(failures.status);
        Fate { unreachable, latency_ms: latency.max(trouble.latency_ms), failure, lost }
    }

    fn lock(&self) -> MutexGuard<'_, Switches> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether there is trouble left, and for a request of this grant.
fn strikes(left: u32, only: Option<&str>, grant: Option<&str>) -> bool {
    left > 0 && only.is_none_or(|only| grant == Some(only))
}
