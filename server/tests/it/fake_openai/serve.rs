//! The endpoints, in the documented formats.

use std::convert::Infallible;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{OriginalUri, State};
use axum::http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, Response, StatusCode};
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::StreamExt as _;
use image::ImageFormat;
use provider::Usage;
use serde_json::{Value, json};

use super::acts::{Act, error};
use super::{Seen, Shared, content, lock};

pub(super) type Answer = Response<Body>;

/// A request with what is to be done with it.
pub(super) struct Asked {
    act: Act,
    pub(super) body: Value,
    id: String,
    place: usize,
    pub(super) state: Shared,
    base: String,
}

pub fn router(state: Shared, base: String) -> Router {
    let all = |State((state, base)): State<(Shared, String)>,
               uri: OriginalUri,
               headers: HeaderMap,
               body: Bytes| async move {
        let body = serde_json::from_slice(&body).unwrap_or_default();
        let asked = Asked::new(state, base, uri.path(), &headers, body);
        answer(uri.path(), asked).await
    };
    Router::new()
        .route("/v1/models", get(all))
        .route("/api/chat", post(all))
        .route("/v1/chat/completions", post(all))
        .route("/v1/images/generations", post(all))
        .route("/v1/embeddings", post(all))
        .route("/runware", post(all))
        .route(
            "/files/moved.png",
            get(|| async { axum::response::Redirect::temporary("/files/picture") }),
        )
        .route(
            "/files/picture",
            get(|| async { content::picture(ImageFormat::Png) }),
        )
        .with_state((state, base))
}

async fn answer(path: &str, asked: Asked) -> Answer {
    // A server that takes its time is what the test asked for.
    if let Act::Late(wait) = asked.act {
        tokio::time::sleep(wait).await;
    }
    match asked.act.clone() {
        Act::Status(status, body, header) => {
            let mut answer = asked.json(status, &body);
            if let Some((name, value)) = header {
                answer.headers_mut().insert(name, value.parse().unwrap());
            }
            return answer;
        }
        Act::Page(status, kind, text) => return asked.answer(status, kind, text.into()),
        Act::Packed(bytes) => {
            let mut answer = asked.answer(200, "text/event-stream", bytes.into());
            answer
                .headers_mut()
                .insert("content-encoding", "gzip".parse().unwrap());
            return answer;
        }
        Act::ErrorAfter(0, body) => return asked.json(200, &body),
        Act::Endless => {
            let pieces = futures::stream::repeat(Ok::<_, Infallible>(vec![b' '; 1 << 20]));
            return asked.answer(200, "application/json", Body::from_stream(pieces));
        }
        _ => {}
    }
    if let Some(part) = asked.unknown() {
        let mut message = format!("Unsupported parameter: '{part}' is not supported with this model.");
        if part == "max_tokens" {
            message.push_str(" Use 'max_completion_tokens' instead.");
        }
        // The forms of a document are not parts of a request, but values of one.
        let param = match part {
            "json_schema" | "json_object" => "response_format",
            part => part,
        };
        return asked.json(
            400,
            &error("invalid_request_error", "unsupported_parameter", param, &message),
        );
    }
    if let Some(answer) = asked.refused_as().or_else(|| asked.without_room()) {
        return answer;
    }
    match path {
        "/api/chat" => asked.native(),
        "/v1/models" => asked.json(
            200,
            &json!({ "object": "list", "data": [{ "id": "one" }, { "id": "two" }] }),
        ),
        "/v1/chat/completions" => asked.chat(),
        "/v1/images/generations" => asked.image(),
        "/v1/embeddings" => asked.embeddings(),
        _ => asked.runware(),
    }
}

impl Asked {
    fn new(state: Shared, base: String, path: &str, headers: &HeaderMap, body: Value) -> Self {
        let mut known = lock(&state);
        let place = known.seen.len();
        let id = format!("req_{}", place + 1);
        let text = format!("{path} {body}");
        let found = known
            .script
            .iter()
            .position(|(part, _)| text.contains(part.as_str()));
        let act = found
            .and_then(|at| known.script.remove(at))
            .map_or(Act::Well, |(_, act)| act);
        let key = headers.get(AUTHORIZATION).and_then(|key| key.to_str().ok());
        let api_key = headers.get("api-key").and_then(|key| key.to_str().ok());
        known.seen.push(Seen {
            path: path.to_owned(),
            authorization: key.map(str::to_owned),
            api_key: api_key.map(str::to_owned),
            body: body.clone(),
            request_id: id.clone(),
            usage: Usage::default(),
        });
        drop(known);
        Self {
            act,
            body,
            id,
            place,
            state,
            base,
        }
    }

