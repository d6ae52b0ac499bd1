//! The document of the API is true: each of its requests is sent, in order, and each answer compared.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use reqwest::{Client, Response};
use serde_json::{Map, Value, json};
use tokio::time::{sleep, timeout};

use crate::app::with_app;

/// Anything, in the document.
const ANY: &str = "…";
/// How long an answer may take to come, or to become the one that is shown.
const TIMEOUT: Duration = Duration::from_mins(1);

/// The values that answers gave, by name.
type Names = BTreeMap<String, String>;

/// One request or answer: its first line, its headers, its body.
#[derive(Debug)]
struct Message {
    line: usize,
    again: bool,
    first: String,
    headers: Vec<(String, String)>,
    body: String,
}

fn messages(text: &str) -> Vec<Message> {
    let mut found = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(words) = line.strip_prefix("```http") else {
            continue;
        };
        let block: Vec<&str> = lines
            .by_ref()
            .map(|(_, line)| line)
            .take_while(|line| *line != "```")
            .collect();
        let head = block
            .iter()
            .position(|line| line.is_empty())
            .unwrap_or(block.len());
        let header = |line: &&str| {
            let (name, value) = line.split_once(": ").expect("a header");
            (name.to_owned(), value.to_owned())
        };
        found.push(Message {
            line: number + 1,
            again: words.trim() == "again",
            first: block[0].to_owned(),
            headers: block[1..head].iter().map(header).collect(),
            body: block[(head + 1).min(block.len())..].join("\n"),
        });
    }
    found
}

/// The site that the document publishes to, which the test run has started.
fn wordpress() -> Names {
    let known = [
        ("wordpress", "WORDPRESS_URL"),
        ("wordpressuser", "WORDPRESS_USER"),
        ("wordpresspassword", "WORDPRESS_PASSWORD"),
    ];
    let value = |variable| {
        std::env::var(variable)
            .unwrap_or_else(|_| panic!("{variable} is not set; run the tests by `make test`"))
    };
    known
        .map(|(name, variable)| (name.to_owned(), value(variable)))
        .into()
}

