//! Single articles and the files of pictures in the OpenAPI document.

use serde_json::{Map, Value, json};

use media::Size;

use super::schema::{answers_of, json_body, reference};

#[expect(
    clippy::needless_pass_by_value,
    reason = "callers write the properties where they call"
)]
fn object(properties: Value, optional: &[&str]) -> Value {
    let required: Vec<_> = properties
        .as_object()
        .into_iter()
        .flat_map(Map::keys)
        .filter(|key| !optional.contains(&key.as_str()))
        .cloned()
        .collect();
    json!({ "type": "object", "required": required, "properties": properties })
}

fn list(items: &Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn or_null(kind: &str) -> Value {
    json!({ "type": [kind, "null"] })
}

fn operation(summary: &str, answer: &Value) -> Value {
    json!({ "tags": ["writer"], "summary": summary, "responses": answers_of("200", "application/json", answer) })
}

fn parameters(names: &[(&str, Value)]) -> Value {
    let one = |(name, schema): &(&str, Value)| json!({ "name": name, "in": "path", "required": true, "schema": schema });
    names.iter().map(one).collect()
}

/// Adds paths and schemas.
pub(super) fn add(paths: &mut Map<String, Value>, schemas: &mut Map<String, Value>) {
    add_texts(schemas);
    add_document(schemas);
    let base = "/writer/content/{id}";
    let article = ("id", json!({ "type": "string", "format": "uuid" }));
    let number = ("version", json!({ "type": "integer" }));
    let mut save = operation(
        "Save an article from the version that the edit began with",
        &reference("SavedText"),
    );
    save["requestBody"] = json_body(&reference("Edit"));
    save["responses"]["409"] = json!({
        "description": "Somebody else saved meanwhile: the answer has the article as it is now",
        "content": { "application/problem+json": { "schema": {
            "allOf": [reference("Problem"), { "type": "object", "properties": { "document": reference("Document") } }],
        } } },
    });
    paths.insert(
        format!("{base}/document"),
        json!({
            "parameters": parameters(std::slice::from_ref(&article)),
            "get": operation("An article as the editor shows it", &reference("Document")),
            "put": save,
        }),
    );
    paths.insert(
        format!("{base}/versions"),
        json!({
            "parameters": parameters(std::slice::from_ref(&article)),
            "get": operation("An article's history, newest first", &list(&reference("Version"))),
        }),
    );
    paths.insert(
        format!("{base}/edits"),
        json!({
            "parameters": parameters(std::slice::from_ref(&article)),
            "get": operation("How people have changed an article at its destinations", &list(&reference("Edited"))),
        }),
    );
    let both = parameters(&[article, number]);
    paths.insert(
        format!("{base}/versions/{{version}}"),
        json!({ "parameters": both, "get": operation("An article as it was", &reference("Text")) }),
    );
    let mut diff = operation("What changed since another version", &list(&reference("Change")));
    diff["parameters"] = json!([{
        "name": "against", "in": "query", "required": true, "schema": { "type": "integer" }, "description": "The other version.",
    }]);
    paths.insert(
        format!("{base}/versions/{{version}}/diff"),
        json!({ "parameters": both, "get": diff }),
    );
    paths.insert(
        format!("{base}/versions/{{version}}/restore"),
        json!({ "parameters": both, "post": operation("Make an article what it was", &reference("SavedText")) }),
    );
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

/// The schemas of an article's text, of its versions and of what changed between two.
fn add_texts(schemas: &mut Map<String, Value>) {
    use igny8::writer::limits as most;

    let text = json!({ "type": "string" });
    let number = json!({ "type": "integer" });
    let time = json!({ "type": "string", "format": "date-time" });
    let limited = |most: usize| json!({ "type": "string", "maxLength": most });
    let question = object(
        json!({ "question": limited(most::QUESTION), "answer": limited(most::ANSWER) }),
        &[],
    );
    let labels = json!({ "type": "array", "items": limited(most::TAG), "maxItems": most::TAGS });
    let mut add = |name: &str, schema: Value| schemas.insert(name.into(), schema);
    add(
        "Text",
        object(
            json!({
                "title": limited(most::TITLE), "html": limited(most::HTML_BYTES), "meta_title": limited(most::META_TITLE),
                "meta_description": limited(most::META_DESCRIPTION), "slug": text, "excerpt": limited(most::EXCERPT),
                "faq": { "type": "array", "items": question, "maxItems": most::QUESTIONS }, "tags": labels, "categories": labels,
            }),
            &[
                "meta_title",
                "meta_description",
                "slug",
                "excerpt",
                "faq",
                "tags",
                "categories",
            ],
        ),
    );
    add(
        "Edit",
        object(json!({ "version": number, "text": reference("Text") }), &[]),
    );
    add(
        "SavedText",
        object(
            json!({ "outcome": { "const": "saved" }, "version": number, "updated_at": time, "text": reference("Text") }),
            &[],
        ),
    );
    add(
        "Version",
        object(
            json!({
                "version": number, "origin": { "enum": ["model", "person", "restore"] }, "title": text, "words": number,
                "created_at": time, "created_by": or_null("string"),
            }),
            &[],
        ),
    );
    add(
        "Change",
        object(
            json!({
                "field": text, "kind": { "enum": ["same", "added", "removed"] }, "text": text, "ends_block": { "type": "boolean" },
            }),
            &[],
        ),
    );
}

/// The schemas of an article as the editor shows it, and of what became of it at its destinations.
fn add_document(schemas: &mut Map<String, Value>) {
    let text = json!({ "type": "string" });
    let number = json!({ "type": "integer" });
    let uuid = json!({ "type": "string", "format": "uuid" });
    let time = json!({ "type": "string", "format": "date-time" });
    let named = object(json!({ "id": uuid, "label": text }), &[]);
    let picture = object(
        json!({
            "id": uuid, "place": number, "heading": or_null("string"), "alt": text,
            "status": { "enum": ["prompt", "ready", "failed"] }, "src": or_null("string"),
        }),
        &[],
    );
    let page = object(json!({ "title": text, "url": text }), &[]);
    let words = object(
        json!({ "content_id": uuid, "run_id": uuid, "place": number, "heading": text, "html": text }),
        &[],
    );
    let approval = object(json!({ "by": or_null("string"), "at": time }), &[]);
    let edited = object(
        json!({
            "destination": text, "revision": text, "sentence": text, "edit_url": or_null("string"),
            "changes": list(&reference("Change")),
        }),
        &[],
    );
    schemas.insert("Edited".into(), edited);
    let maybe = json!({ "anyOf": [named, { "type": "null" }] });
    schemas.insert(
        "Document".into(),
        object(
            json!({
                "id": uuid, "version": number, "text": reference("Text"),
                "status": { "enum": ["writing", "draft", "in_review", "approved", "handed_over", "scheduled", "published"] },
                "offline": { "type": "boolean" }, "keywords": list(&text), "words_target": number, "cost": { "type": "number" },
                "url": or_null("string"), "published_at": or_null("string"), "updated_at": time, "language": text,
                "domain": or_null("string"), "site": named, "cluster": maybe, "task": maybe, "run": or_null("string"),
                "stale": { "type": "boolean" }, "edition": number, "needs_approval": { "type": "boolean" }, "publish_as": text,
                "approved": { "anyOf": [approval, { "type": "null" }] }, "edited_there": list(&text),
                "written": list(&words),
                "pictures": list(&picture), "links": list(&page),
            }),
            &[],
        ),
    );
}
