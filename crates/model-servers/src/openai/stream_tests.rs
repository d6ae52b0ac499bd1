//! Streams as servers and gateways send them, and what is made of each.

use std::time::Duration;

use egress::Egress;
use provider::{Ended, ProviderError};

use super::*;

/// What an answer becomes: its text and end, or the kind of its fault.
fn made(body: &str, is_json: bool) -> String {
    let wire = Wire::new(Egress::new(true).unwrap(), "http://127.0.0.1:9/v1", None).unwrap();
    let mut call = Call::new(Duration::from_mins(1));
    let mut shown = String::new();
    let read = read_whole(&wire, &mut call, body.as_bytes(), is_json, &mut |piece| {
        shown.push_str(piece);
    });
    match read {
        Ok(reply) => {
            if !is_json && reply.ended == Ended::Complete {
                assert_eq!(
                    shown.trim(),
                    reply.text.trim(),
                    "what was shown is what is kept: {body}"
                );
            }
            format!("{:?}: {}", reply.ended, reply.text)
        }
        Err(fault) => match fault.error {
            ProviderError::Refused { .. } => "refused".to_owned(),
            ProviderError::Malformed { .. } => "malformed".to_owned(),
            ProviderError::Unavailable { detail, .. } => format!("down: {detail}"),
            ProviderError::RateLimited { .. } => "busy".to_owned(),
            ProviderError::Quota { .. } => "quota".to_owned(),
            other => format!("{other:?}"),
        },
    }
}

/// A piece of an answer.
fn piece(text: &str) -> String {
    format!("data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":{text:?}}}}}]}}\n\n")
}

const STOP: &str = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
const DONE: &str = "data: [DONE]\n\n";

#[test]
fn whole_answers_are_whole_in_every_dialect() {
    let text = || piece("<p>One.") + &piece("</p>");
    for (name, body) in [
        ("OpenAI", text() + STOP + DONE),
        ("no end but its reason", text() + STOP),
        ("no reason but the end", text() + DONE),
        (
            "a count without choices, and the end of the connection",
            text() + "data: {\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4}}\n\n",
        ),
        (
            "a count with empty choices",
            text() + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4}}\n\n",
        ),
        ("choices of null", format!("data: {{\"choices\":null}}\n\n{}{STOP}{DONE}", text())),
        ("a field named twice", (text() + STOP + DONE).replace("data: ", "data: data: ")),
        ("no blank behind the field", (text() + STOP + DONE).replace("data: ", "data:")),
        ("carriage returns", (text() + STOP + DONE).replace('\n', "\r\n")),
        ("comments between", (text() + STOP + DONE).replace("\n\n", "\n\n: PROCESSING\n\n")),
        ("the end as a text", text() + STOP + "data: \"[DONE]\"\n\n"),
        ("the end without a field", text() + STOP + "[DONE]\n"),
        (
            "an event's name",
            (text() + STOP + DONE).replace("data: ", "event: message\ndata: "),
        ),
        (
            "empty reasons before the last",
            text().replace("}]}", ",\"finish_reason\":\"\"}]}") + STOP + DONE,
        ),
        (
            "parts",
            "data: {\"choices\":[{\"delta\":{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"Hm.\"}]},{\"type\":\"text\",\"text\":\"<p>One.</p>\"}]}}]}\n\n"
                .to_owned()
                + STOP
                + DONE,
        ),
        (
            "a message for a delta",
            "data: {\"choices\":[{\"message\":{\"content\":\"<p>One.</p>\"},\"finish_reason\":\"stop\"}]}\n\n".to_owned(),
        ),
        (
            "thoughts apart",
            "data: {\"choices\":[{\"delta\":{\"content\":null,\"reasoning_content\":\"Hm. {a}\"}}]}\n\n".to_owned()
                + &text()
                + STOP
                + DONE,
        ),
        ("thoughts within", piece("<think>Hm.") + &piece("</think>\n") + &text() + STOP + DONE),
        (
            "one document in the place of a stream, behind blank lines and comments",
            "\n\n: OPENROUTER PROCESSING\n\n{\"choices\":[{\"message\":{\"content\":\"<p>One.</p>\"},\"finish_reason\":\"stop\"}]}"
                .to_owned(),
        ),
        (
            "Ollama's lines",
            "{\"message\":{\"content\":\"<p>One.\"},\"done\":false}\n{\"message\":{\"content\":\"</p>\"},\"done\":true,\"done_reason\":\"stop\"}\n"
                .to_owned(),
        ),
    ] {
        assert_eq!(made(&body, false), "Complete: <p>One.</p>", "{name}");
    }
}

#[test]
fn what_breaks_off_is_never_whole() {
    let text = piece("<p>One.");
    for (name, body, expected) in [
        ("cut", text.clone(), "down: the answer was cut off"),
        (
            "cut within a document",
            text.clone() + "data: {\"choices\":[{\"del",
            "down: the answer was cut off",
        ),
        (
            "an end in the middle of an element",
            piece("<p>One and") + DONE,
            "down: the answer was cut off",
        ),
        (
            "a limit",
            text.clone() + &STOP.replace("stop", "length") + DONE,
            "Length: <p>One.",
        ),
        (
            "a filter",
            text.clone() + &STOP.replace("stop", "content_filter") + DONE,
            "refused",
        ),
        (
            "a fault",
            text.clone() + &STOP.replace("stop", "error") + DONE,
            "down: the model stopped with an error",
        ),
        (
            "an error within",
            text.clone() + "data: {\"error\":{\"message\":\"Overloaded\",\"type\":\"overloaded_error\"}}\n\n",
            "down: Overloaded",
        ),
        (
            "money that ran out",
            text.clone() + "data: {\"error\":{\"message\":\"Insufficient credits\",\"code\":402}}\n\n",
            "quota",
        ),
        (
            "a page",
            "<html><body>502 Bad Gateway</body></html>".to_owned(),
            "malformed",
        ),
        ("nothing", String::new(), "down: the answer was cut off"),
        (
            "an end alone",
            STOP.to_owned() + DONE,
            "down: the model answered with nothing",
        ),
        (
            "thoughts alone",
            "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"I shall write.\"}}]}\n\n".to_owned()
                + STOP
                + DONE,
            "down: the model returned its reasoning but no answer: turn its reasoning off or choose another model",
        ),
    ] {
        assert_eq!(made(&body, false), expected, "{name}");
    }
}

#[test]
fn a_document_among_thoughts_is_handed_to_its_reader() {
    let body = "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"So: {\\\"names\\\": []}\"}}]}\n\n"
        .to_owned()
        + STOP
        + DONE;
    assert_eq!(made(&body, true), "Complete: So: {\"names\": []}");
}
