//! Checks what people and programs send against the declared inputs: the same in browser and server.

mod time;
mod visible;

use visible::{appears, elsewhere};
pub use visible::{held, is_visible};

use crate::choice::Choice;
use crate::entity::{Field, Kind};
use crate::error::{FieldErrors, Problem};
use crate::page::{Input, InputKind};
use crate::value::{Record, Value};

/// Whether a record makes a row or changes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Every required input must be there.
    Create,
    /// Only what is sent is changed.
    Update,
}

/// A checked change: fields with the values that they take.
pub type Change = Vec<(Field, Value)>;

/// Checks `record` against `inputs`; texts are trimmed, empty ones become unknown. `before` is what the row holds already, by
/// wire key (see [`held`]): it says which inputs are there, and what those hold that a change brings back.
///
/// # Errors
/// Names every key that is unknown, missing or does not fit.
pub fn validate<'a>(
    inputs: impl Iterator<Item = &'a Input> + Clone,
    record: &Record,
    before: &Record,
    mode: Mode,
) -> Result<Change, Problem> {
    let mut errors = FieldErrors::new();
    let mut change = Change::new();
    let all = inputs.clone();
    let there = |input: &Input| is_visible(input, all.clone(), record, before);
    for (key, value) in record {
        let mut of_key = all.clone().filter(|input| input.field.key == key);
        let message = match of_key.clone().next() {
            None => "Unknown field.".to_owned(),
            Some(input) if !value.is_null() && !of_key.any(there) => elsewhere(input, all.clone()),
            Some(_) => continue,
        };
        errors.insert(key.clone(), vec![message]);
    }
    for input in inputs.filter(|input| there(input)) {
        let sent = record.get(input.field.key);
        let checked = match sent {
            None if mode == Mode::Update && !appears(input, record) => continue,
            None if mode == Mode::Update => match before.get(input.field.key) {
                Some(value) if !value.is_null() => continue,
                _ => check(input, &initial(input)),
            },
            Some(_) if mode == Mode::Update && input.create_only => {
                Err("This can't be changed after creation.".to_owned())
            }
            None => check(input, &initial(input)),
            Some(value) if mode == Mode::Create && value.is_null() => check(input, &initial(input)),
            Some(value) => check(input, value),
        };
        match checked {
            Ok(value) => change.push((input.field, value)),
            Err(message) => {
                errors.insert(input.field.key.to_owned(), vec![message]);
            }
        }
    }
    if errors.is_empty() {
        Ok(change)
    } else {
        Err(Problem::invalid(errors))
    }
}

/// What a new row takes where nothing is given.
pub fn initial(input: &Input) -> Value {
    let Some(text) = input.initial else {
        return Value::Null;
    };
    // One that does not fit stays as it is, for the check to name.
    read(input, &Value::Text(text.to_owned())).unwrap_or_else(|_| Value::Text(text.to_owned()))
}

/// Checks one value and brings it into the field's form.
///
/// # Errors
/// Says in one sentence what to enter instead.
pub fn check(input: &Input, value: &Value) -> Result<Value, String> {
    let value = read(input, value)?;
    if value.is_null() && (input.required || (!input.field.nullable && input.kind != InputKind::Toggle)) {
        return Err(format!("{} is required.", input.label));
    }
    Ok(value)
}

