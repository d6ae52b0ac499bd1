//! Conversions between counts, row numbers and floats, each with the reason why it loses nothing that matters.

/// A row number in the compact form in which graphs and vectors keep it.
#[expect(
    clippy::cast_possible_truncation,
    reason = "four billion phrases do not fit into memory"
)]
pub(super) const fn id(index: usize) -> u32 {
    index as u32
}

/// A count as a factor of a similarity.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts beyond 2^24 lose only digits that no similarity has"
)]
pub(super) const fn real(count: usize) -> f32 {
    count as f32
}
