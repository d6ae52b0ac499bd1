//! Automation: what runs by the clock.

pub mod runs;
pub mod schedules;
