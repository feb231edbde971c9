//! The day, written down before it begins: who visits the shop when, and what goes wrong at Commerce Layer. Whatever is
//! compared is compared over the same visits.

use super::random::Random;

/// Seconds of the day.
pub(super) const DAY: u32 = 86_400;
const HOUR: u32 = 3_600;
const MINUTE: u32 = 60;

/// What shoppers ask tokens for, and how many of a hundred browsers prefer it.
pub(super) const SCOPES: [(&str, u32); 3] =
    [("market:code:usa", 60), ("market:code:europe", 30), ("market:code:japan", 10)];
pub(super) const NODES: u8 = 2;

/// Of a hundred browsers, how many sign in; of those, how many sign out again.
const SIGN_IN: u32 = 3;
const SIGN_OUT: u32 = 20;
/// Of a hundred visits, how many are to another market than the browser's own.
const ELSEWHERE: u32 = 3;
/// In the campaign, three times of what Commerce Layer allows.
const CAMPAIGN_SIGN_INS_A_MINUTE: u32 = 90;

/// What a simulation is made of.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How many visits.
    pub visits: usize,
    /// The same seed gives the same visits.
    pub seed: u64,
    /// How many minutes the campaign lasts in which ninety people a minute sign in.
    pub campaign_minutes: u32,
    /// Of how many visits one is sent through a real server as well.
    pub sample_every: usize,
}

impl Plan {
    /// A busy shop.
    pub fn of(visits: usize, seed: u64) -> Self {
        let campaign_minutes = if visits >= 200_000 { 5 } else { 1 };
        Self { visits, seed, campaign_minutes, sample_every: (visits / 500).max(1) }
    }
}

/// What somebody does at a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Look,
    SignIn,
    SignOut,
}

/// Somebody opens a page of the shop.
#[derive(Clone, Copy, Debug)]
pub(super) struct Visit {
    pub(super) second: u32,
    pub(super) browser: u32,
    /// Into [`SCOPES`].
    pub(super) scope: u8,
    pub(super) node: u8,
    pub(super) act: Act,
}

/// The hours that are unlike the others; everything between is [`Phase::Ordinary`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    Ordinary,
    /// Commerce Layer cannot be reached.
    Outage,
    /// Somebody else spends calls of the same address.
    Crowded,
    /// Commerce Layer has revoked every access token.
    Revoked,
    /// Ninety people a minute sign in.
    Campaign,
}

impl Phase {
    pub(super) const ALL: [Self; 5] =
        [Self::Ordinary, Self::Outage, Self::Crowded, Self::Revoked, Self::Campaign];

    pub(super) fn of(second: u32) -> Self {
        let special = Self::ALL.into_iter().find(|phase| second >= phase.begins() && second < phase.ends());
        special.unwrap_or(Self::Ordinary)
    }

    pub(super) fn begins(self) -> u32 {
        match self {
            Self::Ordinary => DAY,
            Self::Outage => 10 * HOUR,
            Self::Crowded => 14 * HOUR,
            Self::Revoked => 16 * HOUR,
            Self::Campaign => 19 * HOUR,
        }
    }

    /// Until when what began is felt.
    pub(super) fn ends(self) -> u32 {
        self.begins()
            + match self {
                Self::Ordinary => 0,
                Self::Outage => HOUR,
                Self::Crowded => 5 * MINUTE,
                Self::Revoked | Self::Campaign => 30 * MINUTE,
            }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ordinary => "all other hours",
            Self::Outage => "outage, 10:00 to 11:00",
            Self::Crowded => "address shared, 14:00 to 14:05",
            Self::Revoked => "all tokens revoked, 16:00 to 16:30",
            Self::Campaign => "campaign, 19:00 to 19:30",
        }
    }
}

/// Every visit of the day, in order.
pub(super) fn visits(plan: &Plan) -> Vec<Visit> {
    let mut people = People { random: Random::of(plan.seed), visits: Vec::new(), browsers: 0 };
    let campaign = plan.campaign_minutes * CAMPAIGN_SIGN_INS_A_MINUTE;
    let begins = Phase::Campaign.begins();
    for _ in 0..campaign {
        let arrival = people.random.between(begins, begins + plan.campaign_minutes * MINUTE);
        people.browser(arrival, true);
    }
    while people.visits.len() < plan.visits {
        let (arrival, signs_in) = (people.arrival(), people.random.percent(SIGN_IN));
        people.browser(arrival, signs_in);
    }
    people.visits.truncate(plan.visits);
    people.visits.sort_by_key(|visit| visit.second);
    people.visits
}

struct People {
    random: Random,
    visits: Vec<Visit>,
    browsers: u32,
}

impl People {
    /// One browser, from its first visit to its last of the day.
    fn browser(&mut self, arrival: u32, signs_in: bool) {
        let (browser, home) = (self.browsers, self.market());
        self.browsers += 1;
        let first = self.visits.len();
        let mut second = arrival;
        while second < DAY {
            let scope = if self.random.percent(ELSEWHERE) { self.market() } else { home };
            let node = u8::from(self.random.percent(50)) % NODES;
            self.visits.push(Visit { second, browser, scope, node, act: Act::Look });
            if self.random.percent(if signs_in { 12 } else { 20 }) {
                break;
            }
            second += self.pause();
        }
        if signs_in {
            self.visits[first].act = Act::SignIn;
            let last = self.visits.len() - 1;
            if last > first && self.random.percent(SIGN_OUT) {
                self.visits[last].act = Act::SignOut;
            }
        }
    }

    fn market(&mut self) -> u8 {
        match self.random.between(0, 100) {
            0..60 => 0,
            60..90 => 1,
            _ => 2,
        }
    }

    /// The next page, another look after a while, or much later.
    fn pause(&mut self) -> u32 {
        match self.random.between(0, 100) {
            0..60 => self.random.between(20, 5 * MINUTE),
            60..90 => self.random.between(5 * MINUTE, HOUR),
            _ => self.random.between(HOUR, 6 * HOUR),
        }
    }

    /// Few at night, many at lunch, most in the evening.
    fn arrival(&mut self) -> u32 {
        loop {
            let second = self.random.between(0, DAY);
            if self.random.share() < crowd(f64::from(second) / f64::from(HOUR)) {
                return second;
            }
        }
    }
}

fn crowd(hour: f64) -> f64 {
    let peak = |at: f64, wide: f64| (-((hour - at) / wide).powi(2) / 2.0).exp();
    0.1 + 0.6 * peak(12.5, 1.3) + 0.9 * peak(20.5, 1.9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_has_all_its_visits_in_order_and_two_peaks() {
        let all = visits(&Plan::of(20_000, 1));
        assert_eq!(all.len(), 20_000);
        assert!(all.is_sorted_by_key(|visit| visit.second) && all.iter().all(|visit| visit.second < DAY));
        let in_hour = |hour: u32| all.iter().filter(|visit| visit.second / HOUR == hour).count();
        assert!(in_hour(12) > in_hour(16) && in_hour(20) > in_hour(16) && in_hour(16) > in_hour(4));
    }

    #[test]
    fn nobody_signs_out_who_is_not_signed_in() {
        let mut inside = std::collections::HashSet::new();
        for visit in visits(&Plan::of(20_000, 2)) {
            match visit.act {
                Act::SignIn => assert!(inside.insert(visit.browser)),
                Act::SignOut => assert!(inside.remove(&visit.browser)),
                Act::Look => {}
            }
        }
    }
}
