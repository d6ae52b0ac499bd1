//! Single articles and the files of pictures in the OpenAPI document.

use igny8::writer::article::{Article, Change, Edit, Edited, Saved, Text, Version};
use media::Size;
use serde_json::{Map, Value, json};

use super::schema::{answers_of, json_body, reference};
use super::types::Types;

fn operation(summary: &str, answer: &Value) -> Value {
    json!({ "tags": ["writer"], "summary": summary, "responses": answers_of("200", "application/json", answer) })
}

fn parameters(names: &[(&str, Value)]) -> Value {
    let one = |(name, schema): &(&str, Value)| json!({ "name": name, "in": "path", "required": true, "schema": schema });
    names.iter().map(one).collect()
}

/// Adds their paths.
pub(super) fn add(paths: &mut Map<String, Value>, types: &mut Types) {
    let base = "/writer/content/{id}";
    let article = ("id", json!({ "type": "string", "format": "uuid" }));
    let number = ("version", json!({ "type": "integer" }));
    // A conflict is a problem here, and no answer.
    let saved = json!({
        "allOf": [types.answered::<Saved>(), { "properties": { "outcome": { "const": "saved" } } }],
    });
    let mut save = operation(
        "Save an article from the version that the edit began with",
        &saved,
    );
    save["requestBody"] = json_body(&types.sent::<Edit>());
    save["responses"]["409"] = json!({
        "description": "Somebody else saved meanwhile: the answer has the article as it is now",
        "content": { "application/problem+json": { "schema": {
            "allOf": [reference("Problem"), { "type": "object", "properties": { "document": types.answered::<Article>() } }],
        } } },
    });
    paths.insert(
        format!("{base}/document"),
        json!({
            "parameters": parameters(std::slice::from_ref(&article)),
            "get": operation("An article as the editor shows it", &types.answered::<Article>()),
            "put": save,
        }),
    );
    paths.insert(
        format!("{base}/versions"),
        json!({
            "parameters": parameters(std::slice::from_ref(&article)),
            "get": operation("An article's history, newest first", &types.answered::<Vec<Version>>()),
        }),
    );
    paths.insert(
        format!("{base}/edits"),
        json!({
            "parameters": parameters(std::slice::from_ref(&article)),
            "get": operation("How people have changed an article at its destinations", &types.answered::<Vec<Edited>>()),
        }),
    );
    let both = parameters(&[article, number]);
    paths.insert(
        format!("{base}/versions/{{version}}"),
        json!({ "parameters": both, "get": operation("An article as it was", &types.answered::<Text>()) }),
    );
    let mut diff = operation(
        "What changed since another version",
        &types.answered::<Vec<Change>>(),
    );
    diff["parameters"] = json!([{
        "name": "against", "in": "query", "required": true, "schema": { "type": "integer" }, "description": "The other version.",
    }]);
    paths.insert(
        format!("{base}/versions/{{version}}/diff"),
        json!({ "parameters": both, "get": diff }),
    );
    paths.insert(
        format!("{base}/versions/{{version}}/restore"),
        json!({ "parameters": both, "post": operation("Make an article what it was", &saved) }),
    );
    add_files(paths);
}

/// Pictures, and articles that were packed.
fn add_files(paths: &mut Map<String, Value>) {
    let mut file = json!({
        "tags": ["writer"], "summary": "The file of a picture",
        "responses": answers_of("200", "image/*", &json!({ "type": "string", "format": "binary" })),
    });
    file["responses"]["304"] = json!({ "description": "The file is the one that the client has" });
    file["parameters"] = json!([
        { "name": "v", "in": "query", "schema": { "type": "string" }, "description": "The file's key: browsers keep it then." },
        { "name": "If-None-Match", "in": "header", "schema": { "type": "string" }, "description": "The file that the client has." },
    ]);
    let size = json!({ "type": "string", "enum": Size::ALL.map(Size::name) });
    let picture = ("id", json!({ "type": "string", "format": "uuid" }));
    paths.insert(
        "/writer/images/{id}/file/{size}".into(),
        json!({ "parameters": parameters(&[picture, ("size", size)]), "get": file }),
    );
    let packed = json!({
        "tags": ["writer"], "summary": "The zip of HTML and pictures that a run of export_articles has packed",
        "responses": answers_of("200", "application/zip", &json!({ "type": "string", "format": "binary" })),
    });
    let run = ("task", json!({ "type": "string", "format": "uuid" }));
    paths.insert(
        "/writer/content/exports/{task}".into(),
        json!({ "parameters": parameters(&[run]), "get": packed }),
    );
}
