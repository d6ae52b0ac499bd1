//! What goes to a provider and what comes back.

use std::time::Duration;

use bytes::Bytes;
use igny8::writer::images::ImageStyle;
use serde_json::Value;

use crate::writing::Purpose;

/// A request for text.
#[derive(Clone, Debug)]
pub struct TextRequest {
    /// The model, by the provider's name for it.
    pub model: String,
    /// What is asked, structured.
    pub purpose: Purpose,
    /// The instruction.
    pub system: String,
    /// The prompt.
    pub prompt: String,
    /// The beginning of a reply that was cut, to be gone on with.
    pub so_far: Option<String>,
    /// An answer that did not fit the schema and what was wrong with it, to be mended.
    pub mend: Option<(String, String)>,
    /// The schema of a JSON reply.
    pub schema: Option<Schema>,
    /// The most tokens of the reply.
    pub max_tokens: u32,
    /// From 0 (sober) to 2.
    pub temperature: f32,
    /// How long the whole call may take.
    pub timeout: Duration,
}

/// A JSON schema with its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    /// Letters, digits and `_`.
    pub name: &'static str,
    /// The schema, strict: every property required, no others.
    pub schema: Value,
}

/// Why a reply ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It is whole.
    Complete,
    /// It was cut at the most tokens.
    Length,
}

/// Tokens of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Read.
    pub input: u32,
    /// Of those, read from the provider's cache.
    pub cached: u32,
    /// Written.
    pub output: u32,
}

/// Text.
#[derive(Clone, Debug, PartialEq)]
pub struct TextReply {
    /// The text.
    pub text: String,
    /// Why it ended.
    pub ended: Ended,
    /// What it took.
    pub usage: Usage,
    /// The provider's id of the call.
    pub request_id: Option<String>,
    /// The model that answered, where it says so.
    pub model: Option<String>,
}

/// A request for one picture.
#[derive(Clone, Debug)]
pub struct ImageRequest {
    /// The model, by the provider's name for it.
    pub model: String,
    /// What it shows.
    pub prompt: String,
    /// The article's title, for a provider that draws from it.
    pub title: String,
    /// Its looks.
    pub style: ImageStyle,
    /// Pixels; a provider that has fixed sizes takes its nearest.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// How long the whole call may take.
    pub timeout: Duration,
}

/// A picture.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageReply {
    /// The file: PNG, JPEG or WebP.
    pub bytes: Bytes,
    /// The prompt that was used, where the provider rewrote it.
    pub revised_prompt: Option<String>,
    /// Dollars, where the provider says so.
    pub cost: Option<f64>,
    /// Tokens, where the provider counts them.
    pub usage: Usage,
    /// The provider's id of the call.
    pub request_id: Option<String>,
}

/// A request for vectors.
#[derive(Clone, Debug)]
pub struct EmbedRequest {
    /// The model, by the provider's name for it.
    pub model: String,
    /// The texts, at most 2,048.
    pub texts: Vec<String>,
    /// How long the whole call may take.
    pub timeout: Duration,
}

/// Vectors.
#[derive(Clone, Debug, PartialEq)]
pub struct EmbedReply {
    /// One a text, in order.
    pub vectors: Vec<Vec<f32>>,
    /// What it took.
    pub usage: Usage,
    /// The provider's id of the call.
    pub request_id: Option<String>,
}
