//! The database's constraints as field errors.

use igny8::error::Problem;

use crate::error::Error;
use crate::repo::Table;

/// Turns a violated constraint that the table has words for into a field error.
pub fn explain(table: &Table, error: sqlx::Error) -> Error {
    let name = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::constraint);
    let known = name.and_then(|name| {
        table
            .constraints
            .iter()
            .find(|constraint| constraint.name == name)
    });
    match known {
        Some(constraint) => Problem::field(constraint.field, constraint.message).into(),
        None => error.into(),
    }
}
