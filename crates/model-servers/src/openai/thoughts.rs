//! Thoughts of a model that thinks before it answers. Most servers keep them apart; some leave them in the text, in
//! marks that each family of models has of its own (LM Studio and vLLM without a reasoning parser do).

use std::borrow::Cow;

/// What opens and closes a thought. Where a prompt has opened it already, only the end stands in the text.
const MARKS: &[(&str, &str)] = &[
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<reasoning>", "</reasoning>"),
    ("<analysis>", "</analysis>"),
    ("<scratchpad>", "</scratchpad>"),
    ("<seed:think>", "</seed:think>"),
    ("<mm:think>", "</mm:think>"),
    ("[THINK]", "[/THINK]"),
    ("◁think▷", "◁/think▷"),
    ("<|begin_of_thought|>", "<|end_of_thought|>"),
    ("<|START_THINKING|>", "<|END_THINKING|>"),
];

/// The same where only the whole pair says that it is one.
const PAIRS: &[(&str, &str)] = &[
    // Open WebUI's.
    ("<details type=\"reasoning\"", "</details>"),
    // Gemma's channel of thoughts.
    ("<|channel>thought", "<channel|>"),
    // Granite's and Apriel's, in words.
    ("Here is my thought process:", "Here is my response:"),
    ("Here's my thought process:", "Here's my response:"),
    ("Here are my reasoning steps:", "[BEGIN FINAL RESPONSE]"),
    // OpenAI's open models, whose thoughts and answer are channels of one text.
    ("<|start|>", FINAL),
    ("<|channel|>", FINAL),
];

/// The channel of the answer. Its name may be followed by the form that the answer has.
const FINAL: &str = "<|channel|>final";
const MESSAGE: &str = "<|message|>";

/// The same where a server has taken the marks away and left the names.
const NAMED_FINAL: &str = "assistantfinal";

/// What some models put around an answer that follows their thoughts.
const AROUND: &[(&str, &str)] = &[
    ("<response>", "</response>"),
    ("<answer>", "</answer>"),
    ("<final>", "</final>"),
    ("<final_answer>", "</final_answer>"),
    ("<output>", "</output>"),
    ("<|START_RESPONSE|>", "<|END_RESPONSE|>"),
    ("<|begin_of_box|>", "<|end_of_box|>"),
    ("<|begin_of_solution|>", "<|end_of_solution|>"),
    ("[BEGIN FINAL RESPONSE]", "[END FINAL RESPONSE]"),
];

/// Marks that end an answer and that some servers leave at its end.
const ENDS: &[&str] = &[
    "<|return|>",
    "<|end|>",
    "<|im_end|>",
    "<|endoftext|>",
    "<|eot_id|>",
    "<|eom_id|>",
    "<end_of_turn>",
    "<｜end▁of▁sentence｜>",
    "</s>",
    "[/INST]",
    "[END FINAL RESPONSE]",
];

/// Leaves a thought out of text that comes piece by piece.
#[derive(Debug, Default)]
pub(super) struct Thoughts {
    held: String,
    state: State,
}

#[derive(Debug, Default)]
enum State {
    /// What came so far may still become a thought.
    #[default]
    Start,
    /// Until this mark.
    Within(&'static str),
    /// After a thought: what stands between it and the answer is no part of either.
    After,
    Answer,
}

impl Thoughts {
    /// Takes a piece and gives what of the answer can be shown now.
    pub(super) fn feed(&mut self, piece: &str) -> String {
        match self.state {
            State::Answer => return piece.to_owned(),
            State::After => {
                let answer = piece.trim_start().to_owned();
                if !answer.is_empty() {
                    self.state = State::Answer;
                }
                return answer;
            }
            State::Start | State::Within(_) => {}
        }
        self.held.push_str(piece);
        if matches!(self.state, State::Start) {
            let text = self.held.trim_start();
            if let Some((_, close)) = opened(text) {
                self.state = State::Within(close);
            } else if marks().any(|(open, _)| open.starts_with(text)) {
                return String::new();
            } else {
                self.state = State::Answer;
                return std::mem::take(&mut self.held);
            }
        }
        let State::Within(close) = self.state else {
            return String::new();
        };
        let text = self.held.trim_start();
        // The shorter of two marks may have been the beginning of the longer one.
        if marks().any(|(open, _)| open.len() > text.len() && open.starts_with(text)) {
            return String::new();
        }
        let (open, close) = opened(text).unwrap_or(("", close));
        let Some(answer) = behind(text, open, close) else {
            return String::new();
        };
        let answer = answer.trim_start().to_owned();
        self.state = if answer.is_empty() {
            State::After
        } else {
            State::Answer
        };
        answer
    }
}

fn marks() -> impl Iterator<Item = (&'static str, &'static str)> {
    MARKS.iter().chain(PAIRS).copied()
}

/// The marks of the thought that a text begins with; of several that fit, the longest.
fn opened(text: &str) -> Option<(&'static str, &'static str)> {
    marks()
        .filter(|(open, _)| text.starts_with(open))
        .max_by_key(|(open, _)| open.len())
}

/// What stands behind a thought, once it has ended.
fn behind<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    // A channel of the answer may be the first one.
    if close == FINAL {
        return of_channel(text);
    }
    Some(text[open.len()..].split_once(close)?.1)
}

