//! Every endpoint of the OpenAPI document gets what it does not expect, and never answers with a fault of ours.

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::app::{Person, with_app};

/// Values that fit few fields.
fn strange() -> Vec<Value> {
    let deep = (0..100).fold(json!(1), |inner, _| json!([inner]));
    vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(1e300),
        json!(0.1),
        json!(""),
        json!("nul \u{0} in it"),
        json!("\u{202e}\u{feff}\u{1f45f}"),
        json!("' or 1=1; --"),
        json!("x".repeat(100_000)),
        json!([]),
        json!({}),
        json!({ "id": "00000000-0000-7000-8000-000000000000", "label": "x" }),
        deep,
    ]
}

/// Bodies that no endpoint expects.
fn bodies() -> Vec<Vec<u8>> {
    let mut out: Vec<Vec<u8>> = [
        "",
        "{",
        "[]",
        "null",
        "1",
        "\"x\"",
        "{\"a\":1,\"a\":2}",
        "{\"unknown\":1}",
        "\u{0}",
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .collect();
    out.push(format!("{}{}", "[".repeat(20_000), "]".repeat(20_000)).into_bytes());
    out.push(format!("{}1{}", "{\"a\":".repeat(20_000), "}".repeat(20_000)).into_bytes());
    out.push(b"{\"\xff\xfe\":1}".to_vec());
    out.push(format!("{{\"n\":1{}}}", "0".repeat(1_000)).into_bytes());
    out
}

/// The document with a schema in place of a reference to it.
fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str().and_then(|name| name.strip_prefix('#')) {
        Some(pointer) => document.pointer(pointer).unwrap(),
        None => schema,
    }
}

/// A value that fits a schema, so that the strange one beside it is looked at.
fn fitting(document: &Value, key: &str, schema: &Value, sector: &str) -> Value {
    let schema = resolve(document, schema);
    if key == "sector_id" {
        return json!(sector);
    }
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    let kind = schema["type"].as_str().or(schema["type"][0].as_str());
    match (kind, schema["format"].as_str()) {
        (Some("string"), Some("uuid")) => json!(Uuid::now_v7()),
        (Some("string"), Some("email")) => json!("somebody@example.com"),
        (Some("integer" | "number"), _) => schema.get("minimum").cloned().unwrap_or(json!(1)),
        (Some("boolean"), _) => json!(true),
        (Some("array"), _) => json!([]),
        (Some("object"), _) => json!({}),
        _ => json!("words"),
    }
}

struct Hostile {
    person: Person,
    tried: usize,
}

impl Hostile {
    async fn send(&mut self, method: &Method, target: &str, body: Option<Vec<u8>>) {
        let mut request = self.person.request(method.clone(), target);
        let shown = body
            .as_ref()
            .map(|body| String::from_utf8_lossy(&body[..body.len().min(300)]).into_owned());
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body);
        }
        // Read to the end: an export fails after its head was sent, which shows as a broken body.
        let response = request.send().await.unwrap();
        let status = response.status();
        let text = response.text().await;
        assert!(
            status.as_u16() < 500 && text.is_ok(),
            "{method} {target} {shown:?}: {status} {text:?}"
        );
        self.tried += 1;
    }
}

/// Ids of paths, some of them none.
fn ids() -> [String; 5] {
    [
        Uuid::nil().to_string(),
        "%00".to_owned(),
        "7".to_owned(),
        "x".repeat(5_000),
        "%F0%9F%91%9F%2F..%2F".to_owned(),
    ]
}

