//! Single articles and the files of pictures in the OpenAPI document.

use igny8::writer::article::{Article, Change, Edit, Edited, Saved, Text, Version};
use media::Size;
use serde_json::{Map, Value, json};

use super::schema::{answers_of, json_body, name, reference};
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
    let mut save = operation("Save an article, based on the version you edited", &saved);
    save["requestBody"] = json_body(&types.sent::<Edit>());
    save["responses"]["409"] = json!({
        "description": "Someone else saved in the meantime. The response contains the current article.",
        "content": { "application/problem+json": { "schema": {
            "allOf": [reference("Problem"), { "type": "object", "properties": { "document": types.answered::<Article>() } }],
        } } },
    });
    paths.insert(
        format!("{base}/document"),
        json!({
            "parameters": parameters(std::slice::from_ref(&article)),
            "get": operation("Get an article with its editor data", &types.answered::<Article>()),
            "put": save,
        }),
    );
    paths.insert(
        format!("{base}/versions"),
        json!({
            "parameters": parameters(std::slice::from_ref(&article)),
            "get": operation("List an article's versions, newest first", &types.answered::<Vec<Version>>()),
        }),
    );
    paths.insert(
        format!("{base}/edits"),
        json!({
            "parameters": parameters(std::slice::from_ref(&article)),
            "get": operation("List edits to an article on its destinations", &types.answered::<Vec<Edited>>()),
        }),
    );
    let both = parameters(&[article, number]);
    paths.insert(
        format!("{base}/versions/{{version}}"),
        json!({ "parameters": both, "get": operation("Get a version of an article", &types.answered::<Text>()) }),
    );
    let mut diff = operation(
        "Compare two versions of an article",
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
        json!({ "parameters": both, "post": operation("Restore a version of an article", &saved) }),
    );
    add_files(paths);
}

/// Pictures, and articles that were packed.
fn add_files(paths: &mut Map<String, Value>) {
    let mut file = json!({
        "tags": ["writer"], "summary": "Download an image",
        "responses": answers_of("200", "image/*", &json!({ "type": "string", "format": "binary" })),
    });
    file["responses"]["304"] = json!({ "description": "The client's copy is current" });
    file["parameters"] = json!([
        { "name": "v", "in": "query", "schema": { "type": "string" }, "description": "The file's key, for caching." },
        { "name": "If-None-Match", "in": "header", "schema": { "type": "string" }, "description": "The ETag of the client's copy." },
    ]);
    let size = json!({ "type": "string", "enum": Size::ALL.map(Size::name) });
    let picture = ("id", json!({ "type": "string", "format": "uuid" }));
    paths.insert(
        "/writer/images/{id}/file/{size}".into(),
        json!({ "parameters": parameters(&[picture, ("size", size)]), "get": file }),
    );
    let number = |least: u32| json!({ "type": "integer", "minimum": least, "maximum": u32::MAX });
    let crop = json!({
        "type": "object", "additionalProperties": false, "required": ["x", "y", "width", "height"],
        "properties": { "x": number(0), "y": number(0), "width": number(1), "height": number(1) },
    });
    let id = ("id", json!({ "type": "string", "format": "uuid" }));
    let replace = json!({
        "tags": ["writer"], "summary": "Replace or crop an image",
        "description": "Sends a PNG, JPEG or WebP file to take the image's place, cropped if you say how. Without a file, the current image is cropped.",
        "requestBody": { "required": true, "content": { "multipart/form-data": {
            "schema": { "type": "object", "properties": {
                "file": { "type": "string", "format": "binary" },
                "crop": { "type": "string", "contentMediaType": "application/json", "contentSchema": crop, "description": "JSON of the part to keep, in pixels of the original." },
            } },
        } } },
        "responses": answers_of("200", "application/json", &reference(&name(&igny8::writer::images::PAGE))),
    });
    paths.insert(
        "/writer/images/{id}/file".into(),
        json!({ "parameters": parameters(&[id]), "post": replace }),
    );
    let packed = json!({
        "tags": ["writer"], "summary": "Download the ZIP file of exported articles",
        "responses": answers_of("200", "application/zip", &json!({ "type": "string", "format": "binary" })),
    });
    let run = ("task", json!({ "type": "string", "format": "uuid" }));
    paths.insert(
        "/writer/content/exports/{task}".into(),
        json!({ "parameters": parameters(&[run]), "get": packed }),
    );
}
