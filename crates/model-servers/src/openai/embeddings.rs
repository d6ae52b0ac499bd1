//! Vectors.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use provider::{EmbedReply, EmbedRequest, ProviderError};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::parts::{Part, VECTORS};
use super::{OpenAi, usage};
use crate::wire::{Call, from_json, is_fault, malformed};

/// The most texts of one request.
const MAX_TEXTS: usize = 2048;

/// The most bytes of an answer: 2,048 vectors of 3,072 numbers, written out.
const CAP: usize = 160 << 20;

/// The answer, typed: as a free form it would take ten times the memory.
#[derive(Debug, Deserialize)]
struct Vectors {
    #[serde(default)]
    data: Vec<Item>,
    /// The same by another name: of Ollama's own API and of servers that speak as it does.
    #[serde(default)]
    embeddings: Vec<Item>,
    #[serde(default)]
    usage: Value,
    #[serde(default)]
    error: Value,
}

#[derive(Debug, Deserialize)]
#[serde(from = "WrittenItem")]
struct Item {
    index: Option<usize>,
    embedding: Vec<f32>,
}

/// A vector with its place, or alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenItem {
    Placed {
        index: Option<usize>,
        #[serde(deserialize_with = "numbers")]
        embedding: Vec<f32>,
    },
    Alone(#[serde(deserialize_with = "numbers")] Vec<f32>),
}

impl From<WrittenItem> for Item {
    fn from(written: WrittenItem) -> Self {
        match written {
            WrittenItem::Placed { index, embedding } => Self { index, embedding },
            WrittenItem::Alone(embedding) => Self {
                index: None,
                embedding,
            },
        }
    }
}

/// A vector: a list of numbers, or base64 of their bytes, as some send it whatever they are asked for.
fn numbers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f32>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Numbers(Vec<f32>),
        /// One vector in a list of its own, as llama.cpp has given it.
        Listed([Vec<f32>; 1]),
        Base64(String),
    }
    match Written::deserialize(deserializer)? {
        Written::Numbers(numbers) | Written::Listed([numbers]) => Ok(numbers),
        Written::Base64(text) => {
            let bytes = STANDARD.decode(text.trim()).map_err(serde::de::Error::custom)?;
            let (four, rest) = bytes.as_chunks::<4>();
            if !rest.is_empty() {
                return Err(serde::de::Error::custom("half a number"));
            }
            Ok(four.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
        }
    }
}

impl OpenAi {
    pub(super) async fn vectors(
        &self,
        call: &mut Call,
        request: &EmbedRequest,
    ) -> Result<EmbedReply, ProviderError> {
        if request.texts.is_empty() || request.texts.len() > MAX_TEXTS {
            let detail = format!(
                "{} texts, where 1 to {MAX_TEXTS} are allowed",
                request.texts.len()
            );
            return Err(ProviderError::Request { detail });
        }
        let asked = self.asked(call, &request.model, VECTORS, &["embeddings"], |quirks| {
            let mut body = json!({ "model": request.model, "input": request.texts });
            if !quirks.without(Part::Encoding) {
                body["encoding_format"] = "float".into();
            }
            if quirks.input_type {
                body["input_type"] = "passage".into();
            }
            body
        });
        let response = asked.await.map_err(|fault| fault.error)?;
        let body = call.read(response, CAP).await?;
        let items = match from_json::<Vectors>(&body) {
            Ok(answer) if !answer.error.is_null() => {
                return Err(self.wire.within(&json!({ "error": answer.error })));
            }
            Ok(answer) if !(answer.data.is_empty() && answer.embeddings.is_empty()) => {
                call.usage = usage(&json!({ "usage": answer.usage }));
                if answer.data.is_empty() {
                    answer.embeddings
                } else {
                    answer.data
                }
            }
            // Another API's, or a fault.
            other => {
                let value: Value = from_json(&body)?;
                if is_fault(&value) {
                    return Err(self.wire.within(&value));
                }
                call.usage = usage(&value);
                match (listed(&value), other) {
                    (Some(items), _) => items,
                    (None, Ok(_)) => Vec::new(),
                    (None, Err(error)) => return Err(error),
                }
            }
        };
        Ok(EmbedReply {
            vectors: in_order(items, request.texts.len())?,
            usage: call.usage,
            request_id: call.request_id.clone(),
        })
    }
}

/// The vectors of an answer in another API's form: of Hugging Face a bare list, of Cohere by their kind of number, of Gemini as values,
/// of `DashScope` and Cloudflare within an envelope.
fn listed(value: &Value) -> Option<Vec<Item>> {
    let places = [
        value,
        &value["embeddings"]["float"],
        &value["embeddings"],
        &value["output"]["embeddings"],
        &value["result"]["data"],
        &value["data"]["data"],
        &value["data"]["embeddings"],
    ];
    let vector = |item: &Value| {
        let numbers = ["embedding", "values", "vector"].iter().map(|name| &item[*name]);
        let numbers = numbers.chain([item]).find_map(|numbers| {
            let numbers = match numbers.as_array()?.as_slice() {
                [only @ Value::Array(_)] => only,
                _ => numbers,
            };
            serde_json::from_value::<Vec<f32>>(numbers.clone()).ok()
        });
        let index = ["index", "text_index"]
            .iter()
            .find_map(|name| item[*name].as_u64());
        Some(Item {
            index: index.and_then(|index| usize::try_from(index).ok()),
            embedding: numbers?,
        })
    };
    places.into_iter().find_map(|list| {
        let items: Option<Vec<Item>> = list.as_array()?.iter().map(vector).collect();
        items.filter(|items| !items.is_empty())
    })
}