#[tokio::test]
async fn no_endpoint_answers_to_anything_with_a_fault_of_ours() {
    with_app(|app| async move {
        let person = app.sign_up("ann").await;
        let (document, sector) = (person.get("/openapi.json").await, person.sector().await);
        person.add_keywords(&["a phrase"]).await;
        let mut hostile = Hostile { person, tried: 0 };
        for (path, item) in document["paths"].as_object().unwrap() {
            // Those that end the sign-in, never end, or are slowed down for strangers.
            if ["/events", "/auth/logout", "/auth/sessions/actions/revoke"].contains(&path.as_str())
                || path.starts_with("/auth/log")
                || path.starts_with("/auth/signup")
                || path.starts_with("/auth/invitations")
            {
                continue;
            }
            for (verb, operation) in item
                .as_object()
                .unwrap()
                .iter()
                .filter(|(verb, _)| *verb != "parameters")
            {
                let method: Method = verb.to_uppercase().parse().unwrap();
                let parametric = path.contains('{');
                let targets = if parametric {
                    ids().to_vec()
                } else {
                    vec![String::new()]
                };
                let fill = |id: &str| {
                    path.replace("{id}", id)
                        .replace("{task_id}", id)
                        .replace("{token}", id)
                };
                for id in &targets {
                    let body = (method != Method::GET).then(|| b"{}".to_vec());
                    hostile.send(&method, &fill(id), body).await;
                }
                let target = fill(&Uuid::nil().to_string());
                queries(&mut hostile, &method, &target, operation).await;
                if let Some(schema) = operation.pointer("/requestBody/content/application~1json/schema") {
                    let schema = resolve(&document, schema).clone();
                    fields(&mut hostile, &method, &target, &document, &schema, &sector).await;
                }
            }
        }
        assert!(hostile.tried > 2_000, "only {} requests", hostile.tried);
    })
    .await;
}

async fn queries(hostile: &mut Hostile, method: &Method, target: &str, operation: &Value) {
    for parameter in operation["parameters"].as_array().unwrap_or(&Vec::new()) {
        let name = parameter["name"].as_str().unwrap();
        for value in [
            "",
            "%00",
            "-1",
            "99999999999999999999",
            "1e999",
            "NaN",
            "0001-01-01",
            "9999-12-31T23:59:59Z",
            "2026-02-31",
            "%FF%FE",
            "%25%5C%27",
            "true,false",
            "none",
            "00000000-0000-0000-0000-000000000000",
        ] {
            hostile
                .send(method, &format!("{target}?{name}={value}"), None)
                .await;
        }
        hostile
            .send(method, &format!("{target}?{name}={}", "x".repeat(5_000)), None)
            .await;
    }
}

async fn fields(
    hostile: &mut Hostile,
    method: &Method,
    target: &str,
    document: &Value,
    schema: &Value,
    sector: &str,
) {
    for body in bodies() {
        hostile.send(method, target, Some(body)).await;
    }
    let Some(properties) = schema["properties"].as_object() else {
        return;
    };
    let alone = schema["maxProperties"] == 1;
    for key in properties.keys() {
        for value in strange() {
            let mut sent: Map<String, Value> = properties
                .iter()
                .filter(|(other, _)| !alone && *other != key)
                .map(|(other, schema)| (other.clone(), fitting(document, other, schema, sector)))
                .collect();
            sent.insert(key.clone(), value);
            hostile
                .send(method, target, Some(Value::Object(sent).to_string().into_bytes()))
                .await;
        }
    }
}

#[tokio::test]
async fn server_functions_refuse_what_they_do_not_expect() {
    with_app(|app| async move {
        let person = app.sign_up("ann").await;
        let mut hostile = Hostile { person, tried: 0 };
        let keys = ["resource", "query", "id", "record", "selection", "deletion", "action", "search", "path", "task", "order"];
        let resources = ["keywords", "logs"];
        for name in app::server_fns::NAMES {
            let target = format!("/fn/{name}");
            for body in bodies() {
                hostile.send(&Method::POST, &target, Some(body)).await;
            }
            for key in keys {
                for value in strange() {
                    for resource in resources {
                        let mut sent = json!({
                            "resource": resource, "query": "", "id": Uuid::nil(), "record": {}, "selection": { "query": "" },
                            "deletion": Uuid::nil(), "action": "auto_cluster", "search": "", "path": "/planner", "task": Uuid::nil(),
                            "order": { "upload_id": Uuid::nil(), "sector_id": Uuid::nil() },
                        });
                        sent[key] = value.clone();
                        hostile.send(&Method::POST, &target, Some(sent.to_string().into_bytes())).await;
                        if key == "resource" {
                            break;
                        }
                    }
                }
            }
        }
        assert!(hostile.tried > 5_000, "only {} requests", hostile.tried);
    })
    .await;
}
