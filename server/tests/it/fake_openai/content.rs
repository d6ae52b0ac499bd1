//! Sensible content: a document that fits a schema, paragraphs, pictures, and the tokens of all that.

use std::io::Cursor;
use std::sync::atomic::{AtomicUsize, Ordering};

use image::{ImageFormat, Rgb, RgbImage};
use provider::Usage;
use serde_json::{Map, Value, json};

/// So that no two texts are the same.
static COUNT: AtomicUsize = AtomicUsize::new(1);

fn next() -> usize {
    COUNT.fetch_add(1, Ordering::Relaxed)
}

/// A document that fits the schema; names of properties tell what would be sensible.
pub fn document(schema: &Value, prompt: &str) -> Value {
    value("", schema, schema, prompt)
}

fn value(name: &str, schema: &Value, root: &Value, prompt: &str) -> Value {
    if let Some(path) = schema["$ref"].as_str() {
        let target = root
            .pointer(path.trim_start_matches('#'))
            .expect("a schema that is there");
        return value(name, target, root, prompt);
    }
    if !schema["const"].is_null() {
        return schema["const"].clone();
    }
    if let Some(first) = schema["enum"].as_array().and_then(|values| values.first()) {
        return first.clone();
    }
    for either in ["anyOf", "oneOf"] {
        if let Some(first) = schema[either].as_array().and_then(|schemas| schemas.first()) {
            return value(name, first, root, prompt);
        }
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().find(|kind| *kind != "null").unwrap_or(&Value::Null),
        kind => kind,
    };
    let least = |word: &str| schema[word].as_u64().unwrap_or(0);
    match kind.as_str().unwrap_or("object") {
        "object" => {
            let properties = schema["properties"].as_object().cloned().unwrap_or_default();
            let filled = properties
                .iter()
                .map(|(name, schema)| (name.clone(), value(name, schema, root, prompt)));
            filled.collect::<Map<_, _>>().into()
        }
        "array" => {
            let most = schema["maxItems"].as_u64().unwrap_or(u64::MAX);
            let count = (many(name, prompt) as u64).max(least("minItems")).min(most);
            (0..count)
                .map(|_| value(name, &schema["items"], root, prompt))
                .collect()
        }
        "string" => text(name, least("minLength"), schema["maxLength"].as_u64()).into(),
        "integer" | "number" => number(name).max(least("minimum")).into(),
        "boolean" => true.into(),
        _ => Value::Null,
    }
}

/// How many of these are sensible.
fn many(name: &str, prompt: &str) -> usize {
    match name {
        // One a group; each stands in a line of a list.
        "names" => prompt
            .lines()
            .filter(|line| line.starts_with("- "))
            .count()
            .max(1),
        "sections" | "outline" => 4,
        "ideas" | "faq" | "tags" => 3,
        "images" | "points" | "target_keywords" => 2,
        _ => 1,
    }
}

fn number(name: &str) -> u64 {
    match name {
        "words" => 120,
        "volume" => 900,
        _ => 1,
    }
}

fn text(name: &str, least: u64, most: Option<u64>) -> String {
    let number = next();
    let mut text = match name {
        "slug" => format!("a-sample-article-{number}"),
        "title" | "meta_title" => format!("A sample title {number}"),
        "heading" | "outline" => format!("Sample heading {number}"),
        "names" => format!("Sample group {number}"),
        "question" => format!("What is sample question {number}?"),
        "tags" | "categories" => format!("Sample tag {number}"),
        "target_keywords" => format!("sample keyword {number}"),
        "content_type" => "guide".to_owned(),
        "prompt" => format!("A wooden table with {number} apples in the morning sun"),
        "alt" => format!("A table with {number} apples"),
        _ => format!("A sample sentence about {name}, number {number}."),
    };
    while (text.len() as u64) < least {
        text.push_str(" and more");
    }
    match most.and_then(|most| usize::try_from(most).ok()) {
        Some(most) => text.chars().take(most).collect(),
        None => text,
    }
}

/// Two paragraphs of an article.
pub fn paragraphs() -> String {
    let number = next();
    let first = "A good answer names the question first, and then what helps. ".repeat(3);
    let second = "What is left open here is told in the next section. ".repeat(3);
    format!(
        "<p>Paragraph {number}. {}</p>\n<p>{}</p>",
        first.trim(),
        second.trim()
    )
}

/// A text in the pieces in which it streams.
pub fn pieces(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_inclusive(' ').collect();
    words.chunks(3).map(<[&str]>::concat).collect()
}

/// Tokens of a prompt and of an answer: one a word; of a long prompt the first half comes from the cache.
pub fn usage(prompt: &str, answer: &str) -> Usage {
    let count = |text: &str| u32::try_from(text.split_whitespace().count()).unwrap();
    let input = count(prompt);
    Usage {
        input,
        cached: if input >= 10 { input / 2 } else { 0 },
        output: count(answer),
    }
}

/// All that a request for text says.
pub fn prompt(body: &Value) -> String {
    let messages = body["messages"].as_array().cloned().unwrap_or_default();
    let texts: Vec<_> = messages
        .iter()
        .filter_map(|message| message["content"].as_str())
        .collect();
    texts.join("\n")
}

/// A small picture.
pub fn picture(format: ImageFormat) -> Vec<u8> {
    let shade = |number: usize| u8::try_from(number % 256).unwrap();
    let tone = shade(next());
    let image = RgbImage::from_fn(96, 64, |x, y| Rgb([tone, shade(x as usize), shade(y as usize)]));
    let mut file = Cursor::new(Vec::new());
    image.write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// Words of one meaning, each line by the first.
const SYNONYMS: &[&[&str]] = &[
    &["sofa", "sofas", "couch", "couches", "settee"],
    &["cheap", "affordable", "budget"],
    &["pullover", "jumper"],
];

/// Numbers of a vector.
const DIMENSIONS: usize = 256;

/// A vector of what the words mean, so that texts of one meaning are near and others are not.
pub fn vector(text: &str) -> Value {
    let mut vector = vec![0; DIMENSIONS];
    for word in text.to_lowercase().split_whitespace() {
        let same = SYNONYMS.iter().find(|words| words.contains(&word));
        let word = same.map_or(word, |words| words[0]);
        let hash = word
            .bytes()
            .fold(5381_usize, |hash, byte| hash.wrapping_mul(33) ^ usize::from(byte));
        vector[hash % DIMENSIONS] += 1;
    }
    json!(vector)
}
