//! One condition of a list, and how it stands in a URL.

use uuid::Uuid;

use super::NONE;
use crate::entity::Field;

/// One condition on a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// The field is one of these values of its choice, or unknown where [`NONE`] is among them.
    OneOf(Field, Vec<&'static str>),
    /// The field is this boolean.
    Is(Field, bool),
    /// At least.
    Min(Field, f64),
    /// At most.
    Max(Field, f64),
    /// At or after this RFC 3339 date or time.
    Since(Field, String),
    /// At or before this RFC 3339 date or time.
    Until(Field, String),
    /// Refers to this row, or to none.
    Ref(Field, Option<Uuid>),
}

impl Condition {
    /// The field that it is about.
    pub const fn field(&self) -> Field {
        match self {
            Self::OneOf(field, _)
            | Self::Is(field, _)
            | Self::Min(field, _)
            | Self::Max(field, _)
            | Self::Since(field, _)
            | Self::Until(field, _)
            | Self::Ref(field, _) => *field,
        }
    }

    /// The condition as a query parameter.
    pub fn to_pair(&self) -> (String, String) {
        match self {
            Self::OneOf(field, values) => (field.key.into(), values.join(",")),
            Self::Is(field, yes) => (field.key.into(), yes.to_string()),
            Self::Min(field, number) => (format!("{}_min", field.key), number.to_string()),
            Self::Max(field, number) => (format!("{}_max", field.key), number.to_string()),
            Self::Since(field, time) => (format!("{}_min", field.key), time.clone()),
            Self::Until(field, time) => (format!("{}_max", field.key), time.clone()),
            Self::Ref(field, id) => (
                field.key.into(),
                id.map_or_else(|| NONE.to_owned(), |id| id.to_string()),
            ),
        }
    }
}
