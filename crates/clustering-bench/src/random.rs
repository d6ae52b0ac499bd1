//! Numbers that look random and are the same in each run.

/// Steele, Lea, Flood's splitmix64.
pub(crate) struct Random(pub u64);

impl Random {
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    pub fn share(&mut self) -> f64 {
        (self.number() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// One of some words.
    pub fn of(&mut self, all: &[&'static str]) -> &'static str {
        let at = self.number() % all.len() as u64;
        all[usize::try_from(at).unwrap_or_default()]
    }
}
