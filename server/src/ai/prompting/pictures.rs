//! What is asked for the pictures of an article.

use igny8::writer::outline::Outline;
use provider::writing::ImagePrompts;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::ai::setup::Setup;
use crate::repo::writer::image_generation;
use crate::tenancy::Tx;

/// Asks for prompts, at most one for each heading besides the featured one.
///
/// # Errors
/// 404 if the article is not there any more.
pub async fn prompts(tx: &mut Tx, content: Uuid, setup: &Setup) -> Result<ImagePrompts> {
    let scene = image_generation::scene(tx, content).await?;
    let headings: Vec<String> = Outline::of(&scene.html)
        .headings()
        .filter(|(level, _)| *level == 2)
        .map(|(_, heading)| heading.to_owned())
        .collect();
    let count = usize::try_from(setup.images_per_article)
        .unwrap_or(0)
        .min(headings.len());
    Ok(ImagePrompts {
        language: scene.language,
        title: scene.title,
        headings,
        keywords: scene.keywords,
        style: setup.image_style,
        count,
    })
}
