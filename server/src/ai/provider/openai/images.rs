//! Pictures: DALL-E 3, the GPT image models, and servers that took over their API.

use reqwest::Method;
use serde_json::{Value, json};

use super::{OpenAi, usage};
use crate::ai::provider::wire::{Call, decoded, guidance, malformed, of_egress, picture};
use crate::ai::provider::{ImageReply, ImageRequest, ImageStyle, ProviderError};

/// The most bytes of a picture, and of an answer with one, where it is a third longer.
const PICTURE_CAP: usize = 32 << 20;
const ANSWER_CAP: usize = 44 << 20;

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

/// The request.
fn body(request: &ImageRequest) -> Value {
    let family = Family::of(&request.model);
    let mut body = json!({
        "model": request.model,
        "prompt": guidance(&request.prompt, request.style, family.longest()),
        "n": 1,
        "size": family.size(request.width, request.height),
    });
    match family {
        Family::DallE3 => {
            body["response_format"] = "b64_json".into();
            body["quality"] = "standard".into();
            let style = match request.style {
                ImageStyle::Realistic => "natural",
                ImageStyle::Artistic | ImageStyle::Cartoon => "vivid",
            };
            body["style"] = style.into();
        }
        Family::Gpt => {
            body["output_format"] = "jpeg".into();
            body["quality"] = "medium".into();
        }
        Family::Other => body["response_format"] = "b64_json".into(),
    }
    body
}

impl OpenAi {
    pub(super) async fn draw(
        &self,
        call: &mut Call,
        request: &ImageRequest,
    ) -> Result<ImageReply, ProviderError> {
        let sent = self.wire.request(Method::POST, &["images", "generations"])?;
        let response = self.sent(call, sent.json(&body(request))).await?;
        let value: Value = call.json(response, ANSWER_CAP).await?;
        call.usage = usage(&value["usage"]);
        if !value["error"].is_null() {
            return Err(self.wire.within(&value));
        }
        let drawn = &value["data"][0];
        let bytes = match (drawn["b64_json"].as_str(), drawn["url"].as_str()) {
            (Some(text), _) => decoded(text)?,
            (None, Some(url)) if url.starts_with("data:") => decoded(url)?,
            (None, Some(url)) => {
                let url = self.wire.egress.url(url).map_err(of_egress)?;
                let fetched = self.wire.egress.fetch(url, PICTURE_CAP, call.left()).await;
                picture(fetched.map_err(of_egress)?)?
            }
            (None, None) => return Err(malformed("there is no picture in it")),
        };
        Ok(ImageReply {
            bytes,
            revised_prompt: drawn["revised_prompt"].as_str().map(str::to_owned),
            cost: None,
            usage: call.usage,
            request_id: call.request_id.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

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
        let mut body = body(&request);
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
