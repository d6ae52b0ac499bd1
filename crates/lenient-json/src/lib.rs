//! The document in a model's answer: taken out of what stands around it, read leniently, and brought into the form of
//! its schema where that loses nothing. Only what is really broken is worth a second call.

mod document;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The most bytes that are looked through for a document that is not JSON at once.
const MAX_BYTES: usize = 1 << 20;

/// How many wrappings one within the other are taken off.
const WRAPPINGS: usize = 3;

/// Why there is no answer in a text, in words for the model that shall mend it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unfit(pub String);

/// The answer, if a document in the text is one that `check` lets through.
///
/// # Errors
/// There is none; what `check` says is kept as it is.
pub fn parse<T: DeserializeOwned>(
    text: &str,
    schema: Option<&Value>,
    check: &impl Fn(&T) -> Result<(), String>,
) -> Result<T, Unfit> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let (mut wrong, mut shapeless): (Option<String>, Option<String>) = (None, None);
    let (mut found, is_broken) = match serde_json::from_str::<Value>(text) {
        Ok(value) => (vec![(text.len(), value)], false),
        Err(error) => {
            wrong = Some(error.to_string());
            let found = documents(text);
            // All of it may be as it stands within a text of JSON.
            if found.0.is_empty() && text.contains("{\\\"") {
                documents(&text.replace("\\\"", "\"").replace("\\n", "\n"))
            } else {
                found
            }
        }
    };
    // The inside of an object, without its braces.
    if found.is_empty() && text.starts_with('"') && text.contains(':') {
        found.extend(document::document(&format!("{{{text}\n}}")).map(|(value, length)| (length, value)));
    }
    // Pieces of a document that is cut are no list.
    let list = listed(&found, schema).filter(|_| !is_broken);
    // Of several, the longest; of equal ones the first, since some go on talking to themselves.
    found.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
    found.extend(list.map(|list| (0, list)));
    for (_, value) in found {
        let (mut first, mut is_of_form) = (None, false);
        for value in forms(&value, schema) {
            let read = serde_json::from_value::<T>(value).map_err(|error| error.to_string());
            is_of_form |= read.is_ok();
            match read.and_then(|answer| check(&answer).map(|()| answer)) {
                Ok(answer) => return Ok(answer),
                Err(fault) => {
                    first.get_or_insert(fault);
                }
            }
        }
        // The longest document that has the form of an answer is the one that was meant; what has another form, such as the
        // schema said once more, is passed over.
        if is_of_form || is_broken {
            wrong = first.or(wrong);
            break;
        }
        shapeless = shapeless.or(first);
    }
    let wrong = shapeless.or(wrong);
    Err(Unfit(
        wrong.unwrap_or_else(|| "there is no JSON in it".to_owned()),
    ))
}

/// The items of a list that came as a document each, one below the other.
fn listed(found: &[(usize, Value)], schema: Option<&Value>) -> Option<Value> {
    list_name(schema)?;
    let mut items: Vec<&Map<String, Value>> = Vec::new();
    for (_, value) in found {
        items.push(value.as_object()?);
    }
    let first = items.first()?;
    let alike = items.len() > 1 && items.iter().all(|item| item.keys().eq(first.keys()));
    alike.then(|| items.into_iter().cloned().map(Value::Object).collect())
}

/// The documents in a text with their lengths, in order, and whether there is one among them that is broken: then others may be
/// its pieces.
fn documents(text: &str) -> (Vec<(usize, Value)>, bool) {
    let (mut found, mut is_broken) = (Vec::new(), false);
    let mut at = 0;
    let text = &text[..text.floor_char_boundary(MAX_BYTES)];
    // Each place that is tried may look through the rest, so that only some are.
    let mut tries = 0;
    while let Some(begins) = text[at..].find(['{', '[']).filter(|_| tries < 200) {
        tries += 1;
        let rest = &text[at + begins..];
        let mut strict = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        let read = match strict.next() {
            Some(Ok(value)) => Some((value, strict.byte_offset())),
            _ => document::document(rest),
        };
        match read {
            Some((value, length))
                if value.as_object().is_some_and(|fields| !fields.is_empty())
                    || value
                        .as_array()
                        .is_some_and(|items| items.iter().any(Value::is_object)) =>
            {
                found.push((length, value));
                at += begins + length;
            }
            Some((_, length)) => at += begins + length.max(1),
            None => {
                is_broken = true;
                at += begins + 1;
            }
        }
    }
    (found, is_broken)
}

