//! How IGNY8 works: HTTP, tenancy, SQL, the AI engine, jobs, billing and the command line.
//!
//! Its modules use each other in one direction, from `cli` and `http` down to `tenancy` and `error`; ARCHITECTURE.md draws it, and
//! `tests/layers.rs` keeps it. What needs neither database nor web is a crate of its own, under `crates/`.

pub mod ai;
pub mod auth;
pub mod billing;
pub mod cli;
pub mod config;
pub mod cron;
pub mod error;
pub mod events;
pub mod http;
pub mod jobs;
pub mod limits;
pub mod low_priority;
pub mod mailing;
pub mod places;
pub mod private;
pub mod pulse;
pub mod queue;
pub mod redis;
pub mod repo;
pub mod runner;
pub mod seats;
pub mod secrets;
pub mod services;
pub mod state;
pub mod telemetry;
pub mod tenancy;
pub mod turns;
