//! SQL of the AI engine: what an account has set for it, and the record of its calls.

pub mod calls;
pub mod provider_setting;
pub mod quirks;
pub mod setup;
