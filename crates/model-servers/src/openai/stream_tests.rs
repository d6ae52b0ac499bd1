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
            "<html><head><title>Sign in</title></head><body>Welcome</body></html>".to_owned(),
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

/// `songquanpeng/one-api` 2406, `ENTERPILOT/GoModel` 1068: all of the text comes once more as a message at the end.
#[test]
fn a_text_that_comes_twice_is_kept_once() {
    let text = || piece("<p>One and two, ") + &piece("three and four.</p>");
    let whole = "<p>One and two, three and four.</p>";
    let message = format!(
        "data: {{\"object\":\"chat.completion\",\"choices\":[{{\"finish_reason\":\"stop\",\"message\":{{\"role\":\"assistant\",\"content\":\"{whole}\"}}}}],\"usage\":{{\"total_tokens\":9}}}}\n\n"
    );
    let anthropic = format!(
        "data: {{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{{\"type\":\"text\",\"text\":\"{whole}\"}}],\"stop_reason\":\"end_turn\"}}\n\n"
    );
    let grown = piece("<p>One and two, ") + &piece("<p>One and two, three") + &piece(whole) + STOP + DONE;
    let expected = format!("Complete: {whole}");
    for body in [
        text() + &message + DONE,
        text() + STOP + &message,
        text() + &anthropic,
    ] {
        assert_eq!(made(&body, false), expected, "{body}");
    }
    // What was shown meanwhile is replaced by the reply's text.
    assert_eq!(told(&grown), expected);
    // A piece may be as the one before.
    let twice = piece("<p>ha ") + &piece("ha ") + &piece("ha</p>") + STOP;
    assert_eq!(made(&twice, false), "Complete: <p>ha ha ha</p>");
}

/// The same without a look at what was shown.
fn told(body: &str) -> String {
    let wire = Wire::new(Egress::new(true).unwrap(), "http://127.0.0.1:9/v1", None).unwrap();
    let mut call = Call::new(Duration::from_mins(1));
    let reply = read_whole(&wire, &mut call, body.as_bytes(), false, &mut |_| ()).unwrap();
    format!("{:?}: {}", reply.ended, reply.text)
}

/// `anomalyco/opencode` 43040, `Alishahryar1/free-claude-code` 1742: words behind a reason to end, or a reason with each piece.
#[test]
fn an_end_that_comes_too_early_is_none() {
    let stop = |text: &str| piece(text).replace("}]}", ",\"finish_reason\":\"stop\"}]}");
    for (body, expected) in [
        (
            stop("<p>One ") + &stop("and two.</p>") + DONE,
            "Complete: <p>One and two.</p>",
        ),
        (
            stop("<p>One ") + &stop("and two.</p>"),
            "Complete: <p>One and two.</p>",
        ),
        (
            stop("<p>One ") + &piece("and two.</p>") + DONE,
            "Complete: <p>One and two.</p>",
        ),
        (stop("<p>One ") + &stop("and"), "down: the answer was cut off"),
        (stop("<p>One ") + &piece("and"), "down: the answer was cut off"),
        (
            stop("<p>One ") + &piece("and") + DONE,
            "down: the answer was cut off",
        ),
    ] {
        assert_eq!(made(&body, false), expected, "{body}");
    }
}

#[test]
fn words_of_a_fault_between_pieces_are_no_end() {
    for junk in [
        "data: Error: upstream request timeout\n\n",
        "data: {'error': {'message': 'CUDA out of memory', 'code': 500}}\n\n",
        "Internal Server Error\n\n",
        "data: {\"code\":500,\"msg\":\"engine failed\"}\n\n",
        "data: {\"success\":false,\"msg\":\"engine failed\"}\n\n",
        "data: {\"detail\":\"engine failed\"}\n\n",
    ] {
        let body = piece("<p>One.</p>") + junk + DONE;
        assert!(made(&body, false).starts_with("down: "), "{junk}");
    }
    for error in [
        "{\\\"error\\\":{\\\"message\\\":\\\"Upstream timed out\\\",\\\"code\\\":504}}",
        "\\n\\n[ERROR] upstream timed out",
    ] {
        let body = piece("<p>One.</p>")
            + &format!("data: {{\"choices\":[{{\"delta\":{{\"content\":\"{error}\"}}}}]}}\n\n")
            + STOP
            + DONE;
        assert!(made(&body, false).starts_with("down: "), "{error}");
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

#[test]
fn streams_of_other_apis_are_read() {
    let event = |name: &str, data: &str| format!("event: {name}\ndata: {data}\n\n");
    let anthropic = event(
        "message_start",
        r#"{"type":"message_start","message":{"id":"msg_1","model":"c","content":[],"usage":{"input_tokens":9,"output_tokens":1}}}"#,
    ) + &event(
        "content_block_start",
        r#"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
    ) + &event("ping", r#"{"type":"ping"}"#)
        + &event(
            "content_block_delta",
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"<p>One."}}"#,
        )
        + &event(
            "content_block_delta",
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"</p>"}}"#,
        )
        + &event("content_block_stop", r#"{"type":"content_block_stop","index":0}"#);
    let end = event(
        "message_delta",
        r#"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":4}}"#,
    ) + &event("message_stop", r#"{"type":"message_stop"}"#);
    let gemini = "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"<p>One.\"}]}}]}\n\ndata: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"</p>\"}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":9}}\n\n";
    let cohere = event(
        "message-start",
        r#"{"type":"message-start","delta":{"message":{"role":"assistant","content":[]}}}"#,
    ) + &event(
        "content-delta",
        r#"{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"<p>One.</p>"}}}}"#,
    ) + &event(
        "message-end",
        r#"{"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"tokens":{"input_tokens":9,"output_tokens":4}}}}"#,
    );
    let responses = event(
        "response.created",
        r#"{"type":"response.created","response":{"id":"resp_1","status":"in_progress","output":[]}}"#,
    ) + &event(
        "response.output_text.delta",
        r#"{"type":"response.output_text.delta","delta":"<p>One."}"#,
    ) + &event(
        "response.output_text.delta",
        r#"{"type":"response.output_text.delta","delta":"</p>"}"#,
    ) + &event(
        "response.completed",
        r#"{"type":"response.completed","response":{"id":"resp_1","status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"<p>One.</p>"}]}],"usage":{"input_tokens":9,"output_tokens":4}}}"#,
    );
    for (name, body) in [
        ("Anthropic", anthropic.clone() + &end),
        ("Gemini", gemini.to_owned()),
        ("Cohere", cohere),
        ("responses", responses),
    ] {
        assert_eq!(made(&body, false), "Complete: <p>One.</p>", "{name}");
    }
    // Without its end it is none.
    assert!(made(&anthropic.replace("</p>", ""), false).starts_with("down: "));
    let failed = event(
        "response.failed",
        r#"{"type":"response.failed","response":{"status":"failed","error":{"code":"rate_limit_exceeded","message":"slow down","type":"rate_limit_error"}}}"#,
    );
    assert_eq!(made(&failed, false), "busy");
}

