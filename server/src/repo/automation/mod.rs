//! SQL of Automation's resources.

pub mod firing;
pub mod runs;
pub mod schedules;
