//! Prompts looked at as the model gets them, with the values of one of the account's own rows.

use igny8::error::Problem;
use igny8::permission::Verb;
use igny8::registry;
use igny8::resource::Resource;
use igny8::services::SelectOption;
use igny8::system::prompt_defaults::default_of;
use igny8::system::prompt_preview::{Filled, PromptDraft, PromptPreview};
use igny8::system::prompt_text::{self, Prompt};
use igny8::system::prompts::{F, PAGE, PromptPurpose};
use igny8::validate::{Mode, validate};
use igny8::value::{Record, Value};
use provider::writing::variables;
use uuid::Uuid;

use crate::ai::prompting;
use crate::error::Result;
use crate::repo::{self, list, options};
use crate::services::RequestContext;
use crate::tenancy::Tx;

/// A prompt with the values of a row, or with samples while the account has no such row.
///
/// # Errors
/// As [`igny8::services::Services`] says; a variable that there is not is a field error.
pub async fn preview(ctx: &RequestContext, id: Uuid, draft: PromptDraft) -> Result<PromptPreview> {
    let scope = ctx.scope()?;
    let grant = scope.require(Verb::Read, Resource::Prompts)?;
    let mut tx = ctx.app.db.begin(&grant).await?;
    let row = list::get(&mut tx, repo::table(Resource::Prompts), PAGE.entity, id).await?;
    let prompt = row.get(&F.purpose).as_str().and_then(PromptPurpose::parse);
    let prompt = prompt
        .map(default_of)
        .ok_or_else(|| Problem::not_found(Resource::Prompts.one()))?;
    scope.require(Verb::Read, prompt.runs_on)?;
    let mut texts = Record::new();
    for (field, given) in [(F.system, draft.system), (F.template, draft.template)] {
        let text = given.unwrap_or_else(|| row.get(&field).to_plain());
        texts.insert(field.key.to_owned(), Value::Text(text));
    }
    let texts = validate(PAGE.form.iter(), &texts, &Record::new(), Mode::Update)?;
    let text = |key: &str| {
        let found = texts.iter().find(|(field, _)| field.key == key);
        found.map(|(_, value)| value.to_plain()).unwrap_or_default()
    };
    let (system, template) = (text(F.system.key), text(F.template.key));
    let wrong = |message: String| Problem::field(F.template.key, message);
    prompt.check(&template).map_err(wrong)?;
    let record = record(&mut tx, prompt, draft.record_id).await?;
    let (values, note) = match &record {
        Some(record) => {
            let look = prompting::prompt_context(&mut tx, prompt, record.id).await?;
            (variables(&look.purpose), look.note)
        }
        None => (prompt.samples(), None),
    };
    drop(tx);
    if prompt_text::is_too_long(&template, &values) {
        let message = "With its variables filled in, this prompt is too long for a model. Use each long variable only once.";
        return Err(wrong(message.to_owned()).into());
    }
    let system = prompt_text::with_rules(&system);
    let parts = prompt_text::parts(&template, &values);
    let lengths = parts.iter().map(|part| prompt_text::tokens(&part.text));
    let filled = prompt.variables.iter().map(|variable| Filled {
        name: variable.name.to_owned(),
        value: values.get(variable.name).cloned().unwrap_or_default(),
    });
    Ok(PromptPreview {
        tokens: prompt_text::tokens(&system) + lengths.sum::<usize>(),
        variables: filled.collect(),
        system,
        prompt: parts,
        record,
        note: note.map(str::to_owned),
    })
}

/// The row that is asked for, or the newest that there is.
async fn record(tx: &mut Tx, prompt: &Prompt, id: Option<Uuid>) -> Result<Option<SelectOption>> {
    let table = repo::table(prompt.runs_on);
    let page = registry::table(prompt.runs_on).ok_or_else(|| Problem::not_found("resource"))?;
    match id {
        Some(id) => options::one(tx, table, page, id).await.map(Some),
        None => options::newest(tx, table, page).await,
    }
}
