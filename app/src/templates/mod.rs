//! The four templates that draw every page from its declaration.

pub mod dashboard;
pub mod form;
pub mod system;
pub mod table;
