//! Thoughts of a model that thinks before it answers. Most servers keep them apart; some leave them in the text, in
//! marks that each family of models has of its own (LM Studio and vLLM without a reasoning parser do).

/// What opens and closes a thought.
const MARKS: &[(&str, &str)] = &[
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<reasoning>", "</reasoning>"),
    ("<seed:think>", "</seed:think>"),
    ("[THINK]", "[/THINK]"),
    ("◁think▷", "◁/think▷"),
    ("<|begin_of_thought|>", "<|end_of_thought|>"),
    // Gemma's channel of thoughts.
    ("<|channel>thought", "<channel|>"),
    // OpenAI's open models, whose thoughts and answer are channels of one text.
    ("<|start|>assistant<|channel|>final<|message|>", ""),
    ("<|channel|>final<|message|>", ""),
    ("<|start|>", "<|channel|>final<|message|>"),
    ("<|channel|>", "<|channel|>final<|message|>"),
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
            } else if MARKS.iter().any(|(open, _)| open.starts_with(text)) {
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
        if MARKS
            .iter()
            .any(|(open, _)| open.len() > text.len() && open.starts_with(text))
        {
            return String::new();
        }
        let (open, close) = opened(text).unwrap_or(("", close));
        let Some((_, answer)) = text[open.len()..].split_once(close) else {
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

/// The marks of the thought that a text begins with; of several that fit, the longest.
fn opened(text: &str) -> Option<(&'static str, &'static str)> {
    let fits = MARKS.iter().copied().filter(|(open, _)| text.starts_with(open));
    fits.max_by_key(|(open, _)| open.len())
}

/// An answer as a whole, without the thought before it; where the prompt has opened the thought already, only its end
/// stands in the text. An answer about such marks keeps them.
pub(super) fn without(text: &str) -> &str {
    let begun = text.trim_start();
    let answer = if let Some((open, close)) = opened(begun) {
        begun[open.len()..]
            .split_once(close)
            .map_or("", |(_, answer)| answer.trim_start())
    } else {
        // The first that closes a thought which nothing opened.
        let closed = MARKS[..8].iter().filter_map(|(open, close)| {
            let (thought, answer) = text.split_once(close)?;
            (!thought.contains(open)).then_some((thought.len(), answer))
        });
        closed
            .min_by_key(|(at, _)| *at)
            .map_or(text, |(_, answer)| answer.trim_start())
    };
    without_end(answer)
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

    #[test]
    fn marks_of_an_end_are_no_text() {
        for end in ["<|im_end|>", "</s>", "<|return|>\n", "<|end|><|endoftext|>"] {
            assert_eq!(without(&format!("<p>A</p>{end}")), "<p>A</p>");
        }
    }
}