fn read(input: &Input, value: &Value) -> Result<Value, String> {
    match (input.kind, value) {
        (InputKind::Shown, _) => Err("This can't be changed here.".into()),
        (InputKind::Toggle, Value::Null) => Ok(Value::Bool(false)),
        (_, Value::Null) => Ok(Value::Null),
        (_, Value::Text(text)) if text.trim().is_empty() => read(input, &Value::Null),
        (
            InputKind::Text { max } | InputKind::LongText { max } | InputKind::Secret { max },
            Value::Text(text),
        ) => limited(text, max),
        (InputKind::Password { max }, Value::Text(text)) if text.len() <= max => Ok(value.clone()),
        (InputKind::Password { max }, Value::Text(_)) => Err(format!("Use at most {max} bytes.")),
        (InputKind::Time, Value::Text(text)) => time::instant(text).map(Value::Text),
        (InputKind::Clock, Value::Text(text)) => time::clock(text).map(Value::Text),
        (InputKind::Email, Value::Text(text)) => address(text).map(Value::Text),
        (InputKind::Domain, Value::Text(text)) => domain(text),
        (InputKind::Language | InputKind::TimeZone | InputKind::Country, Value::Text(text)) => {
            let register = input.kind.register();
            register.map_or(Ok(value.clone()), |register| register.read(text).map(Value::Text))
        }
        (InputKind::Number { min, max }, value) => number(&input.field, value, min, max),
        (InputKind::Toggle, Value::Bool(_)) => Ok(value.clone()),
        (InputKind::Toggle, Value::Text(text)) => match text.as_str() {
            "true" | "on" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err("Enter true or false.".into()),
        },
        (InputKind::Select, Value::Text(text)) => select(&input.field, text),
        (InputKind::Checks, value) => several(&input.field, value),
        (InputKind::Reference, Value::Text(text)) => match text.parse() {
            Ok(id) => Ok(Value::Ref {
                id,
                label: String::new(),
            }),
            Err(_) => Err("Choose an option from the list.".into()),
        },
        (InputKind::Reference, Value::Ref { id, .. }) => Ok(Value::Ref {
            id: *id,
            label: String::new(),
        }),
        (InputKind::References, Value::Json(serde_json::Value::Array(rows))) => references(rows),
        _ => Err("This value has the wrong type.".into()),
    }
}

/// The most rows that one field refers to.
pub const MAX_REFERENCES: usize = 200;

/// Rows by their ids, or as a list shows them, each once; of none nothing is left.
fn references(rows: &[serde_json::Value]) -> Result<Value, String> {
    if rows.len() > MAX_REFERENCES {
        return Err(format!("Choose at most {MAX_REFERENCES}."));
    }
    let mut ids = Vec::with_capacity(rows.len());
    for row in rows {
        let id = row.as_str().or_else(|| row.get("id")?.as_str());
        let id = id.and_then(|id| id.parse::<uuid::Uuid>().ok());
        ids.push(id.ok_or("Choose options from the list.")?);
    }
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Value::Null);
    }
    let ids = ids.into_iter().map(|id| id.to_string().into());
    Ok(Value::Json(serde_json::Value::Array(ids.collect())))
}

fn limited(text: &str, max: usize) -> Result<Value, String> {
    let text = text.trim();
    if text.chars().count() > max {
        return Err(format!("Use at most {max} characters."));
    }
    if text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    {
        return Err("Remove the control characters.".into());
    }
    Ok(Value::Text(text.to_owned()))
}

/// A text of at least one and at most `max` characters, trimmed.
///
/// # Errors
/// Says in one sentence what to enter instead.
pub fn line(text: &str, max: usize) -> Result<String, String> {
    match limited(text, max)? {
        Value::Text(text) if !text.is_empty() => Ok(text),
        _ => Err("This field is required.".into()),
    }
}

/// An e-mail address in lower case, as RFC 5321 limits it; whether it exists only a message to it can tell.
///
/// # Errors
/// Says in one sentence what to enter instead.
pub fn address(text: &str) -> Result<String, String> {
    let text = text.trim().to_lowercase();
    let fits = text.len() <= 254
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
        && text.split_once('@').is_some_and(|(local, host)| {
            !local.is_empty()
                && local.len() <= 64
                && !host.contains('@')
                && host.contains('.')
                && is_host(host)
        });
    if fits {
        Ok(text)
    } else {
        Err("Enter an email address such as name@example.com.".into())
    }
}