/// One vector a text, in the texts' order and all of one length.
fn in_order(data: Vec<Item>, count: usize) -> Result<Vec<Vec<f32>>, ProviderError> {
    if data.len() != count {
        return Err(malformed(format!(
            "it has {} vectors for {count} texts",
            data.len()
        )));
    }
    let dimension = data.first().map_or(0, |item| item.embedding.len());
    // Gateways that ask for one text after the other leave the place of each at the first.
    let is_numbered = count < 2 || data.iter().any(|item| item.index != Some(0));
    let mut vectors = vec![Vec::new(); count];
    for (place, item) in data.into_iter().enumerate() {
        let vector = item.embedding;
        if vector.is_empty() || vector.len() != dimension || !vector.iter().all(|number| number.is_finite()) {
            return Err(malformed(
                "its vectors are empty, differ in length or hold what is no number",
            ));
        }
        let index = item.index.filter(|_| is_numbered).unwrap_or(place);
        match vectors.get_mut(index) {
            Some(slot) if slot.is_empty() => *slot = vector,
            _ => {
                return Err(malformed(format!(
                    "it has no text {index}, or two vectors for it"
                )));
            }
        }
    }
    Ok(vectors)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(data: Value) -> Result<Vec<Vec<f32>>, ProviderError> {
        in_order(serde_json::from_value(data).expect("items"), 2)
    }

    #[test]
    fn vectors_come_in_the_order_of_the_texts() {
        let mixed = json!([{ "index": 1, "embedding": [3, 4.5] }, { "index": 0, "embedding": [1, 2] }]);
        assert_eq!(read(mixed).expect("vectors"), [[1.0, 2.0], [3.0, 4.5]]);
        let base64 = json!([{ "embedding": "AACAPwAAAEA=" }, { "embedding": [3, 4] }]);
        assert_eq!(read(base64).expect("vectors"), [[1.0, 2.0], [3.0, 4.0]]);
        let all_first = json!([{ "index": 0, "embedding": [[1, 2]] }, { "index": 0, "embedding": [3, 4] }]);
        assert_eq!(read(all_first).expect("vectors"), [[1.0, 2.0], [3.0, 4.0]]);
        let named: Vectors = serde_json::from_str("{\"embeddings\": [[1, 2], [3, 4]]}").expect("vectors");
        assert_eq!(
            in_order(named.embeddings, 2).expect("vectors"),
            [[1.0, 2.0], [3.0, 4.0]]
        );
        let unnumbered = json!([{ "embedding": [1] }, { "embedding": [2] }]);
        assert_eq!(read(unnumbered).expect("vectors"), [[1.0], [2.0]]);
    }

    #[test]
    fn vectors_of_other_apis_are_read() {
        for answer in [
            json!([[1, 2], [3, 4]]),
            json!([{ "index": 1, "embedding": [[3, 4]] }, { "index": 0, "embedding": [[1, 2]] }]),
            json!({ "embeddings": { "float": [[1, 2], [3, 4]] }, "response_type": "embeddings_by_type" }),
            json!({ "embeddings": [{ "values": [1, 2] }, { "values": [3, 4] }] }),
            json!({ "output": { "embeddings": [{ "text_index": 1, "embedding": [3, 4] }, { "text_index": 0, "embedding": [1, 2] }] } }),
            json!({ "result": { "shape": [2, 2], "data": [[1, 2], [3, 4]] }, "success": true }),
        ] {
            let items = listed(&answer).expect("vectors");
            assert_eq!(
                in_order(items, 2).expect("vectors"),
                [[1.0, 2.0], [3.0, 4.0]],
                "{answer}"
            );
        }
        for answer in [json!({ "data": [] }), json!([]), json!({ "embeddings": ["a"] })] {
            assert!(listed(&answer).is_none(), "{answer}");
        }
    }

    #[test]
    fn whatever_else_comes_is_an_error() {
        for data in [
            json!([]),
            json!([{ "index": 0, "embedding": [1] }]),
            json!([{ "index": 1, "embedding": [1] }, { "index": 1, "embedding": [1] }]),
            json!([{ "index": 0, "embedding": [1] }, { "index": 2, "embedding": [1] }]),
            json!([{ "index": 0, "embedding": [1] }, { "index": 1, "embedding": [1, 2] }]),
            json!([{ "index": 0, "embedding": [] }, { "index": 1, "embedding": [] }]),
            json!([{ "index": 0, "embedding": [1e300] }, { "index": 1, "embedding": [1] }]),
        ] {
            let read = read(data.clone());
            assert!(read.is_err(), "{data}");
        }
    }
}
