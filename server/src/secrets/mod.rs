//! Secrets: random ones and what is stored of them, and the seal on keys of other systems. Needs no database.

pub mod owner;
mod seal;
pub mod secret;

pub use seal::{Sealer, Standing};

/// What every API token begins with, so that people and secret scanners know one.
pub const API_TOKEN: &str = "igny8_";
/// What every access key of a connected app begins with.
pub const APP_KEY: &str = "igny8app_";
/// What every refresh key of a connected app begins with.
pub const APP_REFRESH: &str = "igny8ref_";