/// A host name; what people paste around it (scheme, path, `www.` stays) is dropped.
fn domain(text: &str) -> Result<Value, String> {
    let text = text.trim().to_lowercase();
    let text = text.split_once("://").map_or(text.as_str(), |(_, rest)| rest);
    let host = text
        .split(['/', '?', '#'])
        .next()
        .unwrap_or_default()
        .trim_end_matches('.');
    if is_host(host) {
        Ok(Value::Text(host.to_owned()))
    } else {
        Err("Enter a domain such as example.com.".into())
    }
}

/// Labels of letters, digits and inner hyphens as in RFC 1123, international ones included, with an optional port.
fn is_host(host: &str) -> bool {
    let (name, port) = host.split_once(':').unwrap_or((host, "0"));
    let label = |label: &str| {
        (1..=63).contains(&label.chars().count())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    name.len() <= 253 && name.split('.').all(label) && port.parse::<u16>().is_ok()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the fraction is zero and the bounds are checked"
)]
#[expect(clippy::cast_precision_loss, reason = "bounds of inputs lie far below 2^53")]
fn number(field: &Field, value: &Value, min: f64, max: f64) -> Result<Value, String> {
    let number = match value {
        Value::Int(number) => *number as f64,
        Value::Float(number) => *number,
        Value::Text(text) => text.trim().parse().map_err(|_| "Enter a number.".to_owned())?,
        _ => return Err("Enter a number.".into()),
    };
    if !number.is_finite() || number < min || number > max {
        return Err(format!("Enter a number from {min} to {max}."));
    }
    match field.kind {
        Kind::Integer if number.fract() != 0.0 => Err("Enter a whole number.".into()),
        Kind::Integer => Ok(Value::Int(number as i64)),
        _ => Ok(Value::Float(number)),
    }
}

fn select(field: &Field, text: &str) -> Result<Value, String> {
    let Kind::Choice(set) = field.kind else {
        return Err("Choose an option from the list.".into());
    };
    match Choice::find(set, text) {
        Some(choice) => Ok(Value::Text(choice.value.to_owned())),
        None => Err(format!(
            "Choose one of: {}.",
            set.iter()
                .map(|choice| choice.value)
                .collect::<Vec<_>>()
                .join(", ")
        )),
    }
}

