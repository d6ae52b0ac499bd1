//! The API's document, and what real answers are held against.

use std::collections::BTreeSet;

use boon::{Compiler, Draft, Schemas};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

use crate::across::Sent;
use crate::app::Person;

/// Where the document is while it is validated by.
const PLACE: &str = "https://igny8.example/openapi.json";

/// The schemas of a document, compiled as they are needed.
struct Compiled {
    compiler: Compiler,
    schemas: Schemas,
}

impl Compiled {
    fn new(document: Value) -> Self {
        let mut compiler = Compiler::new();
        compiler.set_default_draft(Draft::V2020_12);
        compiler.enable_format_assertions();
        compiler.add_resource(PLACE, document).unwrap();
        let schemas = Schemas::new();
        Self { compiler, schemas }
    }

    /// Why an instance does not fit the schema at this place of the document.
    fn fault(&mut self, name: &str, pointer: &str, instance: &Value) -> Option<String> {
        let schema = self
            .compiler
            .compile(&format!("{PLACE}#{pointer}"), &mut self.schemas)
            .unwrap_or_else(|error| panic!("{name}: {error:#}"));
        let error = self.schemas.validate(instance, schema).err()?;
        Some(format!("{name}: {error:#}\n{instance:#}"))
    }
}

/// The document, and what was seen of it.
pub struct Document {
    pub text: Value,
    taken: Compiled,
    answered: Compiled,
    /// Operations that answered well.
    pub done: BTreeSet<String>,
    pub faults: Vec<String>,
    pub validated: usize,
}

/// The schema without leave to be more than it says. Parts of `allOf` are let be, since each is only a part.
fn strict(schema: &mut Value) {
    match schema {
        Value::Object(entries) => {
            let is_whole = entries.contains_key("allOf")
                || entries.get("properties").is_some_and(Value::is_object)
                    && !entries.contains_key("additionalProperties");
            for (key, value) in entries.iter_mut() {
                if key == "allOf" {
                    let parts = value.to_string();
                    *value = parts
                        .replace("#/components/schemas/", "#/components/loose/")
                        .parse()
                        .unwrap();
                } else {
                    strict(value);
                }
            }
            if is_whole {
                entries.insert("unevaluatedProperties".into(), json!(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(strict),
        _ => {}
    }
}

/// A part of a JSON pointer (RFC 6901) in an address.
fn part(text: &str) -> String {
    let escaped = text.replace('~', "~0").replace('/', "~1");
    escaped.replace('{', "%7B").replace('}', "%7D")
}

impl Document {
    pub fn new(text: Value) -> Self {
        let mut strict_text = text.clone();
        strict(&mut strict_text["paths"]);
        strict(&mut strict_text["components"]["schemas"]);
        let loose = text["components"]["schemas"]
            .to_string()
            .replace("#/components/schemas/", "#/components/loose/");
        strict_text["components"]["loose"] = loose.parse().unwrap();
        Self {
            taken: Compiled::new(text.clone()),
            answered: Compiled::new(strict_text),
            text,
            done: BTreeSet::new(),
            faults: Vec::new(),
            validated: 0,
        }
    }

    /// The operation at this path, by its name and by its place.
    pub fn operation(&self, method: &Method, path: &str) -> (String, String, &Value) {
        let verb = method.as_str().to_lowercase();
        let operation = &self.text["paths"][path][&verb];
        assert!(operation.is_object(), "{method} {path} is not in the document");
        (
            format!("{method} {path}"),
            format!("/paths/{}/{verb}", part(path)),
            operation,
        )
    }

    /// Checks what was sent, where it was taken.
    pub fn taken(&mut self, method: &Method, path: &str, body: &Value) {
        let (name, place, operation) = self.operation(method, path);
        if operation
            .pointer("/requestBody/content/application~1json")
            .is_some()
        {
            let pointer = format!("{place}/requestBody/content/{}/schema", part("application/json"));
            let fault = self.taken.fault(&format!("body of {name}"), &pointer, body);
            self.faults.extend(fault);
        }
    }

    /// Checks an answer, and gives its JSON.
    pub async fn answered(&mut self, method: &Method, path: &str, response: Response) -> (StatusCode, Value) {
        let (name, place, operation) = self.operation(method, path);
        let status = response.status();
        let number = status.as_str();
        let range = format!("{}XX", &number[..1]);
        let answers = &operation["responses"];
        let said = [number, &range]
            .into_iter()
            .find(|key| answers[key].is_object())
            .unwrap_or_else(|| panic!("{name} answered {status}, which the document does not have"));
        let content = answers[said]["content"].clone();
        let media = response
            .headers()
            .get("content-type")
            .and_then(|value| value.to_str().ok()?.split(';').next())
            .unwrap_or_default()
            .to_owned();
        if status.is_success() {
            self.done.insert(name.clone());
        }
        let Some(content) = content.as_object() else {
            assert_eq!(media, "", "{name}");
            return (status, Value::Null);
        };
        let wild = format!("{}/*", media.split('/').next().unwrap());
        assert!(
            content.contains_key(&media) || content.contains_key(&wild),
            "{name} answered {status} as {media}"
        );
        if !media.ends_with("json") {
            return (status, Value::Null);
        }
        let body: Value = response.json().await.unwrap();
        let pointer = format!("{place}/responses/{said}/content/{}/schema", part(&media));
        let fault = self.answered.fault(&format!("{name}, {status}"), &pointer, &body);
        self.faults.extend(fault);
        self.validated += 1;
        (status, body)
    }

    /// Sends JSON and checks all of it.
    pub async fn exchange(
        &mut self,
        method: &Method,
        path: &str,
        request: RequestBuilder,
        body: Option<Value>,
    ) -> (StatusCode, Value) {
        let request = match &body {
            Some(body) => request.json(body),
            None => request,
        };
        let (status, answer) = self.answered(method, path, request.send().await.unwrap()).await;
        if let Some(body) = body.filter(|_| status.is_success()) {
            self.taken(method, path, &body);
        }
        (status, answer)
    }

    pub async fn sent(&mut self, sent: &Sent, person: &Person) -> (StatusCode, Value) {
        let request = person.request(sent.method.clone(), &sent.target);
        let body = (sent.method != Method::GET).then(|| sent.body.clone());
        self.exchange(&sent.method, &sent.path, request, body).await
    }
}