#[test]
fn an_answer_with_a_hole_is_asked_for_again() {
    let hole = "data: {\"id\":\"1\",\"object\":\"chat.cdata: {\"id\":\"2\",\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n";
    let body = piece("<p>One") + hole + &piece("</p>") + STOP + DONE;
    assert_eq!(
        made(&body, false),
        "down: a part of the answer was damaged on its way"
    );
    // What is broken behind the end is none of the text.
    let body = piece("<p>One</p>") + STOP + "data: {\"usage\":{\"prompt_tok\n\n" + DONE;
    assert_eq!(made(&body, false), "Complete: <p>One</p>");
    // Characters that a server forgot to escape are read.
    let raw = "data: {\"choices\":[{\"delta\":{\"content\":\"<p>One\ttwo</p>\"}}]}\n\n".to_owned();
    assert_eq!(made(&(raw + STOP + DONE), false), "Complete: <p>One\ttwo</p>");
}

#[test]
fn words_of_proxies_and_empty_answers_pass() {
    for body in [
        "upstream connect error or disconnect/reset before headers. reset reason: connection failure",
        "no healthy upstream",
        "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n",
    ] {
        let told = made(body, false);
        assert!(
            told.starts_with("down: a proxy in front of it answered"),
            "{body}: {told}"
        );
    }
    for body in [
        "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"choices\":null}\n\n".to_owned() + DONE,
        "data: {\"choices\":null}\n\n".to_owned(),
        "data: {\"choices\":[]}\n\n".to_owned() + DONE,
    ] {
        let told = made(&body, false);
        assert!(told.starts_with("down: "), "{body}: {told}");
    }
    // What a model says is no proxy's.
    let said = piece("no healthy upstream") + STOP + DONE;
    assert_eq!(made(&said, false), "Complete: no healthy upstream");
}

/// As they came to people who wrote about it: `mudler/LocalAI` 788 and 1744, `alfredapp/openai-workflow` 52, `danny-avila/LibreChat`
/// 5563, `waylaidwanderer/node-chatgpt-api` 486, `cline/cline` 8518, `tenstorrent/tt-inference-server` 2592,
/// `router-for-me/CLIProxyAPI` 2190, `xoai/sage-wiki` 114.
#[test]
fn answers_as_public_reports_show_them() {
    let text = || piece("<p>One.") + &piece("</p>");
    for (name, body) in [
        (
            "no reason in any piece, with usage in each",
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"<p>One.\"}}],\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":0}}\n\n\
             data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"</p>\"}}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4}}\n\n"
                .to_owned()
                + DONE,
        ),
        (
            "what filters found, before the first piece",
            "data: {\"id\":\"\",\"object\":\"\",\"created\":0,\"model\":\"\",\"prompt_filter_results\":[{\"prompt_index\":0}],\"choices\":[]}\n\n".to_owned()
                + &text()
                + STOP
                + DONE,
        ),
        (
            "a count with null for choices, then the end",
            text() + "data: {\"choices\":null,\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4}}\n\n" + STOP + DONE,
        ),
        (
            "an empty list in the last piece",
            text() + STOP + "data: {\"id\":\"cmpl-1\",\"object\":\"chat.completion.chunk\",\"choices\":[]}\n\n" + DONE,
        ),
        (
            "a whole answer without a reason",
            "{\"object\":\"chat.completion\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"<p>One.</p>\"}}]}\n".to_owned()
                + DONE,
        ),
    ] {
        assert_eq!(made(&body, false), "Complete: <p>One.</p>", "{name}");
    }
    for (name, body) in [
        (
            "an object with nothing in it",
            "data: {\"id\":\"\",\"object\":\"\",\"created\":0,\"model\":\"\",\"choices\":null,\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}}\n\n".to_owned()
                + DONE,
        ),
        ("a document that was cut", "{\"id\":\"gen-1\",\"choices\":[{\"message\":{\"content\":\"<p>One".to_owned()),
    ] {
        let told = made(&body, false);
        assert!(told.starts_with("down: "), "{name}: {told}");
    }
}
