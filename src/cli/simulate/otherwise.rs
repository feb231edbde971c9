//! What the same visits would have cost without a broker. Both figures are kind to the other ways: nothing fails,
//! nothing is asked twice, and revocations at sign-out are left out.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::plan::{Act, DAY, Phase, Visit};

/// A sales channel's token lives so long (contract 2.4); with less than the rest left js-auth takes it for expired
/// (contract 13).
const LIFE: u32 = 14_400;
const REST: u32 = 600;
const ALLOWED: u32 = 30;
const MINUTES: usize = 1_440;

/// What another way would have cost.
#[derive(Clone, Debug, Serialize)]
pub struct Otherwise {
    /// Token calls of the day.
    pub calls: u64,
    /// Minutes of the day with more than thirty.
    pub minutes_over_thirty: usize,
    /// The most calls of a minute.
    pub most_in_a_minute: u32,
}

impl Otherwise {
    fn of(seconds: impl Iterator<Item = u32>) -> Self {
        let mut minutes = vec![0_u32; MINUTES];
        for second in seconds {
            minutes[(second.min(DAY - 1) / 60) as usize] += 1;
        }
        Self {
            calls: minutes.iter().map(|calls| u64::from(*calls)).sum(),
            minutes_over_thirty: minutes.iter().filter(|calls| **calls > ALLOWED).count(),
            most_in_a_minute: minutes.into_iter().max().unwrap_or_default(),
        }
    }
}

/// A shop that keeps nothing: one call for every visit.
pub(super) fn one_call_a_visit(visits: &[Visit]) -> Otherwise {
    Otherwise::of(visits.iter().map(|visit| visit.second))
}

/// Every browser mints its own tokens, keeps them, and renews them when they have run out, as js-auth does: all of
/// them, and those of customers alone, which need the shop's secret and therefore its server.
pub(super) fn a_cache_in_each_browser(visits: &[Visit]) -> (Otherwise, Otherwise) {
    let mut minted: HashMap<(u32, u8, bool), u32> = HashMap::new();
    let mut inside = HashSet::new();
    let mut calls = Vec::new();
    for visit in visits {
        if visit.act == Act::SignIn {
            inside.insert(visit.browser);
        }
        let is_customer = inside.contains(&visit.browser);
        let last = minted.get(&(visit.browser, visit.scope, is_customer));
        if !last.is_some_and(|at| is_good(*at, visit.second)) {
            minted.insert((visit.browser, visit.scope, is_customer), visit.second);
            calls.push((visit.second, is_customer));
        }
        if visit.act == Act::SignOut {
            inside.remove(&visit.browser);
        }
    }
    let customers = calls.iter().filter(|(_, is_customer)| *is_customer);
    (
        Otherwise::of(calls.iter().map(|(second, _)| *second)),
        Otherwise::of(customers.map(|(second, _)| *second)),
    )
}

fn is_good(minted: u32, now: u32) -> bool {
    let revoked = Phase::Revoked.begins();
    now < minted + LIFE - REST && !(minted < revoked && now >= revoked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(second: u32, act: Act) -> Visit {
        Visit { second, browser: 1, scope: 0, node: 0, act }
    }

    #[test]
    fn a_browser_asks_again_when_its_token_has_run_out_or_was_revoked_and_when_somebody_signs_in() {
        let look = |second| visit(second, Act::Look);
        let day = [
            look(0),
            look(13_799),
            look(13_800),
            visit(20_000, Act::SignIn),
            look(20_001),
            visit(57_000, Act::SignOut),
            look(57_001),
            look(57_600),
        ];
        assert_eq!(one_call_a_visit(&day).calls, 8);
        let (all, customers) = a_cache_in_each_browser(&day);
        assert_eq!((all.calls, customers.calls), (6, 2));
        assert_eq!(all.most_in_a_minute, 2, "somebody signs out and looks on as a guest");
    }
}
