//! Where a server puts a picture: as text or as an address, under one of many names, in a list or by itself.

use serde_json::Value;

use super::finish::Finish;

/// A picture, or where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Base64, also as a `data:` URL.
    Text(String),
    /// A whole address, or a path on the same server.
    Address(String),
}

/// Names under which pictures are listed, those of OpenAI first.
const LISTS: &[&str] = &[
    "data",
    "images",
    "output",
    "output_images",
    "artifacts",
    "result",
    "results",
    "choices",
    "predictions",
    "candidates",
];

/// Names of one picture: what is text comes before what has to be fetched.
const TEXTS: &[&str] = &[
    "b64_json",
    "b64",
    "base64",
    "image_base64",
    "imageBase64",
    "bytesBase64Encoded",
    "image",
];
const ADDRESSES: &[&str] = &["url", "image_url", "imageUrl", "uri", "sample"];
const INNER: &[&str] = &[
    "image_url",
    "image",
    "message",
    "images",
    "image_urls",
    "image_base64",
    "content",
    "result",
    "results",
    "choices",
    "output",
    "parts",
    "inlineData",
    "inline_data",
    "data",
    "source",
    "url",
];

/// How deep a picture may lie.
const DEPTH: usize = 8;

/// The first picture of an answer.
pub(super) fn find(value: &Value) -> Option<Found> {
    let listed = LISTS.iter().find_map(|name| within(&value[*name], DEPTH));
    listed.or_else(|| within(value, 1))
}

/// Whether an answer says that a filter took its picture out: of Vertex, Stability, Gemini.
pub(super) fn is_filtered(value: &Value) -> bool {
    let items = LISTS.iter().filter_map(|name| value[*name].as_array()).flatten();
    let blocked = !value["promptFeedback"]["blockReason"].is_null();
    blocked
        || items.into_iter().any(|item| {
            let ends = [&item["finish_reason"], &item["finishReason"]];
            item["raiFilteredReason"].is_string()
                || ends
                    .into_iter()
                    .any(|end| Finish::read(end) == Some(Finish::Refused))
        })
}

fn within(value: &Value, depth: usize) -> Option<Found> {
    if depth == 0 {
        return None;
    }
    match value {
        Value::String(text) => of_text(text),
        Value::Array(items) => items.iter().find_map(|item| within(item, depth - 1)),
        Value::Object(fields) => {
            let text = |name: &&str| fields.get(*name)?.as_str().filter(|text| !text.trim().is_empty());
            let by_text = TEXTS.iter().find_map(text).map(of_picture);
            let by_address = || ADDRESSES.iter().find_map(text).map(of_address);
            let inner = || {
                INNER
                    .iter()
                    .find_map(|name| within(fields.get(*name)?, depth - 1))
            };
            by_text.or_else(by_address).or_else(inner)
        }
        _ => None,
    }
}

/// A text under the name of a picture.
fn of_picture(text: &str) -> Found {
    let text = text.trim();
    let is_address = text.starts_with("http://") || text.starts_with("https://") || is_path(text);
    if is_address {
        Found::Address(text.to_owned())
    } else {
        Found::Text(text.to_owned())
    }
}

/// A text under the name of an address; some put the picture itself there.
fn of_address(text: &str) -> Found {
    let text = text.trim();
    let is_text = text.starts_with("data:") || !text.contains([':', '.']) && text.len() > 200;
    if is_text {
        Found::Text(text.to_owned())
    } else {
        Found::Address(text.to_owned())
    }
}

/// A path has a point and little else; base64 begins with `/9j/` only in a JPEG, and is long.
fn is_path(text: &str) -> bool {
    text.len() < 2_000 && text.contains('.') && text.starts_with(['/', '.'])
}

