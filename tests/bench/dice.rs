//! Chance that is the same in every run: when shoppers arrive, and from which network.

use std::net::Ipv4Addr;
use std::time::Duration;

/// `SplitMix64`. Nothing here needs to be unpredictable.
pub struct Dice(pub u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// The time to the next arrival, where arrivals do not know of each other (a Poisson process).
    pub fn until_next(&mut self, per_second: f64) -> Duration {
        let high = u32::try_from(self.roll() >> 32).unwrap_or(u32::MAX);
        let chance = (f64::from(high) + 1.0) / (f64::from(u32::MAX) + 1.0);
        Duration::from_secs_f64(-chance.ln() / per_second)
    }

    /// Somebody's network.
    pub fn address(&mut self) -> Ipv4Addr {
        let [.., b, c, d] = self.roll().to_be_bytes();
        Ipv4Addr::new(100, b, c, d)
    }
}
