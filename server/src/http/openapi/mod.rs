//! The OpenAPI 3.1 document, made from the registry: what is declared is what is documented.

mod clusters;
mod documents;
mod fixed;
mod imports;
mod item;
mod plan;
pub(super) mod schema;
mod types;
#[cfg(test)]
mod whole;

use axum::Json;
use igny8::error::Problem;
use igny8::page::TablePage;
use igny8::permission::Verb;
use igny8::registry;
use igny8::services::{Deleted, Outcome, Quote};
use igny8::totals::Totals;
use serde_json::{Map, Value, json};

use schema::{Beside, body, parameters, row};
use types::Types;

/// `GET /openapi.json`.
pub async fn document() -> Json<Value> {
    Json(build())
}

/// The whole document.
pub fn build() -> Value {
    let mut paths = Map::new();
    let mut schemas = schema::shared();
    let mut types = Types::new();
    types.answered::<Problem>();
    for page in registry::tables() {
        let name = schema::name(page);
        let deletes = page.offers(Verb::Delete);
        if deletes || page.endpoints().next().is_some() {
            schemas.insert(format!("{name}Filter"), schema::filter(page));
        }
        if deletes || page.endpoints().any(|action| action.params.is_empty()) {
            schemas.insert(format!("{name}Selection"), schema::selection(page));
        }
        schemas.insert(name, row(page.entity));
        add_resource(&mut paths, page, &mut types);
    }
    fixed::add(&mut paths, &mut types);
    documents::add(&mut paths, &mut types);
    types.finish(&mut paths, &mut schemas);
    take_keys(&mut paths);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "IGNY8",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "From search keywords to published articles. Errors are RFC 9457 problem details. Answers to whoever is signed in \
                tell by RateLimit and RateLimit-Policy how many calls are left; Retry-After says when to try again what is refused for now.",
        },
        "servers": [{ "url": "/api/v1" }],
        "security": [{ "bearer": [] }, { "cookie": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "parameters": {
                KEY: {
                    "name": "Idempotency-Key", "in": "header",
                    "schema": { "type": "string", "minLength": 1, "maxLength": 200 },
                    "description": "Sent again with the same key within 24 hours, the request is done once and answered as the first time, \
                        with `Idempotent-Replayed: true`. 409 while the first is in progress, 422 for another request with the key.",
                },
            },
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer", "description": "An access token or an API token." },
                "cookie": { "type": "apiKey", "in": "cookie", "name": "igny8_access" },
            },
        },
    })
}

/// The parameter of all operations that take a key.
const KEY: &str = "IdempotencyKey";

/// Every POST of whoever is signed in takes a key by which it is done once.
fn take_keys(paths: &mut Map<String, Value>) {
    let posts = paths.values_mut().filter_map(|item| item.get_mut("post"));
    for operation in posts.filter(|operation| operation.get("security").is_none()) {
        let key = json!({ "$ref": format!("#/components/parameters/{KEY}") });
        match operation.get_mut("parameters").and_then(Value::as_array_mut) {
            Some(parameters) => parameters.push(key),
            None => operation["parameters"] = json!([key]),
        }
        if let Some(answers) = operation["responses"].as_object_mut() {
            for (_, answer) in answers.iter_mut().filter(|(status, _)| status.starts_with('2')) {
                answer["headers"]["Idempotent-Replayed"] = json!({
                    "description": "`true` if this is the response of an earlier request with the same key.",
                    "schema": { "type": "string", "const": "true" },
                });
            }
        }
    }
}

