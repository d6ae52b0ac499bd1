//! The functions that run in the background, one file each.

pub mod asking;
pub mod auto_cluster;
pub mod confirm_appearance;
pub mod engine;
pub mod export_articles;
pub mod generate_content;
pub mod generate_ideas;
pub mod generate_image_prompts;
pub mod generate_images;
pub mod import_keywords;
pub mod live;
mod name_clusters;
pub mod outgoing;
pub mod publish;
pub mod test_connection;
pub mod unpublish;

use std::fmt::Display;

use igny8::page::Arguments;
use igny8::resource::Resource;
use serde::Deserialize;
use uuid::Uuid;

use crate::error::Result;
use crate::jobs::{Functions, Noop, Run};

/// Every function, for the worker.
pub fn functions() -> Functions {
    Functions::new(vec![
        Box::new(auto_cluster::AutoCluster),
        Box::new(import_keywords::ImportKeywords),
        Box::new(generate_ideas::GenerateIdeas),
        Box::new(generate_content::GenerateContent),
        Box::new(generate_image_prompts::GenerateImagePrompts),
        Box::new(generate_images::GenerateImages),
        Box::new(publish::Publish),
        Box::new(unpublish::Unpublish),
        Box::new(confirm_appearance::ConfirmAppearance),
        Box::new(export_articles::ExportArticles),
        Box::new(test_connection::TestConnection),
        Box::new(Noop),
    ])
}

/// How many of what, such as "1 article" and "2 articles".
pub fn counted<N: Copy + Display + PartialEq + From<u8>>(count: N, one: &str, many: &str) -> String {
    format!("{count} {}", if count == N::from(1) { one } else { many })
}

/// The row that a run of one row is for.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Item {
    /// What it is.
    pub resource: Resource,
    /// Which.
    pub id: Uuid,
}

/// The answers to what the action asked that started this run.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    arguments: Arguments,
}

/// What was answered when this run was started; runs from before there were questions have no answers.
///
/// # Errors
/// The run's parameters are of no known shape.
pub fn arguments(run: &Run) -> Result<Arguments> {
    let asked: Asked = serde_json::from_value(run.task().params.clone())?;
    Ok(asked.arguments)
}

/// The row that this run is for.
///
/// # Errors
/// The run's parameters are not those of one row.
pub fn item(run: &Run) -> Result<Item> {
    Ok(serde_json::from_value(run.task().params.clone())?)
}
