//! Reads JSON as models write it where nothing holds them to the form: with commas too many, comments, other quotes,
//! Python's words, and line breaks within texts. A document that is cut stays unreadable: half an answer is none.

use serde_json::{Map, Number, Value};

/// How deep a document may be.
const DEPTH: usize = 100;

/// Reads one document from the beginning of a text, and gives how many bytes it takes.
pub(super) fn document(text: &str) -> Option<(Value, usize)> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    Some((value, reader.at))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn take(&mut self, text: &str) -> bool {
        let is = self.rest().starts_with(text);
        if is {
            self.at += text.len();
        }
        is
    }

    /// Skips white space and comments.
    fn skip(&mut self) {
        loop {
            let rest = self.rest();
            let blank = rest.len()
                - rest
                    .trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
                    .len();
            self.at += blank;
            let rest = self.rest();
            if rest.starts_with("//") || rest.starts_with('#') {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                self.at += rest.find("*/").map_or(rest.len(), |end| end + 2);
            } else if blank == 0 {
                return;
            }
        }
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth > DEPTH {
            return None;
        }
        self.skip();
        match self.peek()? {
            '{' => self.object(depth),
            '[' | '(' => self.array(depth),
            c if closing(c).is_some() => self.string().map(Value::String),
            _ => self.word(),
        }
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        self.next();
        let mut fields = Map::new();
        loop {
            self.skip();
            match self.peek()? {
                '}' => {
                    self.next();
                    return Some(Value::Object(fields));
                }
                ',' | ';' | '，' | '、' => {
                    self.next();
                }
                _ if self.more() => {}
                c => {
                    let key = if closing(c).is_some() {
                        self.string()?
                    } else {
                        self.name()?
                    };
                    self.skip();
                    if !(self.take(":") || self.take("=>") || self.take("=") || self.take("：")) {
                        return None;
                    }
                    let value = self.value(depth + 1)?;
                    fields.insert(key, value);
                }
            }
        }
    }

    fn array(&mut self, depth: usize) -> Option<Value> {
        let end = if self.next()? == '(' { ')' } else { ']' };
        let mut items = Vec::new();
        loop {
            self.skip();
            match self.peek()? {
                c if c == end => {
                    self.next();
                    return Some(Value::Array(items));
                }
                ',' | ';' | '，' | '、' => {
                    self.next();
                }
                _ if self.more() => {}
                // The end of a list that was forgotten before that of its object.
                '}' if depth > 0 => return Some(Value::Array(items)),
                _ => items.push(self.value(depth + 1)?),
            }
        }
    }

    /// Skips dots that stand for more of the same.
    fn more(&mut self) -> bool {
        self.take("...") || self.take("…")
    }

    /// A key without quotes.
    fn name(&mut self) -> Option<String> {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '$')))
            .unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        self.at += end;
        Some(name).filter(|name| !name.is_empty())
    }

    /// A number, or a word of JSON, JavaScript or Python.
    fn word(&mut self) -> Option<Value> {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+' | '.')))
            .unwrap_or(rest.len());
        let word = &rest[..end];
        let value = match word {
            "true" | "True" | "TRUE" => Value::Bool(true),
            "false" | "False" | "FALSE" => Value::Bool(false),
            "null" | "None" | "NULL" | "undefined" | "NaN" | "nil" | "Infinity" | "-Infinity" => Value::Null,
            number => {
                let number = number.trim_start_matches('+').replace('_', "");
                let number = number.strip_suffix('.').map_or(number.clone(), str::to_owned);
                let begun = if number.starts_with('.') {
                    format!("0{number}")
                } else {
                    number
                };
                match begun.parse::<Number>() {
                    Ok(number) if !self.goes_on(end) => Value::Number(number),
                    _ => return self.bare(),
                }
            }
        };
        if self.goes_on(end) {
            return self.bare();
        }
        self.at += end;
        Some(value)
    }

    /// Whether words follow on the same line behind `end` bytes, so that a word was the beginning of a text.
    fn goes_on(&self, end: usize) -> bool {
        let rest = self.rest()[end..].trim_start_matches([' ', '\t']);
        rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '%' | '€' | '$'))
    }

    /// A text without quotes, up to the end of its line or of what it stands in.
    fn bare(&mut self) -> Option<Value> {
        let rest = self.rest();
        let end = rest.find(['\n', ',', '}', ']', '{', '[', '"'])?;
        let text = rest[..end].trim();
        let is_text = text.starts_with(char::is_alphanumeric) && text.len() <= 200 && !text.contains(':');
        if !is_text || rest[end..].starts_with(['{', '[', '"']) {
            return None;
        }
        let text = text.to_owned();
        self.at += end;
        Some(Value::String(text))
    }

    /// A text in quotes of any kind. A quote within it that is not escaped ends it only where a document could go on.
    fn string(&mut self) -> Option<String> {
        let open = self.peek()?;
        let close = closing(open)?;
        let triple: String = std::iter::repeat_n(open, 3).collect();
        if matches!(open, '"' | '\'') && self.take(&triple) {
            let end = self.rest().find(&triple)?;
            let text = self.rest()[..end].to_owned();
            self.at += end + triple.len();
            return Some(text);
        }
        self.next();
        let mut text = String::new();
        loop {
            let c = self.next()?;
            if c == '\\' {
                self.escape(&mut text)?;
            } else if c == close && self.could_end() {
                return Some(text);
            } else {
                text.push(c);
            }
        }
    }

    fn escape(&mut self, text: &mut String) -> Option<()> {
        match self.next()? {
            'n' => text.push('\n'),
            't' => text.push('\t'),
            'r' => text.push('\r'),
            'b' => text.push('\u{8}'),
            'f' => text.push('\u{c}'),
            'u' => {
                // A path such as `C:\users` has no number behind it.
                let Some(unit) = self.unit() else {
                    text.push_str("\\u");
                    return Some(());
                };
                let code = if (0xd800..0xdc00).contains(&unit) && self.take("\\u") {
                    let low = self.unit().unwrap_or(0xdc00);
                    0x10000 + ((unit - 0xd800) << 10) + low.wrapping_sub(0xdc00) % 0x400
                } else {
                    unit
                };
                text.push(char::from_u32(code).unwrap_or('\u{fffd}'));
            }
            // A line that goes on.
            '\n' => {}
            other => text.push(other),
        }
        Some(())
    }

    fn unit(&mut self) -> Option<u32> {
        let digits = self.rest().get(..4)?;
        let unit = u32::from_str_radix(digits, 16).ok()?;
        self.at += 4;
        Some(unit)
    }

    /// Whether a document could go on after a quote: its end, or what parts a text from what follows it.
    fn could_end(&self) -> bool {
        let rest = self.rest().trim_start();
        let Some(c) = rest.chars().next() else {
            return true;
        };
        match c {
            '}' | ']' | ')' | ':' | '：' | ';' | '#' | '=' => true,
            '/' => rest.starts_with("//") || rest.starts_with("/*"),
            // A comma within a sentence is followed by a word, one between values by a value.
            ',' | '，' => {
                let next = rest[c.len_utf8()..].trim_start();
                let begins =
                    |c: char| closing(c).is_some() || matches!(c, '{' | '[' | '}' | ']' | '-' | '/' | '#');
                next.is_empty()
                    || next.starts_with("...")
                    || next.starts_with('…')
                    || next.starts_with(|c: char| begins(c) || c.is_ascii_digit())
                    || ["true", "false", "null", "True", "False", "None"]
                        .iter()
                        .any(|word| next.starts_with(word))
                    || next.split(':').next().is_some_and(|key| {
                        key.len() < next.len()
                            && key.len() < 60
                            && key.trim().chars().all(|c| c.is_alphanumeric() || c == '_')
                    })
            }
            // The comma was forgotten at the end of a line.
            c if closing(c).is_some() => self
                .rest()
                .trim_start_matches([' ', '\t', '\r'])
                .starts_with('\n'),
            _ => false,
        }
    }
}

