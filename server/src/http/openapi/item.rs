//! Path items of endpoints that no declaration makes.

use serde_json::{Value, json};

use super::schema::{answers_of, json_body};

/// A path item with a POST.
pub(super) fn post(tag: &str, summary: &str, request: Option<Value>, status: &str, answer: &Value) -> Value {
    let mut operation = json!({ "tags": [tag], "summary": summary, "responses": answers_of(status, "application/json", answer) });
    if let Some(schema) = request {
        operation["requestBody"] = json_body(&schema);
    }
    json!({ "post": operation })
}

/// A path item with a GET.
pub(super) fn get(tag: &str, summary: &str, media: &str, answer: &Value) -> Value {
    json!({ "get": { "tags": [tag], "summary": summary, "responses": answers_of("200", media, answer) } })
}

/// The same path item, open to everybody.
pub(super) fn public(mut item: Value) -> Value {
    for operation in item
        .as_object_mut()
        .into_iter()
        .flat_map(|item| item.values_mut())
    {
        operation["security"] = json!([]);
    }
    item
}

/// The same path item, with an id in its path.
pub(super) fn with_id(mut item: Value, name: &str, format: &str) -> Value {
    let mut schema = json!({ "type": "string" });
    if !format.is_empty() {
        schema["format"] = format.into();
    }
    item["parameters"] = json!([{ "name": name, "in": "path", "required": true, "schema": schema }]);
    item
}
