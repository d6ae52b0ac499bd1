//! SQL of Automation's resources.

pub mod schedules;
