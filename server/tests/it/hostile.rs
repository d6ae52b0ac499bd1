//! Every endpoint of the OpenAPI document gets what it does not expect, and never answers with a fault of ours.

use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, StatusCode};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::app::{Person, with_app};
use crate::known::{Known, general_arguments};

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
    async fn send(&mut self, method: &Method, target: &str, body: Option<Vec<u8>>) -> StatusCode {
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
        // What a deletion took comes back, so that whatever is sent next finds its row.
        if let Ok(answer) = serde_json::from_str::<Value>(&text.unwrap_or_default())
            && answer["deletion_id"].is_string()
        {
            let (status, undone) = self.person.undo(&answer).await;
            assert_eq!(
                status,
                StatusCode::OK,
                "undo of {method} {target} {shown:?}: {undone}"
            );
        }
        status
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

/// Those that end the sign-in, never end, or are slowed down for strangers.
fn left_out(path: &str) -> bool {
    ["/events", "/auth/logout", "/auth/sessions/actions/revoke"].contains(&path)
        || path.starts_with("/auth/log")
        || path.starts_with("/auth/signup")
        || path.starts_with("/auth/invitations")
}

#[tokio::test(flavor = "multi_thread")]
async fn no_endpoint_answers_to_anything_with_a_fault_of_ours() {
    with_app(|app| async move {
        let person = app.sign_up("ann").await;
        let mut known = Known::fill(&app, &person).await;
        let (document, sector) = (person.get("/openapi.json").await, person.sector().await);
        let mut hostile = Hostile { person, tried: 0 };
        let mut operations: Vec<(Method, &String, &Value)> = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            let verbs = item.as_object().unwrap().iter();
            for (verb, operation) in verbs.filter(|(verb, _)| *verb != "parameters" && !left_out(path)) {
                operations.push((verb.to_uppercase().parse().unwrap(), path, operation));
            }
        }
        // Single rows first: what is done to all rows of a filter may leave none.
        operations.sort_by_key(|(_, path, _)| !path.contains('{'));
        let mut real = 0;
        for (method, path, operation) in operations {
            let mut target = path.clone();
            if path.contains('{') {
                let id = known.for_path(path);
                target = known.fill_in(path, &id);
                let body = || (method != Method::GET).then(|| b"{}".to_vec());
                let status = hostile.send(&method, &target, body()).await;
                assert_ne!(
                    status,
                    StatusCode::NOT_FOUND,
                    "{method} {target} is of a row that is there"
                );
                real += 1;
                for id in ids() {
                    hostile.send(&method, &known.fill_in(path, &id), body()).await;
                }
                for number in ["-1", "2147483647", "99999999999999999999", "%00", "x"] {
                    for name in ["{version}", "{size}"].iter().filter(|name| path.contains(*name)) {
                        let strange = known.fill_in(&path.replace(*name, number), &id);
                        hostile.send(&method, &strange, body()).await;
                    }
                }
            }
            queries(&mut hostile, &method, &target, operation).await;
            if let Some(schema) = operation.pointer("/requestBody/content/application~1json/schema") {
                let schema = resolve(&document, schema).clone();
                fields(&mut hostile, &method, &target, &document, &schema, &sector).await;
            }
        }
        assert!(real > 80, "only {real} operations on a row that is there");
        assert!(hostile.tried > 2_000, "only {} requests", hostile.tried);
    })
    .await;
}

async fn queries(hostile: &mut Hostile, method: &Method, target: &str, operation: &Value) {
    let target = target.split('?').next().unwrap_or_default();
    let queried = |parameter: &&Value| parameter["in"] == "query";
    for parameter in operation["parameters"]
        .as_array()
        .unwrap_or(&Vec::new())
        .iter()
        .filter(queried)
    {
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

#[tokio::test(flavor = "multi_thread")]
async fn server_functions_refuse_what_they_do_not_expect() {
    with_app(|app| async move {
        let person = app.sign_up("ann").await;
        let mut known = Known::fill(&app, &person).await;
        let mut hostile = Hostile { person, tried: 0 };
        for function in app::server_fns::FUNCTIONS {
            let (name, target) = (function.name, format!("/fn/{}", function.name));
            let fitting = match name {
                // A link that nobody has made: whoever has one needs no account.
                "invitation" | "email_link" => json!({ "token": "x" }),
                "consent" => json!({ "query": "client_id=x" }),
                _ => known.arguments(name).unwrap_or_else(|| general_arguments(name)),
            };
            let status = hostile
                .send(&Method::POST, &target, Some(fitting.to_string().into_bytes()))
                .await;
            assert!(
                ["invitation", "email_link", "consent"].contains(&name)
                    || ![400, 404, 405, 415, 422].contains(&status.as_u16()),
                "{name} of what is there: {status}"
            );
            for body in bodies() {
                hostile.send(&Method::POST, &target, Some(body)).await;
            }
            for argument in function.arguments {
                for value in strange() {
                    for resource in ["keywords", "logs"] {
                        let mut sent = fitting.clone();
                        if sent["resource"].is_string() {
                            sent["resource"] = json!(resource);
                        }
                        sent[argument.name] = value.clone();
                        let body = sent.to_string().into_bytes();
                        hostile.send(&Method::POST, &target, Some(body)).await;
                    }
                }
            }
        }
        assert!(hostile.tried > 1_900, "only {} requests", hostile.tried);
    })
    .await;
}
