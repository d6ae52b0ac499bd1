//! Schemas of the Rust types that requests are read into and answers written from.

use std::collections::BTreeSet;

use app::server_fns::Shape;
use schemars::generate::{Contract, SchemaSettings};
use schemars::transform::{RecursiveTransform, Transform as _};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::schema::reference;

/// Where the document has its schemas.
const SHARED: &str = "/components/schemas";
/// Where requests refer to until it is known which of their schemas answers share.
const SENT: &str = "/components/sent";

/// Makes schemas, and keeps those that others refer to. What is sent and what is answered are apart, since a field with a
/// default may be left out of the one and is always in the other.
pub struct Types {
    sent: SchemaGenerator,
    answered: SchemaGenerator,
}

impl Types {
    /// None so far.
    pub fn new() -> Self {
        let generator = |path: &'static str, contract: Contract| {
            let mut settings = SchemaSettings::draft2020_12();
            settings.definitions_path = path.into();
            settings.contract = contract;
            settings.into_generator()
        };
        Self {
            sent: generator(SENT, Contract::Deserialize),
            answered: generator(SHARED, Contract::Serialize),
        }
    }

    /// What is sent as a `T`.
    pub fn sent<T: JsonSchema>(&mut self) -> Value {
        self.sent_as(SchemaGenerator::subschema_for::<T>)
    }

    /// What is sent in this shape.
    pub fn sent_as(&mut self, shape: Shape) -> Value {
        tidy(shape(&mut self.sent))
    }

    /// What is answered as a `T`.
    pub fn answered<T: JsonSchema>(&mut self) -> Value {
        self.answered_as(SchemaGenerator::subschema_for::<T>)
    }

    /// What is answered in this shape.
    pub fn answered_as(&mut self, shape: Shape) -> Value {
        tidy(shape(&mut self.answered))
    }

    /// Adds all that was referred to, and leads the references of requests there. A type that is not sent as it is answered
    /// is there twice, once with `Input` behind its name.
    pub fn finish(mut self, paths: &mut Map<String, Value>, schemas: &mut Map<String, Value>) {
        let tidied = |all: Map<String, Value>| -> Map<String, Value> {
            let all = all.into_iter();
            all.filter_map(|(name, schema)| Some((name, tidy(Schema::try_from(schema).ok()?))))
                .collect()
        };
        let answered = tidied(self.answered.take_definitions(false));
        let sent = tidied(self.sent.take_definitions(false));
        let twice = differing(&sent, &answered);
        let sent = sent.into_iter().filter_map(|(name, mut schema)| {
            lead(&mut schema, &twice);
            let named = input(&name, &twice);
            (!answered.contains_key(&named)).then_some((named, schema))
        });
        for (name, schema) in sent.chain(answered.clone()) {
            let other = schemas.insert(name, schema);
            debug_assert!(other.is_none(), "two schemas have one name: {other:?}");
        }
        paths.values_mut().for_each(|path| lead(path, &twice));
    }
}

fn input(name: &str, twice: &BTreeSet<String>) -> String {
    if twice.contains(name) {
        format!("{name}Input")
    } else {
        name.to_owned()
    }
}

/// The types that are answered in another form than they are sent, and those that contain one of them.
fn differing(sent: &Map<String, Value>, answered: &Map<String, Value>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    loop {
        let differs = |(name, schema): &(&String, &Value)| {
            let mut schema = (*schema).clone();
            lead(&mut schema, &found);
            !found.contains(*name) && answered.get(*name).is_some_and(|answered| *answered != schema)
        };
        let more: Vec<_> = sent
            .iter()
            .filter(differs)
            .map(|(name, _)| name.clone())
            .collect();
        if more.is_empty() {
            return found;
        }
        found.extend(more);
    }
}

/// Leads every reference to what is sent to where the document has it.
fn lead(value: &mut Value, twice: &BTreeSet<String>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                let name = value
                    .as_str()
                    .and_then(|target| target.strip_prefix('#')?.strip_prefix(SENT)?.strip_prefix('/'))
                    .filter(|_| key == "$ref");
                match name {
                    Some(name) => *value = json!(format!("#{SHARED}/{}", input(name, twice))),
                    None => lead(value, twice),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| lead(item, twice)),
        _ => {}
    }
}

/// The schema as the document writes it, whether it is made from a type or declared.
fn tidy(mut schema: Schema) -> Value {
    RecursiveTransform(tidy_one).transform(&mut schema);
    schema.to_value()
}

fn tidy_one(schema: &mut Schema) {
    if schema.as_bool() == Some(false) {
        return;
    }
    let schema = schema.ensure_object();
    // What may be anything has a name that says so.
    if schema
        .keys()
        .all(|key| ["description", "default"].contains(&key.as_str()))
        && let Value::Object(anything) = reference("Json")
    {
        schema.extend(anything);
    }
    if let Some(names) = names(schema) {
        schema.remove("oneOf");
        schema.insert("type".into(), "string".into());
        schema.insert("enum".into(), names);
    }
    if let Some(Value::String(text)) = schema.get_mut("description") {
        // Links of the documentation of Rust lead nowhere here.
        *text = text.replace("[`", "`").replace("`]", "`");
    }
}

/// The names of an enum whose variants have nothing but names, which are described one by one.
fn names(schema: &Map<String, Value>) -> Option<Value> {
    let variants = schema.get("oneOf")?.as_array()?.iter();
    let names = variants.map(|variant| match (variant.get("const"), variant.get("enum")) {
        (Some(name @ Value::String(_)), _) => Some(vec![name.clone()]),
        (_, Some(Value::Array(names))) => Some(names.clone()),
        _ => None,
    });
    Some(names.collect::<Option<Vec<_>>>()?.concat().into())
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::*;

    /// A name.
    #[derive(Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    enum Name {
        /// One.
        FirstOne,
        /// Other.
        Other,
    }

    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Inner {
        #[serde(default)]
        name: Option<Name>,
        /// Whatever; see [`Name`].
        anything: Value,
    }

    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Outer {
        inner: Inner,
    }

    #[test]
    fn what_is_sent_otherwise_than_it_is_answered_is_there_twice() {
        let mut types = Types::new();
        let (sent, answered) = (types.sent::<Outer>(), types.answered::<Vec<Outer>>());
        let mut paths = Map::from_iter([("/a".to_owned(), json!([sent, answered]))]);
        let mut schemas = Map::new();
        types.finish(&mut paths, &mut schemas);
        assert_eq!(
            paths["/a"],
            json!([reference("OuterInput"), { "type": "array", "items": reference("Outer") }])
        );
        assert_eq!(
            schemas["OuterInput"]["properties"]["inner"],
            reference("InnerInput")
        );
        assert_eq!(schemas["Outer"]["properties"]["inner"], reference("Inner"));
        assert_eq!(schemas["InnerInput"]["required"], json!(["anything"]));
        assert_eq!(schemas["Inner"]["required"], json!(["name", "anything"]));
        assert!(!schemas.contains_key("NameInput"));
    }

    #[test]
    fn what_may_be_anything_and_names_are_said_plainly() {
        let mut types = Types::new();
        types.answered::<Inner>();
        let mut schemas = Map::new();
        types.finish(&mut Map::new(), &mut schemas);
        let anything = json!({ "description": "Whatever; see `Name`.", "$ref": "#/components/schemas/Json" });
        assert_eq!(schemas["Inner"]["properties"]["anything"], anything);
        let name = json!({ "description": "A name.", "type": "string", "enum": ["first_one", "other"] });
        assert_eq!(schemas["Name"], name);
    }
}
