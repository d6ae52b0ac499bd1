//! Endpoints that no declaration makes: signing in, imports, runs, events, server functions.

use igny8::page::FormPage;
use igny8::system::prompts::MOST_TEXT;
use serde_json::{Map, Value, json};

use super::imports;
use super::schema::{answers_of, fields, json_body, properties, reference};

fn text(max: u32) -> Value {
    json!({ "type": "string", "maxLength": max })
}

fn object(properties: &Value) -> Value {
    let required: Vec<_> = properties
        .as_object()
        .map(|all| all.keys().cloned().collect())
        .unwrap_or_default();
    json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
}

pub(super) fn post(tag: &str, summary: &str, request: Option<Value>, status: &str, answer: &Value) -> Value {
    let mut operation = json!({ "tags": [tag], "summary": summary, "responses": answers_of(status, "application/json", answer) });
    if let Some(schema) = request {
        operation["requestBody"] = json_body(&schema);
    }
    json!({ "post": operation })
}

pub(super) fn get(tag: &str, summary: &str, media: &str, answer: &Value) -> Value {
    json!({ "get": { "tags": [tag], "summary": summary, "responses": answers_of("200", media, answer) } })
}

/// The same path item, open to everybody.
fn public(mut item: Value) -> Value {
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

/// Adds all of them.
pub fn add(paths: &mut Map<String, Value>, schemas: &mut Map<String, Value>) {
    let count = object(&json!({ "count": { "type": "integer" } }));
    add_sign_in(paths, schemas);
    imports::add(paths, &count);
    add_runs(paths, &count);
    for form in igny8::registry::forms() {
        paths.insert(format!("/{}", form.entity.resource.path()), one_row(form));
    }
    paths.insert("/system/prompts/{id}/preview".into(), preview());
    add_service(paths);
    add_functions(paths);
}

/// Signing up, in and out, invitations and the session.
fn add_sign_in(paths: &mut Map<String, Value>, schemas: &mut Map<String, Value>) {
    schemas.insert("Tokens".into(), object(&json!({
        "access_token": { "type": "string" }, "token_type": { "const": "Bearer" }, "expires_in": { "type": "integer" },
    })));
    let tokens = reference("Tokens");
    let email = json!({ "type": "string", "format": "email" });
    let credentials = object(&json!({ "email": email, "password": text(256) }));
    let sign_up =
        object(&json!({ "email": email, "password": text(256), "name": text(120), "account": text(120) }));
    paths.insert(
        "/auth/signup".into(),
        public(post("auth", "Sign up", Some(sign_up), "201", &tokens)),
    );
    paths.insert(
        "/auth/login".into(),
        public(post("auth", "Sign in", Some(credentials), "200", &tokens)),
    );
    paths.insert(
        "/auth/refresh".into(),
        public(post("auth", "Exchange the refresh cookie", None, "200", &tokens)),
    );
    paths.insert("/auth/logout".into(), public(json!({ "post": {
        "tags": ["auth"], "summary": "Sign out", "responses": { "204": { "description": "Signed out" } } } })));
    let accept = post(
        "auth",
        "Accept an invitation",
        Some(json!({
            "type": "object", "additionalProperties": false,
            "description": "Empty to join as whoever is signed in. Else a password: that of the sign-in with `email`, or of the new one \
                that is made with it. Without `email` it is the invited address.",
            "properties": { "email": text(254), "password": text(256), "name": text(120) },
        })),
        "200",
        &tokens,
    );
    paths.insert(
        "/auth/invitations/{token}/accept".into(),
        with_id(public(accept), "token", ""),
    );
    paths.insert(
        "/auth/session".into(),
        get(
            "auth",
            "Who is signed in",
            "application/json",
            &json!({ "type": "object" }),
        ),
    );
}

/// What is undone and read of runs and deletions; `count` is an answer with a number of rows.
fn add_runs(paths: &mut Map<String, Value>, count: &Value) {
    let undo = post("system", "Undo a deletion", None, "200", count);
    paths.insert("/system/deletions/{id}/undo".into(), with_id(undo, "id", "uuid"));
    let log = get(
        "system",
        "The log of a run",
        "application/json",
        &json!({ "type": "array", "items": { "type": "object" } }),
    );
    paths.insert("/system/tasks/{id}/log".into(), with_id(log, "id", "uuid"));
    let undo = post(
        "system",
        "Undo a run: an import of keywords, or a run of auto-cluster",
        None,
        "200",
        count,
    );
    paths.insert("/system/tasks/{id}/undo".into(), with_id(undo, "id", "uuid"));
}

/// What the service says of itself: its health, its events and this document.
fn add_service(paths: &mut Map<String, Value>) {
    paths.insert(
        "/system/status/".into(),
        public(get(
            "system",
            "Whether every part works",
            "application/json",
            &json!({ "type": "object" }),
        )),
    );
    let mut events = get(
        "system",
        "Events of the account",
        "text/event-stream",
        &json!({ "type": "string" }),
    );
    events["get"]["parameters"] = json!([{
        "name": "since", "in": "query", "schema": { "type": "string" },
        "description": "Where to begin, as a session tells it; after a break, Last-Event-ID counts."
    }]);
    paths.insert("/events".into(), events);
    paths.insert(
        "/openapi.json".into(),
        public(get(
            "system",
            "This document",
            "application/json",
            &json!({ "type": "object" }),
        )),
    );
}

/// The server functions that pages call.
fn add_functions(paths: &mut Map<String, Value>) {
    for (name, arguments) in app::server_fns::ARGUMENTS {
        let item = post(
            "functions",
            &format!("The server function {name}, which pages call"),
            Some(arguments_of(arguments)),
            "200",
            &json!({}),
        );
        paths.insert(format!("/fn/{name}"), item);
    }
}

/// The body of a server function with these arguments.
fn arguments_of(arguments: &[(&str, &str)]) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (name, kind) in arguments {
        let schema = match *kind {
            "Uuid" => json!({ "type": "string", "format": "uuid" }),
            "String" => json!({ "type": "string" }),
            "Resource" => {
                let all: Vec<_> = igny8::registry::tables()
                    .map(|page| json!(page.resource()))
                    .collect();
                json!({ "type": "string", "enum": all })
            }
            "i32" => json!({ "type": "integer", "format": "int32" }),
            _ => json!({ "type": "object" }),
        };
        properties.insert((*name).to_owned(), schema);
        if !kind.starts_with("Option") {
            required.push(*name);
        }
    }
    json!({ "type": "object", "properties": properties, "required": required })
}

