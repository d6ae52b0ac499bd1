//! What models are asked for, made from what the database has: the same for a run and for a look at its prompt.

pub mod article;
pub mod clusters;
pub mod pictures;

use igny8::system::prompt_text::Prompt;
use igny8::system::prompts::PromptPurpose;
use provider::writing::Purpose;
use uuid::Uuid;

use clusters::Known;

use crate::error::Result;
use crate::repo::ai::provider_setting::ProviderSetting;
use crate::repo::ai::setup;
use crate::repo::planner::clustering;
use crate::repo::writer::writing;
use crate::tenancy::Tx;

/// What would be asked for a row, and what to know of it.
pub struct PromptContext {
    /// What would be asked.
    pub purpose: Purpose,
    /// Where it stands in for something that is not there yet.
    pub note: Option<&'static str>,
}

const NO_KEYWORDS: &str = "This cluster has no keywords to name yet.";
const NOT_OUTLINED: &str = "This task has no outline yet, so its proposed headings are used.";
const NOT_WRITTEN: &str = "The article isn't written yet, so its text is missing.";

/// What would be asked for the row with this id, if its function ran now. Of an article it is the first section that has
/// a heading.
///
/// # Errors
/// 404 if the row is not there.
pub async fn prompt_context(tx: &mut Tx, prompt: &Prompt, id: Uuid) -> Result<PromptContext> {
    let found = |purpose, note| Ok(PromptContext { purpose, note });
    match prompt.purpose {
        PromptPurpose::NameClusters => {
            let keywords = clustering::strongest(tx, id, clusters::KEYWORDS).await?;
            let note = keywords.is_empty().then_some(NO_KEYWORDS);
            let known: Vec<Known> = keywords.iter().map(Known::of).collect();
            let ask = clusters::names(vec![known.iter().collect()]);
            found(Purpose::NameClusters(ask), note)
        }
        PromptPurpose::Ideas => {
            let setup = setup::setup(tx, ProviderSetting::Ideas).await?;
            let (ideas, _) = clusters::ideas(tx, id, &setup).await?;
            found(Purpose::Ideas(ideas), None)
        }
        PromptPurpose::Outline => {
            let order = writing::writing_task(tx, id).await?;
            found(article::outline(&order), None)
        }
        PromptPurpose::Section | PromptPurpose::Finish => {
            let order = writing::writing_task(tx, id).await?;
            let mut sections = writing::last_sections(tx, id).await?;
            let outlined = !sections.is_empty();
            if !outlined {
                sections = article::proposed(&order);
            }
            if prompt.purpose == PromptPurpose::Section {
                let place = sections.iter().position(|section| !section.heading.is_empty());
                let section = article::section(&order, &sections, place.unwrap_or(0));
                return found(section, (!outlined).then_some(NOT_OUTLINED));
            }
            let html = article::assemble(&sections);
            let note = html.is_empty().then_some(NOT_WRITTEN);
            found(article::finish(&order, &sections, &html), note)
        }
        PromptPurpose::ImagePrompts => {
            let setup = setup::setup(tx, ProviderSetting::ImagePrompts).await?;
            let ask = pictures::prompts(tx, id, &setup).await?;
            found(Purpose::ImagePrompts(ask), None)
        }
    }
}
