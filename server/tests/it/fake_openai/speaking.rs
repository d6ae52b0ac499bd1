//! What the server does as some server that is not OpenAI: refuses in other words, has little room, speaks Ollama's own API.

use provider::Usage;
use serde_json::json;

use super::serve::{Answer, Asked};
use super::{content, lock};

impl Asked {
    /// The answer to the first part that is refused in a server's own words.
    pub(super) fn refused_as(&self) -> Option<Answer> {
        let refusals = lock(&self.state).refusals.clone();
        let refusal = refusals
            .into_iter()
            .find(|refusal| !self.body[refusal.part].is_null())?;
        let model = self.body["model"].as_str().unwrap_or_default();
        let body = refusal.body.replace("{model}", model);
        let kind = if body.starts_with(['{', '[']) {
            "application/json"
        } else {
            "text/plain"
        };
        Some(self.answer(refusal.status, kind, body.into()))
    }

    /// The answer to a request for which there is no room.
    pub(super) fn without_room(&self) -> Option<Answer> {
        let (room, wording) = lock(&self.state).room?;
        let asked = ["max_tokens", "max_completion_tokens"]
            .iter()
            .find_map(|key| self.body[*key].as_u64())?;
        let (prompt, asked) = (
            content::prompt(&self.body).len() / 4,
            usize::try_from(asked).unwrap(),
        );
        let message = wording(room, prompt, asked);
        (prompt + asked > room).then(|| {
            self.json(
                400,
                &json!({ "object": "error", "message": message, "type": "BadRequestError", "code": 400 }),
            )
        })
    }

    /// Ollama's own API: JSON line by line, and as much of the prompt as it is told to read.
    pub(super) fn native(&self) -> Answer {
        let prompt = content::prompt(&self.body);
        let schema = &self.body["format"];
        let text = if schema.is_object() {
            content::document(schema, &prompt).to_string()
        } else {
            content::paragraphs()
        };
        let room = self.body["options"]["num_ctx"].as_u64().unwrap_or(4096);
        let counted = (prompt.len() / 4).min(usize::try_from(room).unwrap());
        let line = |text: &str| json!({ "model": self.body["model"], "message": { "role": "assistant", "content": text }, "done": false });
        let last = json!({ "model": self.body["model"], "message": { "role": "assistant", "content": "" }, "done": true,
            "done_reason": "stop", "prompt_eval_count": counted, "eval_count": text.len() / 4 });
        if self.body["stream"] == false {
            let mut whole = last;
            whole["message"]["content"] = text.into();
            return self.json(200, &whole);
        }
        let lines: Vec<String> = content::pieces(&text)
            .iter()
            .map(|piece| line(piece).to_string())
            .chain([last.to_string()])
            .collect();
        self.answer(
            200,
            "application/x-ndjson",
            format!("{}\n", lines.join("\n")).into(),
        )
    }

    /// The tokens of an answer; a server that reads only some counts only those.
    pub(super) fn count(&self, prompt: &str, text: &str) -> Usage {
        let mut usage = content::usage(prompt, text);
        if let Some(reads) = lock(&self.state).reads {
            usage.input = u32::try_from((prompt.len() / 4).min(reads)).unwrap();
            usage.cached = 0;
        }
        usage
    }
}