    /// The first part of the request that is refused.
    fn unknown(&self) -> Option<&'static str> {
        let unknown = lock(&self.state).unknown.clone();
        unknown
            .into_iter()
            .find(|part| !self.body[part].is_null() || self.body["response_format"]["type"] == *part)
    }

    pub(super) fn answer(&self, status: u16, kind: &str, body: Body) -> Answer {
        Response::builder()
            .status(StatusCode::from_u16(status).unwrap())
            .header(CONTENT_TYPE, kind)
            .header("x-request-id", &self.id)
            .body(body)
            .unwrap()
    }

    pub(super) fn json(&self, status: u16, body: &Value) -> Answer {
        let text = body.to_string();
        if !matches!(self.act, Act::Truncated) {
            return self.answer(status, "application/json", text.into());
        }
        let length = text.len();
        let half = text.into_bytes()[..length / 2].to_vec();
        let pieces = futures::stream::once(async { Ok(half) }).chain(futures::stream::once(cut()));
        let mut answer = self.answer(status, "application/json", Body::from_stream(pieces));
        answer.headers_mut().insert(CONTENT_LENGTH, length.into());
        answer
    }

    /// Notes what the answer tells, and gives it as OpenAI writes it.
    fn tell(&self, usage: Usage) -> Value {
        lock(&self.state).seen[self.place].usage = usage;
        json!({
            "prompt_tokens": usage.input, "completion_tokens": usage.output,
            "total_tokens": usage.input + usage.output,
            "prompt_tokens_details": { "cached_tokens": usage.cached },
        })
    }

    fn chat(&self) -> Answer {
        let prompt = content::prompt(&self.body);
        let schema = &self.body["response_format"]["json_schema"]["schema"];
        let text = match (&self.act, self.body["stream"].as_bool()) {
            (Act::Text(text), _) => text.clone(),
            (_, Some(true)) => content::paragraphs(),
            _ if schema.is_object() => {
                let document = content::document(schema, &prompt).to_string();
                let around = lock(&self.state).text.clone();
                around.map_or(document.clone(), |around| around.replace("{}", &document))
            }
            _ => json!({ "answer": "a document without a schema" }).to_string(),
        };
        let pieces = content::pieces(&text);
        let sent = self.act.pieces().unwrap_or(pieces.len()).min(pieces.len());
        let text = pieces[..sent].concat();
        if self.body["stream"] == true {
            return self.stream(&pieces[..sent], self.count(&prompt, &text));
        }
        let message = match self.act {
            Act::Refusal => {
                json!({ "role": "assistant", "content": null, "refusal": "I cannot help with that." })
            }
            _ => json!({ "role": "assistant", "content": text, "refusal": null }),
        };
        let usage = self.tell(self.count(&prompt, &text));
        self.json(200, &json!({
            "id": format!("chatcmpl-{}", self.place), "object": "chat.completion", "model": self.body["model"],
            "choices": [{ "index": 0, "message": message, "finish_reason": self.act.reason() }], "usage": usage,
        }))
    }

    fn stream(&self, pieces: &[String], usage: Usage) -> Answer {
        let chunk = |delta: Value, reason: Value| {
            let choice = json!([{ "index": 0, "delta": delta, "finish_reason": reason }]);
            let id = format!("chatcmpl-{}", self.place);
            json!({ "id": id, "object": "chat.completion.chunk", "model": self.body["model"], "choices": choice })
        };
        let event = |value: &Value| format!("data: {value}\n\n");
        let mut events = vec![
            ": stream\n\n".to_owned(),
            event(&chunk(json!({ "role": "assistant", "content": "" }), Value::Null)),
        ];
        match self.act {
            Act::Refusal => events.push(event(&chunk(
                json!({ "refusal": "I cannot help with that." }),
                Value::Null,
            ))),
            _ => events.extend(
                pieces
                    .iter()
                    .map(|piece| event(&chunk(json!({ "content": piece }), Value::Null))),
            ),
        }
        match &self.act {
            Act::CutAfter(_) | Act::EndAfter(_) | Act::SilentAfter(_) => {}
            Act::ErrorAfter(_, body) => events.push(event(body)),
            act => events.push(event(&chunk(json!({}), act.reason().into()))),
        }
        let whole = self.act.pieces().is_none() || matches!(self.act, Act::LengthAfter(_));
        if whole && !matches!(self.act, Act::NoDone) {
            if self.body["stream_options"]["include_usage"] == true {
                let mut last = chunk(json!({}), Value::Null);
                last["choices"] = json!([]);
                last["usage"] = self.tell(usage);
                events.push(event(&last));
            }
            events.push("data: [DONE]\n\n".to_owned());
        }
        let pace = lock(&self.state).pace;
        let sent = futures::stream::iter(events).then(move |event| async move {
            // As slowly as the test wants a model to speak.
            tokio::time::sleep(pace).await;
            Ok::<_, std::io::Error>(event)
        });
        let after = match self.act {
            Act::CutAfter(_) => futures::stream::once(cut()).left_stream(),
            Act::SilentAfter(_) => futures::stream::pending().left_stream().right_stream(),
            _ => futures::stream::empty().right_stream().right_stream(),
        };
        self.answer(200, "text/event-stream", Body::from_stream(sent.chain(after)))
    }

    fn image(&self) -> Answer {
        let is_gpt = self.body["output_format"].is_string();
        let format = if is_gpt {
            ImageFormat::Jpeg
        } else {
            ImageFormat::Png
        };
        let mut data = match self.act {
            Act::Link => json!({ "url": format!("{}/files/picture", self.base) }),
            _ => json!({ "b64_json": STANDARD.encode(content::picture(format)) }),
        };
        if self.body["model"] == "dall-e-3" {
            data["revised_prompt"] = "A prompt that was rewritten".into();
        }
        let mut answer = json!({ "created": 1, "data": [data] });
        if is_gpt {
            let usage = Usage {
                output: 1056,
                ..content::usage(&self.body["prompt"].to_string(), "")
            };
            self.tell(usage);
            answer["usage"] = json!({ "input_tokens": usage.input, "output_tokens": usage.output,
                "input_tokens_details": { "cached_tokens": usage.cached } });
        }
        self.json(200, &answer)
    }

    fn embeddings(&self) -> Answer {
        let texts = self.body["input"].as_array().cloned().unwrap_or_default();
        let mut data: Vec<_> = texts
            .iter()
            .enumerate()
            .map(|(index, text)| {
                let vector = content::vector(text.as_str().unwrap_or_default());
                json!({ "object": "embedding", "index": index, "embedding": vector })
            })
            .collect();
        match self.act {
            Act::Shuffled => data.reverse(),
            Act::Missing => data.truncate(data.len() - 1),
            _ => {}
        }
        let texts: Vec<_> = texts.iter().filter_map(Value::as_str).collect();
        let usage = Usage {
            cached: 0,
            ..content::usage(&texts.join(" "), "")
        };
        let usage = self.tell(usage);
        self.json(
            200,
            &json!({ "object": "list", "data": data, "model": self.body["model"], "usage": usage }),
        )
    }

    fn runware(&self) -> Answer {
        let task = &self.body[0];
        let (kind, id) = (&task["taskType"], &task["taskUUID"]);
        let mut result = json!({ "taskType": kind, "taskUUID": id });
        if kind == "accountManagement" {
            result["balance"] = 12.5.into();
        } else {
            result["imageUUID"] = id.clone();
            result["cost"] = 0.0013.into();
            match self.act {
                Act::Link => result["imageURL"] = format!("{}/files/picture", self.base).into(),
                _ => result["imageBase64Data"] = STANDARD.encode(content::picture(ImageFormat::Jpeg)).into(),
            }
        }
        self.json(200, &json!({ "data": [result] }))
    }
}

/// The end of a connection, a moment after what was sent has left.
async fn cut<T>() -> std::io::Result<T> {
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    Err(std::io::Error::other("cut"))
}
