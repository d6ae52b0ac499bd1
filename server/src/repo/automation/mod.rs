//! SQL of Automation's resources.

pub mod runs;
pub mod schedule_runs;
pub mod schedules;
