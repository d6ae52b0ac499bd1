//! How IGNY8 works: HTTP, tenancy, SQL, the AI engine, jobs, billing and the command line.
//!
//! Within the crate: `cli, http → backend → jobs → ai, integrations, billing → queue → repo → tenancy`.

pub mod ai;
pub mod auth;
pub mod backend;
pub mod billing;
pub mod cli;
pub mod config;
pub mod cron;
pub mod error;
pub mod events;
pub mod http;
pub mod jobs;
pub mod limits;
pub mod places;
pub mod private;
pub mod queue;
pub mod repo;
pub mod seats;
pub mod state;
pub mod telemetry;
pub mod tenancy;
