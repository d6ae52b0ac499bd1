//! Characters of four bytes (emoji, rare Han, mathematical letters), which tables in `MySQL`'s old `utf8` do not take.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::markup::{decode, single_spaced};

/// The last character that such tables take.
const LAST: char = '\u{ffff}';

/// What belongs to emoji beside their characters of four bytes, and means nothing without them.
const JOINERS: [char; 2] = ['\u{200d}', '\u{fe0f}'];

/// Whether there is one.
pub(super) fn any_in(text: &str) -> bool {
    text.chars().any(|c| c > LAST)
}

/// Whether a database has taken such characters out of a text, or the text from the first of them on, without a word.
pub(super) fn lost(sent: &str, kept: &str) -> bool {
    any_in(sent) && !any_in(&decode(kept))
}

/// HTML with their numbers in their place, which readers see as the same.
pub(super) fn as_references(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    for c in html.chars() {
        if c > LAST {
            let _ = write!(out, "&#x{:x};", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// JSON with their numbers in their place, which stand in strings only.
pub(super) fn as_escapes(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c > LAST {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// Plain text without them, since it is shown as it is.
pub(super) fn without(text: &str) -> String {
    if !any_in(text) {
        return text.to_owned();
    }
    let kept: String = text
        .chars()
        .filter(|c| *c <= LAST && !JOINERS.contains(c))
        .collect();
    single_spaced(&kept)
}

/// Takes them out of the fields of a post, each as its kind allows. Says whether there were any.
pub(super) fn take_out(body: &mut Map<String, Value>) -> bool {
    let mut any = false;
    for (name, value) in body.iter_mut() {
        let html = matches!(name.as_str(), "title" | "content" | "excerpt");
        any |= simpler(value, if html { as_references } else { without });
    }
    // An address of emoji alone is made by WordPress from the title.
    if any && let Some(Value::String(slug)) = body.get_mut("slug") {
        *slug = slug.trim_matches('-').to_owned();
        if slug.is_empty() {
            body.remove("slug");
        }
    }
    any
}

fn simpler(value: &mut Value, write: fn(&str) -> String) -> bool {
    match value {
        Value::String(text) if any_in(text) => {
            *text = write(text);
            true
        }
        Value::Object(fields) => {
            let each: Vec<bool> = fields.values_mut().map(|value| simpler(value, write)).collect();
            each.contains(&true)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_field_is_written_as_it_can_be() {
        let Value::Object(mut body) = json!({
            "title": "Seeds 🌱 & 𠮷野家", "content": "<p title=\"👩‍🌾\">ä – 𝒜</p>", "excerpt": "none", "slug": "🌱",
            "meta": {"_yoast_wpseo_title": "Grow 🌱 more"}, "featured_media": 3,
        }) else {
            return;
        };
        assert!(take_out(&mut body));
        assert_eq!(
            Value::Object(body.clone()),
            json!({
                "title": "Seeds &#x1f331; & &#x20bb7;野家",
                "content": "<p title=\"&#x1f469;\u{200d}&#x1f33e;\">ä – &#x1d49c;</p>",
                "excerpt": "none",
                "meta": {"_yoast_wpseo_title": "Grow more"},
                "featured_media": 3,
            })
        );
        assert!(!take_out(&mut body));
        assert!(lost("<p>Seeds 🌱 grow</p>", "<p>Seeds ") && lost("Seeds 🌱", "Seeds ?"));
        assert!(!lost("Seeds 🌱", "Seeds &#x1f331;") && !lost("Seeds", "See"));
        let json = "{\"name\":\"🌱\"}";
        let read: Value = serde_json::from_str(&as_escapes(json)).unwrap();
        assert_eq!(read["name"], "🌱");
        assert!(!any_in(&as_escapes(json)));
        assert_eq!(without("A 👩‍🌾❤️ b"), "A ❤ b");
    }
}
