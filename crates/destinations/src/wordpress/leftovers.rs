//! Takes the JSON out of an answer that has something beside it: notices of PHP, marks, comments of caches, a second document.

use std::io::Read as _;

use bytes::Bytes;
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use serde::de::DeserializeOwned;
use serde_json::{Deserializer, Value};

use crate::markup::text_of;

/// Places at which a document is looked for, so that no answer takes long to be given up.
const MAX_PLACES: usize = 200;
/// The same for long answers.
const FEW_PLACES: usize = 16;
/// From here on an answer is long.
const LONG: usize = 1 << 20;
/// The most letters of what stood beside it that are told.
const MAX_CHARS: usize = 120;

/// What was read.
#[derive(Debug, PartialEq)]
pub(super) struct Read<T> {
    pub(super) value: T,
    /// What stood before or behind it, as text.
    pub(super) beside: Option<String>,
}

/// The first document that is a `T`: the whole text as a rule; else one that begins a line or follows a tag, since
/// brackets stand in notices too; else the longest anywhere. A web page has none, whatever its scripts hold.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<Read<T>, serde_json::Error> {
    let text = String::from_utf8_lossy(body);
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\0'));
    let error = match serde_json::from_str(text) {
        Ok(value) => return Ok(Read { value, beside: None }),
        Err(error) => error,
    };
    if is_page(text) {
        // Web servers put a page of their own before the answer, as IIS does with a moved one; what stands in it is none.
        let behind = ["</html>", "</body>"]
            .iter()
            .filter_map(|end| text.to_ascii_lowercase().rfind(end).map(|at| at + end.len()))
            .max();
        let found = behind.and_then(|end| {
            let at = end + text[end..].len() - text[end..].trim_start().len();
            let (_, to, value) = document::<T>(text, at)?;
            text[to..].trim().is_empty().then_some((end, value))
        });
        let (end, value) = found.ok_or(error)?;
        return Ok(Read {
            value,
            beside: Some(told(&text[..end])),
        });
    }
    let first = places(text, true).find_map(|at| document::<T>(text, at));
    let found = first.or_else(|| {
        let all = places(text, false).filter_map(|at| document::<T>(text, at));
        all.max_by_key(|(from, to, _)| to - from)
    });
    let (from, to, value) = found.ok_or(error)?;
    let beside = format!("{} {}", &text[..from], &text[to..]);
    Ok(Read {
        value,
        beside: Some(told(&beside)),
    })
}

/// Whether it is a web page from its first letters on.
pub(super) fn is_page(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(16).collect();
    let start = start.to_ascii_lowercase();
    ["<!doctype", "<html", "<head", "<body"]
        .iter()
        .any(|tag| start.starts_with(tag))
}

/// Where documents may begin.
fn places(text: &str, at_starts: bool) -> impl Iterator<Item = usize> {
    let most = if text.len() > LONG { FEW_PLACES } else { MAX_PLACES };
    let places = text.match_indices(['{', '[']).map(|(at, _)| at);
    places
        .filter(move |at| {
            let before = text[..*at].trim_end_matches([' ', '\t', '\u{feff}']);
            !at_starts || before.is_empty() || before.ends_with(['\n', '\r', '>'])
        })
        .take(most)
}

/// The document that begins there, and where it begins and ends.
fn document<T: DeserializeOwned>(text: &str, at: usize) -> Option<(usize, usize, T)> {
    let mut documents = Deserializer::from_str(&text[at..]).into_iter::<Value>();
    let value = documents.next()?.ok()?;
    let end = at + documents.byte_offset();
    Some((at, end, serde_json::from_value(value).ok()?))
}

