//! Numbers that look random and are the same at every run with the same seed (splitmix64). They decide who visits the
//! shop when; nothing secret is made of them.

/// A generator.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn of(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From `from` to below `to`.
    pub(super) fn between(&mut self, from: u32, to: u32) -> u32 {
        let span = u64::from(to.saturating_sub(from).max(1));
        from + u32::try_from(self.next() % span).unwrap_or_default()
    }

    /// From 0 to below 1.
    pub(super) fn share(&mut self) -> f64 {
        f64::from(self.between(0, u32::MAX)) / f64::from(u32::MAX)
    }

    /// True in so many of a hundred cases.
    pub(super) fn percent(&mut self, of_a_hundred: u32) -> bool {
        self.between(0, 100) < of_a_hundred
    }
}
