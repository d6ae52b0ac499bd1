//! Pictures that a server draws later: it answers with a task, which is asked after until its picture is there.

use std::time::Duration;

use provider::ProviderError;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use url::Url;

use super::{OpenAi, pictures};
use crate::wire::{Call, malformed};

/// How long is waited between two questions after a task.
const POLL_INTERVAL: Duration = Duration::from_secs(2);

/// So many questions may fail one after the other.
const MAX_FAULTS: u32 = 3;

/// The most bytes of an answer with a picture in it.
const ANSWER_CAP: usize = 44 << 20;

/// Names under which servers say where to ask.
const ADDRESSES: &[&str] = &["polling_url", "status_url", "task_url", "query_url"];

/// A task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Task {
    id: String,
    /// Where the server says that it is to be asked for.
    address: Option<String>,
}

/// How a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Waits,
    Failed,
    /// Done, or nothing that is known.
    Other,
}

/// The places of an answer where a task may stand.
fn places(value: &Value) -> [&Value; 4] {
    [value, &value["data"], &value["output"], &value["data"][0]]
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn state(value: &Value) -> State {
    let said = places(value).into_iter().find_map(|place| {
        ["task_status", "status", "state"]
            .iter()
            .find_map(|name| place[*name].as_str())
    });
    let Some(said) = said else { return State::Other };
    let said = said.trim().to_lowercase().replace([' ', '-'], "_");
    match said.as_str() {
        "queued" | "in_queue" | "queueing" | "pending" | "processing" | "in_progress" | "running"
        | "submitted" | "starting" | "created" | "waiting" | "not_started" | "generating" => State::Waits,
        "failed" | "failure" | "fail" | "error" | "canceled" | "cancelled" | "expired" | "timeout"
        | "unknown" | "request_moderated" | "content_moderated" | "rejected" => State::Failed,
        _ => State::Other,
    }
}

/// The task that an answer stands for, if it has no picture yet.
pub(super) fn begun(value: &Value) -> Option<Task> {
    if pictures::find(value).is_some() {
        return None;
    }
    let waits = state(value) == State::Waits;
    let named = |names: &[&str]| {
        let mut places = places(value).into_iter();
        places.find_map(|place| names.iter().find_map(|name| text(&place[*name])))
    };
    let id = named(&["task_id", "taskId"]).or_else(|| named(&["id", "request_id"]).filter(|_| waits))?;
    let address = named(ADDRESSES).or_else(|| text(&value["urls"]["get"]));
    Some(Task { id, address })
}

impl OpenAi {
    /// The answer with the picture of a task.
    pub(super) async fn done(&self, call: &mut Call, task: Task) -> Result<Value, ProviderError> {
        let mut ways = self.ways(&task).into_iter();
        let none = || malformed("it only started a task, and nothing at the server tells of it");
        let mut way = ways.next().ok_or_else(none)?;
        let mut is_known = false;
        let mut faults = 0;
        loop {
            if call.left() <= POLL_INTERVAL {
                return Err(ProviderError::TimedOut);
            }
            tokio::time::sleep(POLL_INTERVAL).await;
            let response = call.send(self.question(way.clone())?).await?;
            let status = response.status().as_u16();
            if !is_known && matches!(status, 400 | 403..=405 | 501) {
                way = ways.next().ok_or_else(none)?;
                continue;
            }
            if !response.status().is_success() {
                faults += 1;
                if faults == MAX_FAULTS {
                    return Err(self.wire.fault(call, response).await.1);
                }
                continue;
            }
            faults = 0;
            let Ok(answer) = call.json::<Value>(response, ANSWER_CAP).await else {
                // Servers with pages answer with one wherever they know no route.
                way = ways.next().ok_or_else(none)?;
                continue;
            };
            if pictures::find(&answer).is_some() {
                return Ok(answer);
            }
            match state(&answer) {
                State::Waits => is_known = true,
                State::Failed => {
                    let told = places(&answer)
                        .into_iter()
                        .find(|place| !place["error"].is_null());
                    return Err(self.wire.within(told.unwrap_or(&answer)));
                }
                State::Other if is_known => return Ok(answer),
                State::Other => way = ways.next().ok_or_else(none)?,
            }
        }
    }

    /// The addresses at which a task may be asked after. One at another server is left out: the key would go there.
    fn ways(&self, task: &Task) -> Vec<Url> {
        let base = self.wire.base();
        let mut ways = Vec::new();
        let named = task
            .address
            .as_deref()
            .and_then(|address| base.join(address).ok());
        ways.extend(named.filter(|url| url.origin() == base.origin()));
        for (from_root, path) in [
            (false, &["images", "generations"][..]),
            (false, &["tasks"][..]),
            (true, &["api", "v1", "tasks"][..]),
        ] {
            let mut url = base.clone();
            if let Ok(mut segments) = url.path_segments_mut() {
                if from_root {
                    segments.clear();
                }
                segments.pop_if_empty().extend(path).push(&task.id);
            }
            ways.push(url);
        }
        ways
    }

    fn question(&self, url: Url) -> Result<RequestBuilder, ProviderError> {
        let request = self.wire.request_at(Method::GET, url)?;
        // One server wants to know of what kind a task is.
        Ok(request.header("x-modelscope-task-type", "image_generation"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn tasks_are_known() {
        for (answer, id) in [
            (json!({ "task_id": "a" }), "a"),
            (
                json!({ "request_id": "r", "output": { "task_id": "b", "task_status": "PENDING" } }),
                "b",
            ),
            (
                json!({ "code": 200, "data": [{ "status": "submitted", "task_id": "c" }] }),
                "c",
            ),
            (json!({ "data": { "status": "submitted", "task_id": "d" } }), "d"),
            (
                json!({ "id": "e", "object": "generation.task", "status": "queued", "progress": 0 }),
                "e",
            ),
        ] {
            assert_eq!(
                begun(&answer).map(|task| task.id).as_deref(),
                Some(id),
                "{answer}"
            );
        }
        let started =
            json!({ "id": "f", "status": "starting", "output": null, "urls": { "get": "https://x.test/f" } });
        assert_eq!(
            begun(&started).and_then(|task| task.address).as_deref(),
            Some("https://x.test/f")
        );
        for answer in [
            json!({ "id": "x", "choices": [] }),
            json!({ "id": "x", "status": "completed", "data": [] }),
            json!({ "task_id": "x", "data": [{ "url": "https://x.test/a.png" }] }),
            json!([]),
        ] {
            assert_eq!(begun(&answer), None, "{answer}");
        }
    }

    #[test]
    fn the_picture_of_a_task_is_found() {
        for answer in [
            json!({ "code": 200, "data": { "status": "completed", "result": { "images": [{ "url": ["https://x.test/a.png"] }] } } }),
            json!({ "task_status": "SUCCEED", "output_images": ["https://x.test/a.png"] }),
            json!({ "status": "completed", "result": { "data": [{ "url": "https://x.test/a.png" }] } }),
            json!({ "status": "completed", "output": { "image_urls": ["https://x.test/a.png"] } }),
            json!({ "output": { "task_status": "SUCCEEDED", "results": [{ "url": "https://x.test/a.png" }] } }),
            json!({ "status": "Ready", "result": { "sample": "https://x.test/a.png" } }),
        ] {
            assert!(pictures::find(&answer).is_some(), "{answer}");
        }
    }
}
