//! Reads fields as sites write them: in PHP's JSON a list with gaps is an object, nothing is `false`, and plugins write
//! numbers as texts.

use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::Value;

use crate::status::PostStatus;

/// A text as it is edited.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Raw {
    pub(super) raw: String,
}

/// A text; nothing of any kind is an empty one.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(text_of(Value::deserialize(deserializer)?))
}

/// How a post is; nothing of any kind is no status.
pub(super) fn status<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PostStatus, D::Error> {
    text(deserializer).map(PostStatus::from)
}

/// A text, if there is one.
pub(super) fn some_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = text_of(Value::deserialize(deserializer)?);
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// A number; nothing is 0.
pub(super) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    Ok(number_of(&Value::deserialize(deserializer)?).unwrap_or_default())
}

/// A number without which nothing goes on.
pub(super) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let value = Value::deserialize(deserializer)?;
    number_of(&value)
        .filter(|id| *id > 0)
        .ok_or_else(|| D::Error::custom("an id is no number"))
}

/// A list of numbers.
pub(super) fn numbers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u64>, D::Error> {
    let items = items_of(Value::deserialize(deserializer)?);
    Ok(items.iter().filter_map(number_of).collect())
}

/// A list of texts.
pub(super) fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let items = items_of(Value::deserialize(deserializer)?);
    Ok(items
        .into_iter()
        .map(text_of)
        .filter(|text| !text.is_empty())
        .collect())
}

/// A text as it is edited, or just a text.
pub(super) fn raw<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Raw, D::Error> {
    let raw = match Value::deserialize(deserializer)? {
        Value::Object(mut fields) => fields.remove("raw").map(text_of).unwrap_or_default(),
        other => text_of(other),
    };
    Ok(Raw { raw })
}

fn text_of(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn number_of(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn items_of(value: Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items,
        Value::Object(fields) => fields.into_iter().map(|(_, item)| item).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::discover::Index;
    use super::super::media::Media;
    use super::super::post::Post;

    #[test]
    fn a_post_is_read_as_plugins_write_it() {
        let post: Post = serde_json::from_value(json!({
            "id": "7", "link": false, "slug": null, "status": "publish", "date_gmt": null, "title": "Plain",
            "content": {"raw": "<p>a</p>", "protected": false}, "excerpt": null, "featured_media": "12",
            "categories": {"0": 3, "2": "5"}, "tags": false, "meta": [], "modified_gmt": false, "_links": []
        }))
        .unwrap();
        assert_eq!((post.id, post.featured_media), (7, 12));
        assert_eq!(
            (post.title.raw.as_str(), post.content.raw.as_str()),
            ("Plain", "<p>a</p>")
        );
        assert_eq!((post.categories, post.tags), (vec![3, 5], vec![]));
        assert_eq!((post.link.as_str(), post.modified_gmt), ("", None));
    }

    #[test]
    fn an_index_with_gaps_is_one_of_wordpress() {
        let index: Index = serde_json::from_value(json!({
            "name": null, "url": "https://a.example", "namespaces": {"0": "oembed/1.0", "3": "wp/v2"},
            "authentication": []
        }))
        .unwrap();
        assert_eq!(index.namespaces, ["oembed/1.0", "wp/v2"]);
        assert!(!index.takes_passwords());
    }

    #[test]
    fn a_file_that_is_gone_has_no_address() {
        let media: Media =
            serde_json::from_value(json!({"id": 9, "source_url": false, "alt_text": null})).unwrap();
        assert!(!media.is_there());
        assert!(serde_json::from_value::<Media>(json!({"id": false, "source_url": "x"})).is_err());
    }
}