fn preview() -> Value {
    let text = json!({ "type": "string" });
    let id = json!({ "type": "string", "format": "uuid" });
    let draft = json!({
        "type": "object", "additionalProperties": false,
        "properties": {
            "system": { "type": "string", "maxLength": MOST_TEXT, "description": "The instruction; without one, as it is saved." },
            "template": { "type": "string", "maxLength": MOST_TEXT, "description": "The prompt; without one, as it is saved." },
            "record_id": {
                "type": "string", "format": "uuid",
                "description": "Where the values come from: a cluster, writing task or article, as the prompt is for. Without one, the newest.",
            },
        },
    });
    let list = |item: Value| json!({ "type": "array", "items": item });
    let part = json!({
        "type": "object", "required": ["text"],
        "properties": { "text": text, "variable": { "type": "string", "description": "The variable whose value it is." } },
    });
    let record =
        json!({ "type": "object", "required": ["id", "label"], "properties": { "id": id, "label": text } });
    let answer = json!({
        "type": "object", "required": ["system", "prompt", "variables", "tokens", "record"],
        "properties": {
            "system": text, "prompt": list(part), "variables": list(object(&json!({ "name": text, "value": text }))),
            "tokens": { "type": "integer", "description": "About how many both texts have." },
            "record": { "anyOf": [record, { "type": "null" }], "description": "Null where the values are samples." },
            "note": { "type": "string", "description": "What to know of the values." },
        },
    });
    let summary = "A prompt as the model gets it, with the values of a row";
    with_id(post("system", summary, Some(draft), "200", &answer), "id", "uuid")
}

/// The one row of a form page: what is read, and what of it may be changed.
fn one_row(form: &'static FormPage) -> Value {
    let resource = form.entity.resource;
    let row = json!({ "type": "object", "properties": fields(form.entity) });
    let change =
        json!({ "type": "object", "additionalProperties": false, "properties": properties(form.inputs()) });
    let mut item = get(
        resource.module(),
        &format!("The {}", resource.one()),
        "application/json",
        &row,
    );
    let summary = format!("Change the {}", resource.one());
    let mut patch = post(resource.module(), &summary, Some(change), "200", &row);
    item["patch"] = patch["post"].take();
    item
}
