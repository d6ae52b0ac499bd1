//! What IGNY8 is, as plain data: resources, pages, permissions, validation and queries, without any I/O.

pub mod auth;
pub mod automation;
pub mod billing;
pub mod choice;
pub mod entity;
pub mod error;
pub mod icon;
pub mod id;
pub mod job_run;
pub mod jobs;
pub mod number;
pub mod page;
pub mod permission;
pub mod places;
pub mod planner;
pub mod query;
pub mod registry;
pub mod resource;
pub mod services;
pub mod sets;
pub mod system;
pub mod text;
pub mod validate;
pub mod value;
pub mod view;
pub mod writer;
