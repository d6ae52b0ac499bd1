//! SQL of Automation's resources.

pub mod runs;
pub mod schedules;
