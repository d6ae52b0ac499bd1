//! Server-sent events out of bytes that come in any pieces, and what servers send in their place: JSON without a field's
//! name, line by line or as a whole, and errors in a field of their own.

use std::fmt::Write as _;

use serde_json::Value;

/// What a stream gave.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Event {
    /// A document.
    Data(Value),
    /// An error, said by the event's name or its field.
    Error(Value),
    /// The end, said so.
    Done,
    /// What is no JSON.
    Junk(String),
}

/// Reads the data of each event; ids and comments are of no use here.
#[derive(Debug, Default)]
pub(super) struct Events {
    /// The line that has begun. Bytes, since a piece may end within a character.
    line: Vec<u8>,
    /// The data of the event that has begun.
    data: Option<String>,
    /// It is an error, by its name.
    is_error: bool,
    /// JSON without a field's name that has begun.
    bare: String,
    /// How long it must be before it is tried again, so that a long one is not read over and over.
    try_at: usize,
    /// The last byte was a carriage return, so that a line feed is not another end of a line.
    returned: bool,
}

impl Events {
    /// Takes bytes, and gives every event that they complete.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Vec<Event> {
        let mut events = Vec::new();
        for &byte in bytes {
            let after_return = std::mem::replace(&mut self.returned, byte == b'\r');
            match byte {
                b'\n' if after_return => {}
                b'\n' | b'\r' => self.end_line(&mut events),
                _ => self.line.push(byte),
            }
        }
        events
    }

    /// The last events, where the stream ends without the empty line after them.
    pub(super) fn end(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        self.end_line(&mut events);
        self.dispatch(&mut events);
        if !self.bare.trim().is_empty() {
            events.extend(documents(&std::mem::take(&mut self.bare)));
        }
        events
    }

    fn end_line(&mut self, events: &mut Vec<Event>) {
        let line = std::mem::take(&mut self.line);
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
        let line = String::from_utf8_lossy(line);
        if line.trim().is_empty() {
            self.dispatch(events);
            return;
        }
        if !self.bare.is_empty() {
            self.bare(&line, events);
            return;
        }
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field.trim() {
            "data" => match &mut self.data {
                // Some send one document a line and no empty line between them.
                Some(data) if is_whole(data) => {
                    let before = std::mem::replace(data, value.to_owned());
                    events.extend(self.read(&before));
                }
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            "event" => self.is_error = value.trim() == "error",
            // llama.cpp's servers of 2025 have a field of their own for it.
            "error" => events.extend(documents(value).into_iter().map(error)),
            "" | "id" | "retry" | "[DONE]" if !line.starts_with(['{', '[']) => {}
            _ if line.trim() == "[DONE]" => events.push(Event::Done),
            _ => self.bare(&line, events),
        }
    }

    fn bare(&mut self, line: &str, events: &mut Vec<Event>) {
        self.bare.push_str(line);
        self.bare.push('\n');
        let ends = line.trim_end().ends_with(['}', ']']);
        let begins = self.bare.trim_start().starts_with(['{', '[']);
        if !begins || !ends || self.bare.len() < self.try_at {
            return;
        }
        if is_whole(&self.bare) {
            events.extend(documents(&std::mem::take(&mut self.bare)));
            self.try_at = 0;
        } else {
            self.try_at = self.bare.len() / 8 * 9;
        }
    }

    fn dispatch(&mut self, events: &mut Vec<Event>) {
        if let Some(data) = self.data.take() {
            events.extend(self.read(&data));
        }
        self.is_error = false;
    }

    fn read(&self, data: &str) -> Vec<Event> {
        let found = documents(data);
        if self.is_error {
            found.into_iter().map(error).collect()
        } else {
            found
        }
    }
}

/// The same as an error.
fn error(event: Event) -> Event {
    match event {
        Event::Data(value) => Event::Error(value),
        Event::Junk(text) => Event::Error(Value::String(text)),
        other => other,
    }
}

/// Whether a text is one JSON document or several.
fn is_whole(text: &str) -> bool {
    text.trim() == "[DONE]"
        || serde_json::Deserializer::from_str(text)
            .into_iter::<serde::de::IgnoredAny>()
            .all(|document| document.is_ok())
}

/// The documents of an event's data, which may be several.
fn documents(data: &str) -> Vec<Event> {
    let mut events = Vec::new();
    let mut rest = data.trim();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("[DONE]") {
            events.push(Event::Done);
            rest = after.trim_start();
            continue;
        }
        // Gateways that wrap a stream once more name the field twice.
        rest = rest.strip_prefix("data:").map_or(rest, str::trim_start);
        if rest.starts_with("[DONE]") {
            continue;
        }
        let mut several = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        match several.next() {
            Some(Ok(value)) => {
                events.push(Event::Data(value));
                rest = rest[several.byte_offset()..].trim_start();
                // Some begin each of several with the field's name again.
                rest = rest.strip_prefix("data:").map_or(rest, str::trim_start);
            }
            _ => match unescaped(rest) {
                Some(value) => {
                    events.push(Event::Data(value));
                    break;
                }
                None => {
                    events.push(Event::Junk(rest.to_owned()));
                    break;
                }
            },
        }
    }
    events
}

