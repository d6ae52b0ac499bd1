//! System: what runs, how it is set, and whether all of it works.

pub mod logs;
pub mod settings;
pub mod status;
pub mod tasks;
