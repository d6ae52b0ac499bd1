//! Words of closed sets as PostgreSQL has them: a text column that is read as its enum.

use std::str::FromStr;

use igny8::choice::Unknown;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgRow, PgTypeInfo, PgValueRef};
use sqlx::{Decode, Postgres, Row as _, Type};

/// A value of a closed set as a column holds it. What the set does not have is an error that names it, and the column.
/// To write one, bind its `as_str`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Word<T>(pub T);

impl<T> Type<Postgres> for Word<T> {
    fn type_info() -> PgTypeInfo {
        <str as Type<Postgres>>::type_info()
    }

    fn compatible(info: &PgTypeInfo) -> bool {
        <str as Type<Postgres>>::compatible(info)
    }
}

impl<'r, T: FromStr<Err = Unknown>> Decode<'r, Postgres> for Word<T> {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(<&str as Decode<Postgres>>::decode(value)?.parse()?))
    }
}

/// The word of a column.
///
/// # Errors
/// The column is not there, or has something that the set does not have.
pub fn word<T: FromStr<Err = Unknown>>(row: &PgRow, column: &str) -> sqlx::Result<T> {
    Ok(row.try_get::<Word<T>, _>(column)?.0)
}

/// The word of a column that may have none.
///
/// # Errors
/// As [`word`].
pub fn word_if_any<T: FromStr<Err = Unknown>>(row: &PgRow, column: &str) -> sqlx::Result<Option<T>> {
    Ok(row.try_get::<Option<Word<T>>, _>(column)?.map(|Word(word)| word))
}
