//! SQL of the System module's resources.

pub mod logs;
pub mod settings;
pub mod tasks;
