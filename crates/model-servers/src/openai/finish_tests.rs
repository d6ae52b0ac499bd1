//! Ends by many names, and texts that are cut.

use provider::Ended;
use serde_json::json;

use super::finish::{Finish, is_cut, outcome};

#[test]
fn ends_are_known_by_any_name() {
    let read = |text: &str| Finish::read(&json!(text));
    for name in [
        "stop",
        "STOP",
        "eos",
        "end_turn",
        "endTurn",
        "stop_sequence",
        "COMPLETE",
        "FinishReason.STOP",
        "FINISH_REASON_STOP",
        "<|im_end|>",
        "</s>",
        "eos_token",
    ] {
        assert_eq!(read(name), Some(Finish::Complete), "{name}");
    }
    for name in [
        "length",
        "max_tokens",
        "MAX_TOKENS",
        "maxTokens",
        "max_output_tokens",
        "model_length",
        "Length",
        "finish_reason_max_tokens",
        "model_context_window_exceeded",
    ] {
        assert_eq!(read(name), Some(Finish::Length), "{name}");
    }
    for name in [
        "content_filter",
        "contentFilter",
        "SAFETY",
        "RECITATION",
        "sensitive",
        "refusal",
        "PROHIBITED_CONTENT",
        "BLOCKLIST",
        "SPII",
    ] {
        assert_eq!(read(name), Some(Finish::Refused), "{name}");
    }
    for name in [
        "insufficient_system_resource",
        "abort",
        "network_error",
        "error",
        "cancelled",
        "load",
        "unload",
        "MALFORMED_RESPONSE",
        "malformed_model_output",
        "MISSING_THOUGHT_SIGNATURE",
        "NO_IMAGE",
    ] {
        assert_eq!(read(name), Some(Finish::Failed), "{name}");
    }
    for name in [
        "tool_calls",
        "function_call",
        "MALFORMED_FUNCTION_CALL",
        "malformed_tool_use",
    ] {
        assert_eq!(read(name), Some(Finish::Tool), "{name}");
    }
    for name in ["", " ", "null", "None"] {
        assert_eq!(read(name), None, "{name}");
    }
    assert_eq!(read("OTHER"), Some(Finish::Unknown("OTHER".to_owned())));
    assert_eq!(
        Finish::read(&json!({ "type": "length", "length": 100 })),
        Some(Finish::Length)
    );
    assert_eq!(
        Finish::read(&json!({ "type": "stop", "matched": 2 })),
        Some(Finish::Complete)
    );
    assert_eq!(Finish::read(&json!(2)), Some(Finish::Length));
    assert_eq!(Finish::read(&json!(["MAX_TOKENS"])), Some(Finish::Length));
}

#[test]
fn a_cut_text_is_never_taken_for_a_whole_one() {
    for text in [
        "<p>Compost wants air, ",
        "<p>One.</p><p>After a season ",
        "<p>One.</p>\n<ul><li>a",
        "<p>One</p><a href=\"",
        "Turn the heap each",
        "One.\n\nThen,",
        "```html\n<p>One.</p>",
        "堆肥需要空气",
    ] {
        assert!(is_cut(text, false), "{text}");
        assert!(outcome(None, text, false, false).is_err(), "{text}");
        assert!(
            outcome(Some(Finish::Unknown("x".into())), text, false, false).is_err(),
            "{text}"
        );
        // A title has no full stop either; what ends within an element has no end, whatever its server says.
        let expected = if text.contains("<p>") && !text.starts_with("```") {
            Ended::Length
        } else {
            Ended::Complete
        };
        let of = |is_full| {
            outcome(Some(Finish::Complete), text, false, is_full)
                .expect("an end")
                .0
        };
        assert_eq!(of(false), expected, "{text}");
        // `BerriAI/litellm` 25825, `UKGovernmentBEIS/inspect_ai` 5143: a stop where all tokens are used up.
        assert_eq!(of(true), Ended::Length, "{text}");
    }
    let document = |text, is_full| {
        outcome(Some(Finish::Complete), text, true, is_full)
            .expect("an end")
            .0
    };
    assert_eq!(document("{\"names\": [\"a\", \"b", true), Ended::Length);
    assert_eq!(document("{\"names\": []}", true), Ended::Complete);
    assert_eq!(document("{\"names\": [\"a", false), Ended::Complete);
    for text in [
        "<p>Compost wants air.</p>",
        "<ul><li>a</li></ul>",
        "Turn it.",
        "One.\n\n- leaves\n- card",
        "堆肥需要空气。",
        "| a | b |",
        "<table><tr><td>1</table>",
        "<p>One.</p> And so on.",
        "## What to add\n1. leaves",
        "“Yes.”",
        "Keep it at < 5 degrees.",
    ] {
        assert!(!is_cut(text, false), "{text}");
        for is_full in [false, true] {
            let (ended, _) = outcome(Some(Finish::Complete), text, false, is_full).expect("an end");
            assert_eq!(ended, Ended::Complete, "{text}");
        }
        let (ended, note) = outcome(Some(Finish::Unknown("odd".into())), text, false, false).expect("an end");
        assert_eq!(ended, Ended::Complete);
        assert!(note.is_some_and(|note| note.contains("odd")));
    }
}
