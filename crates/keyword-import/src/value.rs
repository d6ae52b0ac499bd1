//! The text of a workbook's cell, as it would stand in a CSV file.

use std::borrow::Cow;

use calamine::{DataRef, ExcelDateTime};

/// The text of a cell: numbers in their shortest form with a decimal point, dates as `2025-09-01`.
pub(super) fn text<'a>(value: &'a DataRef<'_>) -> Cow<'a, str> {
    match value {
        DataRef::Empty => Cow::Borrowed(""),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Cow::Borrowed(text)
        }
        DataRef::SharedString(text) => Cow::Borrowed(text),
        DataRef::Int(number) => Cow::Owned(number.to_string()),
        DataRef::Float(number) => Cow::Owned(number.to_string()),
        DataRef::Bool(true) => Cow::Borrowed("TRUE"),
        DataRef::Bool(false) => Cow::Borrowed("FALSE"),
        DataRef::DateTime(date) => Cow::Owned(day(date)),
        DataRef::Error(error) => Cow::Owned(error.to_string()),
    }
}

fn day(date: &ExcelDateTime) -> String {
    // Serial numbers that are no date of Excel's calendar (1900 to 9999) stay numbers.
    if date.is_datetime() && (0.0..2_958_466.0).contains(&date.as_f64()) {
        let (year, month, day, ..) = date.to_ymd_hms_milli();
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        date.as_f64().to_string()
    }
}