fn add_resource(paths: &mut Map<String, Value>, page: &'static TablePage, types: &mut Types) {
    let base = format!("/{}", page.resource().path());
    let (one, many) = (page.resource().one(), page.resource().many());
    let tag = page.resource().module();
    let schema = schema::reference(&schema::name(page));
    let selection = schema::reference(&format!("{}Selection", schema::name(page)));
    let (outcome, deletion) = (types.answered::<Outcome>(), types.answered::<Deleted>());
    let quote = types.answered::<Quote>();
    let id = json!([{ "name": "id", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } }]);
    let operation =
        |summary: String, answers: Value| json!({ "tags": [tag], "summary": summary, "responses": answers });
    let mut collection = Map::new();
    let mut list = operation(format!("List {many}"), answers("200", &schema::listing(&schema)));
    list["parameters"] = parameters(page, Beside::Pages);
    collection.insert("get".into(), list);
    if page.offers(Verb::Create) {
        let mut create = operation(
            format!("Add a {one}"),
            answers("201", &schema::made(page.entity, &schema)),
        );
        create["requestBody"] = body(page, true);
        collection.insert("post".into(), create);
    }
    paths.insert(base.clone(), collection.into());

    let mut single = Map::new();
    single.insert("parameters".into(), id.clone());
    single.insert(
        "get".into(),
        operation(format!("Get a {one}"), answers("200", &schema)),
    );
    if page.offers(Verb::Update) {
        let mut update = operation(format!("Change a {one}"), answers("200", &schema));
        update["requestBody"] = body(page, false);
        single.insert("patch".into(), update);
    }
    if page.offers(Verb::Delete) {
        let summary = format!("Delete a {one}. The response contains the deletion ID for undo.");
        single.insert("delete".into(), operation(summary, answers("200", &deletion)));
    }
    paths.insert(format!("{base}/{{id}}"), single.into());

    let mut export = operation(
        format!("Export {many} as CSV"),
        schema::answers_of("200", "text/csv", &json!({ "type": "string" })),
    );
    export["parameters"] = parameters(page, Beside::File);
    paths.insert(format!("{base}/export"), json!({ "get": export }));

    let mut totals = operation(
        format!("Count and add up {many}, by group if you group them"),
        answers("200", &types.answered::<Totals>()),
    );
    totals["parameters"] = parameters(page, Beside::All);
    paths.insert(format!("{base}/totals"), json!({ "get": totals }));

    for action in page.endpoints() {
        let status = if matches!(action.kind, igny8::page::ActionKind::Run(_)) {
            "202"
        } else {
            "200"
        };
        let mut act = operation(format!("{}: {many}", action.label), answers(status, &outcome));
        act["requestBody"] = schema::json_body(&schema::asking(page, action.params));
        paths.insert(format!("{base}/actions/{}", action.name), json!({ "post": act }));
        let mut price = operation(
            format!("Preview the cost of: {}", action.label),
            answers("200", &quote),
        );
        price["requestBody"] = schema::json_body(&schema::asking(page, action.params));
        paths.insert(
            format!("{base}/actions/{}/price", action.name),
            json!({ "post": price }),
        );
        // What asks for more than its row is done by its selection.
        if action.takes_rows_alone() {
            let act = operation(format!("{}: one {one}", action.label), answers(status, &outcome));
            paths.insert(
                format!("{base}/{{id}}/{}", action.name),
                json!({ "parameters": id, "post": act }),
            );
        }
    }
    if page.offers(Verb::Delete) {
        let mut act = operation(format!("Delete {many}"), answers("200", &deletion));
        act["requestBody"] = schema::json_body(&selection);
        paths.insert(format!("{base}/actions/delete"), json!({ "post": act }));
        let mut price = operation(
            format!("Preview what is deleted with {many}"),
            answers("200", &quote),
        );
        price["requestBody"] = schema::json_body(&selection);
        paths.insert(format!("{base}/actions/delete/price"), json!({ "post": price }));
    }
}

fn answers(status: &str, schema: &Value) -> Value {
    schema::answers_of(status, "application/json", schema)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The routes that are written out; the others are made from the declarations.
    #[test]
    fn every_route_is_documented() {
        let source = include_str!("../mod.rs");
        let api = source
            .split("let api = ")
            .nth(1)
            .and_then(|rest| rest.split(";\n").next());
        let document = build();
        let shape = |path: &str| -> Vec<String> {
            let parts = path
                .split('/')
                .map(|part| if part.starts_with('{') { "{}" } else { part });
            parts.map(str::to_owned).collect()
        };
        let paths = document["paths"].as_object().expect("there are paths");
        let documented: Vec<_> = paths.keys().map(|path| shape(path)).collect();
        let mut seen = 0;
        for path in api.expect("the router begins so").split('"').skip(1).step_by(2) {
            if path.starts_with("/{module}") || path == "/fn/{name}" {
                continue;
            }
            assert!(documented.contains(&shape(path)), "{path}");
            seen += 1;
        }
        assert!(seen > 20);
    }

    #[test]
    fn every_post_takes_a_key() {
        let document = build();
        let mut posts = 0;
        for (path, item) in document["paths"].as_object().expect("there are paths") {
            let Some(post) = item.get("post").filter(|post| post.get("security").is_none()) else {
                continue;
            };
            let keys = post["parameters"].as_array().into_iter().flatten();
            let keys = keys.filter(|one| one["$ref"] == "#/components/parameters/IdempotencyKey");
            assert_eq!(keys.count(), 1, "{path}");
            posts += 1;
        }
        assert!(posts > 100, "only {posts}");
    }

    #[test]
    fn declared_filters_and_server_functions_are_documented() {
        let document = build();
        let parameters = document["paths"]["/planner/keywords"]["get"]["parameters"].to_string();
        for name in ["volume_min", "cluster_id", "search", "page_size"] {
            assert!(parameters.contains(&format!("\"{name}\"")), "{name}");
        }
        for name in app::server_fns::NAMES {
            assert!(document["paths"].get(format!("/fn/{name}")).is_some(), "{name}");
        }
    }
}
