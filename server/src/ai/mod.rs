//! Asking models: what they are asked for, by which provider, and what becomes of their answers. It knows no job.

pub mod engine;
pub mod live;
pub mod prompting;