/// The one document of a text whose strings have control characters as they are, which some servers forget to escape.
fn unescaped(text: &str) -> Option<Value> {
    if !text.contains(|c: char| c.is_control()) {
        return None;
    }
    let (mut out, mut is_string, mut is_escaped) = (String::with_capacity(text.len() + 16), false, false);
    for c in text.chars() {
        match c {
            '"' if !is_escaped => is_string = !is_string,
            '\n' if is_string => {
                is_escaped = false;
                out.push_str("\\n");
                continue;
            }
            c if is_string && c.is_ascii_control() => {
                is_escaped = false;
                let _ = write!(out, "\\u{:04x}", u32::from(c));
                continue;
            }
            _ => {}
        }
        is_escaped = c == '\\' && !is_escaped;
        out.push(c);
    }
    serde_json::from_str(&out).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn all(pieces: impl Iterator<Item = Vec<u8>>) -> Vec<Event> {
        let mut events = Events::default();
        let mut found: Vec<Event> = pieces.flat_map(|piece| events.feed(&piece)).collect();
        found.extend(events.end());
        found
    }

    fn whole(text: &str) -> Vec<Event> {
        let found = all(std::iter::once(text.as_bytes().to_vec()));
        for size in 1..=text.len().min(40) {
            let pieces = text.as_bytes().chunks(size).map(<[u8]>::to_vec);
            assert_eq!(all(pieces), found, "in pieces of {size}");
        }
        found
    }

    #[test]
    fn events_are_the_same_in_whatever_pieces_they_come() {
        let stream = ": hello\r\n\r\ndata: {\"a\":\"é\"}\r\n\r\nevent: x\nid: 1\ndata:[1,\ndata: 2]\n\n\
                      \n\ndata: 3\r\rretry: 5\ndata\n\ndata: [DONE]";
        let expected = [
            Event::Data(json!({ "a": "é" })),
            Event::Data(json!([1, 2])),
            Event::Data(json!(3)),
            Event::Done,
        ];
        assert_eq!(whole(stream), expected);
    }

    #[test]
    fn what_servers_send_in_their_place_is_read_as_well() {
        let data = |value: Value| Event::Data(value);
        let object = || data(json!({ "a": 1 }));
        for (stream, expected) in [
            ("data:{\"a\":1}\n\ndata:[DONE]\n\n", vec![object(), Event::Done]),
            ("{\"a\":1}\n{\"a\":1}\n", vec![object(), object()]),
            ("{\n  \"a\":\n  1\n}", vec![object()]),
            ("[{\n\"a\": 1\n}]\n", vec![data(json!([{ "a": 1 }]))]),
            ("data: {\"a\":1}{\"a\":1}\n\n", vec![object(), object()]),
            (
                "data: {\"a\":1}\ndata: {\"a\":1}\ndata: [DONE]\n",
                vec![object(), object(), Event::Done],
            ),
            (
                ": OPENROUTER PROCESSING\n\ndata: {\"a\":1}\n\n[DONE]",
                vec![object(), Event::Done],
            ),
            (
                "error: {\"a\":1}\n\ndata: [DONE]\n\n",
                vec![Event::Error(json!({ "a": 1 })), Event::Done],
            ),
            (
                "event: error\ndata: {\"a\":1}\n\ndata: {\"a\":1}\n\n",
                vec![Event::Error(json!({ "a": 1 })), object()],
            ),
            (
                "event: error\ndata: it broke\n\n",
                vec![Event::Error(json!("it broke"))],
            ),
            ("data: {\"a\":1}\n\n{\"a\":1}\n\n", vec![object(), object()]),
            ("data: {\"a\"\n\n", vec![Event::Junk("{\"a\"".to_owned())]),
            (
                "Internal Server Error",
                vec![Event::Junk("Internal Server Error".to_owned())],
            ),
            ("\u{feff}data: {\"a\":1}\n\n", vec![object()]),
            (
                "data: data: {\"a\":1}\n\ndata: data: [DONE]\n\n",
                vec![object(), Event::Done],
            ),
        ] {
            assert_eq!(whole(stream), expected, "{stream}");
        }
        assert_eq!(
            all(std::iter::once(b"data: \"\xff\"\n\n".to_vec())),
            [data(json!("\u{fffd}"))]
        );
        assert_eq!(all(std::iter::empty()), []);
    }

    #[test]
    fn a_long_document_is_not_read_over_and_over() {
        let long = format!("[\n{}1]", "[]\n,".repeat(200_000));
        assert_eq!(all(std::iter::once(long.into_bytes())).len(), 1);
    }
}
