//! SQL of the Planner's resources.

pub mod clustering;
pub mod clusters;
pub mod dashboard;
pub mod groupings;
pub mod idea_generation;
pub mod ideas;
pub mod import_reports;
pub mod imports;
pub mod keywords;
pub mod uploads;
