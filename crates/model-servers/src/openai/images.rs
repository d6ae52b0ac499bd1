//! Pictures: DALL-E 3, the GPT image models, and servers that took over their API.

use std::time::Duration;

use bytes::Bytes;
use egress::EgressError;
use provider::{ImageReply, ImageRequest, ImageStyle, ProviderError};
use reqwest::Method;
use serde_json::{Value, json};
use url::Url;

use super::finish::Finish;
use super::parts::{CHAT, PICTURE, Part};
use super::pictures::{self, Found};
use super::quirks::Quirks;
use super::tasks;
use super::{Fault, OpenAi, usage};
use crate::wire::{Call, decoded, from_json, guidance, is_fault, malformed, of_egress, picture};

/// The most bytes of a picture, and of an answer with one, where it is a third longer.
const PICTURE_CAP: usize = 32 << 20;
const ANSWER_CAP: usize = 44 << 20;

/// How long a store of pictures is waited for between two tries.
const PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(3)];

/// A family of models, which have their own sizes and options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    DallE3,
    Gpt,
    Other,
}

impl Family {
    fn of(model: &str) -> Self {
        if model.contains("dall-e-3") {
            Self::DallE3
        } else if model.contains("gpt-image") || model.contains("chatgpt-image") {
            Self::Gpt
        } else {
            Self::Other
        }
    }

    /// The size that is nearest in shape.
    fn size(self, width: u32, height: u32) -> String {
        let (wide, square, high) = match self {
            Self::DallE3 => ("1792x1024", "1024x1024", "1024x1792"),
            Self::Gpt => ("1536x1024", "1024x1024", "1024x1536"),
            Self::Other => return format!("{width}x{height}"),
        };
        let (width, height) = (u64::from(width), u64::from(height));
        // A quarter longer than it is wide is no square any more.
        let shape = if width * 4 >= height * 5 {
            wide
        } else if height * 4 >= width * 5 {
            high
        } else {
            square
        };
        shape.to_owned()
    }

    /// The most characters of a prompt.
    const fn longest(self) -> usize {
        match self {
            Self::Gpt => 32_000,
            Self::DallE3 | Self::Other => 4000,
        }
    }
}

/// The request, but for what this model does not take.
fn body(request: &ImageRequest, quirks: &Quirks) -> Value {
    let family = Family::of(&request.model);
    let mut body = json!({
        "model": request.model,
        "prompt": guidance(&request.prompt, request.style, family.longest()),
    });
    let mut set = |part, key: &str, value: Value| {
        if !quirks.without(part) {
            body[key] = value;
        }
    };
    set(Part::Number, "n", 1.into());
    if quirks.sides {
        set(Part::Size, "width", request.width.into());
        set(Part::Size, "height", request.height.into());
    } else {
        set(
            Part::Size,
            "size",
            family.size(request.width, request.height).into(),
        );
    }
    match family {
        Family::DallE3 => {
            set(Part::PictureForm, "response_format", "b64_json".into());
            set(Part::Quality, "quality", "standard".into());
            let style = match request.style {
                ImageStyle::Realistic => "natural",
                ImageStyle::Artistic | ImageStyle::Cartoon => "vivid",
            };
            set(Part::Style, "style", style.into());
        }
        Family::Gpt => {
            set(Part::FileFormat, "output_format", "jpeg".into());
            set(Part::Quality, "quality", "medium".into());
        }
        Family::Other => set(Part::PictureForm, "response_format", "b64_json".into()),
    }
    body
}

/// The request as a message of a chat, as `OpenRouter` has it.
fn message(request: &ImageRequest, quirks: &Quirks) -> Value {
    let prompt = guidance(&request.prompt, request.style, Family::Other.longest());
    let mut body = json!({
        "model": request.model,
        "messages": [{ "role": "user", "content": format!("Draw a picture. {prompt}") }],
    });
    if !quirks.without(Part::Modalities) {
        body["modalities"] = json!(["image", "text"]);
    }
    body
}

impl OpenAi {
    pub(super) async fn draw(
        &self,
        call: &mut Call,
        request: &ImageRequest,
    ) -> Result<ImageReply, ProviderError> {
        let model = request.model.as_str();
        if self.known_of(model).by_chat {
            return self
                .drawn_by_chat(call, request)
                .await
                .map_err(|fault| fault.error);
        }
        let asked = self.asked(call, model, PICTURE, &["images", "generations"], |quirks| {
            body(request, quirks)
        });
        let fault = match asked.await {
            Ok(response) => {
                let body = call.read(response, ANSWER_CAP).await?;
                // Some answer with the picture itself.
                if let Ok(bytes) = picture(body.clone()) {
                    return Ok(ImageReply {
                        bytes,
                        revised_prompt: None,
                        cost: None,
                        usage: call.usage,
                        request_id: call.request_id.clone(),
                    });
                }
                let value: Value = from_json(&body)?;
                return self.drawn(call, &value).await;
            }
            Err(fault) => fault,
        };
        // A server without such an endpoint may draw in its chat.
        let has_none = fault
            .told
            .as_deref()
            .is_some_and(|(status, told)| matches!(status, 404 | 405 | 501) && !told.is_about_model());
        if !has_none {
            return Err(fault.error);
        }
        match self.drawn_by_chat(call, request).await {
            Ok(reply) => {
                let before = self.known_of(model);
                let quirks = Quirks {
                    by_chat: true,
                    ..before.clone()
                };
                self.found_out(model, &before, quirks);
                Ok(reply)
            }
            Err(_) => Err(fault.error),
        }
    }

