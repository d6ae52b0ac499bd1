//! What the server can do with a request.

use std::time::Duration;

use serde_json::{Value, json};

/// One way to answer.
#[derive(Clone, Debug)]
pub enum Act {
    /// As it should be.
    Well,
    /// As it should be, with this text.
    Text(String),
    /// As it should be, after a while.
    Late(Duration),
    /// The stream's connection breaks after so many pieces.
    CutAfter(usize),
    /// The stream ends in order after so many pieces, but without an end of the answer.
    EndAfter(usize),
    /// The stream says nothing more after so many pieces.
    SilentAfter(usize),
    /// An error comes within the stream after so many pieces, or at once in an answer of status 200.
    ErrorAfter(usize, Value),
    /// The text stops at the limit of tokens after so many pieces.
    LengthAfter(usize),
    /// The stream ends after the answer without `[DONE]` and without a count of tokens.
    NoDone,
    /// The model refuses in its own words.
    Refusal,
    /// The content filter stops the answer.
    Filtered,
    /// A status with JSON and perhaps a header.
    Status(u16, Value, Option<(&'static str, String)>),
    /// A status with a text of another kind.
    Page(u16, &'static str, String),
    /// A stream that is packed, though nobody asked for it.
    Packed(Vec<u8>),
    /// The body breaks off in the middle.
    Truncated,
    /// The body is longer than anybody would read.
    Endless,
    /// Vectors in another order than the texts.
    Shuffled,
    /// One vector too few.
    Missing,
    /// The picture comes as an address.
    Link,
}

impl Act {
    /// OpenAI's error.
    pub fn fault(status: u16, kind: &str, code: &str, message: &str) -> Self {
        Self::Status(status, error(kind, code, "", message), None)
    }

    /// The same with a header.
    pub fn fault_with(status: u16, code: &str, header: &'static str, value: &str) -> Self {
        let body = error("requests", code, "", "no more for now");
        Self::Status(status, body, Some((header, value.to_owned())))
    }

    /// After how many pieces the stream takes another way.
    pub(super) const fn pieces(&self) -> Option<usize> {
        match self {
            Self::CutAfter(pieces)
            | Self::EndAfter(pieces)
            | Self::SilentAfter(pieces)
            | Self::ErrorAfter(pieces, _)
            | Self::LengthAfter(pieces) => Some(*pieces),
            _ => None,
        }
    }

    /// Why the answer ends, by this act.
    pub(super) const fn reason(&self) -> &'static str {
        match self {
            Self::LengthAfter(_) => "length",
            Self::Filtered => "content_filter",
            _ => "stop",
        }
    }
}

/// OpenAI's form of an error.
pub(super) fn error(kind: &str, code: &str, param: &str, message: &str) -> Value {
    let text = |text: &str| if text.is_empty() { Value::Null } else { text.into() };
    json!({ "error": { "message": message, "type": kind, "param": text(param), "code": text(code) } })
}
