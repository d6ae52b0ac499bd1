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

/// The body of an action: which rows, and the answers to what it asks.
pub fn selection(params: &[Param]) -> Value {
    if params.is_empty() {
        return reference("Selection");
    }
    let mut properties = rows();
    for param in params {
        let mut schema = match param.kind {
            ParamKind::Flag => json!({ "type": "boolean" }),
            ParamKind::Texts => {
                json!({ "type": "array", "items": { "type": "string", "maxLength": 200 }, "maxItems": 1000 })
            }
        };
        schema["description"] = param.label.into();
        properties[param.name] = schema;
    }
    json!({
        "type": "object", "additionalProperties": false, "properties": properties,
        "oneOf": [{ "required": ["ids"] }, { "required": ["filter"] }],
    })
}

/// Which rows an action is for.
fn rows() -> Value {
    json!({
        "ids": { "type": "array", "items": { "type": "string", "format": "uuid" }, "maxItems": 10000 },
        "filter": { "type": "object", "description": "The list's filters; empty for all rows." },
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
        Kind::Reference(_) => json!({ "type": "string", "format": "uuid" }),
        Kind::Json => json!({}),
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
pub fn fields(entity: &Entity) -> Map<String, Value> {
    let mut properties = Map::new();
    properties.insert("id".into(), json!({ "type": "string", "format": "uuid" }));
    for each in entity.fields {
        properties.insert(each.key.into(), field(each));
        if matches!(each.kind, Kind::Reference(_)) {
            properties.insert(
                each.name.into(),
                json!({ "type": ["string", "null"], "description": "What people know it by." }),
            );
        }
    }
    properties
}

/// A row as it is answered.
pub fn row(page: &TablePage) -> Value {
    let properties = fields(page.entity);
    let required: Vec<_> = properties.keys().cloned().collect();
    json!({ "type": "object", "properties": properties, "required": required })
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
        InputKind::Domain
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
    for each in inputs {
        let mut schema = input(each);
        if let Some(given) = each.given {
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
pub fn body(page: &TablePage, create: bool) -> Value {
    let inputs = || page.form.iter().filter(|each| create || !each.create_only);
    let properties = properties(inputs());
    let mut schema = json!({ "type": "object", "additionalProperties": false, "properties": properties });
    if create {
        let needed = || inputs().filter(|each| each.required && each.initial.is_none());
        let always: Vec<_> = needed()
            .filter(|each| each.given.is_none())
            .map(|each| each.field.key)
            .collect();
        schema["required"] = always.into();
        let sometimes: Vec<_> = needed()
            .filter_map(|each| Some((each.field.key, each.given?)))
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
    json_body(&schema)
}

/// A JSON body of this schema.
pub fn json_body(schema: &Value) -> Value {
    json!({ "required": true, "content": { "application/json": { "schema": schema } } })
}

/// Query parameters of a list; `paged` adds paging and order.
pub fn parameters(page: &TablePage, paged: bool) -> Value {
    let mut out = Vec::new();
    let mut add = |name: String, schema: Value, description: &str| {
        let mut parameter =
            json!({ "name": name, "in": "query", "schema": schema, "description": description });
        if schema["type"] == "array" {
            // Separated by commas.
            parameter["style"] = "form".into();
            parameter["explode"] = false.into();
        }
        out.push(parameter);
    };
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
        "A minus sign for descending; unknown is last either way.",
    );
    if paged {
        add(
            "page".into(),
            json!({ "type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": 1 }),
            "",
        );
        add(
            "page_size".into(),
            json!({ "type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": PAGE_SIZE }),
            "",
        );
    } else {
        add("format".into(), json!({ "type": "string", "enum": ["csv"] }), "");
        add(
            "ids".into(),
            json!({ "type": "array", "items": { "type": "string", "format": "uuid" }, "minItems": 1 }),
            "Ids separated by commas, instead of filters.",
        );
    }
    for filter in page.filters {
        match filter {
            Filter::Search(_) => add(
                "search".into(),
                json!({ "type": "string", "maxLength": MAX_SEARCH }),
                "Text to find.",
            ),
            Filter::OneOf(of, title) => match of.kind {
                Kind::Choice(set) => {
                    let values: Vec<_> = set.iter().map(|choice| choice.value).collect();
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
    out.into()
}

/// One good answer, and problem details for everything else.
pub fn answers_of(status: &str, media: &str, schema: &Value) -> Value {
    json!({
        status: { "description": "Done", "content": { media: { "schema": schema } } },
        "4XX": {
            "description": "A problem of the request",
            "content": { "application/problem+json": { "schema": reference("Problem") } },
        },
        "503": {
            "description": "A part of the system does not answer",
            "content": { "application/problem+json": { "schema": reference("Problem") } },
        },
    })
}

/// What all resources share.
pub fn shared() -> Map<String, Value> {
    let uuid = json!({ "type": "string", "format": "uuid" });
    let schemas = json!({
        "Problem": {
            "type": "object",
            "required": ["type", "title", "status", "detail"],
            "properties": {
                "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" },
                "detail": { "type": "string" },
                "errors": { "type": "object", "additionalProperties": { "type": "array", "items": { "type": "string" } } },
                "retry_after": { "type": "integer" },
                "way_out": {
                    "type": "object", "required": ["label", "path"], "description": "The page where it can be solved.",
                    "properties": { "label": { "type": "string" }, "path": { "type": "string" } },
                },
            },
        },
        "Deletion": {
            "type": "object", "required": ["deletion_id", "count"],
            "properties": { "deletion_id": uuid, "count": { "type": "integer" } },
        },
        "Outcome": {
            "type": "object", "required": ["count"],
            "properties": {
                "count": { "type": "integer" }, "task_id": uuid,
                "once": {
                    "type": "object", "required": ["message", "secret"],
                    "description": "What the action made that is shown only once, such as a new link of an invitation.",
                    "properties": { "message": { "type": "string" }, "secret": { "type": "string" } },
                },
            },
        },
        "Price": {
            "type": "object", "required": ["count", "credits", "balance"],
            "properties": {
                "count": { "type": "integer", "description": "Rows that it is for." },
                "credits": { "type": "integer", "description": "Credits that it takes at most." },
                "balance": { "type": "integer", "description": "Credits that there are." },
                "facts": {
                    "type": "array", "description": "What it will do beyond the rows, by name, such as where articles go.",
                    "items": { "type": "array", "items": { "type": "string" }, "minItems": 2, "maxItems": 2 },
                },
                "notes": { "type": "array", "items": { "type": "string" }, "description": "What to know before." },
                "way_out": {
                    "type": "object", "description": "A page where something of it can be made better before.",
                    "properties": { "label": { "type": "string" }, "path": { "type": "string" } },
                },
                "asks": { "type": "array", "items": { "type": "string" }, "description": "Parameters of the action that matter for these rows." },
                "name": { "type": "string", "description": "What the one row that would be deleted is called." },
                "typed": { "type": "string", "description": "What a person types before a yes, where much would go." },
            },
        },
        "Selection": {
            "type": "object", "additionalProperties": false, "minProperties": 1, "maxProperties": 1,
            "properties": rows(),
        },
    });
    match schemas {
        Value::Object(schemas) => schemas,
        _ => Map::new(),
    }
}
