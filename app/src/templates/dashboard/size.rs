//! How large charts are drawn, in pixels.

/// Their height.
pub(super) const HEIGHT: f64 = 220.0;
/// The room above what is drawn.
pub(super) const ABOVE: f64 = 22.0;
/// The room below it.
pub(super) const BELOW: f64 = 24.0;
