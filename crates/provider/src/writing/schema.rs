//! The JSON schema of each answer: strict, as OpenAI's structured outputs want it (every property required, no others).

use serde_json::{Value, json};

use super::Purpose;
use crate::Schema;

/// The schema of a purpose's answer; none where it is text.
pub fn schema(purpose: &Purpose) -> Option<Schema> {
    let schema = match purpose {
        Purpose::Section(_) => return None,
        Purpose::NameClusters(_) => object(&[("names", array(text()))]),
        Purpose::Ideas(_) => {
            let idea = object(&[
                ("title", text()),
                ("angle", text()),
                ("outline", array(text())),
                ("content_type", one_of(igny8::writer::brief::ContentType::CHOICES)),
                ("target_keywords", array(text())),
                ("priority", json!({ "type": "integer", "enum": [1, 2, 3] })),
            ]);
            object(&[("ideas", array(idea))])
        }
        Purpose::Outline(_) => {
            let section = object(&[
                ("heading", text()),
                ("points", array(text())),
                ("words", json!({ "type": "integer" })),
            ]);
            object(&[("sections", array(section))])
        }
        Purpose::Finish(_) => object(&[
            ("meta_title", text()),
            ("meta_description", text()),
            ("slug", text()),
            ("excerpt", text()),
            ("faq", array(object(&[("question", text()), ("answer", text())]))),
            ("tags", array(text())),
            ("categories", array(text())),
        ]),
        Purpose::ImagePrompts(_) => {
            let image = object(&[("heading", text()), ("prompt", text()), ("alt", text())]);
            object(&[("featured", image.clone()), ("images", array(image))])
        }
    };
    Some(Schema {
        name: purpose.kind().as_str(),
        schema,
    })
}

fn text() -> Value {
    json!({ "type": "string" })
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "callers write the items where they call"
)]
fn array(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn one_of(choices: &[igny8::choice::Choice]) -> Value {
    let values: Vec<_> = choices.iter().map(|choice| choice.value).collect();
    json!({ "type": "string", "enum": values })
}

fn object(properties: &[(&str, Value)]) -> Value {
    let names: Vec<_> = properties.iter().map(|(name, _)| *name).collect();
    let properties: serde_json::Map<_, _> = properties
        .iter()
        .map(|(name, schema)| ((*name).to_owned(), schema.clone()))
        .collect();
    json!({ "type": "object", "properties": properties, "required": names, "additionalProperties": false })
}