/// The forms in which a document may be the answer: as it is, out of a text or a wrapping of its own, and wrapped.
fn forms(value: &Value, schema: Option<&Value>) -> Vec<Value> {
    let mut forms = vec![value.clone()];
    match value {
        // A document within a text.
        Value::String(text) => {
            let inner = serde_json::from_str(text).ok();
            forms.extend(inner.or_else(|| document::document(text.trim()).map(|(value, _)| value)));
        }
        Value::Array(items) => {
            forms.extend(items.first().filter(|_| items.len() == 1).cloned());
            forms
                .extend(list_name(schema).map(|name| Value::Object(Map::from_iter([(name, value.clone())]))));
        }
        Value::Object(fields) => {
            let mut fields = fields;
            for _ in 0..WRAPPINGS {
                let Some((_, inner)) = fields.iter().next().filter(|_| fields.len() == 1) else {
                    break;
                };
                match inner {
                    Value::String(text) => forms.extend(serde_json::from_str::<Value>(text).ok()),
                    inner => forms.push(inner.clone()),
                }
                let Value::Object(inner) = inner else { break };
                fields = inner;
            }
            // The schema as it was given, with the answer in the place of its properties.
            forms.extend(
                fields
                    .get("properties")
                    .filter(|inner| inner.is_object())
                    .cloned(),
            );
        }
        _ => {}
    }
    match schema {
        Some(schema) => forms.into_iter().map(|value| fitted(value, schema)).collect(),
        None => forms,
    }
}

/// The only property of a schema, if it is a list: some give the list alone.
fn list_name(schema: Option<&Value>) -> Option<String> {
    let properties = schema?["properties"].as_object()?;
    let (name, inner) = properties.iter().next().filter(|_| properties.len() == 1)?;
    (inner["type"] == "array").then(|| name.clone())
}

/// A value in the form of its schema, where that loses nothing that was asked for: a number in quotes, a list of one, and
/// notes beside the answer.
fn fitted(value: Value, schema: &Value) -> Value {
    match (schema["type"].as_str().unwrap_or_default(), value) {
        ("object", Value::Object(mut fields)) => {
            let Some(properties) = schema["properties"].as_object() else {
                return Value::Object(fields);
            };
            let named = properties.iter().filter_map(|(name, inner)| {
                let value = fields.remove(name).or_else(|| {
                    let same = fields.keys().find(|key| alike(key, name)).cloned()?;
                    fields.remove(&same)
                })?;
                Some((name.clone(), fitted(value, inner)))
            });
            Value::Object(named.collect())
        }
        ("array", Value::Array(items)) => items
            .into_iter()
            .map(|item| fitted(item, &schema["items"]))
            .collect::<Vec<_>>()
            .into(),
        ("array", Value::String(text)) => match serde_json::from_str::<Value>(&text) {
            // A list that was written into a text.
            Ok(list @ Value::Array(_)) => fitted(list, schema),
            _ if schema["items"]["type"] == "string" => Value::Array(vec![Value::String(text)]),
            _ => Value::String(text),
        },
        ("array", Value::Null) => Value::Array(Vec::new()),
        // A list whose items have numbers for names, or that stands in a wrapping of its own.
        ("array", Value::Object(fields))
            if !fields.is_empty() && fields.keys().all(|name| name.bytes().all(|b| b.is_ascii_digit())) =>
        {
            let mut items: Vec<(u64, Value)> = fields
                .into_iter()
                .map(|(name, item)| (name.parse().unwrap_or(u64::MAX), item))
                .collect();
            items.sort_by_key(|(number, _)| *number);
            fitted(items.into_iter().map(|(_, item)| item).collect(), schema)
        }
        ("array", Value::Object(fields)) if fields.len() == 1 && fields.values().all(Value::is_array) => {
            fitted(
                fields.into_iter().next().map_or(Value::Null, |(_, list)| list),
                schema,
            )
        }
        ("integer" | "number", Value::String(text)) => match number_in(&text) {
            Some(number) => number.into(),
            None => Value::String(text),
        },
        ("integer", Value::Number(number)) if number.is_f64() => {
            let whole = number
                .as_f64()
                .and_then(|float| format!("{float:.0}").parse::<i64>().ok());
            whole.map_or(Value::Number(number), Value::from)
        }
        ("string", Value::Number(number)) => number.to_string().into(),
        ("string", Value::Null) => String::new().into(),
        ("string", Value::Array(lines)) if lines.iter().all(Value::is_string) => lines
            .iter()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
            .join(" ")
            .into(),
        // The only text of an object that stands where a text was asked for.
        ("string", Value::Object(fields)) if fields.len() == 1 && fields.values().all(Value::is_string) => {
            fields.into_iter().next().map_or(Value::Null, |(_, text)| text)
        }
        (_, value) => value,
    }
}

