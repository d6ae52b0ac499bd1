//! Runware: pictures by many models, priced each.

mod fault;
mod task;

use std::time::Duration;

use async_trait::async_trait;
use egress::Egress;
use provider::{
    Answer, ImageReply, ImageRequest, Provider, ProviderError, Sink, TextReply, TextRequest, Usage,
};
use reqwest::Method;
use secrecy::SecretString;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::wire::{Call, Wire, decoded, malformed, of_egress, picture};

/// Where Runware answers.
const BASE: &str = "https://api.runware.ai/v1";

/// How long the test of a connection may take.
const CHECK: Duration = Duration::from_secs(20);

/// The most bytes of a picture, and of an answer with one, where it is a third longer.
const PICTURE_CAP: usize = 32 << 20;
const ANSWER_CAP: usize = 44 << 20;

/// An account with Runware.
#[derive(Debug)]
pub struct Runware {
    wire: Wire,
}

impl Runware {
    /// The account of a key; `base_url` is another address of the same service.
    ///
    /// # Errors
    /// An address that may not be called, no key, or one that can be none.
    pub fn new(
        egress: Egress,
        base_url: Option<&str>,
        key: Option<SecretString>,
    ) -> Result<Self, ProviderError> {
        let base_url = base_url.map(str::trim).filter(|base| !base.is_empty());
        let wire = Wire::new(egress, base_url.unwrap_or(BASE), key)?;
        if wire.has_key() {
            Ok(Self { wire })
        } else {
            Err(ProviderError::Key {
                detail: "there is none".to_owned(),
            })
        }
    }

    /// Tests address and key without any cost, and says in one sentence what answers.
    ///
    /// # Errors
    /// What is wrong.
    pub async fn check(&self) -> Answer<String> {
        let mut call = Call::new(CHECK);
        let id = task::id();
        let task = json!({ "taskType": "accountManagement", "taskUUID": id, "operation": "getDetails" });
        match self.done(&mut call, id, &task).await {
            Ok(account) => Ok(match account["balance"].as_f64() {
                Some(balance) => format!("The connection works. Account balance: ${balance:.2}."),
                None => "The connection works.".to_owned(),
            }),
            Err(error) => Err(call.failed(error)),
        }
    }

    /// Sends one task and gives its result.
    async fn done(&self, call: &mut Call, id: Uuid, task: &Value) -> Result<Value, ProviderError> {
        let request = self.wire.request(Method::POST, &[])?.json(&json!([task]));
        let response = call.send(request).await;
        // The task's id is what Runware finds it by, also when it never answered.
        call.request_id = Some(id.to_string());
        let response = response?;
        if !response.status().is_success() {
            let (told, error) = self.wire.fault(call, response).await;
            return Err(fault::refined(&self.wire, &told, error));
        }
        let mut value: Value = call.json(response, ANSWER_CAP).await?;
        if value["errors"][0].is_object() || !value["error"].is_null() {
            return Err(fault::within(&self.wire, &value));
        }
        let id = id.to_string();
        let results = value["data"]
            .as_array_mut()
            .map(std::mem::take)
            .unwrap_or_default();
        results
            .into_iter()
            .find(|result| result["taskUUID"] == id.as_str())
            .ok_or_else(|| malformed("the task is not in it"))
    }

    async fn draw(&self, call: &mut Call, request: &ImageRequest) -> Result<ImageReply, ProviderError> {
        let id = task::id();
        let result = self.done(call, id, &task::of(request, id)).await?;
        let bytes = match (result["imageBase64Data"].as_str(), result["imageURL"].as_str()) {
            (Some(text), _) => decoded(text)?,
            (None, Some(url)) => {
                let url = self.wire.egress.url(url).map_err(of_egress)?;
                let fetched = self.wire.egress.fetch(url, PICTURE_CAP, call.left()).await;
                picture(fetched.map_err(of_egress)?)?
            }
            (None, None) => return Err(malformed("it contains no image")),
        };
        Ok(ImageReply {
            bytes,
            revised_prompt: None,
            cost: result["cost"]
                .as_f64()
                .filter(|cost| cost.is_finite() && *cost >= 0.0),
            usage: Usage::default(),
            request_id: call.request_id.clone(),
        })
    }
}

#[async_trait]
impl Provider for Runware {
    fn name(&self) -> &'static str {
        "runware"
    }

    async fn check(&self) -> Answer<String> {
        // The type's own, which says what is wrong.
        Self::check(self).await
    }

    async fn text(&self, _: &TextRequest, _: &mut Sink<'_>) -> Answer<TextReply> {
        Err(ProviderError::NotOffered { what: "text" }.into())
    }

    async fn image(&self, request: &ImageRequest) -> Answer<ImageReply> {
        let mut call = Call::new(request.timeout);
        match self.draw(&mut call, request).await {
            Ok(reply) => Ok(reply),
            Err(error) => Err(call.failed(error)),
        }
    }
}
