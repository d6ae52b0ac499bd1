//! Integration tests: the real app on a port of its own, with real PostgreSQL and Redis.

#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot go on panics"
)]

mod app;
mod auth;
mod bad_input;
mod documents;
mod events;
mod files;

mod imports;
mod jobs;

mod pages;
mod resources;
mod tenancy;
