//! The one prompt of the rendering tests: changed twice, looked at with one cluster.

use std::collections::BTreeMap;

use igny8::error::Problem;
use igny8::resource::Resource;
use igny8::services::Answer;
use igny8::system::prompt_preview::{PromptDraft, PromptPreview};
use igny8::system::prompt_text::{parts, with_rules};
use igny8::system::{prompt_versions, prompts};
use igny8::value::{Row, Value};
use uuid::Uuid;

use super::{choosable, text};

/// Its id.
pub const PROMPT: Uuid = Uuid::from_u128(0x9A);

const SYSTEM: &str = "You name groups of keywords.";
const TEMPLATE: &str = "Name each group in two words.\n<groups>\n{{groups}}\n</groups>";

/// The prompt.
pub fn row() -> Row {
    let values = BTreeMap::from([
        ("purpose", text("name_clusters")),
        ("system", text(SYSTEM)),
        ("template", text(TEMPLATE)),
        ("variables", text("language, groups")),
        ("own", Value::Bool(true)),
        ("version", Value::Int(2)),
        ("updated_at", text("2026-11-23T08:43:12Z")),
    ]);
    super::row(&prompts::ENTITY, PROMPT.as_u128(), &values)
}

/// Its history.
pub fn versions() -> Vec<Row> {
    let version = |number: i64, template: &str| {
        let values = BTreeMap::from([
            ("purpose", text("name_clusters")),
            ("version", Value::Int(number)),
            ("system", text(SYSTEM)),
            ("template", text(template)),
            ("changed_by", text("Ann")),
            ("created_at", text("2026-11-23T08:43:12Z")),
        ]);
        super::row(&prompt_versions::ENTITY, 0x9A00, &values)
    };
    vec![
        version(2, TEMPLATE),
        version(1, &TEMPLATE.replace("two words", "three words")),
    ]
}

/// A look at it.
pub fn preview(id: Uuid, draft: &PromptDraft) -> Answer<PromptPreview> {
    if id != PROMPT {
        return Err(Problem::not_found(Resource::Prompts.one()));
    }
    let values = BTreeMap::from([("groups".to_owned(), "- trail shoes".to_owned())]);
    let template = draft.template.as_deref().unwrap_or(TEMPLATE);
    Ok(PromptPreview {
        system: with_rules(draft.system.as_deref().unwrap_or(SYSTEM)),
        prompt: parts(template, &values),
        variables: Vec::new(),
        tokens: 1_204,
        record: Some(choosable(0xC1, "Trail shoes", None)),
        note: None,
    })
}