    async fn drawn_by_chat(&self, call: &mut Call, request: &ImageRequest) -> Result<ImageReply, Fault> {
        let asked = self.asked(call, &request.model, CHAT, &["chat", "completions"], |quirks| {
            message(request, quirks)
        });
        let response = asked.await?;
        let value: Value = call.json(response, ANSWER_CAP).await?;
        Ok(self.drawn(call, &value).await?)
    }

    /// The file at an address that an answer names. It is paid for, so that a store which has it a moment later is asked again.
    async fn fetched(&self, call: &mut Call, url: Url) -> Result<Bytes, ProviderError> {
        // A file of the server itself may be for those with the key.
        if url.origin() == self.wire.base().origin() {
            let request = self.wire.request_at(Method::GET, url.clone())?;
            let response = call.send(request).await?;
            if response.status().is_success() {
                return call.read(response, PICTURE_CAP).await;
            }
        }
        for pause in PAUSES {
            match self
                .wire
                .egress
                .fetch(url.clone(), PICTURE_CAP, call.left())
                .await
            {
                Err(EgressError::Status { .. }) => tokio::time::sleep(pause).await,
                other => return other.map_err(of_egress),
            }
        }
        match self.wire.egress.fetch(url, PICTURE_CAP, call.left()).await {
            Err(EgressError::Status { status }) => Err(ProviderError::Unavailable {
                detail: format!(
                    "the image URL that it returned answers with status {status}; it may have expired"
                ),
                retry_after: None,
            }),
            other => other.map_err(of_egress),
        }
    }

    /// The picture in an answer, wherever it is.
    async fn drawn(&self, call: &mut Call, value: &Value) -> Result<ImageReply, ProviderError> {
        call.usage = usage(value);
        if is_fault(value) {
            return Err(self.wire.within(value));
        }
        let later = match tasks::begun(value) {
            Some(task) => Some(self.done(call, task).await?),
            None => None,
        };
        let value = later.as_ref().unwrap_or(value);
        let found = pictures::find(value).ok_or_else(|| {
            let is_refused =
                super::chat::finish_in(value) == Some(Finish::Refused) || pictures::is_filtered(value);
            if is_refused {
                ProviderError::Refused {
                    detail: "its content filter blocked the image".to_owned(),
                }
            } else {
                malformed("it contains no image")
            }
        })?;
        let bytes = match found {
            Found::Text(text) => decoded(&text)?,
            Found::Address(address) => {
                // Servers of one's own name a file by its path alone.
                let url = self
                    .wire
                    .base()
                    .join(&address)
                    .map_err(|error| ProviderError::Address {
                        detail: format!("the image URL is invalid: {error}"),
                    })?;
                let url = self.wire.egress.url(url.as_str()).map_err(of_egress)?;
                picture(self.fetched(call, url).await?)?
            }
        };
        let cost = &value["usage"]["cost"];
        Ok(ImageReply {
            bytes,
            revised_prompt: value["data"][0]["revised_prompt"].as_str().map(str::to_owned),
            cost: cost.as_f64().filter(|cost| cost.is_finite() && *cost >= 0.0),
            usage: call.usage,
            request_id: call.request_id.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(model: &str, width: u32, height: u32, style: ImageStyle) -> Value {
        let request = ImageRequest {
            model: model.to_owned(),
            prompt: "A red door".to_owned(),
            title: String::new(),
            style,
            width,
            height,
            timeout: Duration::from_secs(1),
        };
        let mut body = body(&request, &Quirks::default());
        assert!(
            body["prompt"]
                .as_str()
                .is_some_and(|prompt| prompt.starts_with("A red door Style: "))
        );
        body.as_object_mut().and_then(|body| body.remove("prompt"));
        body
    }

    #[test]
    fn each_family_is_asked_in_its_own_form() {
        assert_eq!(
            asked("dall-e-3", 1200, 630, ImageStyle::Realistic),
            json!({ "model": "dall-e-3", "n": 1, "size": "1792x1024", "response_format": "b64_json",
                    "quality": "standard", "style": "natural" })
        );
        assert_eq!(asked("dall-e-3", 800, 800, ImageStyle::Cartoon)["style"], "vivid");
        assert_eq!(
            asked("gpt-image-1", 1200, 630, ImageStyle::Realistic),
            json!({ "model": "gpt-image-1", "n": 1, "size": "1536x1024", "output_format": "jpeg", "quality": "medium" })
        );
        assert_eq!(
            asked("flux", 1200, 630, ImageStyle::Artistic),
            json!({ "model": "flux", "n": 1, "size": "1200x630", "response_format": "b64_json" })
        );
    }

    #[test]
    fn the_size_is_the_nearest_in_shape() {
        for (width, height, dall_e, gpt) in [
            (1200, 630, "1792x1024", "1536x1024"),
            (1024, 1024, "1024x1024", "1024x1024"),
            (1100, 1000, "1024x1024", "1024x1024"),
            (600, 900, "1024x1792", "1024x1536"),
            (u32::MAX, 1, "1792x1024", "1536x1024"),
        ] {
            assert_eq!(Family::DallE3.size(width, height), dall_e);
            assert_eq!(Family::Gpt.size(width, height), gpt);
        }
    }
}
