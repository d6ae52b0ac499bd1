//! System: what runs, how it is set, and whether all of it works.

pub mod bin;
pub mod integrations;
pub mod logs;
pub mod model_servers;
pub mod monitoring;
pub mod notifications;
pub mod preferences;
pub mod prompt_defaults;
pub mod prompt_preview;
pub mod prompt_text;
pub mod prompt_versions;
pub mod prompts;
pub mod run_log;
pub mod settings;
pub mod status;
pub mod tasks;
pub mod webhook_deliveries;
pub mod webhooks;
