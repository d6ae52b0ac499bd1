//! The document says all: no schema is bare, every reference leads somewhere, every operation tells what it answers.

use serde_json::{Map, Value};

use super::build;

/// What says nothing of a value.
const REMARKS: [&str; 4] = ["default", "description", "example", "title"];
/// Keywords of JSON Schema that hold one schema, several, and several by name.
const ONE: [&str; 7] = [
    "additionalProperties",
    "contentSchema",
    "else",
    "if",
    "items",
    "not",
    "then",
];
const SEVERAL: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];
const NAMED: [&str; 2] = ["patternProperties", "properties"];

/// Where schemas are that say nothing of what they describe.
fn bare(at: &str, schema: &Value, found: &mut Vec<String>) {
    let Value::Object(entries) = schema else {
        if *schema != Value::Bool(false) {
            found.push(format!("{at}: {schema}"));
        }
        return;
    };
    let is_object = match &entries.get("type") {
        Some(Value::Array(types)) => types.iter().any(|one| one == "object"),
        kind => *kind == Some(&Value::from("object")),
    };
    let says_what = ["additionalProperties", "allOf", "anyOf", "oneOf"]
        .iter()
        .chain(&NAMED);
    if is_object && !says_what.into_iter().any(|key| entries.contains_key(*key))
        || entries.keys().all(|key| REMARKS.contains(&key.as_str()))
    {
        found.push(format!("{at}: {schema}"));
    }
    for (key, value) in entries {
        let at = format!("{at}/{key}");
        match (key.as_str(), value) {
            (key, _) if ONE.contains(&key) => bare(&at, value, found),
            (key, Value::Array(all)) if SEVERAL.contains(&key) => {
                for one in all {
                    bare(&at, one, found);
                }
            }
            (key, Value::Object(all)) if NAMED.contains(&key) => {
                for (name, one) in all {
                    bare(&format!("{at}/{name}"), one, found);
                }
            }
            _ => {}
        }
    }
}

/// Calls `each` with every schema that is not within another, and where it is.
fn roots(document: &Value, each: &mut impl FnMut(&str, &Value)) {
    fn below(at: &str, value: &Value, each: &mut impl FnMut(&str, &Value)) {
        match value {
            Value::Object(entries) => {
                for (key, value) in entries {
                    let at = format!("{at}/{key}");
                    if key == "schema" {
                        each(&at, value);
                    } else {
                        below(&at, value, each);
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| below(at, item, each)),
            _ => {}
        }
    }
    below("paths", &document["paths"], each);
    for (name, schema) in shared(document) {
        each(&format!("schemas/{name}"), schema);
    }
}

fn shared(document: &Value) -> &Map<String, Value> {
    document["components"]["schemas"]
        .as_object()
        .expect("there are schemas")
}

/// Calls `each` with every operation and its name.
fn operations(document: &Value, mut each: impl FnMut(&str, &Value)) {
    for (path, item) in document["paths"].as_object().expect("there are paths") {
        for (verb, operation) in item.as_object().expect("a path has operations") {
            if verb != "parameters" {
                each(&format!("{verb} {path}"), operation);
            }
        }
    }
}

#[test]
fn no_schema_is_bare() {
    let (mut found, mut seen) = (Vec::new(), 0);
    roots(&build(), &mut |at, schema| {
        seen += 1;
        bare(at, schema, &mut found);
    });
    assert!(found.is_empty(), "{} bare schemas: {found:#?}", found.len());
    assert!(seen > 1_000, "only {seen} schemas");
}

#[test]
fn bare_schemas_are_found_wherever_they_are() {
    let schema = serde_json::json!({
        "type": "object", "properties": {
            "a": { "type": ["object", "null"], "description": "Whatever." }, "b": {}, "c": true,
            "d": { "type": "array", "items": { "description": "Whatever." } }, "e": { "anyOf": [{ "type": "object" }] },
            "f": { "type": "object", "additionalProperties": {} }, "g": { "type": "object", "additionalProperties": false },
        },
    });
    let mut found = Vec::new();
    bare("x", &schema, &mut found);
    let letters: String = found
        .iter()
        .filter_map(|at| at.strip_prefix("x/properties/")?.chars().next())
        .collect();
    assert_eq!(letters, "abcdef");
}

#[test]
fn every_reference_leads_somewhere_and_every_shared_schema_is_used() {
    let document = build();
    let text = document.to_string();
    let mut used: Vec<&str> = Vec::new();
    for part in text.split("\"$ref\":\"").skip(1) {
        let target = part.split('"').next().unwrap_or_default();
        if target.starts_with("#/components/parameters/") {
            assert!(document.pointer(&target[1..]).is_some(), "{target}");
            continue;
        }
        let name = target.strip_prefix("#/components/schemas/");
        assert!(
            name.is_some_and(|name| shared(&document).contains_key(name)),
            "{target}"
        );
        used.extend(name);
    }
    for name in shared(&document).keys() {
        assert!(used.contains(&name.as_str()), "nothing refers to {name}");
    }
}

#[test]
fn every_operation_tells_what_it_answers() {
    let document = build();
    let mut seen = 0;
    operations(&document, |name, operation| {
        let answers = operation["responses"]
            .as_object()
            .expect("an operation has answers");
        let good = answers
            .iter()
            .filter(|(status, _)| status.starts_with('2'))
            .collect::<Vec<_>>();
        // Signing up goes on at once or by mail.
        let ways = if name == "post /auth/signup" { 2 } else { 1 };
        assert_eq!(good.len(), ways, "{name}");
        for (status, answer) in good {
            let content = answer["content"].as_object();
            assert_eq!(content.is_none(), status == "204", "{name}");
            for (media, answer) in content.into_iter().flatten() {
                let is_stream = ["text/csv", "text/event-stream", "application/zip", "image/*"];
                let is_json = media == "application/json" && answer["schema"].is_object();
                assert!(is_json || is_stream.contains(&media.as_str()), "{name}: {media}");
            }
        }
        seen += 1;
    });
    assert!(seen > 250, "only {seen} operations");
}

#[test]
fn what_fails_is_a_problem() {
    let document = build();
    operations(&document, |name, operation| {
        let answers = operation["responses"]
            .as_object()
            .expect("an operation has answers");
        for range in ["4XX", "5XX"] {
            assert!(answers.contains_key(range), "{name} says nothing of {range}");
        }
        let bad = |(status, _): &(&String, &Value)| status.starts_with(['4', '5']);
        for (status, answer) in answers.iter().filter(bad) {
            if ["get /system/status/", "get /system/ready"].contains(&name) && status == "503" {
                // It tells which part does not work.
                continue;
            }
            let content = answer["content"].as_object().expect("a problem has a body");
            assert_eq!(
                content.keys().collect::<Vec<_>>(),
                ["application/problem+json"],
                "{name}"
            );
            let schema = &content["application/problem+json"]["schema"];
            let problem = super::schema::reference("Problem");
            assert!(
                *schema == problem || schema["allOf"][0] == problem,
                "{name}: {schema}"
            );
        }
    });
}
