//! Every sentence of the face, by area: the one place that a translation replaces.
//!
//! The words of resources, columns and inputs stand in their declarations.

pub mod account;
pub mod auth;
pub mod cell;
pub mod clusters;
pub mod common;
pub mod consent;
pub mod dashboard;
pub mod editor;
pub mod form;
pub mod frame;
pub mod import;
pub mod number;
pub mod pictures;
pub mod plan;
pub mod prompts;
pub mod system;
pub mod table;
pub mod task;
pub mod two_factor;
pub mod versioned;
