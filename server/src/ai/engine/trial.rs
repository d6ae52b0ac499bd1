//! What a test of a connection asks a text model for: one word, and one small document.

use std::time::Duration;

use igny8::billing::usage::CallPurpose;
use provider::writing::{NameClusters, Purpose};
use provider::{Schema, TextRequest};
use serde::Deserialize;
use serde_json::json;

use super::Engine;
use super::fault::problem;
use crate::error::Result;

/// How long each may take: a server of one's own may have to load its model first.
const TIMEOUT: Duration = Duration::from_mins(3);

/// The most tokens: a model that thinks needs some before its first word.
const TOKENS: u32 = 2_000;

/// The document.
#[derive(Deserialize)]
struct Fruit {
    fruit: String,
}

impl Engine {
    /// Whether the server answers at all, by its own account.
    ///
    /// # Errors
    /// The fault in words.
    pub async fn check(&self) -> Result<String, String> {
        self.provider.check().await.map_err(|failed| failed.to_string())
    }

    fn trial(&self, prompt: &str, schema: Option<Schema>) -> TextRequest {
        TextRequest {
            model: self.text_model.clone(),
            // Nobody but the offline provider looks at it, and that one is never tested.
            purpose: Purpose::NameClusters(NameClusters {
                language: "en".to_owned(),
                groups: Vec::new(),
            }),
            system: "You answer briefly.".to_owned(),
            prompt: prompt.to_owned(),
            so_far: None,
            mend: None,
            schema,
            max_tokens: TOKENS,
            temperature: 0.4,
            timeout: TIMEOUT,
        }
    }

    /// Asks for one word, as prose is asked for.
    ///
    /// # Errors
    /// The provider's fault in words.
    pub async fn try_word(&self) -> Result<()> {
        let request = self.trial("Answer with the one word “ready” and a full stop.", None);
        let reply = self.call_text(CallPurpose::Test, &request, &mut |_| ()).await?;
        reply.map_err(|failed| problem(&failed.error))?;
        Ok(())
    }

    /// Asks for one document, as documents are asked for.
    ///
    /// # Errors
    /// The provider's fault in words, or what is wrong with the document.
    pub async fn try_document(&self) -> Result<()> {
        let schema = json!({ "type": "object", "properties": { "fruit": { "type": "string" } }, "required": ["fruit"],
                             "additionalProperties": false });
        let request = self.trial(
            "Name one fruit as a JSON document with the one field “fruit”.",
            Some(Schema {
                name: "test",
                schema: schema.clone(),
            }),
        );
        let reply = self.call_text(CallPurpose::Test, &request, &mut |_| ()).await?;
        let reply = reply.map_err(|failed| problem(&failed.error))?;
        let check = |answer: &Fruit| {
            if answer.fruit.is_empty() {
                Err("it is empty".to_owned())
            } else {
                Ok(())
            }
        };
        lenient_json::parse(&reply.text, Some(&schema), &check)
            .map(|_| ())
            .map_err(|wrong| {
                igny8::error::Problem::conflict(format!("The answer isn't usable JSON: {wrong}")).into()
            })
    }
}