/// The answer among channels, as far as it came.
fn of_channel(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once(FINAL)?;
    let (form, answer) = rest.split_once(MESSAGE)?;
    (!form.contains("<|channel|>")).then_some(answer)
}

/// An answer as a whole, without the thoughts before and within it, and without what models put around it. An answer about such
/// marks keeps them.
pub(super) fn without(text: &str) -> Cow<'_, str> {
    let mut answer = text;
    // Some think twice, and some close a thought once more than they have opened it.
    while let Some(rest) = without_first(answer) {
        answer = rest;
    }
    for (open, close) in AROUND {
        if let Some(inner) = answer.trim_start().strip_prefix(open) {
            answer = inner.trim_start();
            let end = without_end(answer).trim_end();
            answer = end.strip_suffix(close).unwrap_or(answer);
        }
    }
    let answer = without_end(answer);
    match within(answer) {
        Some(cut) => Cow::Owned(cut),
        None => Cow::Borrowed(answer),
    }
}

/// What follows the first thought, if the text begins with one.
fn without_first(text: &str) -> Option<&str> {
    let begun = text.trim_start();
    if let Some((open, close)) = opened(begun) {
        return Some(behind(begun, open, close).map_or("", |answer| until_end(answer, close)));
    }
    if let Some(answer) = of_channel(text) {
        return Some(until_end(answer, FINAL));
    }
    if let Some((_, answer)) = text.split_once(NAMED_FINAL) {
        return Some(answer.trim_start());
    }
    // The name of a channel that nothing parts from its text; no sentence is written so.
    if let Some(rest) = begun.strip_prefix("analysis")
        && rest.starts_with(|c: char| c.is_uppercase())
    {
        return Some("");
    }
    if let Some(rest) = begun.strip_prefix("final")
        && rest.starts_with(['<', '{', '[', '#'])
    {
        return Some(rest);
    }
    // The first that closes a thought which nothing opened.
    let closed = MARKS.iter().filter_map(|(open, close)| {
        let (thought, answer) = text.split_once(close)?;
        (!thought.contains(open)).then_some((thought.len(), answer))
    });
    closed
        .min_by_key(|(at, _)| *at)
        .map(|(_, answer)| answer.trim_start())
}

/// The answer of a channel ends where its message does.
fn until_end<'a>(answer: &'a str, close: &str) -> &'a str {
    let answer = answer.trim_start();
    if close != FINAL {
        return answer;
    }
    let ends = ["<|end|>", "<|return|>", "<|call|>", "<|start|>"];
    let end = ends.iter().filter_map(|end| answer.find(end)).min();
    end.map_or(answer, |end| &answer[..end])
}

/// The text without the thoughts that stand between its blocks; those that stand within a sentence are what it is about.
fn within(text: &str) -> Option<String> {
    let mut out: Option<String> = None;
    for (open, close) in MARKS {
        let mut from = 0;
        while let Some(at) = out.as_deref().unwrap_or(text)[from..]
            .find(open)
            .map(|at| from + at)
        {
            let whole = out.as_deref().unwrap_or(text);
            let before = whole[..at].trim_end_matches([' ', '\t']);
            let tag = before.rfind('<').map_or("", |tag| &before[tag..]);
            let between =
                before.is_empty() || before.ends_with('\n') || tag.starts_with("</") && tag.ends_with('>');
            let end = whole[at..].find(close).map(|end| at + end + close.len());
            match end.filter(|_| between) {
                Some(end) => {
                    out = Some(format!("{}{}", &whole[..at], whole[end..].trim_start()));
                    from = at;
                }
                None => from = at + open.len(),
            }
        }
    }
    out
}

