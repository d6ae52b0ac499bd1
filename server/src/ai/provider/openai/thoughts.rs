//! Thoughts of a model that thinks before it answers. Most servers keep them apart; some leave them in the text, as
//! `<think>…</think>` before the answer (LM Studio and vLLM without a reasoning parser do).

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";

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
    Within,
    Answer,
}

impl Thoughts {
    /// Takes a piece and gives what of the answer can be shown now.
    pub(super) fn feed(&mut self, piece: &str) -> String {
        if matches!(self.state, State::Answer) {
            return piece.to_owned();
        }
        self.held.push_str(piece);
        if matches!(self.state, State::Start) {
            let text = self.held.trim_start();
            if OPEN.starts_with(text) {
                return String::new();
            }
            if !text.starts_with(OPEN) {
                self.state = State::Answer;
                return std::mem::take(&mut self.held);
            }
            self.state = State::Within;
        }
        let Some((_, answer)) = self.held.split_once(CLOSE) else {
            return String::new();
        };
        self.state = State::Answer;
        answer.trim_start().to_owned()
    }
}

/// An answer as a whole, without the thought before it; where the prompt has opened the thought already, only its end
/// stands in the text. An answer about such marks keeps them.
pub(super) fn without(text: &str) -> &str {
    match text.split_once(CLOSE) {
        Some((thought, answer)) if thought.trim_start().starts_with(OPEN) || !thought.contains(OPEN) => {
            answer.trim_start()
        }
        None if text.trim_start().starts_with(OPEN) => "",
        _ => text,
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
        ] {
            assert_eq!(shown(pieces), "<p>A</p>");
            assert_eq!(without(&pieces.concat()), "<p>A</p>");
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
}