/// What closes a text that this opens.
const fn closing(open: char) -> Option<char> {
    match open {
        '"' => Some('"'),
        '\'' => Some('\''),
        '`' => Some('`'),
        '“' | '”' => Some('”'),
        '‘' => Some('’'),
        '«' => Some('»'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn json_is_read_as_models_write_it() {
        let plain = json!({ "a": 1, "b": ["x", "y"], "c": true, "d": null });
        for text in [
            r#"{"a":1,"b":["x","y"],"c":true,"d":null}"#,
            "{\"a\":1,\"b\":[\"x\",\"y\",],\"c\":true,\"d\":null,}",
            "{'a': 1, 'b': ['x', 'y'], 'c': True, 'd': None}",
            "{a: 1, b: [\"x\" // one\n, \"y\"], /* two */ c: true, d: undefined}",
            "{\n# Python's\n\"a\": 1,\n\"b\": [\"x\"\n\"y\"],\n\"c\": true,\n\"d\": NaN\n}",
            "{“a”: 1, “b”: [“x”, “y”], “c”: true, “d”: null}",
            "{\"a\" : +1., \"b\" : (\"x\", \"y\"), \"c\" : TRUE, \"d\" : NULL} and more",
        ] {
            assert_eq!(document(text).expect(text).0, plain, "{text}");
        }
        let long = "{\"t\": \"one\ntwo \"quoted\" words, and 'more'\", \"u\": \"\\u00e9\\ud83d\\ude00\"}";
        assert_eq!(
            document(long).expect("a document").0,
            json!({ "t": "one\ntwo \"quoted\" words, and 'more'", "u": "é😀" })
        );
        for (text, value) in [
            (
                "{\"t\": \"C:\\users and \\u00e9\"}",
                json!({ "t": "C:\\users and é" }),
            ),
            ("{\"t\": [\"a\", \"b\", ...], ...}", json!({ "t": ["a", "b"] })),
            (
                "{\"t\": informational, \"u\": 120 words}",
                json!({ "t": "informational", "u": "120 words" }),
            ),
            ("{\"t\"：\"a\"，\"u\"：\"b\"}", json!({ "t": "a", "u": "b" })),
            ("{\"t\": Infinity}", json!({ "t": null })),
            (
                "{\"t\": \"to the \"dictator\", waiting on response.\"}",
                json!({ "t": "to the \"dictator\", waiting on response." }),
            ),
            ("{'t': 'it's fine', 'u': 1}", json!({ "t": "it's fine", "u": 1 })),
        ] {
            assert_eq!(document(text).expect(text).0, value, "{text}");
        }
        assert_eq!(
            document("{\"t\": \"\"\"a \"b\" c\"\"\"}").expect("a document").0,
            json!({ "t": "a \"b\" c" })
        );
    }

    #[test]
    fn half_a_document_is_none() {
        for text in [
            "{\"a\": 1",
            "{\"a\": \"b",
            "[1, 2",
            "{\"a\"",
            "{",
            "",
            "{\"a\": [\"x\", ",
            "{\"a\": }",
            "words",
        ] {
            assert_eq!(document(text), None, "{text}");
        }
        assert_eq!(document(&"[".repeat(100_000)), None);
    }

    fn document_of_any_kind() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[^\\p{Cc}]{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 5, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                proptest::collection::vec(("[a-z]{1,5}", inner), 0..5)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_json_is_read_as_json(value in document_of_any_kind()) {
            // Texts with quotes may be read in another way than JSON does; they come to this reader only when JSON fails.
            let text = value.to_string();
            prop_assume!(!text.contains("\\\"") && !text.contains(['“', '”', '\'', '‘', '«', '`']));
            prop_assert_eq!(document(&text).map(|(value, _)| value), Some(value));
        }

        #[test]
        fn nothing_makes_it_panic(text in "[\\[\\]{}\"',:/*#a-c0-9\\\\ \\n“é]{0,60}") {
            let _ = document(&text);
        }
    }
}
