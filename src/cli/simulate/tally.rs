//! How long visitors waited, by the hour in which they came.

use std::collections::BTreeMap;

use serde::Serialize;

use super::plan::Phase;

/// More of them say no more.
const MOST_PROBLEMS: usize = 20;

/// What the day brought.
#[derive(Default)]
pub(super) struct Tally {
    phases: BTreeMap<Phase, PhaseTally>,
    pub(super) never_served: u64,
    pub(super) limited_while_crowded: u64,
    pub(super) broken: Vec<String>,
}

#[derive(Default)]
struct PhaseTally {
    served_at_once: u64,
    refusals: u64,
    /// Seconds until the token, of each who was refused at first.
    waits: Vec<u32>,
}

/// The visits of a phase of the day.
#[derive(Clone, Debug, Serialize)]
pub struct PhaseFigures {
    /// Which.
    pub phase: &'static str,
    /// Visits that got a token.
    pub visits: u64,
    /// Those of them that were told to come back.
    pub told_to_come_back: usize,
    /// How often that was said.
    pub answers_503: u64,
    /// Seconds from the first question to the token, of those who were told to come back: the median.
    pub wait_p50: u32,
    /// Of 95 in a hundred.
    pub wait_p95: u32,
    /// Of the last.
    pub wait_max: u32,
}

impl Tally {
    pub(super) fn served(&mut self, phase: Phase, waited: u32, tries: u32) {
        let tally = self.phases.entry(phase).or_default();
        if tries == 0 { tally.served_at_once += 1 } else { tally.waits.push(waited) }
    }

    pub(super) fn refused(&mut self, phase: Phase) {
        self.phases.entry(phase).or_default().refusals += 1;
    }

    pub(super) fn broken(&mut self, why: String) {
        if self.broken.len() < MOST_PROBLEMS {
            self.broken.push(why);
        }
    }

    pub(super) fn figures(&self) -> Vec<PhaseFigures> {
        self.phases.iter().map(|(phase, tally)| tally.figures(*phase)).collect()
    }
}

impl PhaseTally {
    fn figures(&self, phase: Phase) -> PhaseFigures {
        let mut waits = self.waits.clone();
        waits.sort_unstable();
        let at = |percent: usize| waits.get(waits.len() * percent / 100).or(waits.last()).copied();
        PhaseFigures {
            phase: phase.name(),
            visits: self.served_at_once + waits.len() as u64,
            told_to_come_back: waits.len(),
            answers_503: self.refusals,
            wait_p50: at(50).unwrap_or_default(),
            wait_p95: at(95).unwrap_or_default(),
            wait_max: at(100).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_got_a_token_at_once_has_not_waited() {
        let mut tally = Tally::default();
        for waited in 1..=100 {
            tally.refused(Phase::Campaign);
            tally.served(Phase::Campaign, waited, 1);
            tally.served(Phase::Campaign, 0, 0);
        }
        let figures = tally.figures();
        assert_eq!(figures.len(), 1);
        let it = &figures[0];
        assert_eq!((it.visits, it.told_to_come_back, it.answers_503), (200, 100, 100));
        assert_eq!((it.wait_p50, it.wait_p95, it.wait_max), (51, 96, 100));
    }
}