/// A picture that stands in a text of its own, or in Markdown, as routers write it.
fn of_text(text: &str) -> Option<Found> {
    let text = text.trim();
    if text.starts_with("data:image/") || text.starts_with("https://") || text.starts_with("http://") {
        return Some(of_picture(text.split_whitespace().next()?));
    }
    if let Some(at) = text.find("](") {
        let address = text[at + 2..].split([')', ' ']).next()?;
        if address.starts_with("data:image/") || address.starts_with("http") {
            return Some(of_picture(address));
        }
    }
    // Long letters without a space are base64.
    let is_base64 = text.len() > 200
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+/=-_".contains(&b));
    is_base64.then(|| Found::Text(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_filter_took_out_is_known() {
        for value in [
            json!({ "predictions": [{ "raiFilteredReason": "Unable to show generated images. Support codes: 1" }] }),
            json!({ "artifacts": [{ "finishReason": "CONTENT_FILTERED" }] }),
            json!({ "candidates": [{ "finishReason": "IMAGE_SAFETY" }] }),
            json!({ "promptFeedback": { "blockReason": "PROHIBITED_CONTENT" } }),
        ] {
            assert!(find(&value).is_none() && is_filtered(&value), "{value}");
        }
        assert!(!is_filtered(&json!({ "data": [{ "url": "" }] })));
    }

    #[test]
    fn a_picture_is_found_wherever_it_is() {
        let text = |text: &str| Some(Found::Text(text.to_owned()));
        let address = |text: &str| Some(Found::Address(text.to_owned()));
        let url = "https://x.test/a.png";
        let data = "data:image/png;base64,AAAA";
        for (value, found) in [
            (json!({ "data": [{ "b64_json": "AAAA" }] }), text("AAAA")),
            (
                json!({ "data": [{ "b64_json": "AAAA", "url": url }] }),
                text("AAAA"),
            ),
            (json!({ "data": [{ "b64_json": "", "url": url }] }), address(url)),
            (
                json!({ "data": [{ "b64_json": null, "url": url }] }),
                address(url),
            ),
            (json!({ "data": [{ "url": data }] }), text(data)),
            (
                json!({ "data": [{ "url": "/generated-images/b64.png" }] }),
                address("/generated-images/b64.png"),
            ),
            (json!({ "data": [{ "b64_json": url }] }), address(url)),
            (json!({ "data": { "url": url } }), address(url)),
            (json!({ "images": [{ "url": url }] }), address(url)),
            (
                json!({ "images": ["AAAA".repeat(100)] }),
                text(&"AAAA".repeat(100)),
            ),
            (json!({ "output": [url] }), address(url)),
            (json!({ "artifacts": [{ "base64": "AAAA" }] }), text("AAAA")),
            (json!({ "result": { "image": "AAAA" } }), text("AAAA")),
            (json!({ "url": url }), address(url)),
            (
                json!({ "choices": [{ "message": { "content": "", "images": [{ "type": "image_url", "image_url": { "url": data } }] } }] }),
                text(data),
            ),
            (
                json!({ "choices": [{ "message": { "content": format!("Here: ![a]({url})") } }] }),
                address(url),
            ),
            (
                json!({ "choices": [{ "message": { "content": [{ "type": "text", "text": "x" }, { "type": "image_url", "image_url": { "url": url } }] } }] }),
                address(url),
            ),
            // MiniMax, Vertex, Gemini, DashScope, OpenAI's responses.
            (
                json!({ "data": { "image_urls": [url] }, "base_resp": { "status_code": 0 } }),
                address(url),
            ),
            (
                json!({ "data": { "image_base64": ["AAAA".repeat(100)] } }),
                text(&"AAAA".repeat(100)),
            ),
            (
                json!({ "predictions": [{ "mimeType": "image/png", "bytesBase64Encoded": "AAAA" }] }),
                text("AAAA"),
            ),
            (
                json!({ "candidates": [{ "content": { "parts": [{ "text": "Here" }, { "inlineData": { "mimeType": "image/png", "data": "AAAA".repeat(100) } }] } }] }),
                text(&"AAAA".repeat(100)),
            ),
            (
                json!({ "output": { "results": [{ "url": url }], "task_status": "SUCCEEDED" } }),
                address(url),
            ),
            (
                json!({ "output": { "choices": [{ "message": { "content": [{ "image": url }] } }] } }),
                address(url),
            ),
            (
                json!({ "output": [{ "type": "reasoning" }, { "type": "image_generation_call", "result": "AAAA".repeat(100) }] }),
                text(&"AAAA".repeat(100)),
            ),
            (json!({ "data": [] }), None),
            (
                json!({ "choices": [{ "message": { "content": "I cannot draw." } }] }),
                None,
            ),
            (json!({ "data": [{ "b64_json": "", "url": "" }] }), None),
        ] {
            assert_eq!(find(&value), found, "{value}");
        }
    }
}
