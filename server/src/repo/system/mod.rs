//! SQL of the System module's resources.

pub mod bin;
pub mod defaults;
pub mod integrations;
pub mod logs;
pub mod monitoring;
pub mod notifications;
pub mod prompts;
pub mod run_log;
pub mod settings;
pub mod tasks;
pub mod webhook_deliveries;
pub mod webhook_sending;
pub mod webhooks;