/// The number of `120`, `~120 words` and `1,200`; none of a range or of several.
fn number_in(text: &str) -> Option<i64> {
    let begun = text.trim().trim_start_matches(['~', '≈', '+', ' ']);
    let end = begun
        .find(|c: char| !(c.is_ascii_digit() || c == ','))
        .unwrap_or(begun.len());
    let (number, rest) = begun.split_at(end);
    let is_alone = !rest.contains(|c: char| c.is_ascii_digit());
    let whole = text.trim().parse().ok();
    whole.or_else(|| number.replace(',', "").parse().ok().filter(|_| is_alone))
}

/// Whether two names are one but for how their words are joined.
fn alike(one: &str, other: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect()
    };
    letters(one) == letters(other)
}

#[cfg(test)]
mod tests {
    use provider::writing::{IdeasAnswer, NamesAnswer, OutlineAnswer};
    use serde_json::json;

    use super::*;

    fn names(text: &str) -> Result<Vec<String>, Unfit> {
        let schema = json!({ "type": "object", "properties": { "names": { "type": "array", "items": { "type": "string" } } } });
        parse(text, Some(&schema), &|answer: &NamesAnswer| {
            if answer.names.is_empty() {
                Err("too few".into())
            } else {
                Ok(())
            }
        })
        .map(|answer| answer.names)
    }