fn told(beside: &str) -> String {
    let text = text_of(beside);
    let text = if text.is_empty() {
        beside.trim().to_owned()
    } else {
        text
    };
    match text.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// The body as it was before it was packed, for servers that pack without being asked or without saying so.
pub(super) fn unpacked(body: Bytes, most: usize) -> Bytes {
    let mut out = Vec::new();
    let limit = most as u64;
    let read = match &body[..] {
        [0x1f, 0x8b, ..] => MultiGzDecoder::new(&body[..]).take(limit).read_to_end(&mut out),
        [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] => {
            ZlibDecoder::new(&body[..]).take(limit).read_to_end(&mut out)
        }
        _ => return body,
    };
    // What is cut short may still hold the whole document; what is no archive after all stays as it came.
    match read {
        Err(_) if out.is_empty() => body,
        _ => out.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use serde_json::json;

    use super::*;

    #[test]
    fn the_document_is_found_whatever_stands_beside_it() {
        let notice = "Notice: Function x was called <strong>incorrectly</strong> in /srv/a.php on line 61";
        for body in [
            "{\"id\":7}".to_owned(),
            "\u{feff}\u{feff}{\"id\":7}\r\n".to_owned(),
            format!("\n{notice}\n{{\"id\":7}}"),
            "<br />\n<b>Warning</b>: Undefined array key [0] in <b>y</b><br />\n{\"id\":7}".to_owned(),
            "<br />\n<b>Deprecated</b>: x {closure}() in <b>y</b> on line <b>3</b><br />{\"id\":7}"
                .to_owned(),
            "PHP Fatal: #0 {main} [1] thrown\n{\"id\":7}".to_owned(),
            "<?php/* tracker */require_once('x.php');?>{\"id\":7}".to_owned(),
            "<script>console.log({\"id\":\"none\"})</script>{\"id\":7}".to_owned(),
            "{\"id\":7}\n<!-- Dynamic page generated in 0.2 seconds. -->\n<!-- Cached by x -->".to_owned(),
            "{\"id\":7}{\"code\":\"wp_die\",\"message\":\"\",\"data\":{\"status\":400}}".to_owned(),
            "{\"id\":7}<div id=\"query-monitor-main\" data-x='{\"id\":9}'>Query Monitor</div>".to_owned(),
            "{\"id\":7}\n<!DOCTYPE html><html><body>There has been a critical error.</body></html>"
                .to_owned(),
            "{\"id\":7}0".to_owned(),
            format!("{notice} {{\"id\":7}}"),
            // IIS before a post that it moved.
            "<head>\n\t<title>Moved</title>\n</head>\n<body>\n\t<h1>Object Moved</h1>It is <a HREF=\"/x\">here</a>.\n</body>\n{\"id\":7}".to_owned(),
            "<!DOCTYPE html><html><body>Deprecated [0] {x}</body></html>\n{\"id\":7}\n".to_owned(),
        ] {
            let read = read::<Value>(body.as_bytes()).unwrap();
            assert_eq!(read.value, json!({"id": 7}), "{body}");
        }
        let read = read::<Vec<Value>>(format!("{notice}\n[]").as_bytes()).unwrap();
        assert!(read.value.is_empty());
        assert!(
            read.beside.unwrap().starts_with("Notice: Function x"),
            "it is told"
        );
    }

    #[test]
    fn a_page_or_nothing_has_none() {
        for body in [
            "",
            "{",
            "<html>\n{\"id\":7}</html>",
            "<!doctype html><script type=\"application/ld+json\">{\"id\":7}</script>",
            "Not found [no] {such} thing",
        ] {
            assert!(read::<Value>(body.as_bytes()).is_err(), "{body}");
        }
        // Nor does it take long to say so.
        assert!(read::<Value>("[\"{\",".repeat(1 << 20).as_bytes()).is_err());
    }

    #[test]
    fn packed_answers_are_unpacked_within_bounds() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(b"{\"id\":7}").unwrap();
        let packed = packed.finish().unwrap();
        assert_eq!(unpacked(packed.clone().into(), 100), "{\"id\":7}");
        assert_eq!(unpacked(packed.into(), 3), "{\"i");
        assert_eq!(
            unpacked(Bytes::from_static(b"\x1f\x8b\0"), 9),
            Bytes::from_static(b"\x1f\x8b\0")
        );
        assert_eq!(unpacked(Bytes::from_static(b"[]"), 9), "[]");
    }
}