/// The text with the values of the names in it.
fn filled(text: &str, names: &Names) -> String {
    let mut text = text.to_owned();
    for (name, value) in names {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}

/// Compares, and learns the names that `expected` has for what is there.
fn fits(expected: &str, found: &str, names: &mut Names) -> bool {
    let expected = filled(expected, names);
    if let Some((before, rest)) = expected.split_once('{')
        && let Some((name, after)) = rest.split_once('}')
        && !name.is_empty()
        && name.chars().all(char::is_alphabetic)
    {
        let value = found
            .strip_prefix(before)
            .and_then(|found| found.strip_suffix(after))
            .filter(|value| !value.is_empty());
        if let Some(value) = value {
            names.insert(name.to_owned(), value.to_owned());
        }
        return value.is_some();
    }
    let mut parts = expected.split(ANY);
    let Some(mut rest) = found.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

fn json_fits(expected: &Value, found: &Value, names: &mut Names) -> bool {
    match (expected, found) {
        (Value::String(text), _) if text == ANY => true,
        (Value::String(expected), Value::String(found)) => fits(expected, found, names),
        (Value::Array(expected), Value::Array(found)) => {
            let open = expected.last() == Some(&json!(ANY));
            let known = expected.len() - usize::from(open);
            (found.len() == known || open && found.len() > known)
                && expected[..known]
                    .iter()
                    .zip(found)
                    .all(|(expected, found)| json_fits(expected, found, names))
        }
        (Value::Object(expected), Value::Object(found)) => object_fits(expected, found, names),
        (expected, found) => expected == found,
    }
}

fn object_fits(expected: &Map<String, Value>, found: &Map<String, Value>, names: &mut Names) -> bool {
    let open = expected.contains_key(ANY);
    let known = expected.len() - usize::from(open);
    (found.len() == known || open && found.len() > known)
        && expected
            .iter()
            .filter(|(key, _)| *key != ANY)
            .all(|(key, expected)| {
                found
                    .get(key)
                    .is_some_and(|found| json_fits(expected, found, names))
            })
}

/// JSON in which `…` may stand without quotes.
fn parse(text: &str) -> Option<Value> {
    let loose = text.replace(": …,", ": \"…\",").replace(": … }", ": \"…\" }");
    serde_json::from_str(&loose).ok()
}

fn body_fits(expected: &str, found: &str, names: &mut Names) -> bool {
    match (parse(expected), serde_json::from_str(found)) {
        (Some(expected), Ok(found)) => json_fits(&expected, &found, names),
        _ => {
            let (expected, found) = (expected.trim_end().lines(), found.trim_end().lines());
            expected.clone().count() == found.clone().count()
                && expected
                    .zip(found)
                    .all(|(expected, found)| fits(expected, found, names))
        }
    }
}

async fn send(client: &Client, base: &str, request: &Message, names: &Names) -> Response {
    let first = filled(&request.first, names);
    let (method, path) = first.split_once(' ').expect("a method and a path");
    let mut sent = client.request(method.parse().unwrap(), format!("{base}{path}"));
    let mut form = false;
    for (name, value) in &request.headers {
        form |= value.starts_with("multipart/");
        sent = sent.header(name, filled(value, names));
    }
    let mut body = filled(&request.body, names);
    if form {
        body = body.replace('\n', "\r\n") + "\r\n";
    }
    timeout(TIMEOUT, sent.body(body).send())
        .await
        .expect("an answer in time")
        .unwrap()
}

/// Reads events until one fits.
async fn event_fits(response: Response, expected: &str, names: &mut Names) -> Result<(), String> {
    let mut text = String::new();
    let mut body = response.bytes_stream();
    let read = async {
        while let Some(chunk) = body.next().await {
            text.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap());
            for event in text.split("\n\n") {
                let mut learnt = names.clone();
                if event_is(event, expected, &mut learnt) {
                    *names = learnt;
                    return true;
                }
            }
        }
        false
    };
    match timeout(TIMEOUT, read).await {
        Ok(true) => Ok(()),
        _ => Err(text),
    }
}

fn event_is(event: &str, expected: &str, names: &mut Names) -> bool {
    expected.lines().all(|line| {
        let (field, expected) = line.split_once(": ").expect("a field");
        let found = event
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{field}:")));
        found.is_some_and(|found| body_fits(expected, found.trim(), names))
    })
}

/// Compares an answer; an error is what came instead.
async fn compare(response: Response, expected: &Message, names: &mut Names) -> Result<(), String> {
    let status = response.status();
    let came = format!("{status}\n{:?}", response.headers());
    if !expected
        .first
        .starts_with(&format!("HTTP/1.1 {}", status.as_u16()))
    {
        return Err(format!("{came}\n{}", response.text().await.unwrap()));
    }
    let headers: Vec<(String, String)> = response
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
        .collect();
    let found = |name: &str| {
        headers
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    };
    let mut learnt = names.clone();
    for (name, value) in &expected.headers {
        if !found(name).is_some_and(|found| fits(value, found, &mut learnt)) {
            return Err(came);
        }
    }
    if found("content-type") == Some("text/event-stream") {
        event_fits(response, &expected.body, &mut learnt).await?;
    } else {
        let body = response.text().await.unwrap();
        if !body_fits(&expected.body, &body, &mut learnt) {
            return Err(format!("{came}\n{body}"));
        }
    }
    *names = learnt;
    Ok(())
}

#[tokio::test]
async fn what_the_document_says_is_what_happens() {
    with_app(|app| async move {
        app.work();
        let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/api.md")).unwrap();
        let messages = messages(&text);
        assert!(
            messages.len() > 50 && messages.len().is_multiple_of(2),
            "requests and answers take turns"
        );
        let (client, mut names) = (Client::new(), wordpress());
        for pair in messages.chunks(2) {
            let (request, expected) = (&pair[0], &pair[1]);
            let began = Instant::now();
            loop {
                let response = send(&client, &app.base, request, &names).await;
                let Err(came) = compare(response, expected, &mut names).await else {
                    break;
                };
                assert!(
                    request.again && began.elapsed() < TIMEOUT,
                    "docs/api.md, line {}: {}\nexpected {expected:#?}\nbut came {came}",
                    request.line,
                    request.first
                );
                sleep(Duration::from_millis(100)).await;
            }
        }
    })
    .await;
}

#[test]
fn differences_are_seen() {
    let mut names = Names::new();
    let expected = r#"{ "id": "{row}", "n": …, "rows": [1, "…"], "…": "…" }"#;
    assert!(body_fits(
        expected,
        r#"{"id":"a","n":5,"rows":[1,2],"more":1}"#,
        &mut names
    ));
    assert_eq!(names["row"], "a");
    for other in [
        r#"{"id":"b","n":5,"rows":[1],"more":1}"#,
        r#"{"id":"a","rows":[1],"more":1}"#,
        r#"{"id":"a","n":5,"rows":[2],"more":1}"#,
        r#"{"id":"a","n":5,"rows":[],"more":1}"#,
    ] {
        assert!(!body_fits(expected, other, &mut names), "{other}");
    }
    assert!(!body_fits(r#"{ "a": 1 }"#, r#"{"a":1,"b":2}"#, &mut names));
    assert!(body_fits("a,…,c\n{x},2", "a,b,b,c\n1,2", &mut names) && !body_fits("a,…,c", "a,b", &mut names));
}