    #[test]
    fn the_one_document_is_taken_whatever_stands_around_it() {
        let mut missed = Vec::new();
        let document = "{\n \"names\": [\n  \"a\",\n  \"b\"\n ]\n}";
        for text in [
            document.to_owned(),
            format!("\u{feff}{document}"),
            format!("```json\n{document}\n```"),
            format!("Here is the JSON [as asked]:\n\n{document}"),
            format!(
                "Sure! I kept to the schema {{names}}.\n\n```json\n{document}\n```\n\nTell me if you want others."
            ),
            format!("{document}\n\nI hope this helps."),
            format!("{document}\n{document}"),
            format!("{{\"names\": []}}\nNo, better:\n{document}"),
            "{\"names\": [\"a\", \"b\",],}".to_owned(),
            "{'names': ['a', 'b']} # done".to_owned(),
            "\"{\\\"names\\\": [\\\"a\\\", \\\"b\\\"]}\"".to_owned(),
            format!("{{\"result\": {document}}}"),
            format!("[{document}]"),
            "[\"a\", \"b\"]".to_owned(),
            "{\"names\": [\"a\", \"b\"], \"note\": \"two\"}".to_owned(),
            "{\"Names\": [\"a\", \"b\"]}".to_owned(),
            // As models have been seen to write it.
            "<think>I need {two} names.</think>\n{\"names\": [\"a\", \"b\"]}".to_owned(),
            "<json>\n{\"names\": [\"a\", \"b\"]}\n</json>".to_owned(),
            "<|channel|>final<|message|>{\"names\": [\"a\", \"b\"]}<|return|>".to_owned(),
            "json\n{\"names\": [\"a\", \"b\"]}".to_owned(),
            "```\n{\"names\": [\"a\", \"b\"]}\n".to_owned(),
            "~~~json\n{\"names\": [\"a\", \"b\"]}\n~~~".to_owned(),
            "{{\"names\": [\"a\", \"b\"]}}".to_owned(),
            "{\"names\": [\"a\", \"b\"}".to_owned(),
            "{\"names\": [\"a\", \"b\"]}}".to_owned(),
            "names = {\"names\": [\"a\", \"b\"]};".to_owned(),
            "{\\\"names\\\": [\\\"a\\\", \\\"b\\\"]}".to_owned(),
            "{\n  \"names\": [\n    \"a\",\n    \"b\"\n  ]\n}\n\n**Note:** I kept {both}.".to_owned(),
            "{\"names\": \"[\\\"a\\\", \\\"b\\\"]\"}".to_owned(),
            "{\"type\": \"object\", \"properties\": {\"names\": [\"a\", \"b\"]}}".to_owned(),
            "{\"data\": {\"result\": {\"names\": [\"a\", \"b\"]}}}".to_owned(),
            "{\"names\": [{\"name\": \"a\"}, {\"name\": \"b\"}]}".to_owned(),
            // The schema once more, and longer than the answer.
            "My schema is {\"type\": \"object\", \"required\": [\"names\"], \"additionalProperties\": {\"x\": false}}. So: {\"names\": [\"a\", \"b\"]}".to_owned(),
            "\"names\": [\"a\", \"b\"]".to_owned(),
            "{\"names\": {\"1\": \"a\", \"2\": \"b\"}}".to_owned(),
            "{\"names\": {\"items\": [\"a\", \"b\"]}}".to_owned(),
            "{\"names\": [\"a\", \"b\", ...]}".to_owned(),
            "{\"name\": \"a\"}\n{\"name\": \"b\"}".to_owned(),
            "{“names”：[“a”，“b”]}".to_owned(),
        ] {
            if names(&text).as_deref() != Ok(&["a".to_owned(), "b".to_owned()][..]) {
                missed.push(text);
            }
        }
        assert_eq!(missed, Vec::<String>::new());
    }

    #[test]
    fn what_is_really_broken_is_told() {
        for text in [
            "",
            "no JSON at all",
            "{\"names\": [\"a\", \"b",
            "{\"other\": 1}",
            "{\"names\": []}",
            "{}",
            // The first items of a list that was cut.
            "{\"names\": [{\"name\": \"a\"}, {\"name\": \"b\"}, {\"na",
            "[{\"name\": \"a\"}, {\"name\": \"b\"}, {\"na",
        ] {
            assert!(names(text).is_err(), "{text}");
        }
    }

    #[test]
    fn values_come_in_the_form_of_the_schema() {
        let outline = json!({ "type": "object", "properties": { "sections": { "type": "array", "items": {
            "type": "object", "properties": { "heading": { "type": "string" }, "points": { "type": "array", "items": { "type": "string" } },
            "words": { "type": "integer" } } } } } });
        let text = "{\"sections\": [{\"heading\": 1, \"points\": \"one\", \"words\": \"~120 words\"}, {\"heading\": null, \"points\": null, \"words\": 80.0}]}";
        let answer: OutlineAnswer = parse(text, Some(&outline), &|_| Ok(())).expect("an outline");
        assert_eq!(
            (answer.sections[0].heading.as_str(), answer.sections[0].words),
            ("1", 120)
        );
        assert_eq!(
            (answer.sections[1].points.len(), answer.sections[1].words),
            (0, 80)
        );
        assert!(parse::<IdeasAnswer>(text, Some(&outline), &|_| Ok(())).is_err());
    }

    #[test]
    fn a_long_text_of_brackets_takes_no_time() {
        assert!(names(&"{[".repeat(200_000)).is_err());
    }
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
