//! Values and rows as templates, forms and exports see them: erased, so that each template compiles once.

use std::collections::BTreeMap;

use serde::ser::SerializeMap as _;
use serde::{Deserialize, Serialize, Serializer};
use uuid::Uuid;

use crate::entity::{Entity, Field, Kind};

/// One field's value, whatever its entity. The field's [`Kind`] says how to read it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Value {
    /// Unknown or not set; never the same as zero or an empty text.
    #[default]
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// Text, the value of a choice, or a time as RFC 3339 in UTC.
    Text(String),
    /// A row of another resource, with the text people know it by.
    Ref {
        /// The row's id.
        id: Uuid,
        /// The row's label.
        label: String,
    },
    /// A list or an object, such as a trend or a task's result.
    Json(serde_json::Value),
}

impl Value {
    /// Whether nothing is known.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The text of a text, choice or time; of a reference its label.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Ref { label, .. } => Some(label),
            _ => None,
        }
    }

    /// The number of a whole number.
    pub const fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The number of any number.
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts beyond 2^53 do not occur; this is for display"
    )]
    pub const fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Int(number) => Some(*number as f64),
            Self::Float(number) => Some(*number),
            _ => None,
        }
    }

    /// The id of a reference.
    pub const fn as_id(&self) -> Option<Uuid> {
        match self {
            Self::Ref { id, .. } => Some(*id),
            _ => None,
        }
    }

    /// The value as a form's text field, a CSV cell or a query parameter shows it: empty when unknown.
    pub fn to_plain(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Bool(yes) => yes.to_string(),
            Self::Int(number) => number.to_string(),
            Self::Float(number) => plain(*number),
            Self::Text(text) => text.clone(),
            Self::Ref { label, .. } => label.clone(),
            Self::Json(json) => labels(json).unwrap_or_else(|| json.to_string()),
        }
    }
}

/// What rows that a field refers to are called, one after the other.
fn labels(json: &serde_json::Value) -> Option<String> {
    let rows = json.as_array().filter(|rows| !rows.is_empty())?;
    let labels = rows.iter().map(|row| row.get("label")?.as_str());
    Some(labels.collect::<Option<Vec<_>>>()?.join(", "))
}

/// A number with at most six decimals: no field has more, but means do, and what is no fraction of two.
fn plain(number: f64) -> String {
    let text = format!("{number:.6}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if text.contains('.') {
        short.to_owned()
    } else {
        text
    }
}

/// Spreadsheets run a cell that begins with one of these, also in full width, and some of them after blanks that they drop; an
/// apostrophe makes it text (OWASP, CSV injection).
pub fn defused(cell: String) -> String {
    let begin = cell.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
    let formula = begin.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        || cell.starts_with(['\t', '\r', '\n']);
    if formula && cell.parse::<f64>().is_err() {
        format!("'{cell}")
    } else {
        cell
    }
}

/// Field values by wire key, as a form or a request body sends them.
pub type Record = BTreeMap<String, Value>;

/// One row of a resource: a cell for each of the entity's fields, in their order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Row {
    /// The row's id.
    pub id: Uuid,
    /// A value for each field of the entity.
    pub cells: Vec<Value>,
}

impl Row {
    /// The value of `field`; unknown if the row was made without it.
    pub fn get(&self, field: &Field) -> &Value {
        const NULL: &Value = &Value::Null;
        self.cells.get(usize::from(field.index)).unwrap_or(NULL)
    }

    /// A row of which only these values are known, by wire key.
    pub fn of(entity: &Entity, id: Uuid, values: &[(&str, Value)]) -> Self {
        let value = |field: &Field| values.iter().find(|(key, _)| *key == field.key);
        let cells = entity
            .fields
            .iter()
            .map(|field| value(field).map(|(_, value)| value.clone()).unwrap_or_default());
        Self {
            id,
            cells: cells.collect(),
        }
    }

    /// The row as the REST API shows it: wire keys in the entity's order, a reference as `x_id` and its label as `x`.
    pub const fn shown<'a>(&'a self, entity: &'a Entity) -> Shown<'a> {
        Shown { row: self, entity }
    }
}

/// A row as the REST API shows it; see [`Row::shown`]. It is written as it is read, without a copy.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    row: &'a Row,
    entity: &'a Entity,
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.row.id)?;
        for field in self.entity.fields {
            match (field.kind, self.row.get(field)) {
                (Kind::Reference(_), Value::Ref { id, label }) => {
                    map.serialize_entry(field.key, id)?;
                    map.serialize_entry(field.name, label)?;
                }
                (Kind::Reference(_), _) => {
                    map.serialize_entry(field.key, &())?;
                    map.serialize_entry(field.name, &())?;
                }
                (_, value) => map.serialize_entry(field.key, value)?,
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text_and_numbers_stay() {
        assert_eq!(defused("=1+1".into()), "'=1+1");
        assert_eq!(defused("@sum".into()), "'@sum");
        for start in [
            "\n=", " =", "\u{a0}@", "\t-", "\u{0}+", "＝", "＋", "－", "＠", "\nx",
        ] {
            let cell = format!("{start}cmd|' /C calc'!A0");
            assert_eq!(defused(cell.clone()), format!("'{cell}"));
        }
        assert_eq!(defused(" shoes = boots".into()), " shoes = boots");
        assert_eq!(defused("-12.5".into()), "-12.5");
        assert_eq!(defused("shoes".into()), "shoes");
    }

    #[test]
    fn numbers_are_written_without_noise() {
        for (number, text) in [
            (47.333_333_333_333_336, "47.333333"),
            (0.1 + 0.2, "0.3"),
            (12.0, "12"),
            (1_200.0, "1200"),
            (-0.000_002, "-0.000002"),
            (0.0, "0"),
        ] {
            assert_eq!(Value::Float(number).to_plain(), text);
        }
    }
}
