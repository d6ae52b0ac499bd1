//! SQL of the System module's resources.

pub mod settings;
pub mod tasks;
