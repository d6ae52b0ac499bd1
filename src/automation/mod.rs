//! Automation: what runs by the clock.

pub mod schedules;