/// Several of a closed set, each once and in the set's order: a list, or words with commas between them. None of them is unknown.
fn several(field: &Field, value: &Value) -> Result<Value, String> {
    let Kind::Choices(set) = field.kind else {
        return Err("Choose options from the list.".into());
    };
    let words: Vec<&str> = match value {
        Value::Text(text) => text.split(',').map(str::trim).collect(),
        Value::Json(serde_json::Value::Array(all)) => all
            .iter()
            .map(|word| word.as_str().ok_or("Send a list of strings."))
            .collect::<Result<_, _>>()?,
        _ => return Err("Send a list of strings.".into()),
    };
    if words.iter().any(|word| Choice::find(set, word).is_none()) {
        let known: Vec<_> = set.iter().map(|choice| choice.value).collect();
        return Err(format!("Choose from: {}.", known.join(", ")));
    }
    let chosen = set.iter().map(|choice| choice.value);
    let chosen: Vec<_> = chosen.filter(|value| words.contains(value)).collect();
    Ok(if chosen.is_empty() {
        Value::Null
    } else {
        Value::Json(chosen.into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planner::keywords::PAGE;

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    #[test]
    fn a_record_is_checked_whole() {
        let record = Record::from([
            ("keyword".into(), text("  ")),
            ("volume".into(), text("many")),
            ("difficulty".into(), Value::Int(101)),
            ("colour".into(), text("red")),
        ]);
        let problem =
            validate(PAGE.form.iter(), &record, &Record::new(), Mode::Create).expect_err("nothing is right");
        let keys: Vec<_> = problem.errors.keys().map(String::as_str).collect();
        assert_eq!(keys, ["colour", "difficulty", "keyword", "sector_id", "volume"]);
    }

    #[test]
    fn a_new_row_takes_what_is_declared_and_every_declaration_fits() {
        let inputs = &crate::writer::tasks::PAGE.form;
        let record = Record::from([
            ("title".into(), text("A title")),
            ("sector_id".into(), text("0190b4c2-7c1e-7000-8000-000000000001")),
        ]);
        let change = validate(inputs.iter(), &record, &Record::new(), Mode::Create)
            .expect("the rest has a value of its own");
        let value = |key: &str| {
            change
                .iter()
                .find(|(field, _)| field.key == key)
                .map(|(_, value)| value.clone())
        };
        assert_eq!(value("content_type"), Some(text("guide")));
        assert_eq!(value("priority"), Some(Value::Int(2)));
        for input in crate::registry::tables().flat_map(|page| page.form) {
            assert!(
                input.initial.is_none() || check(input, &initial(input)).is_ok(),
                "{}",
                input.label
            );
        }
    }

    #[test]
    fn an_update_changes_only_what_is_sent() {
        let record = Record::from([("volume".into(), Value::Null)]);
        let change = validate(PAGE.form.iter(), &record, &Record::new(), Mode::Update)
            .expect("unknown volume is fine");
        assert_eq!(change.len(), 1);
        assert_eq!(change[0].1, Value::Null);
    }

    #[test]
    fn several_choices_are_read_in_order_and_each_once() {
        let input = crate::system::webhooks::PAGE
            .input("events")
            .expect("it is declared");
        let list = |words: &[&str]| Value::Json(serde_json::json!(words));
        let good = check(input, &list(&["run.failed", "run.succeeded", "run.failed"]));
        assert_eq!(good, Ok(list(&["run.succeeded", "run.failed"])));
        assert_eq!(check(input, &text("run.failed, run.succeeded")), good);
        for bad in [
            list(&[]),
            list(&["run.failed", "no.such"]),
            Value::Json(serde_json::json!([1])),
            Value::Json(serde_json::json!({ "run.failed": true })),
            Value::Bool(true),
            Value::Null,
            text(" "),
        ] {
            assert!(check(input, &bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn rows_are_chosen_by_id_each_once() {
        let (one, two) = (
            "0190b4c2-7c1e-7000-8000-000000000001",
            "0190b4c2-7c1e-7000-8000-000000000002",
        );
        let read = |json: serde_json::Value| match json {
            serde_json::Value::Array(rows) => references(&rows),
            _ => unreachable!("the test gives lists"),
        };
        let both = Value::Json(serde_json::json!([one, two]));
        assert_eq!(read(serde_json::json!([two, one, two])).as_ref(), Ok(&both));
        assert_eq!(
            read(serde_json::json!([{ "id": two, "label": "B" }, one])),
            Ok(both)
        );
        assert_eq!(read(serde_json::json!([])), Ok(Value::Null));
        for bad in [
            serde_json::json!(["x"]),
            serde_json::json!([7]),
            serde_json::json!([null]),
            serde_json::json!([{ "label": "B" }]),
            serde_json::json!([[one]]),
            serde_json::Value::Array(vec![one.into(); MAX_REFERENCES + 1]),
        ] {
            assert!(read(bad.clone()).is_err(), "{bad}");
        }
    }

    #[test]
    fn domains_lose_what_was_pasted_around_them() {
        assert_eq!(domain("https://Example.com/path?x=1"), Ok(text("example.com")));
        assert_eq!(domain("bücher.example"), Ok(text("bücher.example")));
        for bad in ["", "-a.com", "a b.com", "exa_mple.com", "http://", "a..b"] {
            assert!(domain(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn addresses_are_lower_case_and_have_a_host() {
        assert_eq!(address(" Ann@Example.com ").as_deref(), Ok("ann@example.com"));
        for bad in [
            "ann",
            "ann@",
            "@example.com",
            "a b@example.com",
            "ann@localhost",
            "a@b@c.de",
        ] {
            assert!(address(bad).is_err(), "{bad}");
        }
    }
}
