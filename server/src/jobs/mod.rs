//! The jobs: all that a background function is on the server, one file each, and the list of them.

mod asked;
mod auto_cluster;
mod confirm_appearance;
mod destination;
mod export_articles;
mod generate_content;
mod generate_ideas;
mod generate_image_prompts;
mod generate_images;
pub mod import_keywords;
mod noop;
mod outgoing;
mod publish;
mod test_connection;
mod unpublish;

use std::fmt::Display;

use crate::queue::Registry;

/// Every job: whoever starts, prices, schedules, does or undoes runs finds them here.
pub static ALL: Registry = Registry::new(&[
    &auto_cluster::AutoCluster,
    &import_keywords::ImportKeywords,
    &generate_ideas::GenerateIdeas,
    &generate_content::GenerateContent,
    &generate_image_prompts::GenerateImagePrompts,
    &generate_images::GenerateImages,
    &publish::Publish,
    &unpublish::Unpublish,
    &confirm_appearance::ConfirmAppearance,
    &export_articles::ExportArticles,
    &test_connection::TestConnection,
    &noop::Noop,
]);

/// How many of what, such as "1 article" and "2 articles".
fn counted<N: Copy + Display + PartialEq + From<u8>>(count: N, one: &str, many: &str) -> String {
    format!("{count} {}", if count == N::from(1) { one } else { many })
}