fn without_end(text: &str) -> &str {
    let trimmed = text.trim_end();
    match ENDS.iter().find_map(|end| trimmed.strip_suffix(end)) {
        Some(text) => without_end(text),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pieces: &[&str]) -> String {
        let mut thoughts = Thoughts::default();
        pieces.iter().map(|piece| thoughts.feed(piece)).collect()
    }

    #[test]
    fn a_thought_is_not_shown_however_it_is_cut() {
        for pieces in [
            &["<think>Hm.</think>\n<p>A</p>"][..],
            &["<", "think", ">Hm", ".</th", "ink>\n\n<p>A", "</p>"],
            &["\n<think>", "</think>", "<p>A</p>"],
            &["<thinking>Hm.</thinking>", "<p>A</p>"],
            &["[THI", "NK]Hm.[/THINK]<p>A", "</p>"],
            &["◁think▷Hm.◁/think▷", "<p>A</p>"],
            &["<|channel>thought\nHm.<channel|><p>A</p>"],
            &[
                "<|channel|>ana",
                "lysis<|message|>Hm.<|end|><|start|>assistant<|channel|>fi",
                "nal<|message|><p>A</p>",
            ],
            &["<|channel|>final<|message|><p>A</p>"],
            &["<|start|>assistant<|channel|>final<|message|>", "<p>A</p>"],
            &[
                "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final <|con",
                "strain|>json<|message|><p>A</p>",
            ],
            &[
                "<|channel|>commentary to=functions.search<|message|>{}<|call|>",
                "<|start|>assistant<|channel|>final<|message|><p>A</p>",
            ],
            &["<mm:think>Hm.</mm:think>", "<p>A</p>"],
            &["<|START_THINKING|>Hm.<|END_THINKING|><p>A", "</p>"],
            &["<details type=\"reasoning\" done=\"true\">Hm.</details>\n<p>A</p>"],
            &["Here is my thought process: Hm. Here is my response: <p>A</p>"],
        ] {
            assert_eq!(shown(pieces), "<p>A</p>", "{pieces:?}");
            assert_eq!(without(&pieces.concat()), "<p>A</p>", "{pieces:?}");
            let all = pieces.concat();
            let letters: Vec<String> = all.chars().map(String::from).collect();
            let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
            assert_eq!(shown(&letters), "<p>A</p>", "{pieces:?} letter by letter");
        }
        assert_eq!(shown(&["<th", "ead>", "x"]), "<thead>x");
        assert_eq!(shown(&["<p>A", "</p>"]), "<p>A</p>");
        assert_eq!(shown(&["<think>endless"]), "");
        assert_eq!(without("<think>endless"), "");
        assert_eq!(without("Hm.</think>{}"), "{}");
        let about = "<p>Between <code><think></code> and <code></think></code>.</p>";
        assert_eq!(without(about), about);
        assert_eq!(without(&format!("<think>Hm.</think>{about}")), about);
    }

    /// `Augustas11/macprovider` 743, `Vali-98/ChatterUI` 503, `vllm-project/vllm` 45385, `sgl-project/sglang` 7678,
    /// `odysseus-dev/odysseus` 4522.
    #[test]
    fn thoughts_of_every_family_are_none_of_the_answer() {
        for text in [
            "analysisWe need to answer. It is \"A\".assistantfinal<p>A</p>",
            "final<p>A</p>",
            "<think><think>Hm.</think>And so on.</think><p>A</p>",
            "<think>Hm.</think><think>Again.</think>\n<p>A</p>",
            "Hm.\n</think>\n\n<response>\n<p>A</p>\n</response>\n",
            "<think>\nHm.\n</think>\n<answer>\n<p>A</p>\n</answer>",
            "<think>Hm.</think><|begin_of_box|><p>A</p><|end_of_box|>",
            "<|START_THINKING|>Hm.<|END_THINKING|><|START_RESPONSE|><p>A</p><|END_RESPONSE|>",
            "Here are my reasoning steps:\nHm.\n[BEGIN FINAL RESPONSE]\n<p>A</p>\n[END FINAL RESPONSE]",
            "assistant<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|><p>A</p><|return|>",
            "<|channel|>final<|message|><p>A</p><|end|><|start|>assistant<|channel|>analysis<|message|>Done.",
        ] {
            assert_eq!(without(text).trim(), "<p>A</p>", "{text}");
        }
        for text in ["analysisWe need to", "<|channel|>commentary<|message|>{}<|call|>"] {
            assert_eq!(without(text), "", "{text}");
        }
        assert_eq!(
            without("<p>A</p>\n<think>What next?</think>\n<p>B</p>"),
            "<p>A</p>\n<p>B</p>"
        );
        for text in [
            "<p>Final thoughts and analysis</p>",
            "analysis of costs",
            "<p>Write <code><think></code>, then <code></think></code>.</p>",
        ] {
            assert_eq!(without(text), text);
        }
    }

    #[test]
    fn marks_of_an_end_are_no_text() {
        for end in ["<|im_end|>", "</s>", "<|return|>\n", "<|end|><|endoftext|>"] {
            assert_eq!(without(&format!("<p>A</p>{end}")), "<p>A</p>");
        }
    }
}
