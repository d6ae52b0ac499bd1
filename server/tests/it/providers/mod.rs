//! The providers' clients against a server that speaks their formats and misbehaves in every known way.

mod dialects;
mod faults;
mod pictures;
mod streams;
mod text;

use std::time::Duration;

use egress::Egress;
use model_servers::OpenAi;
use model_servers::Runware;
use provider::writing::{Brief, OutlineSection, Purpose, SectionBrief};
use provider::{
    EmbedRequest, Failed, ImageRequest, ImageStyle, Provider as _, Schema, TextReply, TextRequest,
};
use serde_json::json;

use crate::fake_openai::FakeOpenAi;

const KEY: &str = "sk-test-0123456789";

fn openai(fake: &FakeOpenAi) -> OpenAi {
    let egress = Egress::new(true).unwrap();
    OpenAi::new(egress, Some(&fake.openai()), Some(KEY.into())).unwrap()
}

fn runware(fake: &FakeOpenAi) -> Runware {
    let egress = Egress::new(true).unwrap();
    Runware::new(egress, Some(&fake.runware()), Some(KEY.into())).unwrap()
}

fn brief() -> Brief {
    Brief {
        language: "en".to_owned(),
        title: "Red doors".to_owned(),
        angle: None,
        content_type: "guide".to_owned(),
        keywords: vec!["red door".to_owned()],
        words: 500,
        voice: None,
    }
}

/// A request for a section, streamed.
fn streamed() -> TextRequest {
    let section = OutlineSection {
        heading: "Why red".to_owned(),
        points: vec![],
        words: 100,
    };
    TextRequest {
        model: "gpt-4o-mini".to_owned(),
        purpose: Purpose::Section(SectionBrief {
            brief: brief(),
            headings: vec!["Why red".to_owned()],
            index: 0,
            section,
            before: String::new(),
            links: vec![],
        }),
        system: "You write articles.".to_owned(),
        prompt: "Write the section \"Why red\" of an article about red doors, in about a hundred words."
            .to_owned(),
        so_far: None,
        mend: None,
        schema: None,
        max_tokens: 1000,
        temperature: 0.7,
        timeout: Duration::from_secs(20),
    }
}

/// A request for a document.
fn structured() -> TextRequest {
    let schema = json!({
        "type": "object", "additionalProperties": false, "required": ["title", "tags"],
        "properties": { "title": { "type": "string" }, "tags": { "type": "array", "items": { "type": "string" } } },
    });
    let name = "finish";
    TextRequest {
        schema: Some(Schema { name, schema }),
        ..streamed()
    }
}

fn drawn(model: &str) -> ImageRequest {
    ImageRequest {
        model: model.to_owned(),
        prompt: "A red door".to_owned(),
        title: "Red doors".to_owned(),
        style: ImageStyle::Realistic,
        width: 1200,
        height: 630,
        timeout: Duration::from_secs(20),
    }
}

fn embedded(texts: &[&str]) -> EmbedRequest {
    EmbedRequest {
        model: "text-embedding-3-small".to_owned(),
        texts: texts.iter().map(|&text| text.to_owned()).collect(),
        timeout: Duration::from_secs(20),
    }
}

/// The reply and what went to the sink.
async fn text(provider: &OpenAi, request: &TextRequest) -> (Result<TextReply, Failed>, String) {
    let mut sunk = String::new();
    let reply = provider
        .text(request, &mut |piece: &str| sunk.push_str(piece))
        .await;
    (reply, sunk)
}

/// The error of a text that is not to succeed.
async fn failure(provider: &OpenAi, request: &TextRequest) -> Failed {
    text(provider, request).await.0.expect_err("an error")
}
