//! Rows of PostgreSQL as erased rows: which columns are read, and how each kind decodes.

use chrono::{DateTime, SecondsFormat, Utc};
use igny8::choice::Choice;
use igny8::entity::{Entity, Kind};
use igny8::value::{Row, Value};
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use crate::repo::Table;

/// The select list: the id, then a column for each field, two for a reference.
pub fn select_list(table: &Table, entity: &Entity) -> String {
    let mut out = format!("{}.id", table.alias);
    for (field, column) in entity.fields.iter().zip(table.columns) {
        out.push_str(", ");
        match field.kind {
            Kind::Integer => out.extend(["(", column.read, ")::int8"]),
            Kind::Decimal => out.extend(["(", column.read, ")::float8"]),
            Kind::Json | Kind::Choices(_) | Kind::References(_) => {
                out.extend(["to_jsonb(", column.read, ")"]);
            }
            _ => out.push_str(column.read),
        }
        if let Some(label) = column.label {
            out.push_str(", ");
            out.push_str(label);
        }
    }
    out
}

/// Decodes what [`select_list`] asked for, beginning at column `start`.
///
/// # Errors
/// A column is not of its field's kind.
pub fn decode(row: &PgRow, table: &Table, entity: &Entity, start: usize) -> sqlx::Result<Row> {
    let id = row.try_get(start)?;
    let mut at = start + 1;
    let mut cells = Vec::with_capacity(entity.fields.len());
    for (field, column) in entity.fields.iter().zip(table.columns) {
        let value = match field.kind {
            Kind::Text | Kind::Choice(_) => row.try_get::<Option<String>, _>(at)?.map(Value::Text),
            Kind::Integer => row.try_get::<Option<i64>, _>(at)?.map(Value::Int),
            Kind::Decimal => row.try_get::<Option<f64>, _>(at)?.map(Value::Float),
            Kind::Boolean => row.try_get::<Option<bool>, _>(at)?.map(Value::Bool),
            Kind::Timestamp => row
                .try_get::<Option<DateTime<Utc>>, _>(at)?
                .map(|time| Value::Text(rfc3339(time))),
            Kind::Json | Kind::Choices(_) | Kind::References(_) => {
                row.try_get::<Option<serde_json::Value>, _>(at)?.map(Value::Json)
            }
            Kind::Reference(_) => {
                at += 1;
                let id: Option<Uuid> = row.try_get(at - 1)?;
                let label: Option<String> = row.try_get(at)?;
                let named = |name: String| match column.names.and_then(|names| Choice::find(names, &name)) {
                    Some(choice) => choice.label.to_owned(),
                    None => name,
                };
                let label = label.map(named);
                id.zip(label).map(|(id, label)| Value::Ref { id, label })
            }
        };
        cells.push(value.unwrap_or_default());
        at += 1;
    }
    Ok(Row { id, cells })
}

/// A time as the wire has it: RFC 3339 in UTC with milliseconds.
pub fn rfc3339(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}
