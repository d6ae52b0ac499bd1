//! SQL of the System module's resources.

pub mod integrations;
pub mod prompts;
pub mod logs;
pub mod settings;
pub mod tasks;
