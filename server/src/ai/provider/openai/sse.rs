//! Server-sent events out of bytes that come in any pieces.

/// Reads the data of each event; names, ids and comments are of no use here.
#[derive(Debug, Default)]
pub(super) struct Events {
    /// The line that has begun. Bytes, since a piece may end within a character.
    line: Vec<u8>,
    /// The data of the event that has begun.
    data: Option<String>,
    /// The last byte was a carriage return, so that a line feed is not another end of a line.
    returned: bool,
}

impl Events {
    /// Takes bytes, and gives the data of every event that they complete.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut events = Vec::new();
        for &byte in bytes {
            let after_return = std::mem::replace(&mut self.returned, byte == b'\r');
            match byte {
                b'\n' if after_return => {}
                b'\n' | b'\r' => events.extend(self.end_line()),
                _ => self.line.push(byte),
            }
        }
        events
    }

    /// The last event, where the stream ends without the empty line after it.
    pub(super) fn end(&mut self) -> Option<String> {
        let event = self.end_line();
        event.or_else(|| self.data.take())
    }

    fn end_line(&mut self) -> Option<String> {
        let line = std::mem::take(&mut self.line);
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
        if line.is_empty() {
            return self.data.take();
        }
        if let Some(value) = line.strip_prefix(b"data:") {
            let value = String::from_utf8_lossy(value.strip_prefix(b" ").unwrap_or(value));
            match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(&value);
                }
                None => self.data = Some(value.into_owned()),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str = ": hello\r\n\r\ndata: {\"a\":\"é\"}\r\n\r\nevent: x\nid: 1\ndata:two\ndata: lines\n\n\
                          \n\ndata: cr\r\rretry: 5\ndata\n\ndata: [DONE]";

    fn all(pieces: impl Iterator<Item = Vec<u8>>) -> Vec<String> {
        let mut events = Events::default();
        let mut found: Vec<String> = pieces.flat_map(|piece| events.feed(&piece)).collect();
        found.extend(events.end());
        found
    }

    #[test]
    fn events_are_the_same_in_whatever_pieces_they_come() {
        let expected = ["{\"a\":\"é\"}", "two\nlines", "cr", "[DONE]"];
        for size in 1..=STREAM.len() {
            let pieces = STREAM.as_bytes().chunks(size).map(<[u8]>::to_vec);
            assert_eq!(all(pieces), expected, "in pieces of {size}");
        }
    }

    #[test]
    fn a_byte_order_mark_and_bytes_that_are_no_text_do_no_harm() {
        assert_eq!(all(std::iter::once(b"\xef\xbb\xbfdata: a\n\n".to_vec())), ["a"]);
        assert_eq!(all(std::iter::once(b"data: \xff\n\n".to_vec())), ["\u{fffd}"]);
        assert_eq!(all(std::iter::empty()), Vec::<String>::new());
    }
}
