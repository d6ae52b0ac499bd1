//! What the tools are called with, and what they answer, as types: their schemas are made from these and from the declarations.

#![allow(
    clippy::doc_markdown,
    clippy::struct_field_names,
    reason = "the docs are texts of the schemas that agents read, and the fields are theirs"
)]

use std::borrow::Cow;
use std::marker::PhantomData;

use igny8::job_run::JobRun;
use igny8::page::Arguments;
use igny8::permission::Verb;
use igny8::registry;
use igny8::resource::Resource;
use igny8::services::Quote;
use igny8::value::Record;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The most rows that one call names.
pub const MAX_IDS: usize = 200;
/// The most characters of a file of keywords.
pub const MAX_TEXT: usize = 1_000_000;
/// How long one call waits for a run, in seconds.
pub const MAX_WAIT: u64 = 30;

/// What a tool does with resources, which says which of them it knows.
pub trait Does {
    /// All of those that it can be done to.
    fn resources() -> Vec<Resource>;
}

macro_rules! does {
    ($($(#[$doc:meta])* $name:ident = $resources:expr;)+) => {
        $($(#[$doc])*
        pub struct $name;

        impl Does for $name {
            fn resources() -> Vec<Resource> {
                $resources
            }
        })+
    };
}

fn tables(verb: Verb) -> Vec<Resource> {
    let offering = registry::tables().filter(|page| page.offers(verb));
    offering.map(igny8::page::TablePage::resource).collect()
}

fn with_forms(verb: Verb) -> Vec<Resource> {
    let forms = registry::forms().map(|form| form.entity.resource);
    tables(verb).into_iter().chain(forms).collect()
}

does! {
    /// Is a list.
    Listed = tables(Verb::Read);
    /// Can be read, a single row or the one row of a form.
    Readable = with_forms(Verb::Read);
    /// Takes new rows.
    Creatable = tables(Verb::Create);
    /// Can be changed.
    Changeable = with_forms(Verb::Update);
    /// Rows of it can be deleted.
    Deletable = tables(Verb::Delete);
    /// Has actions.
    Actable = tables(Verb::Act);
}

/// A resource by its path.
pub struct Named<D>(pub Resource, PhantomData<D>);

impl<'de, D: Does> Deserialize<'de> for Named<D> {
    fn deserialize<R: Deserializer<'de>>(from: R) -> Result<Self, R::Error> {
        let path = Cow::<'de, str>::deserialize(from)?;
        let mut known = D::resources().into_iter();
        known
            .find(|resource| resource.path() == path)
            .map(|resource| Self(resource, PhantomData))
            .ok_or_else(|| {
                R::Error::custom(format!("no resource {path:?} for this tool; describe lists them"))
            })
    }
}

impl<D: Does> JsonSchema for Named<D> {
    fn schema_name() -> Cow<'static, str> {
        "Resource".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let paths: Vec<_> = D::resources().iter().map(|resource| resource.path()).collect();
        json_schema!({ "type": "string", "enum": paths })
    }
}

/// What the tool is asked to describe.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Describe {
    /// Leave out for an overview.
    #[serde(default)]
    pub resource: Option<Named<Readable>>,
}

/// Which rows of a list.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct List {
    pub resource: Named<Listed>,
    /// Filters, search and sort as describe names them, such as {"volume_min": 100, "sort": "-volume"}.
    #[serde(default)]
    pub filter: Map<String, Value>,
    /// 1 to 200.
    #[serde(default = "page_size")]
    #[schemars(range(min = 1, max = 200))]
    pub page_size: u32,
    /// next_cursor of the answer before, with the same filter and page_size.
    #[serde(default)]
    pub cursor: Option<String>,
}

const fn page_size() -> u32 {
    25
}

/// Which row.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Get {
    pub resource: Named<Readable>,
    /// Leave out for settings and profile, which have one row.
    #[serde(default)]
    pub id: Option<Uuid>,
}

/// A new row.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Create {
    pub resource: Named<Creatable>,
    /// Values by key, as describe's "create" says.
    #[schemars(with = "Map<String, Value>")]
    pub fields: Record,
}

/// A change of a row.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Update {
    pub resource: Named<Changeable>,
    /// Leave out for settings and profile.
    #[serde(default)]
    pub id: Option<Uuid>,
    /// Values by key, as describe's "update" says; what is left out stays.
    #[schemars(with = "Map<String, Value>")]
    pub fields: Record,
}

/// Rows to delete.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Delete {
    pub resource: Named<Deletable>,
    #[schemars(length(min = 1, max = MAX_IDS))]
    pub ids: Vec<Uuid>,
}

/// What to take back: one of them.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Undo {
    /// Of delete's answer.
    #[serde(default)]
    pub deletion_id: Option<Uuid>,
    /// Of a finished run that describe says can be undone.
    #[serde(default)]
    pub task_id: Option<Uuid>,
}

