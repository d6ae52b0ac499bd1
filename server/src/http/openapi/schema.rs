//! Schemas of declared resources and of what all of them share.

use igny8::entity::{Entity, Field, Kind};
use igny8::page::{Filter, Input, InputKind, Param, ParamKind, TablePage};
use igny8::query::{MAX_PAGE, MAX_PAGE_SIZE, MAX_SEARCH, NONE, PAGE_SIZE};
use serde_json::{Map, Value, json};

/// The schema's name: the resource's in the singular, without spaces.
pub fn name(page: &TablePage) -> String {
    let words = page.resource().one().split(' ').map(|word| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect::<String>())
            .unwrap_or_default()
    });
    words.collect()
}

/// A reference to a shared schema.
pub fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Which rows an action is for.
pub fn selection(page: &TablePage) -> Value {
    json!({
        "type": "object", "additionalProperties": false, "minProperties": 1, "maxProperties": 1,
        "properties": rows(page),
    })
}

/// The body of an action: which rows, and the answers to what it asks.
pub fn asking(page: &TablePage, params: &[Param]) -> Value {
    if params.is_empty() {
        return reference(&format!("{}Selection", name(page)));
    }
    let mut properties = rows(page);
    for param in params {
        let mut schema = match param.kind {
            ParamKind::Flag => json!({ "type": "boolean" }),
            ParamKind::Texts => {
                json!({ "type": "array", "items": { "type": "string", "maxLength": 200 }, "maxItems": 1000 })
            }
            ParamKind::Text { max } => json!({ "type": "string", "minLength": 1, "maxLength": max }),
            ParamKind::Number { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
            ParamKind::Row { .. } => json!({ "type": "string", "format": "uuid" }),
            ParamKind::Seen(_) => {
                json!({ "type": "array", "items": { "type": "string", "pattern": "^[0-9a-fA-F-]{36}:[0-9]{1,18}$" }, "maxItems": 1000 })
            }
            ParamKind::Once => json!({ "type": "string", "minLength": 8, "maxLength": 200 }),
        };
        schema["description"] = param.label.into();
        properties[param.name] = schema;
    }
    json!({
        "type": "object", "additionalProperties": false, "properties": properties,
        "oneOf": [{ "required": ["ids"] }, { "required": ["filter"] }],
    })
}

fn rows(page: &TablePage) -> Value {
    json!({
        "ids": { "type": "array", "items": { "type": "string", "format": "uuid" }, "maxItems": 10000 },
        "filter": reference(&format!("{}Filter", name(page))),
    })
}

/// The order and filters of a list as an action takes them.
pub fn filter(page: &TablePage) -> Value {
    let mut properties = Map::new();
    for (name, mut schema, said) in filters(page) {
        // One value need not be in a list.
        if schema["type"] == "array" {
            schema = json!({ "anyOf": [schema["items"], schema] });
        }
        if !said.is_empty() {
            schema["description"] = said.into();
        }
        properties.insert(name, schema);
    }
    json!({
        "type": "object", "additionalProperties": false, "properties": properties,
        "description": "The list's filters; empty for all rows.",
    })
}

fn field(field: &Field) -> Value {
    let mut schema = match field.kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Integer => json!({ "type": "integer", "format": "int64" }),
        Kind::Decimal => json!({ "type": "number" }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Timestamp => json!({ "type": "string", "format": "date-time" }),
        Kind::Choice(set) => {
            json!({ "type": "string", "enum": set.iter().map(|choice| choice.value).collect::<Vec<_>>() })
        }
        Kind::Choices(set) => {
            let values: Vec<_> = set.iter().map(|choice| choice.value).collect();
            json!({ "type": "array", "items": { "type": "string", "enum": values } })
        }
        Kind::Reference(_) => json!({ "type": "string", "format": "uuid" }),
        Kind::References(_) => json!({
            "type": "array",
            "items": {
                "type": "object", "required": ["id", "label"],
                "properties": { "id": { "type": "string", "format": "uuid" }, "label": { "type": "string" } },
            },
        }),
        Kind::Json => reference("Json"),
    };
    if field.nullable && field.kind != Kind::Json {
        schema["type"] = json!([schema["type"], "null"]);
        if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) {
            values.push(Value::Null);
        }
    }
    schema
}

/// The fields of a row as it is answered.
fn fields(entity: &Entity) -> Map<String, Value> {
    let mut properties = Map::new();
    properties.insert("id".into(), json!({ "type": "string", "format": "uuid" }));
    for each in entity.fields {
        properties.insert(each.key.into(), field(each));
        if matches!(each.kind, Kind::Reference(_)) {
            properties.insert(
                each.name.into(),
                json!({ "type": ["string", "null"], "description": "The display name." }),
            );
        }
    }
    properties
}

