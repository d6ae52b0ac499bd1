//! SQL of the Planner's resources.

pub mod clustering;
pub mod clusters;
pub mod corrections;
pub mod cuts;
pub mod dashboard;
pub mod followers;
pub mod groupings;
pub mod idea_generation;
pub mod ideas;
pub mod import_reports;
pub mod imports;
pub mod keywords;
pub mod placing;
pub mod teaching;
pub mod uploads;