/// An action on rows.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Act {
    #[serde(serialize_with = "path")]
    pub resource: Named<Actable>,
    /// An action's name, as describe says.
    pub action: String,
    /// Which rows; or filter.
    #[serde(default)]
    #[schemars(length(max = MAX_IDS))]
    pub ids: Option<Vec<Uuid>>,
    /// All rows that match, as in list; {} for all.
    #[serde(default)]
    pub filter: Option<Map<String, Value>>,
    /// Answers to what describe says that the action asks.
    #[serde(default)]
    #[schemars(with = "Map<String, Value>")]
    pub arguments: Arguments,
    /// The price in credits that the user agreed to. Leave out to be told the price first.
    #[serde(default)]
    pub confirm_credits: Option<i64>,
    /// The same key again starts nothing twice.
    #[serde(default)]
    #[schemars(length(min = 1, max = 200))]
    pub idempotency_key: Option<String>,
}

fn path<S: serde::Serializer>(resource: &Named<Actable>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(resource.0.path())
}

/// A command on rows, which costs nothing.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Command {
    pub resource: Named<Actable>,
    /// An action's name, as describe says.
    pub action: String,
    /// Which rows; or filter.
    #[serde(default)]
    #[schemars(length(max = MAX_IDS))]
    pub ids: Option<Vec<Uuid>>,
    /// All rows that match, as in list; {} for all.
    #[serde(default)]
    pub filter: Option<Map<String, Value>>,
    /// Answers to what describe says that the action asks.
    #[serde(default)]
    #[schemars(with = "Map<String, Value>")]
    pub arguments: Arguments,
}

/// A run to wait for.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    pub task_id: Uuid,
    /// 0 to 30.
    #[serde(default = "seconds")]
    #[schemars(range(max = MAX_WAIT))]
    pub seconds: u64,
}

const fn seconds() -> u64 {
    20
}

/// Keywords to import.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Import {
    /// Where they go: a row of auth/sectors.
    pub sector_id: Uuid,
    /// CSV or TSV with a header (Keyword, Volume, …), or one keyword per line.
    #[schemars(length(min = 1, max = MAX_TEXT))]
    pub text: String,
}

/// Rows of a list.
#[derive(Serialize, JsonSchema)]
pub struct Rows {
    /// How many match.
    pub count: u64,
    /// Whether count is an estimate.
    pub count_estimated: bool,
    #[schemars(with = "Vec<Map<String, Value>>")]
    pub rows: Vec<Value>,
    /// Pass it as cursor for the next rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// One row.
#[derive(Serialize, JsonSchema)]
pub struct One {
    #[schemars(with = "Map<String, Value>")]
    pub row: Value,
    /// What its page shows beside the row, such as an article's text or a run's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Map<String, Value>>")]
    pub detail: Option<Value>,
    /// Shown only now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// What was deleted.
#[derive(Serialize, JsonSchema)]
pub struct Gone {
    pub count: u64,
    /// For undo.
    pub deletion_id: Uuid,
}

/// What was taken back.
#[derive(Serialize, JsonSchema)]
pub struct Back {
    /// Rows that it changed.
    pub count: u64,
}

/// How a call that may cost something went.
#[derive(Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Nothing was done: ask the user about the price, then call again with confirm_credits.
    ConfirmPrice,
    /// It runs: wait_for_run tells when it is done.
    Started,
    /// It is done.
    Done,
    /// The user said no. Nothing was done.
    Declined,
}

/// What came of an action.
#[derive(Serialize, JsonSchema)]
pub struct Outcome {
    pub step: Step,
    /// What to do next.
    pub next: String,
    /// Rows that it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// The run, for wait_for_run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Map<String, Value>>")]
    pub price: Option<Quote>,
    /// Shown only now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// How a run is.
#[derive(Serialize, JsonSchema)]
pub struct Run {
    /// Whether it has ended; else call again.
    pub finished: bool,
    #[schemars(with = "Map<String, Value>")]
    pub task: JobRun,
}

/// The schema of a type as tools carry it: whole, without references, titles and formats that some clients refuse.
pub fn schema<T: JsonSchema>() -> std::sync::Arc<Map<String, Value>> {
    let settings = schemars::generate::SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    tidy(&mut schema);
    // A client need not know what a schema leaves open.
    schema["type"] = json!("object");
    match schema {
        Value::Object(schema) => std::sync::Arc::new(schema),
        _ => std::sync::Arc::default(),
    }
}

fn tidy(schema: &mut Value) {
    match schema {
        Value::Object(entries) => {
            // What a type is called tells a model nothing; the tool is described itself.
            if entries.get("title").is_some_and(Value::is_string) {
                entries.remove("title");
            }
            if entries.get("format").is_some_and(|format| format != "uuid") {
                entries.remove("format");
            }
            if entries.get("default").is_some_and(Value::is_null) {
                entries.remove("default");
            }
            entries.values_mut().for_each(tidy);
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_knows_the_resources_that_offer_what_it_does() {
        let creatable = Creatable::resources();
        assert!(creatable.contains(&Resource::Keywords) && !creatable.contains(&Resource::Logs));
        assert!(Readable::resources().contains(&Resource::Settings));
        let said = |path: &str| serde_json::from_value::<Named<Creatable>>(json!(path));
        assert!(said("planner/keywords").is_ok_and(|named| named.0 == Resource::Keywords));
        for wrong in ["system/logs", "keywords", "", "../planner/keywords"] {
            assert!(said(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn schemas_are_whole() {
        for schema in [schema::<Act>(), schema::<List>(), schema::<Outcome>()] {
            let text = Value::Object((*schema).clone()).to_string();
            assert!(!text.contains("$ref") && !text.contains("\"title\""), "{text}");
        }
    }
}