/// A row as it is answered.
pub fn row(entity: &Entity) -> Value {
    let properties = fields(entity);
    let required: Vec<_> = properties.keys().cloned().collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

/// A row as it is answered once it is made. One that shows something of a secret of its own has it in that field.
pub fn made(entity: &Entity, row: &Value) -> Value {
    if entity.by_key("secret").is_some() {
        return row.clone();
    }
    let secret = json!({ "type": "string", "description": "A secret shown only once, such as a new API token. Only some resources have one." });
    json!({ "allOf": [row, { "type": "object", "properties": { "secret": secret } }] })
}

/// A page of rows.
pub fn listing(row: &Value) -> Value {
    json!({
        "type": "object",
        "required": ["count", "page", "page_size", "results"],
        "properties": {
            "count": { "type": "integer" },
            "count_estimated": { "type": "boolean", "description": "Present and true when the count is an estimate." },
            "page": { "type": "integer" },
            "page_size": { "type": "integer" },
            "results": { "type": "array", "items": row },
        },
    })
}

fn input(input: &Input) -> Value {
    let mut schema = field(&input.field);
    match input.kind {
        InputKind::Text { max } | InputKind::LongText { max } | InputKind::Secret { max } => {
            schema["maxLength"] = max.into();
        }
        InputKind::Password { max } => {
            schema["maxLength"] = max.into();
            schema["format"] = "password".into();
        }
        InputKind::Time => schema["format"] = "date-time".into(),
        InputKind::Email => schema["format"] = "email".into(),
        InputKind::Number { min, max } => {
            schema["minimum"] = min.into();
            schema["maximum"] = max.into();
        }
        InputKind::Country => {
            schema["pattern"] = "^[A-Za-z]{2}$".into();
            schema["example"] = "US".into();
        }
        InputKind::TimeZone => schema["example"] = "Europe/Berlin".into(),
        InputKind::Clock => schema["pattern"] = "^([01][0-9]|2[0-3]):[0-5][0-9]$".into(),
        InputKind::Checks if input.required => schema["minItems"] = 1.into(),
        InputKind::References => {
            schema["items"] = json!({ "type": "string", "format": "uuid" });
            schema["maxItems"] = igny8::validate::MAX_REFERENCES.into();
        }
        InputKind::Shown
        | InputKind::Domain
        | InputKind::Checks
        | InputKind::Language
        | InputKind::Toggle
        | InputKind::Select
        | InputKind::Reference => {}
    }
    let is_text = matches!(input.field.kind, Kind::Text) && schema.get("pattern").is_none();
    if input.required && is_text {
        // Something must be in it.
        schema["pattern"] = "\\S".into();
    }
    if !input.help.is_empty() {
        schema["description"] = input.help.into();
    }
    if input.initial.is_some() {
        schema["default"] = serde_json::to_value(igny8::validate::initial(input)).unwrap_or_default();
    }
    schema
}

/// What may be sent of these inputs, by wire key. Inputs of one field are described together.
pub fn properties(inputs: impl Iterator<Item = &'static Input>) -> Map<String, Value> {
    let mut properties = Map::new();
    for each in inputs.filter(|input| input.kind != InputKind::Shown) {
        let mut schema = input(each);
        if let Some(given) = each.visible_when {
            let help = format!(
                "With {} {}: {}. {}",
                given.field.key,
                given.values.join(" or "),
                each.label,
                each.help
            );
            let earlier = properties
                .get(each.field.key)
                .and_then(|known: &Value| known["description"].as_str());
            let both = earlier.map_or(help.trim().to_owned(), |earlier| {
                format!("{earlier} {}", help.trim())
            });
            schema["description"] = both.into();
        }
        properties.insert(each.field.key.to_owned(), schema);
    }
    properties
}

/// What people may send; all that is required while a row is made. The need of an input that is there only with
/// some choices is a condition.
pub fn sent(page: &TablePage, create: bool) -> Value {
    let inputs = || page.form.iter().filter(|each| create || !each.create_only);
    let properties = properties(inputs());
    let mut schema = json!({ "type": "object", "additionalProperties": false, "properties": properties });
    if create {
        let needed = || inputs().filter(|each| each.required && each.initial.is_none());
        let always: Vec<_> = needed()
            .filter(|each| each.visible_when.is_none())
            .map(|each| each.field.key)
            .collect();
        schema["required"] = always.into();
        let sometimes: Vec<_> = needed()
            .filter_map(|each| Some((each.field.key, each.visible_when?)))
            .map(|(key, given)| {
                json!({
                    "if": { "properties": { given.field.key: { "enum": given.values } }, "required": [given.field.key] },
                    "then": { "required": [key] },
                })
            })
            .collect();
        if !sometimes.is_empty() {
            schema["allOf"] = sometimes.into();
        }
    }
    schema
}

/// The body of a request that makes or changes a row.
pub fn body(page: &TablePage, create: bool) -> Value {
    json_body(&sent(page, create))
}

/// A JSON body of this schema.
pub fn json_body(schema: &Value) -> Value {
    json!({ "required": true, "content": { "application/json": { "schema": schema } } })
}

/// What a list takes beside its filters.
#[derive(Clone, Copy, Debug)]
pub enum Beside {
    /// Which page of it.
    Pages,
    /// Whether many rows are added up.
    All,
    /// As which file.
    File,
}

/// Query parameters of a list, its order and its filters first.
pub fn parameters(page: &TablePage, beside: Beside) -> Value {
    let mut all = filters(page);
    let mut add =
        |name: &str, schema: Value, said: &str| all.push((name.to_owned(), schema, said.to_owned()));
    match beside {
        Beside::Pages => {
            add(
                "page",
                json!({ "type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": 1 }),
                "",
            );
            add(
                "page_size",
                json!({ "type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": PAGE_SIZE }),
                "",
            );
        }
        Beside::All => add(
            "all",
            json!({ "type": "boolean", "default": false }),
            "Whether to add up more than 100,000 rows, which takes long.",
        ),
        Beside::File => {
            add("format", json!({ "type": "string", "enum": ["csv"] }), "");
            add(
                "ids",
                json!({ "type": "array", "items": { "type": "string", "format": "uuid" }, "minItems": 1 }),
                "IDs separated by commas, instead of filters.",
            );
        }
    }
    let parameter = |(name, schema, said): (String, Value, String)| {
        let is_list = schema["type"] == "array";
        let mut parameter = json!({ "name": name, "in": "query", "schema": schema, "description": said });
        if is_list {
            // Separated by commas.
            parameter["style"] = "form".into();
            parameter["explode"] = false.into();
        }
        parameter
    };
    all.into_iter().map(parameter).collect()
}

/// The order and the filters of a list: name, schema, and what people read of them.
fn filters(page: &TablePage) -> Vec<(String, Value, String)> {
    let mut out = Vec::new();
    let mut add = |name: String, schema: Value, said: &str| out.push((name, schema, said.to_owned()));
    let sorts: Vec<_> = page
        .columns
        .iter()
        .filter(|column| column.sortable)
        .map(|column| column.field.key)
        .collect();
    let both = sorts
        .iter()
        .flat_map(|key| [(*key).to_owned(), format!("-{key}")])
        .collect::<Vec<_>>();
    add(
        "sort".into(),
        json!({ "type": "string", "enum": both }),
        "Prefix with a minus sign for descending. Unknown values always come last.",
    );
    let groupings: Vec<_> = page.groupings().map(|column| column.field.key).collect();
    if !groupings.is_empty() {
        add(
            "group".into(),
            json!({ "type": "string", "enum": groupings }),
            "What stands together, before the order.",
        );
    }
    for filter in page.filters {
        match filter {
            Filter::Search(_) => add(
                "search".into(),
                json!({ "type": "string", "maxLength": MAX_SEARCH }),
                "Text to search for.",
            ),
            Filter::OneOf(of, title) => match of.kind {
                Kind::Choice(set) => {
                    let unknown = of.nullable.then_some(NONE);
                    let values: Vec<_> = set.iter().map(|choice| choice.value).chain(unknown).collect();
                    add(
                        of.key.into(),
                        json!({ "type": "array", "items": { "type": "string", "enum": values }, "minItems": 1 }),
                        &format!("{title}: one or more values, separated by commas."),
                    );
                }
                _ => add(of.key.into(), json!({ "type": "boolean" }), title),
            },
            Filter::Range(of, title) => {
                let schema = match of.kind {
                    Kind::Timestamp => json!({
                        "anyOf": [{ "type": "string", "format": "date" }, { "type": "string", "format": "date-time" }],
                    }),
                    // Bounds of whole numbers need not be whole.
                    _ => json!({ "type": "number" }),
                };
                add(
                    format!("{}_min", of.key),
                    schema.clone(),
                    &format!("{title}: at least."),
                );
                add(format!("{}_max", of.key), schema, &format!("{title}: at most."));
            }
            Filter::Ref(of, title) => {
                let id = json!({ "type": "string", "format": "uuid" });
                let (schema, said) = if of.nullable {
                    (
                        json!({ "anyOf": [id, { "type": "string", "const": NONE }] }),
                        "an id, or none",
                    )
                } else {
                    (id, "an id")
                };
                add(of.key.into(), schema, &format!("{title}: {said}."));
            }
        }
    }
    out
}

/// One good answer, and problem details for everything else.
pub fn answers_of(status: &str, media: &str, schema: &Value) -> Value {
    json!({
        status: { "description": "Done", "content": { media: { "schema": schema } } },
        "4XX": {
            "description": "The request is invalid",
            "content": { "application/problem+json": { "schema": reference("Problem") } },
        },
        "5XX": {
            "description": "The server failed or a component isn't responding",
            "content": { "application/problem+json": { "schema": reference("Problem") } },
        },
    })
}

/// What all resources share.
pub fn shared() -> Map<String, Value> {
    let anything = reference("Json");
    let json = json!({
        "description": "Any JSON value.",
        "anyOf": [
            { "type": ["null", "boolean", "number", "string"] },
            { "type": "array", "items": anything },
            { "type": "object", "additionalProperties": anything },
        ],
    });
    Map::from_iter([("Json".to_owned(), json)])
}
