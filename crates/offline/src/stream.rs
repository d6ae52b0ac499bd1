//! Sends a text as a language model would: in small pieces, and on from where an earlier reply was cut.

use provider::{Ended, Sink};

use super::text::{visible_words, words};

/// Words of a piece.
const PIECE: usize = 4;

/// What is still missing after the beginning of a reply.
pub(super) fn rest<'a>(html: &'a str, so_far: Option<&str>) -> &'a str {
    let so_far = so_far.unwrap_or_default();
    if let Some(rest) = html.strip_prefix(so_far) {
        return rest;
    }
    if let Some(rest) = html.strip_prefix(so_far.trim_end()) {
        return rest;
    }
    // Somebody else began it: the blocks after as many words as are written.
    let written = visible_words(so_far);
    let mut at = 0;
    for line in html.split_inclusive('\n') {
        let before = html.get(..at).unwrap_or_default();
        if visible_words(before) >= written {
            break;
        }
        at += line.len();
    }
    html.get(at..).unwrap_or_default()
}

/// Sends it piece by piece, at most so many tokens, and says what was sent.
pub(super) async fn send(html: &str, max_tokens: u32, sink: &mut Sink<'_>) -> (String, Ended) {
    let most = usize::try_from(max_tokens)
        .unwrap_or(usize::MAX)
        .saturating_mul(3)
        / 4;
    let mut sent = String::with_capacity(html.len());
    let mut count = 0;
    for piece in pieces(html) {
        let next = words(piece);
        if count > 0 && count + next > most {
            return (sent, Ended::Length);
        }
        count += next;
        sink(piece);
        sent.push_str(piece);
        tokio::task::yield_now().await;
    }
    (sent, Ended::Complete)
}

/// A text in pieces of a few words, which together are the text.
fn pieces(html: &str) -> impl Iterator<Item = &str> {
    let mut rest = html;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest
            .match_indices([' ', '\n'])
            .nth(PIECE - 1)
            .map_or(rest.len(), |(at, _)| at + 1);
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}
